'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { groupMetadataOf } = require('../../dist/kafkajs/group-metadata');
const { clientsOf, collect, mockCluster, numbered, until } = require('../support');

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

test('what is no consumer is none', () => {
  for (const one of [undefined, null, 5, 'g', {}, () => {}]) assert.equal(groupMetadataOf(one), undefined);
});
