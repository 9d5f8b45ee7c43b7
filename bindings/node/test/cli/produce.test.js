'use strict';
const assert = require('node:assert/strict');
const { once } = require('node:events');
const { test } = require('node:test');

const { clientsOf, collect, delay, mockCluster, until } = require('../support');
const { assertUsage, documentsOf, run, start } = require('./support');

/** A cluster, and what arrives in its topic. */
async function watched(t, numPartitions = 1) {
  const { mock, servers, topic } = mockCluster(t, { numPartitions });
  const consumer = await clientsOf(t, servers).consumer();
  const messages = await collect(consumer, topic);
  return { mock, servers, topic, messages };
}

const textsOf = (messages) => messages.map(({ key, value }) => [key?.toString() ?? null, value?.toString() ?? null]);

test('values are sent in their order, and counted', async (t) => {
  const { servers, topic, messages } = await watched(t);
  assert.deepEqual(await documentsOf(t, servers, ['produce', topic, 'a', '', 'ü']), [
    { topic, delivered: 3, isExact: true, partitions: [{ partition: 0, offset: '0' }] },
  ]);
  const { code, stdout, stderr } = await run(t, servers, ['produce', topic, 'b']);
  assert.deepEqual([code, stdout, stderr], [0, '1 message delivered to things\n', '']);
  await until(() => messages.length === 4);
  assert.deepEqual(textsOf(messages), [
    [null, 'a'],
    [null, ''],
    [null, 'ü'],
    [null, 'b'],
  ]);
});

test('a value that looks like an option is sent, and is none', async (t) => {
  const { servers, topic, messages } = await watched(t);
  const { code, stdout } = await run(t, servers, ['produce', topic, '--', '--json']);
  assert.deepEqual([code, stdout], [0, '1 message delivered to things\n']);
  await until(() => messages.length === 1);
  assert.deepEqual(textsOf(messages), [[null, '--json']]);
});

test('every line of the standard input is a message, whatever its bytes', async (t) => {
  const { servers, topic, messages } = await watched(t);
  const input = Buffer.from('a\n\n\xff\x00\r\nlast', 'latin1');
  const { code, stdout } = await run(t, servers, ['produce', topic], { input });
  assert.deepEqual([code, stdout], [0, '4 messages delivered to things\n']);
  await until(() => messages.length === 4);
  assert.deepEqual(
    messages.map(({ value }) => value.toString('latin1')),
    ['a', '', '\xff\x00\r', 'last'],
  );
  assert.equal((await run(t, servers, ['produce', topic])).stdout, '0 messages delivered to things\n');
});

test('every message has the key, the headers and the partition', async (t) => {
  const { servers, topic, messages } = await watched(t, 3);
  const words = ['-k', 'a=b', '-p', '2', '-H', 'x=1', '-H', 'x=2=3', '--header', 'y=', '-H', '__proto__=z'];
  const [{ partitions }] = await documentsOf(t, servers, ['produce', topic, 'v', 'w', ...words]);
  assert.deepEqual(partitions, [{ partition: 2, offset: '0' }]);
  await until(() => messages.length === 2);
  for (const message of messages) {
    assert.deepEqual([message.key.toString(), message.partition], ['a=b', 2]);
    assert.deepEqual(message.headers.x.map(String), ['1', '2=3']);
    assert.equal(String(message.headers.y), '');
    assert.equal(Object.hasOwn(message.headers, '__proto__'), true);
  }
});

test('a line may have its key before a separator, and an empty value may delete it', async (t) => {
  const { servers, topic, messages } = await watched(t);
  const input = 'a::1\nb::\nc\n::d\ne::f::g\n';
  await run(t, servers, ['produce', topic, '-K', '\\x3a:', '--tombstones'], { input });
  await until(() => messages.length === 5);
  assert.deepEqual(textsOf(messages), [
    ['a', '1'],
    ['b', null],
    [null, 'c'],
    ['', 'd'],
    ['e', 'f::g'],
  ]);
});

test('keys go where other clients of Kafka send them', async (t) => {
  const { servers, topic, messages } = await watched(t, 7);
  const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
  const producer = await clientsOf(t, servers).producer();
  await producer.send({ topic, messages: keys.map((key) => ({ key, value: 'ours' })) });
  await run(t, servers, ['produce', topic, '-K', ':'], { input: keys.map((key) => `${key}:theirs\n`).join('') });
  await until(() => messages.length === 40);
  const places = new Set(messages.map(({ key, partition }) => `${key} ${partition}`));
  assert.equal(places.size, keys.length);
});

test('a line is sent when it is there, and not when its neighbours come', async (t) => {
  const { servers, topic, messages } = await watched(t);
  const { child, ended } = start(t, servers, ['produce', topic]);
  child.stdin.write('first\nsec');
  await until(() => messages.length === 1);
  child.stdin.write('ond\n');
  await until(() => messages.length === 2);
  child.stdin.end();
  assert.equal((await ended).code, 0);
});

test('a signal ends the reading; what was sent by then is delivered and counted', async (t) => {
  const { servers, topic, messages } = await watched(t);
  const { child, ended } = start(t, servers, ['produce', topic]);
  child.stdin.write('a\nb\n');
  await until(() => messages.length === 2);
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stdout, stderr], [130, '2 messages delivered to things\n', '']);
});

