'use strict';
// The admin client of the callback API on a real Kafka: every method.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  AdminClient,
  ConfigResourceTypes,
  ConsumerGroupStates,
  IsolationLevel,
  LibrdKafkaError,
  OffsetSpec,
  ResourcePatternTypes,
  ScramMechanisms,
} = require('../..');
const { call, fill, flowOf, until } = require('../rdkafka/support');
const { atEnd } = require('../support');
const { REAL_SESSION, callbackKafka } = require('./callback-support');
const { sharedServers } = require('./support');

const { codes } = LibrdKafkaError;

/** A topic with ten records in two partitions, and an admin. */
async function filled(t) {
  const kafka = callbackKafka(t, sharedServers());
  const topic = await kafka.newTopic(2);
  const producer = await kafka.producer();
  await until(async () => (await call(producer, 'getMetadata', { topic })).topics[0].partitions.length === 2);
  await fill(producer, topic, 10, { partitions: 2 });
  const ask = (method, ...values) => call(kafka.admin, method, ...values);
  return { ...kafka, topic, producer, ask };
}

const LATE = { timeout: 30_000 };

test('a topic is given more partitions, and described', async (t) => {
  const { topic, ask } = await filled(t);
  await ask('createPartitions', topic, 3, 30_000);
  await assert.rejects(ask('createPartitions', topic, 3), { name: 'LibrdKafkaError', code: codes.ERR_INVALID_PARTITIONS });
  await until(async () => (await ask('describeTopics', [topic], LATE))[0].partitions.length === 3);
  assert.ok((await ask('listTopics')).includes(topic));
  const described = await ask('describeTopics', [topic, `${topic}-never`], { includeAuthorizedOperations: true });
  const [known, unknown] = described.sort((a, b) => a.name.length - b.name.length);
  const { topicId, partitions, authorizedOperations, ...rest } = known;
  assert.deepEqual(rest, { name: topic, isInternal: false });
  assert.equal(typeof topicId.mostSignificantBits, 'bigint');
  assert.equal(Buffer.from(topicId.base64, 'base64').readBigInt64BE(0), topicId.mostSignificantBits);
  assert.ok(authorizedOperations.includes(AclOperationTypes.DELETE));
  for (const { leader, replicas, isr } of partitions)
    assert.deepEqual([leader.id, replicas.map(({ id }) => id), isr.map(({ id }) => id)], [1, [1], [1]]);
  assert.deepEqual(partitions.map(({ partition }) => partition).sort(), [0, 1, 2]);
  assert.equal(unknown.error.code, codes.ERR_UNKNOWN_TOPIC_OR_PART);
});

test('offsets are listed, and records before them deleted', async (t) => {
  const { topic, ask } = await filled(t);
  const at = async (offset, options = {}) => (await ask('listOffsets', [{ topic, partition: 0, offset }], options))[0];
  assert.equal((await at(OffsetSpec.LATEST, { isolationLevel: IsolationLevel.READ_COMMITTED })).offset, 5);
  const newest = await at(OffsetSpec.MAX_TIMESTAMP);
  assert.ok(newest.offset >= 0 && newest.timestamp > 0);
  assert.equal((await at(new OffsetSpec(0))).offset, 0);
  assert.equal((await at(new OffsetSpec(newest.timestamp + 1))).offset, -1);
  const [deleted, refused] = await ask(
    'deleteRecords',
    [
      { topic, partition: 0, offset: 2 },
      { topic, partition: 1, offset: 99 },
    ],
    { ...LATE, operationTimeout: 20_000 },
  );
  assert.deepEqual(deleted, { topic, partition: 0, lowWatermark: 2 });
  assert.deepEqual([refused.partition, refused.error.code], [1, codes.ERR_OFFSET_OUT_OF_RANGE]);
  assert.equal((await at(OffsetSpec.EARLIEST)).offset, 2);
  const all = await ask('deleteRecords', [{ topic, partition: 0, offset: -1 }], LATE);
  assert.equal(all[0].lowWatermark, 5);
  const both = [0, 7].map((partition) => ({ topic, partition, offset: OffsetSpec.LATEST }));
  const [known, unknown] = await ask('listOffsets', both, {});
  assert.deepEqual([known.offset, known.error, unknown.offset], [5, undefined, -1]);
  assert.deepEqual([unknown.error.name, unknown.error.code], ['LibrdKafkaError', codes.ERR__UNKNOWN_PARTITION]);
});

