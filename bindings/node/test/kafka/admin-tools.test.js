'use strict';
// What the admins of both APIs did, as Kafka's own tools see it: Java, and nothing of ours.
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { isDeepStrictEqual } = require('node:util');

const { KafkaJS } = require('../..');
const { call } = require('../rdkafka/support');
const { dealt, until } = require('../support');
const { callbackKafka } = require('./callback-support');
const { kafkaTool, realClients, sharedServers } = require('./support');

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = KafkaJS;

const name = (suffix) => `node-admin-tools-${process.pid}-${suffix}`;
/** A topic, group or user for each of the APIs. */
const [PROMISED, CALLED] = ['promised', 'called'].map(name);
const OURS = `node-admin-tools-${process.pid}-.*`;

/** The admins of both APIs, and the tools. */
async function everyone(t) {
  const servers = sharedServers();
  const clients = realClients(t, servers);
  const { admin: withCallbacks } = callbackKafka(t, servers);
  return {
    clients,
    admin: await clients.admin(),
    ask: (method, ...values) => call(withCallbacks, method, ...values),
    tool: (kind, ...words) => kafkaTool(kind, servers, ...words),
  };
}

/** Creates a topic with each of the APIs. */
async function bothTopics({ admin, ask }, numPartitions) {
  const topics = [{ topic: PROMISED, numPartitions, configEntries: [{ name: 'retention.ms', value: '7000' }] }];
  await admin.createTopics({ topics, waitForLeaders: true, timeout: 30_000 });
  const topic = { topic: CALLED, num_partitions: numPartitions, replication_factor: 1, config: { 'retention.ms': '8000' } };
  await ask('createTopic', topic, 30_000);
}

async function deleteBothTopics({ admin, ask }) {
  await admin.deleteTopics({ topics: [PROMISED], timeout: 30_000 });
  await ask('deleteTopic', CALLED, 30_000);
}

/** The topics of this file as the tool describes them: partitions, replicas and what is set. */
async function topicsTold(tool) {
  const told = await tool('topics', '--describe', '--topic', OURS);
  const pattern = /^Topic: (\S+)\s.*PartitionCount: (\d+)\s+ReplicationFactor: (\d+)\s.*retention\.ms=(\d+)/gm;
  return [...told.matchAll(pattern)].map(([, topic, ...figures]) => [topic, ...figures]).sort();
}

test('topics are created with what they are set to, grow, and are deleted', async (t) => {
  const all = await everyone(t);
  await bothTopics(all, 2);
  assert.deepEqual(await topicsTold(all.tool), [
    [CALLED, '2', '1', '8000'],
    [PROMISED, '2', '1', '7000'],
  ]);
  const dry = [{ topic: PROMISED, count: 9 }];
  await all.admin.createPartitions({ topicPartitions: dry, validateOnly: true });
  await all.admin.createPartitions({ topicPartitions: [{ topic: PROMISED, count: 5 }] });
  await all.ask('createPartitions', CALLED, 4, 30_000);
  assert.deepEqual(
    (await topicsTold(all.tool)).map(([topic, count]) => [topic, count]),
    [
      [CALLED, '4'],
      [PROMISED, '5'],
    ],
  );
  await deleteBothTopics(all);
  const listed = (await all.tool('topics', '--list')).split('\n');
  assert.deepEqual(listed.filter((topic) => topic === PROMISED || topic === CALLED), []);
});

test('records are deleted up to an offset', async (t) => {
  const all = await everyone(t);
  await bothTopics(all, 2);
  const producer = await all.clients.producer();
  for (const topic of [PROMISED, CALLED]) await producer.send({ topic, messages: dealt(10, 2) });
  await all.admin.deleteTopicRecords({ topic: PROMISED, partitions: [{ partition: 0, offset: '3' }] });
  const records = [0, 1].map((partition) => ({ topic: CALLED, partition, offset: partition === 0 ? 2 : -1 }));
  await all.ask('deleteRecords', records);
  const ends = async (time) => {
    const told = await all.tool('offsets', '--topic', OURS, '--time', time);
    return told.trim().split('\n').sort();
  };
  assert.deepEqual(await ends('earliest'), [`${CALLED}:0:2`, `${CALLED}:1:5`, `${PROMISED}:0:3`, `${PROMISED}:1:0`]);
  assert.deepEqual(
    await ends('latest'),
    [CALLED, PROMISED].flatMap((topic) => [0, 1].map((partition) => `${topic}:${partition}:5`)),
  );
  await deleteBothTopics(all);
});

/** Offset, end and lag of each partition that a group has committed something for. */
async function committedTold(tool, group) {
  const told = await tool('groups', '--describe', '--group', group);
  const rows = told.split('\n').filter((line) => line.startsWith(`${group} `));
  return rows.map((row) => row.split(/\s+/).slice(1, 6).join(' ')).sort();
}

