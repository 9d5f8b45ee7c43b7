'use strict';
// The programs that newcomers see first.
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const DEADLINE_MS = 120_000;
const fileOf = (name) => path.resolve(__dirname, '../examples', name);

function run(name, words = [], env = {}) {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, BROKERS: undefined, KAFKACORE_DEMO_BROKERS: '', ...env }, timeout: DEADLINE_MS };
    execFile(process.execPath, [fileOf(name), ...words], options, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

test('the quick start is short, and does what it says', async () => {
  assert.ok(readFileSync(fileOf('quickstart.js'), 'utf8').trimEnd().split('\n').length <= 20);
  const { code, stdout, stderr } = await run('quickstart.js');
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /topicName: 'greetings'[^]*en: Hello!\n$/);
});

for (const [name, said] of [
  ['producing.js', /^orders \[\d\] from offset \d+\n[^]*message 3: partition 0, offset \d+\n$/],
  [
    'batching.js',
    /^1000 sends are delivered\nthe urgent one is delivered, at offset \d+\nand one without linger took \d+ ms\n$/,
  ],
  ['idempotent-producer.js', /^delivered once, at offset 0\n$/],
  ['transactional-producer.js', /^committed\ncommitted from offset \d+ on\naborted: the other account is closed\n$/],
  ['exactly-once.js', /^(\w+ became [A-Z]+\n){5}$/],
]) {
  test(`the example ${name} does what it says`, async () => {
    const { code, stdout, stderr } = await run(name);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, said);
  });
}

test('the demo checks every message, and tells what it measured', async () => {
  const { code, stdout, stderr } = await run('demo.js');
  assert.deepEqual([code, stderr], [0, '']);
  for (const share of [0, 10, 100]) assert.match(stdout, new RegExp(`^ +${share} %`, 'm'));
  assert.match(stdout, /Every message arrived once, and in order in its partition/);
  for (const row of ['produced', 'consumed', 'latency p50', 'latency p99', 'CPU per message', 'peak memory']) {
    assert.match(stdout, new RegExp(`^  ${row}.*\\d`, 'm'));
  }
});

test('the demo without a broker fails with a sentence', async () => {
  const { code, stderr } = await run('demo.js', ['BROKERS=127.0.0.1:1']);
  assert.equal(code, 1);
  assert.match(stderr, /^\nThe demo failed: no broker answered within 10000 ms: .*Connection refused.*\.\n$/);
});

const lines = (...texts) => new RegExp(`^${texts.join('\\n')}\\n$`);

for (const [name, said] of [
  [
    'consuming.js',
    lines(
      'partition \\d+, offset 0: order-1 was created',
      '  trace: 4bf92f35',
      '  hop: gateway,billing',
      'partition \\d+, offset 1: order-1 was paid',
    ),
  ],
  [
    'rebalancing.js',
    lines('assigned: \\d+ partitions', 'paused', 'step 8', 'step 9', 'revoked: \\d+ partitions'),
  ],
  [
    'committing.js',
    lines(
      'by hand: 3, after 2',
      'by hand: 6, after 5',
      'by hand: 7, in the revocation',
      'automatic: committed up to 7',
      'by-hand: committed up to 7',
    ),
  ],
  [
    'pausing-and-seeking.js',
    lines('a', 'paused: \\[0\\]', 'resumed', 'b', 'c', 'b again', 'c again', 'paused: all'),
  ],
  [
    'administrating.js',
    lines(
      'the topic is listed: true',
      'the group goes on at 3 \\(by hand\\)',
      'it is 2 behind',
      'put back to the beginning it is 5 behind',
    ),
  ],
  ['testing.js', lines('delivered after 2 requests', 'refused as it should be', 'delivered to the other broker')],
  ['batches.js', lines('100 messages, several partitions at a time')],
  [
    'errors.js',
    lines(
      'KafkaJSError ERR__STATE: Cannot send without awaiting connect\\(\\)',
      'no broker there',
      'failed 1 times: glass broke',
      'failed 2 times: glass broke',
      'glass delivered',
      'stopped in peace',
    ),
  ],
  [
    'logging.js',
    lines(
      "{ message: 'to be seen', by: 'everybody' }",
      'librdkafka tells how it connects; mine: connected',
      'WARN Consumer: careful',
      'ERROR Billing: no money',
    ),
  ],
  ['oauthbearer.js', lines('a token is wanted, for kafka', 'not connected: no broker answered .*Connection refused.*')],
  [
    'callback-producer.js',
    lines(
      '(\\w+: 15 bytes, key (Stormwind|Ironforge|Darnassus)\\n){2}\\w+: 15 bytes, key (Stormwind|Ironforge|Darnassus)',
      'disconnected',
    ),
  ],
  [
    'callback-high-level-producer.js',
    lines('sent with key guilds/alliance', 'delivered at offset 0', 'Could not serialize value: not today'),
  ],
  [
    'callback-consumer.js',
    lines(
      '(flowing: message \\d, offset \\d of 9 bytes\\n){4}flowing: message 5, offset 4 of 9 bytes',
      '(asked for two, got \\d\\n)+the end, at offset 5',
      'asked for two, got \\d',
      'read twice',
    ),
  ],
  [
    'callback-rebalancing.js',
    lines('assigned', 'committed: 1', 'committed: 2', 'committed once more, and gone'),
  ],
  ['callback-streams.js', lines('(read: (for|the|horde)\\n){3}copied')],
  [
    'callback-metadata.js',
    lines('librdkafka [\\d.]+, with ssl', 'offsets from 0 to 1', 'brokers, partition 0', 'listed: true'),
  ],
  ['callback-admin.js', lines('the partition ends at 1', 'the group goes on at 0')],
  [
    'loops-and-streams.js',
    lines('(partition 0: \\d\\n){2}partition 0: 2', '(batch from \\d to \\d\\n)+AbortError', '(stream: \\d\\n){4}stream: 4'),
  ],
]) {
  test(`the example ${name} prints what it promises`, async () => {
    const { code, stdout, stderr } = await run(name);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, said);
  });
}
