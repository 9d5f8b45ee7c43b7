'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { atEnd, collect, dealt, until } = require('../support');
const { newTopic, realClients, sharedServers } = require('./support');

const { AclOperationTypes, ConsumerGroupStates, ConsumerGroupTypes } = KafkaJS;

let groups = 0;

const newGroup = () => `node-admin-groups-${process.pid}-${++groups}`;

/** A topic with ten records in two partitions, and a group that has committed the first three and four of them. */
async function committed(t) {
  const clients = realClients(t, sharedServers());
  const admin = await clients.admin();
  const topic = await newTopic(t, admin, 2);
  const producer = await clients.producer();
  await producer.send({ topic, messages: dealt(10, 2) });
  const groupId = newGroup();
  const partitions = [
    { partition: 0, offset: '3', metadata: 'möve' },
    { partition: 1, offset: '4' },
  ];
  await admin.setOffsets({ groupId, topic, partitions, timeout: 30_000 });
  atEnd(t, () => admin.deleteGroups([groupId]).catch(() => undefined));
  return { admin, clients, topic, groupId, producer };
}

/** A member that has its partitions. */
async function member(clients, topic, config) {
  const consumer = await clients.consumer(config);
  await collect(consumer, topic);
  await until(() => consumer.assignment().length > 0);
  return consumer;
}

test('groups are listed, by state and by type', async (t) => {
  const { admin, clients, topic, groupId } = await committed(t);
  const [classic, modern] = [newGroup(), newGroup()];
  await member(clients, topic, { 'group.id': classic });
  await member(clients, topic, {
    'group.id': modern,
    'group.protocol': 'consumer',
    'heartbeat.interval.ms': undefined,
  });
  const all = await admin.listGroups();
  assert.deepEqual(all.errors, []);
  assert.deepEqual(
    [groupId, classic, modern].map((group) => all.groups.find((one) => one.groupId === group)),
    [
      overview(groupId, 'simple', ConsumerGroupStates.EMPTY, ConsumerGroupTypes.CLASSIC),
      overview(classic, 'consumer', ConsumerGroupStates.STABLE, ConsumerGroupTypes.CLASSIC),
      overview(modern, 'consumer', ConsumerGroupStates.STABLE, ConsumerGroupTypes.CONSUMER),
    ],
  );
  const names = async (options) => {
    const found = (await admin.listGroups(options)).groups.map((one) => one.groupId);
    return [groupId, classic, modern].filter((group) => found.includes(group));
  };
  assert.deepEqual(await names({ matchConsumerGroupStates: [ConsumerGroupStates.EMPTY] }), [groupId]);
  assert.deepEqual(await names({ matchConsumerGroupTypes: [ConsumerGroupTypes.CONSUMER] }), [modern]);
  const both = { matchConsumerGroupStates: [ConsumerGroupStates.STABLE], matchConsumerGroupTypes: [2] };
  assert.deepEqual(await names(both), [classic]);
});

const overview = (groupId, protocolType, state, type) => ({
  groupId,
  protocolType,
  isSimpleConsumerGroup: protocolType === 'simple',
  state,
  type,
});

test('a group is described with its members', async (t) => {
  const { admin, clients, topic } = await committed(t);
  const groupId = newGroup();
  await member(clients, topic, {
    'group.id': groupId,
    'client.id': 'someone',
    'group.instance.id': 'instance-1',
    'partition.assignment.strategy': 'roundrobin',
  });
  const { groups: described } = await admin.describeGroups([groupId], { includeAuthorizedOperations: true });
  const [{ members, coordinator, authorizedOperations, ...group }] = described;
  assert.deepEqual(group, {
    groupId,
    protocol: 'roundrobin',
    partitionAssignor: 'roundrobin',
    isSimpleConsumerGroup: false,
    protocolType: 'consumer',
    state: ConsumerGroupStates.STABLE,
    type: ConsumerGroupTypes.CLASSIC,
  });
  assert.deepEqual([coordinator.id, `${coordinator.host}:${coordinator.port}`], [1, sharedServers().split(',')[0]]);
  assert.ok(authorizedOperations.includes(AclOperationTypes.READ));
  const [{ memberId, clientHost, ...only }] = members;
  assert.ok(memberId.length > 0 && clientHost.length > 0);
  assert.deepEqual(only, {
    clientId: 'someone',
    groupInstanceId: 'instance-1',
    memberAssignment: null,
    memberMetadata: null,
    assignment: {
      topicPartitions: [
        { topic, partition: 0 },
        { topic, partition: 1 },
      ],
    },
  });
});

