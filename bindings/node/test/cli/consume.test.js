'use strict';
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { test } = require('node:test');

const { clientsOf, dealt, filled, mockCluster, numbered } = require('../support');
const { PROGRAM, QUICK_GROUP, assertUsage, documentsOf, linesOf, run, start } = require('./support');

const sorted = (text) =>
  linesOf(text)
    .sort((a, b) => a - b)
    .join(' ');

test('messages are printed to the end, and nothing else', async (t) => {
  const { servers, topic } = await filled(t, 10, { numPartitions: 3 });
  const { code, stdout, stderr } = await run(t, servers, ['consume', topic, '--until-end']);
  assert.deepEqual([code, sorted(stdout), stderr], [0, '0 1 2 3 4 5 6 7 8 9', '']);
});

test('topics that are empty are at their end', async (t) => {
  const { servers, topic } = mockCluster(t, { numPartitions: 3 });
  const { code, stdout, stderr } = await run(t, servers, ['consume', topic, '-e']);
  assert.deepEqual([code, stdout, stderr], [0, '', '']);
});

test('so many messages are printed as are asked for, as they come', async (t) => {
  const { servers, topic, producer } = await filled(t, 2);
  const { ended, until } = start(t, servers, ['consume', topic, '-n', '3']);
  await until(({ stdout }) => stdout === '0\n1\n');
  await producer.send({ topic, messages: numbered(5, 2) });
  const { code, stdout } = await ended;
  assert.deepEqual([code, stdout], [0, '0\n1\n2\n']);
});

test('reading begins where it is told to', async (t) => {
  const { servers, topic, producer } = await filled(t, 6, { numPartitions: 2 });
  const read = async (...words) => sorted((await run(t, servers, ['consume', topic, '-e', ...words])).stdout);
  assert.equal(await read('--from', 'beginning'), '0 1 2 3 4 5');
  assert.equal(await read('--from', '2'), '4 5');
  assert.equal(await read('--from', '1', '-p', '1'), '3 5');
  assert.equal(await read('--from', 'end'), '');
  const { ended, until } = start(t, servers, ['consume', topic, '-f', 'end', '-n', '1', '-c', 'debug=topic']);
  await until(({ stderr }) => /things \[1\].*\bEND\b/.test(stderr) || stderr.includes('LATEST'));
  await producer.send({ topic, messages: [{ value: 'new', partition: 1 }] });
  assert.equal((await ended).stdout, 'new\n');
});

test('an offset that is not there is the nearest that is', async (t) => {
  const { servers, topic, producer } = await filled(t, 1, { numPartitions: 2 });
  await producer.send({ topic, messages: numbered(5, 1).map((message) => ({ ...message, partition: 1 })) });
  const { code, stdout, stderr } = await run(t, servers, ['consume', topic, '--from', '3', '-e']);
  assert.deepEqual([code, stdout, stderr], [0, '4\n5\n', '']);
  assert.equal((await run(t, servers, ['consume', topic, '--from', '99', '-e'])).stdout, '');
});

test('a message as JSON has everything, and bytes that are no text are marked', async (t) => {
  const { servers, topic, producer } = await filled(t, 0);
  const headers = { a: ['1', Buffer.from([0xff])], ['__proto__']: 'x' };
  const messages = [
    { key: 'ü', value: 'line\n', headers, timestamp: '1700000000000' },
    { key: Buffer.from([0xfe]), value: null, timestamp: '1700000000001' },
  ];
  await producer.send({ topic, messages });
  const base = { topic, partition: 0 };
  assert.deepEqual(await documentsOf(t, servers, ['consume', topic, '-e']), [
    {
      ...base,
      offset: 0,
      timestamp: 1700000000000,
      key: 'ü',
      headers: [
        { name: 'a', value: '1' },
        { name: 'a', value: { base64: '/w==' } },
        { name: '__proto__', value: 'x' },
      ],
      value: 'line\n',
    },
    { ...base, offset: 1, timestamp: 1700000000001, key: { base64: '/g==' }, headers: [], value: null },
  ]);
});