test('a signal in the midst of a line sends nothing of it', async (t) => {
  const { servers, topic, messages } = await watched(t);
  const { child, ended } = start(t, servers, ['produce', topic]);
  child.stdin.write('a\namount=100');
  await until(() => messages.length === 1);
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stdout, stderr], [130, '1 message delivered to things\n', '']);
});

test('a failure in the midst of a line sends nothing of it', async (t) => {
  const { mock, servers, topic, messages } = await watched(t);
  const { child, ended } = start(t, servers, ['produce', topic]);
  child.stdin.write('a\n');
  await until(() => messages.length === 1);
  mock.failNext('Produce', [10]);
  child.stdin.write('b\namount=100');
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stdout], [1, 'at least 1 message delivered to things\n']);
  assert.match(stderr, /^kafkacore: at most 1 message read, but not delivered\nkafkacore: /);
  await (await clientsOf(t, servers).producer()).send({ topic, messages: [{ value: 'last' }] });
  await until(() => messages.at(-1).value.toString() === 'last');
  assert.deepEqual(textsOf(messages), [
    [null, 'a'],
    [null, 'last'],
  ]);
});

test('a signal waits five seconds for what cannot be delivered', async (t) => {
  const { mock, servers, topic } = mockCluster(t);
  const { child, ended, until: untilOutput } = start(t, servers, ['produce', topic, '-c', 'debug=msg']);
  child.stdin.write('first\n');
  await untilOutput(({ stderr }) => stderr.includes('delivered'));
  mock.setLatency(1, 60_000);
  child.stdin.write('second\n');
  await untilOutput(({ stderr }) => stderr.split('Produce MessageSet').length > 2);
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stdout], [130, 'at least 1 message delivered to things\n']);
  assert.match(stderr, /^kafkacore: at most 1 message read, but not delivered$/m);
});

test('a delivery takes no longer than message.timeout.ms, whatever --timeout is', async (t) => {
  const { mock, servers, topic } = mockCluster(t);
  const words = ['produce', topic, '-c', 'message.timeout.ms=1000', '-c', 'debug=msg'];
  const { child, ended, until: untilOutput } = start(t, servers, words);
  child.stdin.write('first\n');
  await untilOutput(({ stderr }) => stderr.includes('delivered'));
  mock.brokerDown(1);
  child.stdin.write('second\n');
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stdout], [1, 'at least 1 message delivered to things\n']);
  assert.match(stderr, /^kafkacore: .*[Mm]essage timed out/m);
});

test('no more is read than is delivered', async (t) => {
  const { mock, servers, topic, messages } = await watched(t);
  const line = `${'x'.repeat(1000)}\n`;
  const { child, ended, until: untilOutput } = start(t, servers, ['produce', topic, '-c', 'debug=msg']);
  child.stdin.write('first\n');
  await untilOutput(({ stderr }) => stderr.includes('delivered'));
  await until(() => messages.length === 1);
  mock.brokerDown(1);
  // The pipes between hold some more than what is under way.
  const limit = 16_000_000;
  let written = 0;
  let isFull = false;
  while (!isFull && written < limit) {
    isFull = !child.stdin.write(line.repeat(100));
    written += 100 * line.length;
    if (isFull)
      isFull = await Promise.race([once(child.stdin, 'drain').then(() => false), delay(2000).then(() => true)]);
  }
  assert.ok(isFull, `${written} bytes were read`);
  mock.brokerUp(1);
  child.stdin.end();
  const { code, stdout } = await ended;
  assert.deepEqual([code, stdout], [0, `${1 + written / line.length} messages delivered to things\n`]);
});

test('what is not delivered fails, and what was is counted', async (t) => {
  const { mock, servers, topic } = mockCluster(t);
  const { code, stdout, stderr } = await run(t, servers, ['produce', topic, 'a', '--partition', '7']);
  assert.deepEqual([code, stdout], [1, 'at least 0 messages delivered to things\n']);
  assert.match(stderr, /^kafkacore: at most 1 message read, but not delivered\nkafkacore: .*[Pp]artition/);
  // Who types is not waited for.
  const { child, ended } = start(t, servers, ['produce', topic, '--partition', '7', '--json']);
  child.stdin.write('a\n');
  const typed = await ended;
  assert.deepEqual([typed.code, JSON.parse(typed.stdout).isExact], [1, false]);
  mock.failNext('Produce', [29, 29, 29]);
  const denied = await run(t, servers, ['produce', topic, 'a']);
  assert.equal(denied.code, 1);
  assert.match(denied.stderr, /^kafkacore: .*authorization.*\nYou are not allowed to do that/m);
});

test('what is typed wrongly is refused by name', async (t) => {
  await assertUsage(t, ['produce', 'a', 'b', '-K', ''], /--key-separator takes at least one character\n/);
  await assertUsage(t, ['produce', 'a', 'b', '-K', ':', '-k', 'c'], /--key does not go with --key-separator\n/);
  await assertUsage(t, ['produce', 'a', 'b', '-p', 'c'], /--partition takes a whole number from 0, not 'c'\n/);
  await assertUsage(t, ['produce', 'a', 'b', '-H', 'c'], /--header takes name=value, not 'c'\n/);
});
