'use strict';
// Requests with callbacks: over connections of its own, and over those of another client.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { AdminClient, LibrdKafkaError } = require('../..');
const { call, callbackCluster, next } = require('./support');

const { codes } = LibrdKafkaError;
const DISCONNECTED = new Error('Client is disconnected');

test('topics are listed', async (t) => {
  const { admin, topic } = callbackCluster(t);
  const client = admin();
  for (const options of [[], [null], [{}], [{ timeout: 5000 }]])
    assert.deepEqual(await call(client, 'listTopics', ...options), [topic]);
});

test('it connects by being made, and tells so', async (t) => {
  const { admin } = callbackCluster(t);
  const ready = new Promise((resolve) => {
    const client = admin({ ready: (info) => resolve([client, info]) });
  });
  const [client, { name }] = await ready;
  assert.equal(client.name, name);
  assert.ok(client.isConnected());
  client.connect();
  const gone = next(client, 'disconnected');
  client.disconnect();
  assert.equal(client.isConnected(), false);
  for (const ask of [
    () => client.createTopic({ topic: 'new', num_partitions: 1, replication_factor: 1 }, () => undefined),
    () => client.deleteTopic('new', 1000, () => undefined),
    () => client.listTopics(() => undefined),
  ])
    assert.throws(ask, DISCONNECTED);
  await gone;
  client.disconnect();
  client.connect();
  assert.ok(client.isConnected());
});

test('a request that nobody answers fails in its time, and with its client', async (t) => {
  const client = AdminClient.create({ 'bootstrap.servers': '127.0.0.1:1' });
  t.after(() => client.isConnected() && client.disconnect());
  await assert.rejects(call(client, 'deleteTopic', 'any', 200), { code: codes.ERR__TIMED_OUT });
  const waiting = call(client, 'deleteTopic', 'any', 60_000);
  client.disconnect();
  await assert.rejects(waiting, LibrdKafkaError);
});

test('one over the connections of another client lives as long as that', async (t) => {
  const { producer, consumer, topic } = callbackCluster(t);
  for (const make of [producer, consumer]) {
    const existing = await make();
    const client = AdminClient.createFrom(existing);
    assert.ok(client.isConnected());
    assert.deepEqual(await call(client, 'listTopics'), [topic]);
    assert.throws(() => client.connect(), new Error('Cannot connect an existing client'));
    assert.throws(() => client.disconnect(), new Error('Cannot disconnect an existing client'));
    await call(existing, 'disconnect');
    assert.equal(client.isConnected(), false);
    assert.throws(() => client.listTopics(() => undefined), DISCONNECTED);
    assert.throws(
      () => AdminClient.createFrom(existing),
      new Error('Existing client must be connected before creating a new client from it'),
    );
  }
});

test('what it cannot be made from is refused', () => {
  for (const existing of [undefined, null, {}, 'producer'])
    assert.throws(() => AdminClient.createFrom(existing), new Error('Existing client must be a Producer or Consumer instance'));
  for (const conf of [undefined, null])
    assert.throws(() => AdminClient.create(conf), new Error('Global configuration data must be specified'));
  assert.throws(() => AdminClient.create({ foo: 1 }), new Error('No such configuration property: "foo"'));
  assert.throws(() => AdminClient.create({ 'bootstrap.servers': 'a:1', acks: 'many' }), LibrdKafkaError);
});
