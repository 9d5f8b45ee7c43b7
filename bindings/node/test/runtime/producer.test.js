'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { layout } = require('../../dist/native/generated');
const { Consumer } = require('../../dist/runtime/consumer');
const { Producer } = require('../../dist/runtime/producer');
const { atEnd, mockCluster, numbered } = require('../support');

const EVENTS = { log: () => {}, error: () => {} };

async function producerOf(t, properties = {}, options = {}) {
  const { mock, topic, servers } = mockCluster(t, { numPartitions: 2 });
  const producer = new Producer({ 'bootstrap.servers': servers, ...properties }, EVENTS, options);
  atEnd(t, () => producer.close());
  await producer.connect(5000);
  const batches = [];
  const send = native.producerSend;
  t.mock.method(native, 'producerSend', (ticket, batch) => {
    batches.push(batch.readUInt32LE(layout.HEADER_RECORD_COUNT));
    return send(ticket, batch);
  });
  return { producer, mock, topic, servers, batches };
}

test('the sends of one tick are one call', async (t) => {
  const { producer, topic, batches } = await producerOf(t);
  await Promise.all(Array.from({ length: 50 }, () => producer.send(topic, numbered(3))));
  assert.deepEqual(batches, [150]);
  await producer.send(topic, numbered(1));
  assert.deepEqual(batches, [150, 1]);
});

test('sends that are chained share calls as well', async (t) => {
  const { producer, topic, batches } = await producerOf(t, { 'linger.ms': '0' });
  const chain = async () => {
    for (let count = 0; count < 10; count++) await producer.send(topic, numbered(1));
  };
  await Promise.all(Array.from({ length: 100 }, chain));
  assert.ok(batches.length < 300, `${batches.length} calls for 1000 sends`);
});

test('what is large is handed over at once', async (t) => {
  const { producer, topic, batches } = await producerOf(t);
  const value = Buffer.alloc(400_000);
  const sends = Array.from({ length: 6 }, () => producer.send(topic, [{ value }]));
  assert.deepEqual(batches, [3, 3]);
  await Promise.all(sends);
});

test('deliveries say where the messages came to lie', async (t) => {
  const { producer, topic } = await producerOf(t);
  const messages = [0, 1, 0, 1, 1].map((partition) => ({ value: 'v', partition }));
  const deliveries = await producer.send(topic, messages);
  assert.deepEqual(
    deliveries.sort((a, b) => a.partition - b.partition),
    [
      { partition: 0, baseOffset: 0 },
      { partition: 1, baseOffset: 0 },
    ],
  );
});

test('a call that is refused as a whole fails the sends in it, and only those', async (t) => {
  const { producer, topic } = await producerOf(t);
  const refusal = t.mock.method(native, 'producerSend', () => {
    throw new (require('../../dist/native/failure').NativeFailure)(-3, -150, 2, 'fatal');
  });
  await assert.rejects(producer.send(topic, numbered(2)), { code: -150, fatal: true });
  refusal.mock.restore();
});

test('after the end every send is rejected, those under way and those to come', async (t) => {
  const { producer, topic } = await producerOf(t);
  const send = producer.send(topic, numbered(1));
  await producer.close();
  assert.equal((await send).length, 1);
  await assert.rejects(producer.send(topic, numbered(1)), { code: -172 });
});

test('each message is told where it came to lie, if that is wanted', async (t) => {
  const { producer, topic } = await producerOf(t);
  const messages = [0, 1, 0, 1, 1].map((partition) => ({ value: 'v', partition }));
  assert.deepEqual(await producer.send(topic, messages, true), [
    { partition: 0, baseOffset: 0 },
    { partition: 1, baseOffset: 0 },
    { partition: 0, baseOffset: 1 },
    { partition: 1, baseOffset: 1 },
    { partition: 1, baseOffset: 2 },
  ]);
});

test('where a full queue is an error, a send is taken whole or not at all', async (t) => {
  const queue = { 'queue.buffering.max.messages': '10', 'linger.ms': '50' };
  const { producer, topic } = await producerOf(t, queue, { isFullAnError: true });
  const sends = Array.from({ length: 5 }, () => producer.send(topic, numbered(4, 0, { partition: 0 }), true));
  const outcomes = await Promise.allSettled(sends);
  assert.deepEqual(
    outcomes.map(({ value, reason }) => reason?.code ?? value.map(({ baseOffset }) => baseOffset).join()),
    ['0,1,2,3', '4,5,6,7', '8,9,10,11', -184, -184],
  );
  assert.equal(outcomes[4].reason.retriable, true);
  assert.deepEqual(await producer.send(topic, [{ value: 'v', partition: 0 }]), [{ partition: 0, baseOffset: 12 }]);
});

test('where a full queue is an error, nothing is taken behind a send that waits for room', async (t) => {
  const queue = { 'queue.buffering.max.messages': '10', 'linger.ms': '50' };
  const { producer, topic } = await producerOf(t, queue, { isFullAnError: true });
  const large = producer.send(topic, numbered(95, 0, { partition: 0 }));
  await Promise.resolve();
  assert.throws(() => producer.send(topic, numbered(1)), { code: -184, retriable: true });
  assert.deepEqual(await large, [{ partition: 0, baseOffset: 0 }]);
  await producer.send(topic, numbered(1));
});