test('a group is listed, described and deleted', async (t) => {
  const { topic, ask, consumer, group } = await filled(t);
  const groupId = group();
  const member = await consumer({ ...REAL_SESSION, 'group.id': groupId, 'client.id': 'someone' });
  const messages = flowOf(member, topic);
  await until(() => messages.length === 10);
  const { groups, errors } = await ask('listGroups', { matchConsumerGroupStates: [ConsumerGroupStates.STABLE] });
  assert.deepEqual(errors, []);
  const listed = groups.find((one) => one.groupId === groupId);
  assert.deepEqual([listed.protocolType, listed.isSimpleConsumerGroup, listed.state], ['consumer', false, 3]);
  const { groups: described } = await ask('describeGroups', [groupId], { includeAuthorizedOperations: true });
  const [{ members, coordinator, state, authorizedOperations }] = described;
  assert.deepEqual([state, coordinator.id, members.length], [ConsumerGroupStates.STABLE, 1, 1]);
  assert.equal(members[0].clientId, 'someone');
  assert.equal(members[0].assignment.topicPartitions.length, 2);
  assert.ok(authorizedOperations.includes(AclOperationTypes.READ));
  const [refused] = await ask('deleteGroups', [groupId], LATE);
  assert.deepEqual([refused.errorCode, refused.error.code], [codes.ERR_NON_EMPTY_GROUP, codes.ERR_NON_EMPTY_GROUP]);
  await call(member, 'disconnect');
  await until(async () => (await ask('deleteGroups', [groupId]))[0].errorCode === codes.ERR_NO_ERROR);
  const unknown = await ask('deleteGroups', [groupId]);
  assert.deepEqual(unknown[0].error.code, codes.ERR_GROUP_ID_NOT_FOUND);
});

test('what a group has committed is set, listed, reset and forgotten', async (t) => {
  const { topic, ask, group } = await filled(t);
  const groupId = group();
  atEnd(t, () => ask('deleteGroups', [groupId]));
  const partitions = [
    { partition: 0, offset: 3, metadata: 'möve' },
    { partition: 1, offset: '4' },
  ];
  await ask('setOffsets', { groupId, topic, partitions, ...LATE });
  const listed = async (places) => {
    const [found] = await ask('listConsumerGroupOffsets', [{ groupId, partitions: places }], { requireStableOffsets: true });
    assert.deepEqual([found.groupId, found.error], [groupId, undefined]);
    return found.partitions.map(({ partition, offset, metadata }) => [partition, offset, metadata || null]).sort();
  };
  const expected = [
    [0, 3, 'möve'],
    [1, 4, null],
  ];
  assert.deepEqual(await listed(), expected);
  assert.deepEqual(await listed([{ topic, partition: 1 }]), [expected[1]]);
  assert.equal((await ask('fetchGroupLag', { groupId })).lag, '3');
  await ask('resetOffsets', { groupId, topic, earliest: true });
  assert.equal((await ask('fetchGroupLag', { groupId, topics: [topic] })).lag, '10');
  const forgotten = await ask('deleteGroupOffsets', { groupId, topics: [{ topic, partitions: [0] }] });
  assert.deepEqual(forgotten, [{ topic, partition: 0 }]);
  assert.deepEqual(await listed([{ topic, partition: 0 }]), [[0, -1001, null]]);
});

