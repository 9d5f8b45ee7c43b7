'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { layout } = require('../../dist/native/generated');
const { Producer } = require('../../dist/runtime/producer');
const { atEnd, mockCluster, numbered } = require('../support');

const EVENTS = { log: () => {}, error: () => {} };

async function producerOf(t, properties = {}) {
  const { mock, topic, servers } = mockCluster(t, { numPartitions: 2 });
  const producer = new Producer({ 'bootstrap.servers': servers, ...properties }, EVENTS);
  atEnd(t, () => producer.close());
  await producer.connect(5000);
  const batches = [];
  const send = native.producerSend;
  t.mock.method(native, 'producerSend', (ticket, batch) => {
    batches.push(batch.readUInt32LE(layout.HEADER_RECORD_COUNT));
    return send(ticket, batch);
  });
  return { producer, mock, topic, batches };
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