test('a transaction takes along what was sent just before its commit, also what waits for room', async (t) => {
  const { producer, topic } = await producerOf(t, { 'transactional.id': 'id', 'queue.buffering.max.messages': '10' });
  await producer.initTransactions(5000);
  await producer.beginTransaction();
  const send = producer.send(topic, numbered(95, 0, { partition: 0 }));
  await producer.commitTransaction(5000);
  assert.deepEqual(await send, [{ partition: 0, baseOffset: 0 }]);
});

test('an abort rejects what was sent just before, also what waits for room, and nothing of it comes later', async (t) => {
  const { producer, topic } = await producerOf(t, { 'transactional.id': 'id', 'queue.buffering.max.messages': '10' });
  await producer.initTransactions(5000);
  await producer.beginTransaction();
  const waiting = Promise.allSettled([1, 2, 3].map(() => producer.send(topic, numbered(20, 0, { partition: 0 }))));
  await Promise.resolve();
  const fresh = assert.rejects(producer.send(topic, numbered(1, 0, { partition: 0 })), { code: -152 });
  await producer.abortTransaction(5000);
  await fresh;
  for (const { status } of await waiting) assert.equal(status, 'rejected');
  await producer.beginTransaction();
  const [{ baseOffset }] = await producer.send(topic, numbered(1, 0, { partition: 0 }));
  assert.ok(baseOffset <= 10, `${baseOffset} messages got through`);
  await producer.commitTransaction(5000);
});

test('offsets of a consumer become part of a transaction', async (t) => {
  const { producer, topic, servers } = await producerOf(t, { 'transactional.id': 'id' });
  const consumer = new Consumer({ 'bootstrap.servers': servers, 'group.id': 'g' }, EVENTS);
  atEnd(t, () => consumer.close(0));
  await consumer.connect(5000);
  const group = await consumer.group.metadata();
  assert.ok(group.length > 0);
  await producer.initTransactions(5000);
  await producer.beginTransaction();
  const send = producer.send(topic, numbered(1));
  await producer.sendOffsets([{ topic, partition: 0, offset: 5 }], group, 5000);
  await producer.commitTransaction(5000);
  await send;
  await assert.rejects(producer.sendOffsets([{ topic, partition: 0, offset: 5 }], group, 5000), { code: -172 });
});

test('with a partitioner, flushing and closing cover what waits for the partitions of a topic', async (t) => {
  const partitioner = { isAskedAlways: false, choose: () => 1 };
  const { producer, topic } = await producerOf(t, { 'linger.ms': '60000' }, { partitioner });
  const first = producer.send(topic, numbered(2));
  await producer.flush(5000);
  assert.deepEqual(await first, [{ partition: 1, baseOffset: 0 }]);
  const second = producer.send('another', numbered(1));
  await producer.close();
  assert.deepEqual(await second, [{ partition: 1, baseOffset: 0 }]);
});

test('single messages have receipts, in one native call for a tick', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = new Producer({ 'bootstrap.servers': servers }, { log: () => {}, error: () => {} });
  atEnd(t, () => producer.close());
  await producer.connect(5000);
  const told = [];
  const receipt = (name) => ({
    delivered: (partition, offset) => told.push([name, partition, offset]),
    failed: (failure) => told.push([name, failure.code]),
  });
  producer.produce(topic, 0, 0, 'key', Buffer.from('a'), ['header', 'x'], receipt('first'));
  const sent = producer.send(topic, [{ value: 'between', partition: 0 }]);
  producer.produce(topic, 0, 5000, null, null, undefined, receipt('second'));
  producer.produce(topic, 77, 0, null, 'b', undefined, receipt('nowhere'));
  assert.equal(producer.isFull, false);
  await producer.flush(5000);
  assert.equal((await sent)[0].baseOffset, 1);
  assert.deepEqual(told.sort(), [
    ['first', 0, 0],
    ['nowhere', -190],
    ['second', 0, 2],
  ]);
});

test('what is closed fails the receipts that are left, and polling it does no harm', async (t) => {
  const { topic, servers, mock } = mockCluster(t);
  const producer = new Producer({ 'bootstrap.servers': servers }, { log: () => {}, error: () => {} });
  await producer.connect(5000);
  mock.brokerDown(1);
  const told = [];
  producer.produce(topic, 0, 0, null, 'a', undefined, { delivered: () => {}, failed: ({ code }) => told.push(code) });
  producer.poll();
  await producer.close(100);
  producer.poll();
  assert.equal(told.length, 1);
});

test('behind a fatal error every message that fails says that the producer is beyond use', async (t) => {
  const { producer, mock, topic } = await producerOf(t, { 'enable.idempotence': 'true' });
  const one = () => ({ value: 'v', partition: 0 });
  await producer.send(topic, [one()]);
  assert.equal(producer.fatal, undefined);
  mock.failNext('Produce', [45]);
  const receipt = new Promise((resolve) => {
    producer.produce(topic, 0, 0, null, 'v', undefined, { delivered: assert.fail, failed: resolve });
  });
  const fatal = { code: 45, fatal: true, retriable: false, abortable: false };
  await assert.rejects(producer.send(topic, [one()]), fatal);
  const { code, fatal: isFatal } = await receipt;
  assert.deepEqual([code, isFatal, producer.fatal.code, producer.fatal.fatal], [45, true, 45, true]);
});
