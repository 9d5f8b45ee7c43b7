'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { clientsOf, mockCluster } = require('../support');

async function adminOf(t) {
  const { topic, servers } = mockCluster(t, { numPartitions: 2, brokers: 3 });
  return { topic, admin: await clientsOf(t, servers).admin() };
}

const refused = (call, message) => assert.rejects(call, { name: 'KafkaJSError', code: -186, message });

test('topics are listed', async (t) => {
  const { topic, admin } = await adminOf(t);
  assert.deepEqual(await admin.listTopics(), [topic]);
  assert.deepEqual(await admin.fetchTopicMetadata({ topics: [] }), []);
});

test('topics to be created are looked at', async (t) => {
  const { admin } = await adminOf(t);
  for (const topics of [undefined, null, 'things'])
    await refused(admin.createTopics({ topics }), 'The topics of createTopics must be an array.');
  await refused(admin.createTopics({ topics: [] }), /"topics" is empty/);
  await refused(admin.createTopics({ topics: [null] }), /'topics' property must hold objects/);
  await refused(admin.createTopics({ topics: [{}] }), /"name"/);
  await refused(admin.createTopics({ topics: [{ topic: 'a' }, { topic: 'a' }] }), /"topics" has a twice/);
  const one = (rest) => admin.createTopics({ topics: [{ topic: 'a', ...rest }] });
  await refused(one({ numPartitions: 0 }), /"partitions" must be a number from 1/);
  await refused(one({ replicationFactor: '1' }), /"replicationFactor" must be a number from 1/);
  await refused(one({ configEntries: 7 }), /'configEntries' property must be an array/);
  await refused(one({ configEntries: [null] }), /'configEntries' property must hold objects/);
  await refused(one({ configEntries: [{ name: 'a' }] }), "The 'value' of a is missing.");
  const twice = { name: 'a', value: '1' };
  await refused(one({ configEntries: [twice, twice] }), /has a twice/);
  await refused(one({ configEntries: [{ name: 'a', value: 7 }] }), /"a" must be a string/);
  const assigned = (replicaAssignment, rest) => one({ replicaAssignment, ...rest });
  await refused(assigned(7), /'replicaAssignment' property must be an array/);
  await refused(assigned([{ partition: 1, replicas: [1] }]), /each partition from 0 once/);
  await refused(assigned([{ partition: 0 }]), /"replicas" must hold a list of broker numbers/);
  await refused(assigned([{ partition: 0, replicas: [1] }], { replicationFactor: 1 }), /remove one of them/);
  await refused(assigned([{ partition: 0, replicas: [1] }], { numPartitions: 2 }), /for 1 partitions, not 2/);
  await refused(admin.createTopics({ topics: [{ topic: 'a' }], validateOnly: 'yes' }), /"validateOnly" must be true/);
  await refused(admin.createTopics({ topics: [{ topic: 'a' }], waitForLeaders: 1 }), /'waitForLeaders' property must be true/);
});

test('topics to be deleted, described or to grow are looked at', async (t) => {
  const { topic, admin } = await adminOf(t);
  for (const topics of [undefined, 'things'])
    await refused(admin.deleteTopics({ topics }), 'The topics of deleteTopics must be an array of names.');
  await refused(admin.deleteTopics({ topics: [] }), /"topics" is empty/);
  await refused(admin.deleteTopics({ topics: [topic, topic] }), /twice/);
  await refused(admin.fetchTopicMetadata({ topics: 'things' }), /'topics' property must be an array/);
  await refused(admin.fetchTopicMetadata({ topics: [''] }), /must hold names/);
  await refused(admin.createPartitions({}), /'topicPartitions' property must be an array/);
  await refused(
    admin.createPartitions({ topicPartitions: [{ topic, count: 0 }] }),
    /"partitions" must be a number from 1/,
  );
  const assignments = [[1, 1]];
  await refused(
    admin.createPartitions({ topicPartitions: [{ topic, count: 3, assignments }] }),
    /"replicas" has 1 twice/,
  );
});
