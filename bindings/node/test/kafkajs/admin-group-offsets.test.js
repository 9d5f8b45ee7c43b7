'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { dealt, clientsOf, mockCluster } = require('../support');

/** A topic with ten records in two partitions, and an admin. */
async function filled(t) {
  const { topic, servers } = mockCluster(t, { numPartitions: 2 });
  const clients = clientsOf(t, servers);
  const producer = await clients.producer();
  await producer.send({ topic, messages: dealt(10, 2) });
  return { topic, admin: await clients.admin() };
}

const groupId = 'group';

test('offsets are set, told and compared with the ends', async (t) => {
  const { topic, admin } = await filled(t);
  const partitions = [{ partition: 0, offset: '3', metadata: 'note' }];
  await admin.setOffsets({ groupId, topic, partitions });
  const topics = [{ topic, partitions: [0, 1] }];
  const [{ partitions: told }] = await admin.fetchOffsets({ groupId, topics });
  assert.deepEqual(
    told.map(({ partition, offset, metadata, error }) => [partition, offset, metadata, error]),
    [
      [0, '3', 'note', null],
      [1, '-1001', null, null],
    ],
  );
  const lag = await admin.fetchGroupLag({ groupId, topics });
  assert.deepEqual([lag.lag, lag.partitions.map((one) => one.lag)], ['2', ['2', null]]);
  const resolved = await admin.fetchOffsets({ groupId, topics, resolveOffsets: true });
  assert.deepEqual(
    resolved[0].partitions.map(({ offset }) => offset),
    ['3', '5'],
  );
});

test('what is given for a group, topics and offsets is looked at', async (t) => {
  const { topic, admin } = await filled(t);
  const refused = (call, message) => assert.rejects(call, { name: 'KafkaJSError', code: -186, message });
  for (const group of [undefined, null, '', 7]) {
    await refused(admin.fetchOffsets({ groupId: group }), 'groupId is required.');
    await refused(admin.setOffsets({ groupId: group, topic, partitions: [] }), 'groupId is required.');
    await refused(admin.fetchGroupLag({ groupId: group }), 'groupId is required.');
    await refused(admin.deleteGroupOffsets({ groupId: group, topics: [] }), 'groupId is required.');
  }
  for (const topics of ['things', 7, [7], [null], [{ topic }], ['a', { topic, partitions: [] }]])
    await refused(admin.fetchOffsets({ groupId, topics }), 'Invalid topics format.');
  assert.deepEqual(await admin.fetchOffsets({ groupId, topics: [] }), []);
  await refused(admin.fetchOffsets({ groupId, topics: [{ topic, partitions: [0, 0] }] }), /\[0\] twice/);
  await refused(admin.fetchOffsets({ groupId, topics: [{ topic, partitions: [-1] }] }), /Partition must be/);
  for (const offset of ['-1', -1, 'all', null, undefined])
    await refused(admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset }] }), 'Offset must be >= 0.');
  await refused(admin.setOffsets({ groupId, topic, partitions: [] }), /"partitions" is empty/);
  await refused(admin.setOffsets({ groupId, topic, partitions: null }), /'partitions' property must be an array/);
  await refused(admin.setOffsets({ groupId, topic, partitions: [null] }), /'partitions' property must hold objects/);
  await refused(admin.resetOffsets({ groupId, topic: '' }), 'A topic must have a name.');
  await refused(admin.resetOffsets({ groupId, topic, earliest: 'yes' }), /'earliest' property must be true or false/);
  await refused(admin.fetchOffsets({ groupId, resolveOffsets: 1 }), /'resolveOffsets' property must be true or false/);
  await refused(admin.fetchOffsets({ groupId, requireStableOffsets: 1 }), /"requireStable" must be true or false/);
  await refused(admin.deleteGroupOffsets({ groupId, topics: undefined }), /'topics' property must be an array/);
});

test('a broker that does not coordinate the group is asked again, and ends nothing', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const admin = await clientsOf(t, servers).admin();
  mock.failNext('OffsetFetch', [16, 16]);
  assert.deepEqual(await admin.fetchOffsets({ groupId, topics: [topic] }), []);
  mock.failNext('OffsetFetch', Array(100).fill(16));
  await assert.rejects(admin.fetchOffsets({ groupId, topics: [topic], timeout: 500 }), { code: 16 });
});

test('a coordinator that is back after a call has given up on it harms nobody', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const admin = await clientsOf(t, servers).admin();
  const topics = [{ topic, partitions: [0] }];
  await admin.fetchOffsets({ groupId, topics });
  mock.brokerDown(1);
  const late = { name: 'KafkaJSTimeout', code: -185 };
  // By then the client knows that the broker is away; before, it may still say itself what the broker does not know.
  await assert.rejects(admin.fetchOffsets({ groupId, topics, timeout: 300 }), late);
  const waiting = [
    admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '1' }], timeout: 300 }),
    admin.describeGroups([groupId], { timeout: 300 }),
    admin.deleteGroups([groupId], { timeout: 300 }),
    admin.deleteGroupOffsets({ groupId, topics, timeout: 300 }),
  ];
  await Promise.all(waiting.map((call) => assert.rejects(call, late)));
  const patient = admin.fetchOffsets({ groupId, topics, timeout: 30_000 });
  mock.brokerUp(1);
  assert.equal((await patient)[0].partitions.length, 1);
  await admin.fetchOffsets({ groupId, topics });
});
