'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { mockCluster, numbered } = require('../support');

test('a Kafka needs no configuration of its own', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = new Kafka().producer({ 'bootstrap.servers': servers });
  await producer.connect();
  assert.equal((await producer.send({ topic, messages: numbered(1) })).length, 1);
  await producer.disconnect();
});

test("a configuration in KafkaJS's style works", async (t) => {
  const { topic, servers } = mockCluster(t);
  const kafka = new Kafka({ kafkaJS: { brokers: servers.split(','), clientId: 'me' } });
  const producer = kafka.producer({ kafkaJS: { acks: -1, compression: 'lz4' } });
  await producer.connect();
  assert.equal((await producer.send({ topic, messages: numbered(1) })).length, 1);
  await producer.disconnect();
});

test("keys that belong inside the block are refused outside of it, each client's own", () => {
  const kafka = new Kafka();
  const cases = [
    [() => new Kafka({ clientId: 'me' }), 'clientId'],
    [() => kafka.producer({ idempotent: true }), 'idempotent'],
    [() => kafka.consumer({ groupId: 'g' }), 'groupId'],
    [() => kafka.consumer({ fromBeginning: true }), 'fromBeginning'],
    [() => kafka.admin({ brokers: [] }), 'brokers'],
  ];
  for (const [make, name] of cases)
    assert.throws(make, { name: 'KafkaJSError', code: -186, message: new RegExp(`block: ${name}\\.`) });
  kafka.producer({ acks: 1 });
});

test('no configuration may be null', async (t) => {
  const { topic, servers } = mockCluster(t);
  const kafka = new Kafka({ 'bootstrap.servers': servers, 'group.id': 'g' });
  const clients = [kafka.producer(null), kafka.consumer(null), kafka.admin(null)];
  for (const client of clients) await client.connect();
  assert.equal((await clients[0].send({ topic, messages: numbered(1) })).length, 1);
  for (const client of clients) await client.disconnect();
  for (const wrong of [5, 'text', []])
    for (const kind of ['producer', 'consumer', 'admin'])
      assert.throws(() => kafka[kind](wrong), { name: 'KafkaJSError', code: -186, message: new RegExp(`kafka\\.${kind}`) });
});

test("a client's own brokers take the place of the common ones, whichever name each has", async (t) => {
  const { topic, servers } = mockCluster(t);
  const kafka = new Kafka({ 'metadata.broker.list': '127.0.0.1:1', 'js.connect.timeout.ms': 5000 });
  const producer = kafka.producer({ 'bootstrap.servers': servers });
  await producer.connect();
  assert.equal((await producer.send({ topic, messages: numbered(1) })).length, 1);
  await producer.disconnect();
});