test('offsets of groups are set, put back and forgotten, and groups are deleted', async (t) => {
  const all = await everyone(t);
  await bothTopics(all, 2);
  const producer = await all.clients.producer();
  for (const topic of [PROMISED, CALLED]) await producer.send({ topic, messages: dealt(10, 2) });
  const both = (offset) => [0, 1].map((partition) => ({ partition, offset }));
  await all.admin.setOffsets({ groupId: PROMISED, topic: PROMISED, partitions: both('3') });
  await all.ask('setOffsets', { groupId: CALLED, topic: CALLED, partitions: both(4) });
  assert.deepEqual(await committedTold(all.tool, PROMISED), [`${PROMISED} 0 3 5 2`, `${PROMISED} 1 3 5 2`]);
  assert.deepEqual(await committedTold(all.tool, CALLED), [`${CALLED} 0 4 5 1`, `${CALLED} 1 4 5 1`]);
  assert.equal((await all.admin.fetchGroupLag({ groupId: PROMISED })).lag, '4', 'as the tool counts it');

  await all.admin.deleteGroupOffsets({ groupId: PROMISED, topics: [{ topic: PROMISED, partitions: [1] }] });
  await all.ask('deleteGroupOffsets', { groupId: CALLED, topics: [{ topic: CALLED, partitions: [0] }] });
  assert.deepEqual(await committedTold(all.tool, PROMISED), [`${PROMISED} 0 3 5 2`]);
  assert.deepEqual(await committedTold(all.tool, CALLED), [`${CALLED} 1 4 5 1`]);

  await all.admin.resetOffsets({ groupId: PROMISED, topic: PROMISED, earliest: true });
  await all.ask('resetOffsets', { groupId: CALLED, topic: CALLED });
  assert.deepEqual(await committedTold(all.tool, PROMISED), [`${PROMISED} 0 0 5 5`, `${PROMISED} 1 0 5 5`]);
  assert.deepEqual(await committedTold(all.tool, CALLED), [`${CALLED} 0 5 5 0`, `${CALLED} 1 5 5 0`]);

  const listed = async () => (await all.tool('groups', '--list')).split('\n').filter((group) => [PROMISED, CALLED].includes(group));
  assert.deepEqual((await listed()).sort(), [CALLED, PROMISED]);
  await all.admin.deleteGroups([PROMISED]);
  await all.ask('deleteGroups', [CALLED]);
  assert.deepEqual(await listed(), []);
  await deleteBothTopics(all);
});

/** A line of the access control list for a user. */
const line = (user, rest) => ({
  resourceType: AclResourceTypes.TOPIC,
  resourceName: name('guarded'),
  resourcePatternType: ResourcePatternTypes.LITERAL,
  principal: `User:${user}`,
  host: '*',
  operation: AclOperationTypes.READ,
  permissionType: AclPermissionTypes.ALLOW,
  ...rest,
});

test('lines of the access control list are created and deleted', async (t) => {
  const { admin, ask, tool } = await everyone(t);
  const told = async () => {
    const found = [];
    let resource;
    for (const text of (await tool('acls', '--list')).split('\n')) {
      resource = /ResourcePattern\(resourceType=(.*), name=(.*), patternType=(.*)\)/.exec(text)?.slice(1).join(' ') ?? resource;
      const entry = /\(principal=User:(.*), host=(.*), operation=(.*), permissionType=(.*)\)/.exec(text)?.slice(1);
      if (entry !== undefined && [PROMISED, CALLED].includes(entry[0])) found.push(`${resource} ${entry.join(' ')}`);
    }
    return found.sort();
  };
  const prefixed = {
    resourceType: AclResourceTypes.GROUP,
    resourceName: name('readers'),
    resourcePatternType: ResourcePatternTypes.PREFIXED,
    host: '10.0.0.1',
    operation: AclOperationTypes.ALL,
    permissionType: AclPermissionTypes.DENY,
  };
  await admin.createAcls({ acl: [line(PROMISED), line(PROMISED, prefixed)] });
  await ask('createAcls', { acl: [line(CALLED, { operation: AclOperationTypes.DESCRIBE_CONFIGS })] });
  const expected = [
    `GROUP ${name('readers')} PREFIXED ${PROMISED} 10.0.0.1 ALL DENY`,
    `TOPIC ${name('guarded')} LITERAL ${CALLED} * DESCRIBE_CONFIGS ALLOW`,
    `TOPIC ${name('guarded')} LITERAL ${PROMISED} * READ ALLOW`,
  ];
  await until(async () => isDeepStrictEqual(await told(), expected));
  await admin.deleteAcls({ filters: [{ principal: `User:${PROMISED}`, resourceType: AclResourceTypes.GROUP }] });
  await ask('deleteAcls', { filters: [{ principal: `User:${CALLED}` }] });
  await until(async () => isDeepStrictEqual(await told(), expected.slice(2)));
  await admin.deleteAcls({ filters: [{ principal: `User:${PROMISED}` }] });
  await until(async () => isDeepStrictEqual(await told(), []));
});
