'use strict';
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { test } = require('node:test');
const { isDeepStrictEqual, promisify } = require('node:util');

const { KafkaJS } = require('../..');
const { until } = require('../support');
const { SCRIPT, askerOf, kafkaTool, ownCluster, realClients } = require('./support');

const { ConfigResourceTypes, ElectionTypes } = KafkaJS;

const topic = 'spread';

/** Replicas and leaders of the partitions of the topic; none while the broker that is asked does not know it. */
async function placed(admin) {
  const described = await admin.fetchTopicMetadata({ topics: [topic], timeout: 30_000 }).catch((error) => {
    assert.equal(error.code, KafkaJS.ErrorCodes.ERR_UNKNOWN_TOPIC_OR_PART);
    return [{ partitions: [] }];
  });
  return described[0].partitions
    .sort((a, b) => a.partitionId - b.partitionId)
    .map(({ replicas, leader, isr }) => ({ replicas, leader, inSync: isr.length }));
}

/** Replicas and leaders of the partitions of the topic, as Kafka's own tool sees them. */
async function placedTold(servers) {
  const told = await kafkaTool('topics', servers, '--describe', '--topic', topic);
  const lines = told.matchAll(/Partition: (\d+)\s+Leader: (\d+)\s+Replicas: (\S+)/g);
  return [...lines].map(([, partition, leader, replicas]) => [partition, leader, replicas].join(' '));
}

test('three brokers: where partitions lie, who leads them, and what each broker is set to', async (t) => {
  const cluster = await ownCluster(t, 3);
  const admin = await realClients(t, cluster.servers).admin();
  const broker = (...words) => promisify(execFile)(SCRIPT, [...words, '--directory', cluster.directory]);

  await t.test('partitions lie where they were wanted', async () => {
    const replicaAssignment = [
      { partition: 1, replicas: [2, 3, 1] },
      { partition: 0, replicas: [1, 2, 3] },
    ];
    await admin.createTopics({ topics: [{ topic, replicaAssignment }], waitForLeaders: true });
    const expected = [
      { replicas: [1, 2, 3], leader: 1, inSync: 3 },
      { replicas: [2, 3, 1], leader: 2, inSync: 3 },
    ];
    await until(async () => isDeepStrictEqual(await placed(admin), expected));
    const assignments = [[3, 1, 2]];
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3, assignments }] });
    const third = { replicas: [3, 1, 2], leader: 3, inSync: 3 };
    await until(async () => isDeepStrictEqual(await placed(admin), [...expected, third]));
    assert.deepEqual(await placedTold(cluster.servers), ['0 1 1,2,3', '1 2 2,3,1', '2 3 3,1,2']);
    const nowhere = { topics: [{ topic: 'nowhere', replicaAssignment: [{ partition: 0, replicas: [9] }] }] };
    await assert.rejects(admin.createTopics(nowhere), { name: 'KafkaJSAggregateError' });
  });

  await t.test('every broker is described, and asked by itself', async () => {
    const { brokers, controller } = await admin.describeCluster();
    assert.deepEqual(brokers.map(({ nodeId }) => nodeId).sort(), [1, 2, 3]);
    assert.ok([1, 2, 3].includes(controller));
    const resources = ['1', '2', '3'].map((name) => {
      return { type: ConfigResourceTypes.BROKER, name, configNames: ['broker.id', 'node.id'] };
    });
    const { resources: described } = await admin.describeConfigs({ resources });
    const ids = described.map(({ resourceName, configEntries }) => {
      return [resourceName, configEntries.find(({ configName }) => configName === 'node.id').configValue];
    });
    assert.deepEqual(ids, [
      ['1', '1'],
      ['2', '2'],
      ['3', '3'],
    ]);
    const ask = askerOf(t, cluster.servers);
    assert.equal((await ask('DescribeCluster', { broker: 2 })).brokers.length, 3);
    await assert.rejects(ask('DescribeCluster', { broker: 9 }, 500), { code: -185 });
  });

  await t.test('the preferred leader leads again after it was away', async () => {
    const needless = await admin.electLeaders({ topics: [{ topic, partitions: [0] }] });
    assert.deepEqual(needless, [{ topic, partition: 0, isElected: false }]);
    await broker('kill', '1');
    const leader = async () => (await placed(admin))[0]?.leader;
    await until(async () => (await leader()) !== 1, 'another one leads', 60_000);
    assert.doesNotMatch((await placedTold(cluster.servers))[0], /^0 1 /);
    const { groups, errors } = await admin.listGroups({ timeout: 3000 });
    assert.deepEqual(groups, []);
    assert.equal(errors.length <= 1, true, 'the broker that is away may be told');
    await broker('restart', '1');
    await until(async () => (await placed(admin))[0]?.inSync === 3, 'it caught up', 60_000);
    if ((await leader()) !== 1) {
      const topics = [{ topic, partitions: [0] }];
      const elected = await admin.electLeaders({ electionType: ElectionTypes.PREFERRED, topics, timeout: 30_000 });
      assert.deepEqual(elected, [{ topic, partition: 0, isElected: true }]);
    }
    await until(async () => (await leader()) === 1);
    assert.equal((await placedTold(cluster.servers))[0], '0 1 1,2,3');
    assert.deepEqual(await admin.electLeaders(), [], 'no partition needs an election');
    const unclean = await admin.electLeaders({
      electionType: ElectionTypes.UNCLEAN,
      topics: [{ topic, partitions: [1] }],
    });
    assert.deepEqual(unclean, [{ topic, partition: 1, isElected: false }]);
    await assert.rejects(admin.electLeaders({ topics: [{ topic: 'never', partitions: [0] }] }), {
      name: 'KafkaJSAggregateError',
      message: 'Leader election errors',
    });
  });
});