test('keys stand before a separator, and bytes stay what they are', async (t) => {
  const { servers, topic, producer } = await filled(t, 0);
  await producer.send({ topic, messages: [{ key: 'a', value: 'b' }, { value: 'c' }, { key: 'd', value: null }] });
  assert.equal((await run(t, servers, ['consume', topic, '-e', '-K', ' = '])).stdout, 'a = b\n = c\nd = \n');
  assert.equal((await run(t, servers, ['consume', topic, '-e', '-K', '\\t'])).stdout, 'a\tb\n\tc\nd\t\n');
});

test('several topics are read as one', async (t) => {
  const { mock, servers, topic, producer } = await filled(t, 2);
  mock.createTopic({ topic: 'others', numPartitions: 2 });
  await producer.send({ topic: 'others', messages: dealt(2, 2, 2) });
  const { stdout } = await run(t, servers, ['consume', topic, 'others', topic, '-e']);
  assert.equal(sorted(stdout), '0 1 2 3');
});

test('a group goes on behind what it has printed, and only that', async (t) => {
  const { servers, topic } = await filled(t, 10);
  const words = ['consume', topic, '--group', 'readers', ...QUICK_GROUP];
  assert.equal((await run(t, servers, [...words, '-n', '3'])).stdout, '0\n1\n2\n');
  assert.equal((await run(t, servers, [...words, '-n', '1'])).stdout, '3\n');
  assert.equal((await run(t, servers, [...words, '-e'])).stdout, '4\n5\n6\n7\n8\n9\n');
  const admin = await clientsOf(t, servers).admin();
  const topics = [{ topic, partitions: [0] }];
  assert.equal((await admin.fetchOffsets({ groupId: 'readers', topics }))[0].partitions[0].offset, '10');
  assert.equal((await run(t, servers, [...words, '-e'])).stdout, '');
});

test('a group that is new begins where it is told to', async (t) => {
  const { servers, topic } = await filled(t, 3);
  const words = ['consume', topic, '-e', ...QUICK_GROUP];
  assert.equal((await run(t, servers, [...words, '-g', 'late', '-f', 'end'])).stdout, '');
  assert.equal((await run(t, servers, [...words, '-g', 'early', '-f', 'beginning'])).stdout, '0\n1\n2\n');
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  test(`${signal} ends the reading, and what was printed is committed`, async (t) => {
    const { servers, topic } = await filled(t, 5);
    const { child, ended, until } = start(t, servers, ['consume', topic, '-g', 'readers', ...QUICK_GROUP]);
    await until(({ stdout }) => stdout.endsWith('4\n'));
    child.kill(signal);
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [expected, '']);
    const admin = await clientsOf(t, servers).admin();
    const [{ partitions }] = await admin.fetchOffsets({ groupId: 'readers', topics: [{ topic, partitions: [0] }] });
    assert.equal(partitions[0].offset, '5');
  });
}

test('a signal in the midst of many messages ends it when they are printed, and they are committed', async (t) => {
  const { servers, topic, producer } = await filled(t, 0);
  const messages = numbered(500).map(({ value }) => ({ value: value.padStart(2000, '0') }));
  await producer.send({ topic, messages });
  const { child, ended, until } = start(t, servers, ['consume', topic, '-g', 'readers', ...QUICK_GROUP]);
  // More than fits between the two.
  child.stdout.once('data', () => child.stdout.pause());
  await until(({ stdout }) => stdout !== '');
  child.kill('SIGINT');
  child.stdout.resume();
  const { code, stdout } = await ended;
  const printed = linesOf(stdout).length;
  assert.equal(code, 130);
  assert.equal(stdout.length, printed * 2001);
  const admin = await clientsOf(t, servers).admin();
  const [{ partitions }] = await admin.fetchOffsets({ groupId: 'readers', topics: [{ topic, partitions: [0] }] });
  assert.equal(partitions[0].offset, String(printed));
});

