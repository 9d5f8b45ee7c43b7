'use strict';
// Offsets of groups, which the mock cluster keeps for partitions that are named.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const offsets = require('../../dist/runtime/admin-group-offsets');
const { codes } = require('../../dist/runtime/codes');
const { Producer } = require('../..');
const { call: called, connected } = require('../rdkafka/support');
const { cluster, refuser } = require('./admin-support');

const groupId = 'group';

/** A topic of two partitions, with five records in the first. */
async function filled(t) {
  const { topic, servers, call } = cluster(t, { numPartitions: 2 });
  const producer = await connected(t, new Producer({ 'bootstrap.servers': servers }));
  for (let index = 0; index < 5; index++) producer.produce(topic, 0, Buffer.from('v'));
  await called(producer, 'flush', 10_000);
  return { topic, call };
}

const both = (topic) => [{ topic, partitions: [0, 1] }];
const committed = async (call, topic) =>
  (await offsets.committedIn(call, { groupId, topics: both(topic) })).map(({ offset, metadata }) => [offset, metadata || null]);

test('offsets are set with what goes with them', async (t) => {
  const { topic, call } = await filled(t);
  const setting = call();
  const partitions = Object.freeze([
    Object.freeze({ partition: 0, offset: '3', metadata: 'note', leaderEpoch: 0 }),
    Object.freeze({ partition: 1, offset: 9_007_199_254_740_993n, metadata: null, leaderEpoch: -1 }),
  ]);
  await offsets.setOffsets(setting, Object.freeze({ groupId, topic, partitions }));
  assert.deepEqual(setting.asked, [
    [
      'AlterConsumerGroupOffsets',
      {
        groups: [
          {
            group: groupId,
            partitions: [
              { topic, partition: 0, offset: '3', leaderEpoch: 0, metadata: 'note' },
              { topic, partition: 1, offset: '9007199254740993' },
            ],
          },
        ],
      },
    ],
  ]);
  assert.deepEqual(await committed(call(), topic), [
    ['3', 'note'],
    ['9007199254740993', null],
  ]);
});

test('what is refused for one partition rejects with that', async (t) => {
  const { topic, call } = await filled(t);
  const partitions = [
    { partition: 0, offset: 1 },
    { partition: 9, offset: 1 },
  ];
  await assert.rejects(offsets.setOffsets(call(), { groupId, topic, partitions }), { code: codes.ERR_UNKNOWN_TOPIC_OR_PART });
  assert.deepEqual((await committed(call(), topic))[0], ['1', null], 'the other one is done');
});

test('the lag is counted from what is committed to the ends', async (t) => {
  const { topic, call } = await filled(t);
  const lagOf = async () => offsets.fetchGroupLag(call(), { groupId, topics: both(topic) });
  assert.deepEqual(await lagOf(), {
    groupId,
    lag: '0',
    partitions: [
      { topic, partition: 0, offset: null, high: '5', lag: null },
      { topic, partition: 1, offset: null, high: '0', lag: null },
    ],
  });
  const set = (partition, offset) => offsets.setOffsets(call(), { groupId, topic, partitions: [{ partition, offset }] });
  await set(0, 3);
  await set(1, 7);
  const { lag, partitions } = await lagOf();
  assert.deepEqual([lag, ...partitions.map((one) => one.lag)], ['2', '2', '0'], 'beyond the end it is none');
  assert.deepEqual(await offsets.fetchGroupLag(call(), { groupId, topics: [] }), { groupId, lag: '0', partitions: [] });
});

test('what needs a controller or is not known says so', async (t) => {
  const { topic, call } = await filled(t);
  const unsupported = { code: codes.ERR__UNSUPPORTED_FEATURE };
  const resetting = call();
  await assert.rejects(offsets.resetOffsets(resetting, { groupId, topic, earliest: true }), unsupported);
  assert.deepEqual(resetting.asked, [['DescribeTopics', { topics: [topic] }]]);
  const forgetting = call();
  await assert.rejects(offsets.deleteGroupOffsets(forgetting, { groupId, topics: both(topic) }), unsupported);
  const places = [0, 1].map((partition) => ({ topic, partition }));
  assert.deepEqual(forgetting.asked, [['DeleteConsumerGroupOffsets', { groups: [{ group: groupId, partitions: places }] }]]);
});

