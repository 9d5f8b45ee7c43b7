'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { promise: call, promisedCalls } = require('../admin-methods');
const { KeptLogger, atEnd, clientsOf, mockCluster } = require('../support');

// What a cluster answers is tested on a real one: the mock cluster has no controller, and says so.

const { Kafka } = KafkaJS;

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

const METHODS = promisedCalls();

test('every method is tried here', () => {
  const own = ['connect', 'disconnect', 'constructor', 'on', 'events', 'logger', 'setSaslCredentials'];
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(new Kafka({}).admin()));
  assert.deepEqual(names.filter((name) => !own.includes(name)).sort(), Object.keys(METHODS).sort());
});

for (const method of Object.keys(METHODS)) {
  test(`${method}: refused before it is connected, without time, late, aborted, ended`, async (t) => {
    const admin = adminOf(t);
    const notConnected = { name: 'KafkaJSError', code: -172, message: 'Admin client is not connected.' };
    await assert.rejects(call(admin, method), notConnected);
    await admin.connect();
    await assert.rejects(call(admin, method, { timeout: 0 }), { name: 'KafkaJSTimeout', code: -185 });
    for (const timeout of [-1, NaN, '5', {}, 3_600_001, Infinity])
      await assert.rejects(call(admin, method, { timeout }), { code: -186, message: /'timeout' property/ });
    await assert.rejects(call(admin, method, { signal: 'stop' }), { code: -186, message: /'signal' property/ });
    const reason = new Error('enough');
    await assert.rejects(call(admin, method, { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const aborted = assert.rejects(call(admin, method, { timeout: 60_000, signal: controller.signal }), reason);
    // Those who ask for all topics are told why no broker answered.
    const code = method === 'listTopics' || method === 'fetchTopicMetadata' ? -195 : -185;
    const late = assert.rejects(call(admin, method, { timeout: 200 }), { code });
    controller.abort(reason);
    await Promise.all([aborted, late]);
    const ended = assert.rejects(call(admin, method, { timeout: 60_000 }), { code: -197 });
    await admin.disconnect();
    await ended;
    await assert.rejects(call(admin, method), notConnected);
  });
}

test('options that are none are refused', async (t) => {
  const admin = adminOf(t);
  await admin.connect();
  for (const method of Object.keys(METHODS).filter((name) => METHODS[name].length === 0 || name === 'fetchOffsets')) {
    for (const options of [null, 7, 'x'])
      await assert.rejects(admin[method](options), { code: -186, message: /^Options must be an object/ }, method);
  }
  await assert.rejects(admin.describeGroups(['a'], null), { code: -186 });
});

test('a configuration that is wrong is refused', async (t) => {
  await assert.rejects(adminOf(t, { 'request.timout.ms': 1 }).connect(), {
    code: -186,
    message: /request\.timout\.ms/,
  });
});

test('an admin over the connections of another client lives as long as that', async (t) => {
  const { servers } = mockCluster(t);
  const { kafka } = clientsOf(t, servers);
  for (const client of [kafka.producer(), kafka.consumer({ 'group.id': 'g' })]) {
    const admin = client.dependentAdmin();
    await assert.rejects(admin.connect(), { code: -172, message: 'Underlying client is not connected.' });
    await client.connect();
    await admin.connect();
    const unsupported = { code: -165, message: /mock cluster/ };
    await assert.rejects(call(admin, 'deleteTopics'), unsupported, 'the mock cluster has no controller to answer');
    await admin.disconnect();
    await admin.connect();
    await client.disconnect();
    const gone = 'Existing client must be connected before creating a new client from it';
    for (const method of Object.keys(METHODS))
      await assert.rejects(call(admin, method), { name: 'KafkaJSError', code: -172, message: gone }, method);
    await assert.rejects(client.dependentAdmin().connect(), { code: -172, message: gone });
    await admin.disconnect();
  }
});

test('an admin over the connections of another client has its logger, at the level that was set', () => {
  const levels = [];
  const logger = Object.assign(new KeptLogger(), { setLogLevel: (level) => levels.push(level) });
  for (const config of [{ kafkaJS: { logger } }, { kafkaJS: { logCreator: () => () => {} } }, {}]) {
    const kafka = new Kafka(config);
    for (const client of [kafka.producer(), kafka.consumer({ 'group.id': 'g' })]) {
      client.logger().setLogLevel(KafkaJS.logLevel.ERROR);
      levels.length = 0;
      assert.equal(client.dependentAdmin().logger(), client.logger());
      assert.deepEqual(levels, []);
    }
  }
});

test('what is under way over the connections of another client ends with that', async (t) => {
  const { mock, servers } = mockCluster(t);
  const { kafka } = clientsOf(t, servers);
  const client = kafka.producer();
  await client.connect();
  const admin = client.dependentAdmin();
  await admin.connect();
  mock.brokerDown(1);
  // What waits for a controller is refused at once by a mock cluster.
  const waiting = ['listTopics', 'setOffsets', 'fetchOffsets', 'fetchGroupLag', 'describeGroups', 'deleteGroups', 'deleteGroupOffsets'];
  const ended = waiting.map((method) => assert.rejects(call(admin, method, { timeout: 60_000 }), { code: -197 }, method));
  await client.disconnect();
  await Promise.all(ended);
});
