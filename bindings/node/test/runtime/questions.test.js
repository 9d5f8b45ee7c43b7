'use strict';
// What clients ask their cluster.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Producer } = require('../../dist/runtime/producer');
const { atEnd, mockCluster } = require('../support');

const EVENTS = { log: () => {}, error: () => {} };

async function asking(t) {
  const { servers, topic } = mockCluster(t, { numPartitions: 2 });
  const producer = new Producer({ 'bootstrap.servers': servers }, EVENTS);
  atEnd(t, () => producer.close());
  await producer.connect(5000);
  return { producer, questions: producer.questions, topic };
}

test('a cluster is described, with all topics or with some', async (t) => {
  const { questions, topic } = await asking(t);
  const all = await questions.cluster(undefined, 5000);
  assert.deepEqual(
    all.topics.map(({ name, partitions }) => [name, partitions.length]),
    [[topic, 2]],
  );
  assert.deepEqual((await questions.cluster([topic], 5000)).topics, all.topics);
  assert.equal(all.brokers.length, 1);
});

test('watermarks and offsets for times are those of the leader', async (t) => {
  const { producer, questions, topic } = await asking(t);
  await producer.send(topic, [{ value: 'a', partition: 1 }]);
  assert.deepEqual(await questions.watermarks(topic, 1, 5000), { low: 0, high: 1 });
  assert.deepEqual(await questions.watermarks(topic, 0, 5000), { low: 0, high: 0 });
  const [answer] = await questions.offsetsForTimes([{ topic, partition: 1, offset: 5 }], 5000);
  assert.deepEqual([answer.topic, answer.partition, answer.code], [topic, 1, 0]);
});

test('who is closed answers no more', async (t) => {
  const { producer, questions, topic } = await asking(t);
  await producer.close();
  await assert.rejects(questions.cluster(undefined, 1000));
  await assert.rejects(questions.watermarks(topic, 0, 1000));
});