test('a consumer describes its own group over its own connections', async (t) => {
  const { clients, topic } = await committed(t);
  const groupId = newGroup();
  const consumer = await member(clients, topic, { 'group.id': groupId });
  const admin = consumer.dependentAdmin();
  await admin.connect();
  const [{ members }] = (await admin.describeGroups([groupId])).groups;
  assert.equal(members.length, 1);
  await consumer.commitOffsets([{ topic, partition: 0, offset: '2' }]);
  assert.equal((await admin.fetchGroupLag({ groupId, topics: [{ topic, partitions: [0] }] })).lag, '3');
  await admin.disconnect();
});

test('several groups are described at a time, also one that nobody knows', async (t) => {
  const { admin, groupId } = await committed(t);
  const unknown = newGroup();
  const { groups: described } = await admin.describeGroups([groupId, unknown]);
  const states = new Map(described.map((group) => [group.groupId, group.state]));
  assert.equal(states.get(groupId), ConsumerGroupStates.EMPTY);
  assert.equal(states.get(unknown), ConsumerGroupStates.DEAD);
  assert.ok(described.every((group) => !('authorizedOperations' in group) && group.members.length === 0));
});

test('groups are deleted, and those that cannot be are named with the others', async (t) => {
  const { admin, clients, topic, groupId } = await committed(t);
  const [busy, unknown] = [newGroup(), newGroup()];
  await member(clients, topic, { 'group.id': busy });
  await assert.rejects(admin.deleteGroups([groupId, busy, unknown]), (error) => {
    assert.equal(error.name, 'KafkaJSDeleteGroupsError');
    assert.equal(error.message, 'Error in DeleteGroups');
    assert.ok([68, 69].includes(error.code), 'that of the first that was refused');
    const codes = new Map(error.groups.map((group) => [group.groupId, group.errorCode]));
    assert.deepEqual(
      [groupId, busy, unknown].map((group) => codes.get(group)),
      [0, 68, 69],
    );
    const failed = error.groups.find((group) => group.groupId === busy);
    assert.deepEqual([failed.error.name, failed.error.type], ['KafkaJSProtocolError', 'ERR_NON_EMPTY_GROUP']);
    return true;
  });
  const again = newGroup();
  await admin.setOffsets({ groupId: again, topic, partitions: [{ partition: 0, offset: '1' }] });
  assert.deepEqual(await admin.deleteGroups([again]), [{ groupId: again, errorCode: 0 }]);
});

test('committed offsets are told as they were set', async (t) => {
  const { admin, topic, groupId } = await committed(t);
  const expected = [
    { partition: 0, offset: '3', metadata: 'möve', leaderEpoch: null, error: null },
    { partition: 1, offset: '4', metadata: null, leaderEpoch: null, error: null },
  ];
  for (const topics of [undefined, null, [topic], [{ topic, partitions: [0, 1] }]]) {
    const [{ partitions, ...rest }, ...others] = await admin.fetchOffsets({ groupId, topics });
    assert.deepEqual([rest, others], [{ topic }, []]);
    assert.deepEqual(
      partitions.sort((a, b) => a.partition - b.partition),
      expected,
    );
  }
  assert.deepEqual(await admin.fetchOffsets({ groupId, topics: ['other'] }), []);
  assert.deepEqual(await admin.fetchOffsets({ groupId: newGroup() }), []);
  await admin.setOffsets({
    groupId,
    topic,
    partitions: [{ partition: 0, offset: '9223372036854775807', leaderEpoch: 0 }],
  });
  const [far] = await admin.fetchOffsets({ groupId, topics: [{ topic, partitions: [0] }] });
  assert.deepEqual([far.partitions[0].offset, far.partitions[0].leaderEpoch], ['9223372036854775807', 0]);
});

test('where nothing is committed the end can be told', async (t) => {
  const { admin, topic } = await committed(t);
  const groupId = newGroup();
  const topics = [{ topic, partitions: [1] }];
  const offset = async (rest) => (await admin.fetchOffsets({ groupId, topics, ...rest }))[0].partitions[0].offset;
  assert.equal(await offset({}), '-1001');
  assert.equal(await offset({ resolveOffsets: true }), '5');
  assert.equal(await offset({ resolveOffsets: false }), '-1001', 'nothing was committed by that');
});

