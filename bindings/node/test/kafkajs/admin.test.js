'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { KeptLogger, atEnd, clientsOf, mockCluster } = require('../support');

// What a cluster answers is tested on a real one: the mock cluster has no controller, and says so.

const { Kafka } = KafkaJS;

const ACL_RESOURCE = { resourceType: 2, resourceName: 'things', resourcePatternType: 3 };

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

/** Every method, with options that are fine. */
const METHODS = {
  createTopics: [{ topics: [{ topic: 'things' }] }],
  deleteTopics: [{ topics: ['things'] }],
  createPartitions: [{ topicPartitions: [{ topic: 'things', count: 2 }] }],
  listTopics: [],
  fetchTopicMetadata: [],
  fetchTopicOffsets: ['things'],
  fetchTopicOffsetsByTimestamp: ['things', 0],
  deleteTopicRecords: [{ topic: 'things', partitions: [{ partition: 0, offset: '-1' }] }],
  electLeaders: [],
  listGroups: [],
  describeGroups: [['a']],
  deleteGroups: [['a']],
  fetchOffsets: [{ groupId: 'a' }],
  setOffsets: [{ groupId: 'a', topic: 'things', partitions: [{ partition: 0, offset: '1' }] }],
  resetOffsets: [{ groupId: 'a', topic: 'things' }],
  deleteGroupOffsets: [{ groupId: 'a', topics: [{ topic: 'things', partitions: [0] }] }],
  fetchGroupLag: [{ groupId: 'a' }],
  describeCluster: [],
  describeConfigs: [{ resources: [{ type: 2, name: 'things' }] }],
  alterConfigs: [{ resources: [{ type: 2, name: 'things', configEntries: [] }] }],
  incrementalAlterConfigs: [
    { resources: [{ type: 2, name: 'things', configEntries: [{ name: 'retention.ms', value: '1' }] }] },
  ],
  createAcls: [{ acl: [{ ...ACL_RESOURCE, principal: 'User:me', host: '*', operation: 3, permissionType: 3 }] }],
  describeAcls: [],
  deleteAcls: [{ filters: [{}] }],
  describeUserScramCredentials: [],
  alterUserScramCredentials: [{ deletions: [{ user: 'me', mechanism: 'SCRAM-SHA-256' }] }],
};

/** Calls a method with more options than its own. */
function call(admin, method, options) {
  const words = METHODS[method];
  const last = words.at(-1);
  const isOptions = typeof last === 'object' && !Array.isArray(last);
  const rest = isOptions ? words.slice(0, -1) : words;
  return admin[method](...rest, { ...(isOptions && last), ...options });
}

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
  const { topic, servers } = mockCluster(t);
  const { kafka } = clientsOf(t, servers);
  for (const client of [kafka.producer(), kafka.consumer({ 'group.id': 'g' })]) {
    const admin = client.dependentAdmin();
    await assert.rejects(admin.connect(), { code: -172, message: 'Underlying client is not connected.' });
    await client.connect();
    await admin.connect();
    const request = { topics: [topic], timeout: 300 };
    await assert.rejects(admin.deleteTopics(request), { code: -165 }, 'the mock cluster has no controller to answer');
    await admin.disconnect();
    await admin.connect();
    await client.disconnect();
    const gone = 'Existing client must be connected before creating a new client from it';
    await assert.rejects(admin.deleteTopics(request), { code: -172, message: gone });
    await assert.rejects(client.dependentAdmin().connect(), { code: -172, message: gone });
    await admin.disconnect();
  }
});
