'use strict';
// How requests are written, and how their answers are read.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { OPERATIONS } = require('../../dist/rdkafka/admin-operations');

test('a topic is written in the words of the library', () => {
  const config = { 'retention.ms': '1000' };
  const topic = { topic: 'new', num_partitions: 3, replication_factor: 2, config };
  assert.deepEqual(OPERATIONS.createTopic.document(topic), {
    operation: 'CreateTopics',
    topics: [{ name: 'new', partitions: 3, replicationFactor: 2, config }],
  });
  assert.deepEqual(OPERATIONS.createTopic.document({ topic: 'new' }).topics, [
    { name: 'new', partitions: -1, replicationFactor: -1, config: {} },
  ]);
  assert.deepEqual(OPERATIONS.deleteTopic.document('old'), { operation: 'DeleteTopics', topics: ['old'] });
});

test('a topic with which something went wrong is thrown', () => {
  const read = (code, error) => OPERATIONS.createTopic.read({ topics: [{ name: 'new', code, error }] });
  assert.equal(read(0, null), undefined);
  assert.throws(() => read(36, 'is there'), { name: 'LibrdKafkaError', code: 36, message: 'is there' });
  assert.throws(() => read(3, null), { code: 3, message: 'Topic new failed with code 3.' });
});
