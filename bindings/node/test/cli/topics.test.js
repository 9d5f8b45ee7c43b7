'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { MockCluster } = require('../..');
const { atEnd } = require('../support');
const { assertUsage, documentsOf, run } = require('./support');

// What a controller is needed for is tested on a real cluster.

function cluster(t) {
  const mock = new MockCluster({
    brokers: 2,
    topics: [
      { topic: 'orders', numPartitions: 12, replicationFactor: 2 },
      { topic: 'a', numPartitions: 1, replicationFactor: 1 },
    ],
  });
  atEnd(t, () => mock.close());
  return { mock, servers: mock.bootstrapServers };
}

test('topics are listed by name, with their partitions', async (t) => {
  const { servers } = cluster(t);
  const listed = [
    { topic: 'a', partitions: 1, replicationFactor: 1 },
    { topic: 'orders', partitions: 12, replicationFactor: 2 },
  ];
  assert.deepEqual(await documentsOf(t, servers, ['topics']), [{ topics: listed }]);
  const { code, stdout, stderr } = await run(t, servers, ['topics', 'list']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(
    stdout,
    'TOPIC   PARTITIONS  REPLICAS\n' + 'a                1         1\n' + 'orders          12         2\n',
  );
});

test('a topic is described partition by partition', async (t) => {
  const { mock, servers } = cluster(t);
  mock.setLeader({ topic: 'a', partition: 0, broker: 2 });
  const [{ topics }] = await documentsOf(t, servers, ['topics', 'describe', 'orders', 'a']);
  assert.deepEqual(
    topics.map(({ topic, partitions }) => [topic, partitions.map(({ partition }) => partition)]),
    [
      ['orders', Array.from({ length: 12 }, (_, index) => index)],
      ['a', [0]],
    ],
  );
  const [{ leader, replicas, isrs }] = topics[1].partitions;
  assert.deepEqual([leader, replicas.length, isrs.length], [2, 1, 1]);
  const { stdout } = await run(t, servers, ['topics', 'describe', 'a']);
  assert.match(stdout, /^TOPIC {2}PARTITION {2}LEADER {2}REPLICAS {2}IN SYNC\na {14}0 {7}2 {2}\d {9}\d\n$/);
});

test('a topic that is not there is named, and the others are described', async (t) => {
  const { servers } = cluster(t);
  const { code, stdout, stderr } = await run(t, servers, ['topics', 'describe', 'nothing', 'a', '--json']);
  assert.deepEqual([code, stderr], [1, 'kafkacore: there is no topic nothing\n']);
  assert.deepEqual(
    JSON.parse(stdout).topics.map(({ topic }) => topic),
    ['a'],
  );
  // Asking has not made it.
  assert.equal((await documentsOf(t, servers, ['topics']))[0].topics.length, 2);
});

test('what a cluster refuses fails, item by item', async (t) => {
  const { servers } = cluster(t);
  const { code, stdout, stderr } = await run(t, servers, ['topics', 'delete', 'a', 'b', '--timeout', '300', '--json']);
  assert.equal(code, 1);
  const { topics } = JSON.parse(stdout);
  assert.deepEqual(
    topics.map(({ topic, isDeleted }) => [topic, isDeleted]),
    [
      ['a', false],
      ['b', false],
    ],
  );
  assert.match(topics[0].error, /controller/);
  assert.match(stderr, /^kafkacore: topic a: .*\nkafkacore: topic b: .*\n$/);
  const created = await run(t, servers, ['topics', 'create', 'b', '--timeout', '300']);
  assert.deepEqual([created.code, created.stdout], [1, '']);
  assert.match(created.stderr, /controller/);
});

test('what a topic cannot be made of is refused by name', async (t) => {
  await assertUsage(t, ['topics', 'create', 'a', '--partitions', '0'], /--partitions takes a whole number from 1/);
  await assertUsage(t, ['topics', 'create', 'a', '--replication-factor', 'a'], /--replication-factor takes/);
  await assertUsage(t, ['topics', 'create', 'a', '--config-entry', 'a'], /--config-entry takes key=value, not 'a'/);
});
