'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { groupMetadataOf } = require('../../dist/kafkajs/group-metadata');
const { clientsOf, collect, filled, gate, mockCluster, numbered, until } = require('../support');

test('a consumer is asked anew each time, and a rebalance changes the answer', async (t) => {
  const { topic, servers } = mockCluster(t);
  const clients = clientsOf(t, servers);
  const consumer = await clients.consumer();
  const ask = groupMetadataOf(consumer);
  const outside = await ask();
  assert.ok(outside.length > 0);
  const messages = await collect(consumer, topic);
  await (await clients.producer()).send({ topic, messages: numbered(1) });
  await until(() => messages.length === 1);
  assert.notDeepEqual(await ask(), outside);
});

test('only a consumer that is connected can be asked', async (t) => {
  const { servers } = mockCluster(t);
  const { kafka } = clientsOf(t, servers);
  const consumer = kafka.consumer({ 'group.id': 'g' });
  const expected = { name: 'KafkaJSError', code: -172, message: /must be connected/ };
  await assert.rejects(groupMetadataOf(consumer)(), expected);
  await consumer.connect();
  await consumer.disconnect();
  await assert.rejects(groupMetadataOf(consumer)(), expected);
});

test('a handler whose partition was taken back meanwhile does not speak for its consumer, nor for the next assignment', async (t) => {
  const { topic, clients, producer } = await filled(t, 2, { numPartitions: 2 });
  const [started, open] = [gate(), gate()];
  const outcomes = [];
  const losses = [];
  const other = await clients.consumer();
  const consumer = await clients.consumer({
    'max.poll.interval.ms': 1500,
    rebalance_cb: (_, __, { assignmentLost }) => {
      if (assignmentLost()) losses.push(consumer.assignment().length);
    },
  });
  const ask = (one = consumer) =>
    groupMetadataOf(one)().then(
      () => 'asked',
      (error) => [error.code, error.abortable],
    );
  let late;
  await collect(consumer, topic, {
    partitionsConsumedConcurrently: 2,
    eachMessage: async ({ partition, message }) => {
      late ??= partition;
      if (partition !== late || message.offset !== '0' || outcomes.length > 0) return;
      // What a handler leaves behind is not late.
      const left = open.promise.then(() => until(() => outcomes.length > 2)).then(() => ask());
      outcomes.push(await ask());
      started.open();
      await open.promise;
      outcomes.push(await ask(), await ask(other));
      void left.then((outcome) => outcomes.push(outcome));
    },
  });
  await started.promise;
  await until(() => losses.length > 0);
  await until(async () => {
    await producer.send({ topic, messages: numbered(1, 2, { partition: 1 - late }) });
    return consumer.assignment().length === 2;
  });
  assert.equal(await ask(), 'asked');
  open.open();
  await until(() => outcomes.length === 4);
  assert.deepEqual(outcomes, ['asked', [-142, true], 'asked', 'asked']);
});

test('what is no consumer is none', () => {
  for (const one of [undefined, null, 5, 'g', {}, () => {}]) assert.equal(groupMetadataOf(one), undefined);
});
