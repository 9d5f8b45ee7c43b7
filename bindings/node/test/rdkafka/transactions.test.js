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

test('calls that nobody waited for happen in their order', async (t) => {
  const cluster = callbackCluster(t);
  const { topic, consumer } = cluster;
  const client = await transactional(cluster);
  const told = [];
  const tell = (name) => (error) => told.push([name, error?.code ?? 0]);
  await call(client, 'beginTransaction');
  client.produce(topic, 0, Buffer.from('1'));
  client.commitTransaction(tell('commit'));
  client.abortTransaction(tell('abort'));
  client.beginTransaction(tell('begin'));
  assert.throws(() => client.produce(topic, 0, Buffer.from('2')), { code: codes.ERR__STATE });
  await until(() => told.length === 3);
  assert.deepEqual(told, [
    ['commit', 0],
    ['abort', codes.ERR__STATE],
    ['begin', 0],
  ]);
  client.produce(topic, 0, Buffer.from('3'));
  await call(client, 'commitTransaction');
  const messages = flowOf(await consumer(), topic);
  await until(() => messages.length === 2);
  assert.deepEqual(valuesOf(messages), [1, 3]);
});

test('an abort waits for the commit before it, though the queue is full', async (t) => {
  const cluster = callbackCluster(t);
  const { topic, mock } = cluster;
  const client = await transactional(cluster, { 'queue.buffering.max.kbytes': 1, 'linger.ms': 0 });
  const told = [];
  await call(client, 'beginTransaction');
  mock.setLatency(1, 50);
  for (let index = 0; index < 5; index++) client.produce(topic, 0, Buffer.alloc(600));
  client.commitTransaction(30_000, (error) => told.push(['commit', error?.code ?? 0]));
  client.abortTransaction((error) => told.push(['abort', error?.code ?? 0]));
  await until(() => told.length === 2);
  assert.deepEqual(told, [
    ['commit', 0],
    ['abort', codes.ERR__STATE],
  ]);
});

test('offsets that are still on their way are part of the commit behind them', async (t) => {
  const cluster = callbackCluster(t);
  const { topic, consumer } = cluster;
  const client = await transactional(cluster);
  const reader = await consumer({ 'enable.auto.commit': false });
  reader.assign([{ topic, partition: 0 }]);
  const outcomes = [];
  await call(client, 'beginTransaction');
  client.sendOffsetsToTransaction([{ topic, partition: 0, offset: 2 }], reader, (error) => outcomes.push(error));
  client.commitTransaction((error) => outcomes.push(error));
  await until(() => outcomes.length === 2);
  assert.deepEqual(outcomes, [null, null]);
});

test('a disconnect answers those whose turn has not come', async (t) => {
  const client = await transactional(callbackCluster(t));
  const outcomes = [];
  client.beginTransaction((error) => outcomes.push(error));
  client.commitTransaction((error) => outcomes.push(error));
  client.abortTransaction((error) => outcomes.push(error));
  await call(client, 'disconnect');
  await until(() => outcomes.length === 3);
  assert.ok(outcomes.slice(1).every((error) => error === null || error instanceof LibrdKafkaError));
});
