'use strict';
// What an admin client asks, and what it makes of the answers: on the mock cluster, which answers for named partitions.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { OffsetSpec } = require('../..');
const { OPERATIONS } = require('../../dist/rdkafka/admin-operations');
const { Admin } = require('../../dist/runtime/admin');
const { setOffsets } = require('../../dist/runtime/admin-group-offsets');
const { perform } = require('../../dist/runtime/admin-method');
const { atEnd } = require('../support');
const { filledCluster } = require('./support');

const GROUP_AUTHORIZATION_FAILED = 30;
const INVALID = -186;

/** Does what methods do, on a topic with five records. */
async function performer(t) {
  const { servers, topic, mock } = await filledCluster(t, 5);
  const admin = new Admin({ 'bootstrap.servers': servers }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  return { topic, mock, ask: (method, options = {}) => perform(method, admin.requests, options) };
}

test('offsets are numbers, each with the time of its record', async (t) => {
  const { topic, ask } = await performer(t);
  const at = async (offset) => (await ask(OPERATIONS.listOffsets([{ topic, partition: 0, offset }])))[0];
  const { timestamp, ...latest } = await at(OffsetSpec.LATEST);
  assert.deepEqual([latest.topic, latest.partition, latest.offset, timestamp], [topic, 0, 5, -1]);
  assert.equal((await at(OffsetSpec.EARLIEST)).offset, 0);
  for (const offset of [5, null, undefined, {}, new OffsetSpec(-4), new OffsetSpec(1.5), new OffsetSpec('7')])
    await assert.rejects(at(offset), { code: INVALID, message: /offset/ });
});

test('what groups have committed stands beside what they have not', async (t) => {
  const { topic, mock, ask } = await performer(t);
  const groupId = 'group';
  await ask(setOffsets, { groupId, topic, partitions: [{ partition: 0, offset: 3, metadata: 'note' }] });
  const of = (...groups) =>
    ask(OPERATIONS.listConsumerGroupOffsets(groups.map((group) => ({ groupId: group, partitions: [{ topic, partition: 0 }] }))));
  const [{ partitions, ...group }] = await of(groupId);
  assert.deepEqual(group, { groupId });
  const [{ leaderEpoch, ...committed }] = partitions;
  assert.deepEqual(committed, { topic, partition: 0, offset: 3, metadata: 'note' });
  assert.ok(leaderEpoch === undefined || leaderEpoch >= 0);
  const both = await of(groupId, 'other');
  assert.deepEqual(
    both.map((one) => [one.groupId, one.partitions[0].offset]),
    [
      [groupId, 3],
      ['other', -1001],
    ],
  );
  mock.failNext('OffsetFetch', [GROUP_AUTHORIZATION_FAILED]);
  const [refused] = await of(groupId);
  const { error } = [refused, ...refused.partitions].find((one) => one.error !== undefined);
  assert.deepEqual([error.name, error.code, error.origin], ['LibrdKafkaError', GROUP_AUTHORIZATION_FAILED, 'kafka']);
});

test('what is given is looked at', async (t) => {
  const { topic, ask } = await performer(t);
  const refused = (method, message, options) => assert.rejects(ask(method, options), { code: INVALID, message });
  for (const given of [undefined, null, 7, 'topic'])
    await refused(OPERATIONS.createTopic(given), /'topic' property must hold objects/);
  await refused(OPERATIONS.createTopic({}), /"name" is missing/);
  await refused(OPERATIONS.createTopic({ topic: '' }), /"name" is empty/);
  await refused(OPERATIONS.createTopic({ topic, num_partitions: -5 }), /"partitions"/);
  await refused(OPERATIONS.deleteTopic(undefined), /"topics"/);
  await refused(OPERATIONS.createPartitions(topic, 'many'), /"partitions"/);
  await refused(OPERATIONS.createPartitions(topic, -1), /"partitions"/);
  await refused(OPERATIONS.describeTopics('things'), /'topics' property must be an array/);
  await refused(OPERATIONS.describeTopics([]), /"topics" is empty/);
  await refused(OPERATIONS.describeTopics([topic, topic]), /twice/);
  await refused(OPERATIONS.listOffsets(null), /'partitions' property must be an array/);
  await refused(OPERATIONS.listOffsets([null]), /'partitions' property must hold objects/);
  await refused(OPERATIONS.deleteRecords([null]), /'delRecords' property must hold objects/);
  for (const offset of [undefined, 'all', 1.5])
    await refused(OPERATIONS.deleteRecords([{ topic, partition: 0, offset }]), /'offset' of each partition must be/);
  for (const operationTimeout of [-2, 1.5, '5', 3_600_001, null])
    await refused(OPERATIONS.deleteRecords([{ topic, partition: 0, offset: 1 }]), /'operationTimeout' property must be/, { operationTimeout });
  await refused(OPERATIONS.describeGroups('group'), 'Must provide group name array');
  await refused(OPERATIONS.describeGroups([]), 'Must provide at least one group name');
  await refused(OPERATIONS.deleteGroups(undefined), /'groupIds' property must be an array/);
  await refused(OPERATIONS.listGroups, /'matchConsumerGroupStates' property must be an array/, { matchConsumerGroupStates: 3 });
  await refused(OPERATIONS.listConsumerGroupOffsets([{ groupId: 'a', partitions: 5 }]), /must be an array/);
  await refused(OPERATIONS.listConsumerGroupOffsets([{ groupId: 7 }]), /"group" must be a string/);
  await refused(OPERATIONS.electLeaders, /'topics' property must be an array/, { topics: 'all' });
  await refused(OPERATIONS.deleteGroupOffsets, 'groupId is required.', { topics: [{ topic, partitions: [0] }] });
  await refused(OPERATIONS.alterUserScramCredentials, /name at least one/);
  await refused(OPERATIONS.describeUserScramCredentials, /"users" is empty/, { users: [] });
});