test('topics by name are those in which something is committed', async (t) => {
  const { topic, call } = await filled(t);
  const asking = call();
  assert.deepEqual(await offsets.committedIn(asking, { groupId, topics: [topic] }, true), []);
  assert.deepEqual(await offsets.committedIn(asking, { groupId, topics: [] }), []);
  assert.deepEqual(asking.asked, [['ListConsumerGroupOffsets', { groups: [{ group: groupId }], requireStable: true }]]);
});

test('groups, topics and offsets that are none are refused', async (t) => {
  const place = { topic: 'things', partitions: [{ partition: 0, offset: 1 }] };
  const set = refuser(t, offsets.setOffsets);
  const reset = refuser(t, offsets.resetOffsets);
  const forget = refuser(t, offsets.deleteGroupOffsets);
  const lag = refuser(t, offsets.fetchGroupLag);
  const read = refuser(t, offsets.committedIn);
  for (const group of [undefined, null, '', 7, {}]) {
    await set({ ...place, groupId: group }, 'groupId is required.');
    await reset({ topic: 'things', groupId: group }, 'groupId is required.');
    await forget({ topics: [], groupId: group }, 'groupId is required.');
    await lag({ groupId: group }, 'groupId is required.');
    await read({ groupId: group }, 'groupId is required.');
  }
  for (const topic of [undefined, null, 7, {}]) {
    await set({ ...place, groupId, topic }, 'Topic must be a string.');
    await reset({ groupId, topic }, 'Topic must be a string.');
    await forget({ groupId, topics: [{ topic, partitions: [0] }] }, 'Topic must be a string.');
  }
  await reset({ groupId, topic: '' }, 'A topic must have a name.');
  for (const partitions of [undefined, null, 0, {}]) {
    await set({ groupId, topic: 'things', partitions }, "The 'partitions' property must be an array.");
    await forget({ groupId, topics: [{ topic: 'things', partitions }] }, "The 'partitions' property must be an array.");
  }
  for (const partition of [undefined, null, -1, 1.5, '0', 2 ** 31]) {
    await set({ groupId, topic: 'things', partitions: [{ partition, offset: 1 }] }, 'Partition must be a number from 0.');
    await forget({ groupId, topics: [{ topic: 'things', partitions: [partition] }] }, 'Partition must be a number from 0.');
  }
  for (const offset of [undefined, null, -1, 1.5, 'all', {}, 2n ** 63n])
    await set({ groupId, topic: 'things', partitions: [{ partition: 0, offset }] }, 'Offset must be >= 0.');
  for (const [name, value] of [
    ['leaderEpoch', '7'],
    ['metadata', 7],
  ])
    await set({ groupId, topic: 'things', partitions: [{ partition: 0, offset: 1, [name]: value }] }, new RegExp(`"${name}"`));
  await set({ groupId, topic: 'things', partitions: [] }, /"partitions" is empty/);
  await set({ groupId, topic: 'things', partitions: [...place.partitions, ...place.partitions] }, /twice/);
  for (const topics of [undefined, null, 'things']) await forget({ groupId, topics }, "The 'topics' property must be an array.");
  await forget({ groupId, topics: [null] }, "The 'topics' property must hold objects.");
  await forget({ groupId, topics: [] }, /"partitions" is empty/);
  for (const topics of ['things', 7, {}, [7], [null], [{ topic: 'things' }], ['a', { topic: 'b', partitions: [0] }]]) {
    await read({ groupId, topics }, 'Invalid topics format.');
    await lag({ groupId, topics }, 'Invalid topics format.');
  }
  await lag({ groupId, isolationLevel: 7 }, "The 'isolationLevel' property must be one of IsolationLevel.");
  await reset({ groupId, topic: 'things', earliest: 'yes' }, "The 'earliest' property must be true or false.");
});