test('the cluster is described, and what it is set to is told and changed', async (t) => {
  const { topic, ask } = await filled(t);
  const { brokers, controller } = await ask('describeCluster');
  assert.deepEqual([brokers.map(({ nodeId }) => nodeId), controller], [[1], 1]);
  const { TOPIC: type } = ConfigResourceTypes;
  const retention = async () => {
    const resources = [{ type, name: topic, configNames: ['retention.ms'] }];
    const described = await ask('describeConfigs', { resources });
    return described.resources[0].configEntries[0].configValue;
  };
  const before = await retention();
  const resourcesWith = (value) => [{ type, name: topic, configEntries: [{ name: 'retention.ms', value }] }];
  await ask('incrementalAlterConfigs', { resources: resourcesWith('7000') });
  await until(async () => (await retention()) === '7000');
  await ask('alterConfigs', { resources: resourcesWith('8000') });
  await until(async () => (await retention()) === '8000');
  await ask('alterConfigs', { resources: [{ type, name: topic, configEntries: [] }] });
  await until(async () => (await retention()) === before);
  await assert.rejects(ask('incrementalAlterConfigs', { resources: resourcesWith('soon'), validateOnly: true }), {
    name: 'LibrdKafkaError',
    code: codes.ERR_INVALID_CONFIG,
  });
});

test('access is granted, told and taken back', async (t) => {
  const { topic, ask } = await filled(t);
  const principal = `User:${topic}`;
  const line = {
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal,
    host: '*',
    operation: AclOperationTypes.READ,
    permissionType: AclPermissionTypes.ALLOW,
  };
  assert.equal(await ask('createAcls', { acl: [line] }), true);
  const found = async () => (await ask('describeAcls', { principal })).resources;
  await until(async () => (await found()).length === 1);
  assert.equal((await found())[0].acls[0].principal, principal);
  const { filterResponses } = await ask('deleteAcls', { filters: [{ principal }] });
  assert.deepEqual(filterResponses[0].matchingAcls, [{ ...line, errorCode: 0, errorMessage: null }]);
  await assert.rejects(ask('createAcls', { acl: [{ ...line, principal: 'nobody' }] }), {
    name: 'LibrdKafkaError',
    code: codes.ERR_INVALID_REQUEST,
  });
});

test('users are given passwords and lose them, each with his own error', async (t) => {
  const { topic: user, ask } = await filled(t);
  const mechanism = ScramMechanisms.SCRAM_SHA_256;
  const altered = await ask('alterUserScramCredentials', { upsertions: [{ user, mechanism, password: 'sesame' }] });
  assert.deepEqual(altered, [{ user }]);
  const described = async () => (await ask('describeUserScramCredentials', { users: [user] }))[0];
  await until(async () => (await described()).error === null);
  assert.deepEqual((await described()).credentials, [{ mechanism, iterations: 4096 }]);
  await ask('alterUserScramCredentials', { deletions: [{ user, mechanism }] });
  await until(async () => (await described()).error?.code === codes.ERR_RESOURCE_NOT_FOUND);
  const [again] = await ask('alterUserScramCredentials', { deletions: [{ user, mechanism }] });
  assert.deepEqual([again.user, again.error.code], [user, codes.ERR_RESOURCE_NOT_FOUND]);
});

test('an election that nobody needs, and one for what is not there', async (t) => {
  const { topic, ask } = await filled(t);
  const outcomes = await ask('electLeaders', { topics: [{ topic, partitions: [0] }] });
  assert.deepEqual(outcomes, [{ topic, partition: 0, isElected: false }]);
  const [never] = await ask('electLeaders', { topics: [{ topic: `${topic}-never`, partitions: [0] }] });
  assert.deepEqual([never.isElected, never.error.code], [false, codes.ERR_UNKNOWN_TOPIC_OR_PART]);
});

test('over the connections of a producer it can do the same', async (t) => {
  const { topic, producer } = await filled(t);
  const admin = AdminClient.createFrom(producer);
  assert.equal((await call(admin, 'describeTopics', [topic]))[0].partitions.length, 2);
  const ends = await call(admin, 'listOffsets', [{ topic, partition: 1, offset: OffsetSpec.LATEST }]);
  assert.equal(ends[0].offset, 5);
  await call(admin, 'deleteTopic', topic, 30_000);
});
