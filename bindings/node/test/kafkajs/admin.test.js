'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { KeptLogger, atEnd, clientsOf, mockCluster } = require('../support');

// What a cluster answers is tested on a real one: the mock cluster has no controller.

function adminOf(t, config = {}) {
  const admin = new Kafka({
    'bootstrap.servers': '127.0.0.1:1',
    ...config,
    kafkaJS: { logger: new KeptLogger() },
  }).admin();
  atEnd(t, () => admin.disconnect());
  return admin;
}

test('connecting needs no broker', async (t) => {
  const admin = adminOf(t);
  await admin.connect();
  await assert.rejects(admin.connect(), { code: -172, message: 'Connect has already been called elsewhere.' });
  await admin.disconnect();
  await admin.disconnect();
});

test('an admin that is not connected says so', async (t) => {
  const admin = adminOf(t);
  const expected = { name: 'KafkaJSError', code: -172, message: 'Admin client is not connected.' };
  await assert.rejects(admin.createTopics({ topics: [{ topic: 'things' }] }), expected);
  await assert.rejects(admin.deleteTopics({ topics: ['things'] }), expected);
});

test('a request that no broker answers is rejected in its time', async (t) => {
  const admin = adminOf(t);
  await admin.connect();
  const start = performance.now();
  await assert.rejects(admin.createTopics({ topics: [{ topic: 'things' }], timeout: 300 }), {
    name: 'KafkaJSTimeout',
    code: -185,
  });
  await assert.rejects(admin.deleteTopics({ topics: ['things'], timeout: 300 }), {
    name: 'KafkaJSTimeout',
    code: -185,
  });
  assert.ok(performance.now() - start < 5000);
});

test('a request is rejected when the admin is disconnected under it', async (t) => {
  const admin = adminOf(t);
  await admin.connect();
  const request = assert.rejects(admin.deleteTopics({ topics: ['things'], timeout: 60_000 }), { name: 'KafkaJSError' });
  await admin.disconnect();
  await request;
});

test('what cannot be done is refused', async (t) => {
  const admin = adminOf(t);
  await admin.connect();
  const notImplemented = { name: 'KafkaJSNotImplemented', code: -170 };
  for (const option of [{ validateOnly: false }, { waitForLeaders: true }])
    await assert.rejects(admin.createTopics({ topics: [], ...option }), notImplemented);
  await assert.rejects(admin.createTopics({ topics: [{ topic: 'things', replicaAssignment: [] }] }), notImplemented);
  for (const topics of [undefined, 'things']) {
    await assert.rejects(admin.createTopics({ topics }), { code: -186 });
    await assert.rejects(admin.deleteTopics({ topics }), { code: -186 });
  }
});

test('a configuration that is wrong is refused', async (t) => {
  await assert.rejects(adminOf(t, { 'request.timout.ms': 1 }).connect(), {
    code: -186,
    message: /request\.timout\.ms/,
  });
});

test('an admin over the connections of another client lives as long as that', async (t) => {
  const { topic, servers } = mockCluster(t);
  const { kafka } = clientsOf(t, servers);
  for (const client of [kafka.producer(), kafka.consumer({ 'group.id': 'g' })]) {
    const admin = client.dependentAdmin();
    await assert.rejects(admin.connect(), { code: -172, message: 'Underlying client is not connected.' });
    await client.connect();
    await admin.connect();
    const request = { topics: [topic], timeout: 300 };
    await assert.rejects(admin.deleteTopics(request), { code: -185 }, 'the mock cluster has no controller to answer');
    await admin.disconnect();
    await admin.connect();
    await client.disconnect();
    const gone = 'Existing client must be connected before creating a new client from it';
    await assert.rejects(admin.deleteTopics(request), { code: -172, message: gone });
    await assert.rejects(client.dependentAdmin().connect(), { code: -172, message: gone });
    await admin.disconnect();
  }
});