test('offsets of an open transaction are not told to those who want stable ones', async (t) => {
  const { admin, clients, topic } = await committed(t);
  const groupId = newGroup();
  const consumer = await member(clients, topic, { 'group.id': groupId, 'enable.auto.commit': false });
  const producer = await clients.producer({ 'transactional.id': `${groupId}-transaction` });
  const transaction = await producer.transaction();
  await transaction.sendOffsets({ consumer, topics: [{ topic, partitions: [{ partition: 0, offset: '1' }] }] });
  const topics = [{ topic, partitions: [0] }];
  const offsets = (requireStableOffsets) => admin.fetchOffsets({ groupId, topics, requireStableOffsets });
  assert.equal((await offsets(false))[0].partitions[0].offset, '-1001');
  const [unstable] = await offsets(true);
  assert.equal(unstable.partitions[0].error.type, 'ERR_UNSTABLE_OFFSET_COMMIT');
  await transaction.commit();
  await until(async () => (await offsets(true))[0].partitions[0].offset === '1');
});

test('a group is reset to either end of a topic', async (t) => {
  const { admin, topic, groupId } = await committed(t);
  const offsets = async () =>
    (await admin.fetchOffsets({ groupId }))[0].partitions
      .sort((a, b) => a.partition - b.partition)
      .map(({ offset }) => offset);
  await admin.resetOffsets({ groupId, topic });
  assert.deepEqual(await offsets(), ['5', '5']);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 1, offset: '2' }] });
  await admin.resetOffsets({ groupId, topic, earliest: true });
  assert.deepEqual(await offsets(), ['0', '2']);
});

test('a group with members keeps its offsets', async (t) => {
  const { admin, clients, topic } = await committed(t);
  const groupId = newGroup();
  const consumer = await member(clients, topic, { 'group.id': groupId });
  const partitions = [{ partition: 0, offset: '1' }];
  await assert.rejects(admin.setOffsets({ groupId, topic, partitions }), { code: 25, type: 'ERR_UNKNOWN_MEMBER_ID' });
  await consumer.commitOffsets([{ topic, partition: 0, offset: '1' }]);
  await assert.rejects(admin.deleteGroupOffsets({ groupId, topics: [{ topic, partitions: [0] }] }), (error) => {
    assert.equal(error.name, 'KafkaJSAggregateError');
    assert.deepEqual([error.type, error.errors[0].type], Array(2).fill('ERR_GROUP_SUBSCRIBED_TO_TOPIC'));
    return true;
  });
});

test('offsets are forgotten', async (t) => {
  const { admin, topic, groupId } = await committed(t);
  await admin.deleteGroupOffsets({ groupId, topics: [{ topic, partitions: [1] }] });
  const [{ partitions }] = await admin.fetchOffsets({ groupId });
  assert.deepEqual(
    partitions.map(({ partition }) => partition),
    [0],
  );
  await assert.rejects(admin.deleteGroupOffsets({ groupId: newGroup(), topics: [{ topic, partitions: [1] }] }), {
    code: 69,
    type: 'ERR_GROUP_ID_NOT_FOUND',
  });
});

test('a group tells how far it is behind', async (t) => {
  const { admin, topic, groupId, producer } = await committed(t);
  const lag = async (rest) => {
    const { partitions, ...whole } = await admin.fetchGroupLag({ groupId, ...rest });
    return [whole, partitions.sort((a, b) => a.partition - b.partition)];
  };
  const first = { topic, partition: 0, offset: '3', high: '5', lag: '2' };
  const second = { topic, partition: 1, offset: '4', high: '5', lag: '1' };
  assert.deepEqual(await lag(), [{ groupId, lag: '3' }, [first, second]]);
  assert.deepEqual(await lag({ topics: [{ topic, partitions: [1] }] }), [{ groupId, lag: '1' }, [second]]);
  await producer.send({ topic, messages: dealt(2, 2) });
  assert.equal((await lag())[0].lag, '5');
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '99' }] });
  assert.equal((await lag())[0].lag, '2', 'who is beyond the end is not behind it');
  const nobody = newGroup();
  assert.deepEqual(await admin.fetchGroupLag({ groupId: nobody }), { groupId: nobody, lag: '0', partitions: [] });
  assert.deepEqual(await admin.fetchGroupLag({ groupId: nobody, topics: [{ topic, partitions: [0] }] }), {
    groupId: nobody,
    lag: '0',
    partitions: [{ topic, partition: 0, offset: null, high: '6', lag: null }],
  });
  const { partitions } = await admin.fetchGroupLag({ groupId: nobody, topics: [topic] });
  assert.deepEqual(
    partitions.map(({ partition, offset, lag }) => [partition, offset, lag]),
    [
      [0, null, null],
      [1, null, null],
    ],
  );
  await assert.rejects(admin.fetchGroupLag({ groupId, topics: ['nowhere'] }), { code: 3 });
});
