'use strict';
// What is asked of the coordinators of groups, and asked again while one is not found.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { askGroup, askGroups, committedBy } = require('../../dist/runtime/admin-coordinators');
const { cluster } = require('./admin-support');

const NOT_COORDINATOR = 16;
const GROUP_AUTHORIZATION_FAILED = 30;

test('a group is asked about again while its coordinator is another', async (t) => {
  const { mock, topic, call: callOf } = cluster(t);
  const call = callOf();
  const place = { topic, partition: 0, offset: '7' };
  mock.failNext('OffsetCommit', [NOT_COORDINATOR, NOT_COORDINATOR]);
  const [outcome] = await askGroup(call, 'AlterConsumerGroupOffsets', 'group', [place]);
  assert.equal(outcome.code, 0);
  const [committed] = await committedBy(call, 'group', [{ topic, partition: 0 }]);
  assert.equal(committed.offset, '7');
});

test('groups that were answered are not asked about again, and all come in their order', async (t) => {
  const { mock, topic, call: callOf } = cluster(t);
  const call = callOf();
  const names = ['first', 'second', 'third'];
  const asked = names.map((group) => ({ group, partitions: [{ topic, partition: 0, offset: '7' }] }));
  mock.failNext('OffsetCommit', [NOT_COORDINATOR]);
  const answers = await askGroups(call, 'AlterConsumerGroupOffsets', asked);
  assert.deepEqual(answers.map(({ group, partitions }) => [group, partitions[0].code]), names.map((group) => [group, 0]));
  assert.deepEqual(call.asked.map(([, { groups }]) => groups.length), [3, 1]);
});

test('a group whose coordinator is not found in time has that for its answer', async (t) => {
  const { mock, topic, call: callOf } = cluster(t);
  mock.failNext('OffsetCommit', Array(100).fill(NOT_COORDINATOR));
  const asked = [{ group: 'group', partitions: [{ topic, partition: 0, offset: '7' }] }];
  const [{ partitions }] = await askGroups(callOf(1000), 'AlterConsumerGroupOffsets', asked);
  assert.equal(partitions[0].code, NOT_COORDINATOR);
});

test('a group that is refused for good is not asked about again', async (t) => {
  const { mock, topic, call: callOf } = cluster(t);
  const call = callOf();
  mock.failNext('OffsetFetch', [GROUP_AUTHORIZATION_FAILED]);
  await assert.rejects(committedBy(call, 'group', [{ topic, partition: 0 }]), { code: GROUP_AUTHORIZATION_FAILED });
  assert.equal(call.asked.length, 1);
});
