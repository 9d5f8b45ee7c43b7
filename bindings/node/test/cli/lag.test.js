'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { filled } = require('../support');
const { assertUsage, documentsOf, linesOf, run, start } = require('./support');

/** Ten messages in two partitions; of the first of them three are read. */
async function behind(t) {
  const { mock, servers, topic, clients, producer } = await filled(t, 10, { numPartitions: 2 });
  const admin = await clients.admin();
  await admin.setOffsets({ groupId: 'readers', topic, partitions: [{ partition: 0, offset: '3' }] });
  return { mock, servers, topic, producer };
}

const EXPECTED = {
  group: 'readers',
  lag: '2',
  partitions: [
    { topic: 'things', partition: 0, committed: '3', end: '5', lag: '2' },
    { topic: 'things', partition: 1, committed: null, end: '5', lag: null },
  ],
};

const NOTE = 'kafkacore: not in the sum: 1 of 2 partitions, for which nothing is committed\n';

test('the lag of a group is told for each partition, and in sum', async (t) => {
  const { servers, topic } = await behind(t);
  assert.deepEqual(await documentsOf(t, servers, ['lag', 'readers', '-t', topic, '-t', topic]), [EXPECTED]);
  const { code, stdout, stderr } = await run(t, servers, ['lag', 'readers', '-t', topic]);
  assert.deepEqual([code, stderr], [0, NOTE]);
  assert.deepEqual(linesOf(stdout), [
    'TOPIC   PARTITION  COMMITTED  END  LAG',
    'things          0          3    5    2',
    'things          1          -    5    -',
    'in sum                               2',
  ]);
});

test('a group that is watched is looked at until the signal', async (t) => {
  const { servers, topic, producer } = await behind(t);
  const words = ['lag', 'readers', '-t', topic, '--watch', '--interval', '1', '--json'];
  const { child, ended, until } = start(t, servers, words);
  await until(({ stdout }) => linesOf(stdout).length >= 1);
  await producer.send({ topic, messages: [{ value: 'more', partition: 0 }] });
  await until(({ stdout }) => linesOf(stdout).length >= 3);
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stderr], [130, NOTE]);
  const documents = linesOf(stdout).map((line) => JSON.parse(line));
  assert.deepEqual(documents[0], EXPECTED);
  assert.deepEqual([documents.at(-1).lag, documents.at(-1).partitions[0].end], ['3', '6']);
});

test('a look that fails is not the last one', async (t) => {
  const { mock, servers, topic } = await behind(t);
  const words = ['lag', 'readers', '-t', topic, '-w', '--interval', '1', '--timeout', '500', '--json'];
  const { child, ended, output, until } = start(t, servers, words);
  await until(({ stdout }) => linesOf(stdout).length >= 1);
  mock.brokerDown(1);
  await until(({ stderr }) => /^kafkacore: no broker answered within 500 ms/m.test(stderr));
  mock.brokerUp(1);
  const before = linesOf(output.stdout).length;
  await until(({ stdout }) => linesOf(stdout).length > before);
  child.kill('SIGINT');
  const { code } = await ended;
  assert.equal(code, 130);
});

test('what is not there has no lag', async (t) => {
  const { servers } = await behind(t);
  const { code, stdout, stderr } = await run(t, servers, ['lag', 'readers', '-t', 'nothing']);
  assert.deepEqual([code, stdout, stderr], [1, '', 'kafkacore: there is no topic nothing\n']);
  const nobody = await run(t, servers, ['lag', 'nobody', '-t', 'things', '--json']);
  assert.deepEqual([nobody.code, nobody.stderr], [1, 'kafkacore: group nobody has committed nothing\n']);
  const document = JSON.parse(nobody.stdout);
  assert.deepEqual([document.lag, document.partitions.map(({ lag }) => lag)], ['0', [null, null]]);
});

test('what is typed wrongly is refused by name', async (t) => {
  await assertUsage(t, ['lag', 'a', '--interval', '3'], /--interval goes with --watch\n/);
  await assertUsage(t, ['lag', 'a', '-w', '--interval', '0'], /--interval takes a whole number from 1/);
});