test('a group goes on without a reader that is too slow, and it joins again', async (t) => {
  const { servers, topic, producer } = await filled(t, 0);
  const messages = numbered(500).map(({ value }) => ({ value: value.padStart(2000, '0') }));
  await producer.send({ topic, messages });
  const words = ['consume', topic, '-n', '501', '-g', 'readers', ...QUICK_GROUP, '-c', 'max.poll.interval.ms=1500'];
  const { child, ended, until } = start(t, servers, words);
  // More than fits between the two.
  child.stdout.pause();
  await until(({ stderr }) => stderr.includes('longer than max.poll.interval.ms'));
  child.stdout.resume();
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 0, stderr);
  const lines = linesOf(stdout).map(Number);
  assert.equal(lines.length, 501);
  const admin = await clientsOf(t, servers).admin();
  const [{ partitions }] = await admin.fetchOffsets({ groupId: 'readers', topics: [{ topic, partitions: [0] }] });
  assert.equal(partitions[0].offset, String(lines.at(-1) + 1));
});

test('a reader that goes away ends it without a word', async (t) => {
  const { servers, topic } = await filled(t, 50_000);
  for (const more of [[], ['-g', 'readers', ...QUICK_GROUP]]) {
    const env = { ...process.env, KAFKACORE_BROKERS: servers };
    const shell = spawn(
      'bash',
      ['-c', '"$@" | head -n 1; exit "${PIPESTATUS[0]}"', 'bash', process.execPath, PROGRAM, 'consume', topic, ...more],
      { env },
    );
    let [stdout, stderr] = ['', ''];
    shell.stdout.on('data', (text) => {
      stdout += text;
    });
    shell.stderr.on('data', (text) => {
      stderr += text;
    });
    const [code] = await once(shell, 'close');
    assert.deepEqual([code, stdout, stderr], [0, '0\n', '']);
  }
});

test('a broker that goes and comes back is waited for', async (t) => {
  const { mock, servers, topic } = await filled(t, 1);
  const { child, ended, until } = start(t, servers, ['consume', topic]);
  await until(({ stdout }) => stdout === '0\n');
  mock.brokerDown(1);
  await until(({ stderr }) => stderr.length > 0);
  mock.brokerUp(1);
  // A connection that was there before the program was started does not end: the program has it, too.
  const producer = await clientsOf(t, servers).producer();
  await producer.send({ topic, messages: numbered(1, 1) });
  await until(({ stdout }) => stdout === '0\n1\n');
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
});

test('what is not there is said', async (t) => {
  const { servers, topic } = await filled(t, 0);
  const say = async (...words) => {
    const { code, stdout, stderr } = await run(t, servers, ['consume', ...words]);
    assert.deepEqual([code, stdout], [1, '']);
    return stderr;
  };
  assert.equal(await say(topic, 'nothing'), 'kafkacore: there is no topic nothing\n');
  assert.equal(await say(topic, '-p', '5'), 'kafkacore: topic things has no partition 5\n');
});

test('what is typed wrongly is refused by name', async (t) => {
  await assertUsage(t, ['consume', 'a', '-n', '0'], /--count takes a whole number from 1, not '0'\n/);
  await assertUsage(t, ['consume', 'a', '-f', 'x'], /--from takes beginning, end, an offset, or a time/);
  await assertUsage(t, ['consume', 'a', '-g', 'b', '-f', '5'], /--from takes beginning or end with --group/);
  await assertUsage(t, ['consume', 'a', '-g', 'b', '-p', '5'], /--partition does not go with --group/);
  await assertUsage(t, ['consume', 'a', '^b'], /a pattern of topics \(\^\.\.\.\) goes with --group alone\n/);
  await assertUsage(t, ['consume', 'a', '-K', '\\q'], /--key-separator takes \\t, .* not '\\q'\n/);
  await assertUsage(t, ['consume', 'a', '-g', ''], /--group takes a name\n/);
});
