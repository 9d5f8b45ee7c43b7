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
    const options = { env: { ...process.env, KAFKACORE_DEMO_BROKERS: '', ...env }, timeout: DEADLINE_MS };
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
