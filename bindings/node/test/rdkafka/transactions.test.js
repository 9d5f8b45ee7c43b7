'use strict';
// Transactions with callbacks.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { LibrdKafkaError } = require('../..');
const { call, callbackCluster, flowOf, until, valuesOf } = require('./support');

const { codes } = LibrdKafkaError;

async function transactional(cluster, config = {}) {
  const client = await cluster.producer({ 'transactional.id': `callback-${process.pid}`, dr_cb: true, ...config });
  await call(client, 'initTransactions', 10_000);
  return client;
}

test('what is committed is read, what is aborted is not', async (t) => {
  const cluster = callbackCluster(t);
  const { topic, consumer } = cluster;
  const client = await transactional(cluster);
  const outcomes = [];
  client.on('delivery-report', (error, { opaque }) => outcomes.push([opaque, error?.code ?? 0]));
  await call(client, 'beginTransaction');
  client.produce(topic, 0, Buffer.from('1'), null, null, 'kept');
  await call(client, 'commitTransaction', 10_000);
  await call(client, 'beginTransaction');
  client.produce(topic, 0, Buffer.from('2'), null, null, 'dropped');
  await call(client, 'abortTransaction');
  await call(client, 'beginTransaction');
  client.produce(topic, 0, Buffer.from('3'), null, null, 'kept');
  await call(client, 'commitTransaction');
  const messages = flowOf(await consumer(), topic);
  await until(() => messages.some(({ value }) => String(value) === '3'));
  assert.deepEqual(valuesOf(messages).filter((value) => value !== 2), [1, 3]);
  assert.deepEqual(
    outcomes.filter(([opaque]) => opaque === 'kept'),
    [
      ['kept', 0],
      ['kept', 0],
    ],
  );
});

test('produce belongs into a transaction', async (t) => {
  const cluster = callbackCluster(t);
  const client = await transactional(cluster);
  const produce = () => client.produce(cluster.topic, 0, Buffer.from('a'));
  assert.throws(produce, { code: codes.ERR__STATE });
  await call(client, 'beginTransaction');
  produce();
  await call(client, 'commitTransaction');
  assert.throws(produce, { code: codes.ERR__STATE });
});

test('calls in the wrong order and of a producer without transactions fail', async (t) => {
  const cluster = callbackCluster(t);
  const plain = await cluster.producer();
  for (const method of ['initTransactions', 'beginTransaction', 'commitTransaction', 'abortTransaction'])
    await assert.rejects(call(plain, method), { name: 'LibrdKafkaError' });
  const client = await transactional(cluster);
  await assert.rejects(call(client, 'commitTransaction', 1000), { code: codes.ERR__STATE });
  await call(client, 'beginTransaction');
  await assert.rejects(call(client, 'beginTransaction'), { code: codes.ERR__STATE });
  await call(client, 'disconnect');
  for (const method of ['initTransactions', 'beginTransaction', 'commitTransaction', 'abortTransaction'])
    await assert.rejects(call(client, method), { code: codes.ERR__STATE });
});

test('offsets of a consumer are taken into a transaction', async (t) => {
  const cluster = callbackCluster(t);
  const { topic, consumer } = cluster;
  const client = await transactional(cluster);
  await call(client, 'beginTransaction');
  for (let index = 0; index < 3; index++) client.produce(topic, 0, Buffer.from(String(index)));
  await call(client, 'commitTransaction');
  const reader = await consumer({ 'enable.auto.commit': false });
  const messages = flowOf(reader, topic);
  await until(() => messages.length === 3);
  await call(client, 'beginTransaction');
  await call(client, 'sendOffsetsToTransaction', [{ topic, partition: 0, offset: 2 }], reader, 10_000);
  await call(client, 'commitTransaction');
  for (const wrong of [undefined, null, {}, client])
    await assert.rejects(call(client, 'sendOffsetsToTransaction', [{ topic, partition: 0, offset: 2 }], wrong), /KafkaConsumer/);
  assert.throws(() => client.sendOffsetsToTransaction([{}], reader, () => undefined), TypeError);
});
