'use strict';
// Requests with callbacks: over connections of its own, and over those of another client.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { AdminClient, LibrdKafkaError, OffsetSpec } = require('../..');
const { TIMED, callBack, callbackCalls } = require('../admin-methods');
const { call, callbackCluster, filledCluster, next } = require('./support');

const { codes } = LibrdKafkaError;
const DISCONNECTED = new Error('Client is disconnected');

/** What is thrown at a call that no cluster can make sense of. */
const refused = (message) => ({ name: 'TypeError', code: codes.ERR__INVALID_ARG, message });

/** Those that name what is asked for before the options. */
const OWN_FORMS = new Set([
  'createTopic',
  'deleteTopic',
  'createPartitions',
  'describeTopics',
  'listOffsets',
  'deleteRecords',
  'describeGroups',
  'deleteGroups',
  'listConsumerGroupOffsets',
]);

/** What it can be asked for. */
const METHODS = Object.getOwnPropertyNames(AdminClient.prototype).filter(
  (name) => !['constructor', 'connect', 'disconnect', 'isConnected', 'setSaslCredentials'].includes(name),
);

/** Those whose first parameter are the options. */
const ALIKE = METHODS.filter((name) => !OWN_FORMS.has(name));

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
  for (const method of METHODS)
    assert.throws(() => client[method]({}, () => assert.fail('it was thrown')), DISCONNECTED, method);
  await gone;
  client.disconnect();
  client.connect();
  assert.ok(client.isConnected());
});

test('a request that nobody answers fails in its time, and with its client', async (t) => {
  const client = AdminClient.create({ 'bootstrap.servers': '127.0.0.1:1' });
  t.after(() => client.isConnected() && client.disconnect());
  await assert.rejects(call(client, 'deleteTopic', 'any', 200), { code: codes.ERR__TIMED_OUT });
  await assert.rejects(call(client, 'deleteTopic', 'any', 3_600_001), {
    code: codes.ERR__INVALID_ARG,
    message: "The 'timeout' property must be a number of milliseconds from 0 to 3600000.",
  });
  const waiting = call(client, 'deleteTopic', 'any', 60_000);
  client.disconnect();
  await assert.rejects(waiting, LibrdKafkaError);
});

test('every method takes options, which may be left out or be null', async () => {
  const client = AdminClient.create({ 'bootstrap.servers': '127.0.0.1:1' });
  const called = (method, ...values) => call(client, method, ...values).catch((error) => error);
  assert.equal(METHODS.length, 25);
  const waiting = ALIKE.flatMap((method) => [called(method), called(method, null), called(method, undefined)]);
  const late = ALIKE.map((method) => called(method, { timeout: 0, acl: [], resources: [], filters: [] }));
  const wrong = ALIKE.map((method) => called(method, 5));
  const forms = [
    [['things'], 'describeTopics', 'describeGroups', 'deleteGroups'],
    [[{ topic: 'things', partition: 0, offset: new OffsetSpec(7) }], 'listOffsets'],
    [[{ topic: 'things', partition: 0, offset: 7 }], 'deleteRecords'],
    [[{ groupId: 'group' }], 'listConsumerGroupOffsets'],
  ].flatMap(([given, ...methods]) =>
    methods.flatMap((method) => [called(method, given), called(method, given, null), called(method, given, {})]),
  );
  for (const error of await Promise.all(late)) assert.ok([codes.ERR__TIMED_OUT, codes.ERR__INVALID_ARG].includes(error.code));
  for (const error of await Promise.all(wrong)) assert.equal(error.message, 'Options must be an object.');
  client.disconnect();
  for (const error of await Promise.all([...waiting, ...forms])) {
    assert.ok(error instanceof LibrdKafkaError);
    assert.notEqual(error.code, codes.ERR_NO_ERROR);
  }
});

test('nobody needs to be called back', async (t) => {
  const { admin, topic } = callbackCluster(t);
  const client = admin();
  client.listTopics();
  client.describeCluster({ timeout: 0 });
  client.deleteTopic('never', 100);
  assert.deepEqual(await call(client, 'listTopics'), [topic]);
});

test('an abort calls back with its reason', async (t) => {
  const { admin } = callbackCluster(t);
  const client = admin();
  const controller = new AbortController();
  const waiting = call(client, 'describeTopics', ['things'], { signal: controller.signal, timeout: 60_000 });
  controller.abort();
  await assert.rejects(waiting, { name: 'LibrdKafkaError', code: -1, message: /abort/ });
});

test('what was never a group or a record is thrown, as the reference does', (t) => {
  const { admin, topic } = callbackCluster(t);
  const client = admin();
  for (const groups of [undefined, null, [], {}, 'group', [null], [{}], [{ groupId: '' }], [{ groupId: 'a' }, {}]])
    assert.throws(() => client.listConsumerGroupOffsets(groups, {}, () => {}), refused('groupId must be provided'));
  for (const records of [undefined, null, [], {}, { topic, partition: 0, offset: 1 }])
    assert.throws(() => client.deleteRecords(records, {}, () => {}), refused('delRecords must be a non-empty array'));
});

test('offsets of a group are set, listed and compared with the ends', async (t) => {
  const { admin, topic } = await filledCluster(t, 5);
  const client = admin();
  const groupId = 'group';
  const options = Object.freeze({ groupId, topic, partitions: Object.freeze([Object.freeze({ partition: 0, offset: 3 })]) });
  assert.equal(await call(client, 'setOffsets', options), undefined);
  await call(client, 'setOffsets', { ...options, partitions: [{ partition: 0, offset: '4' }] });
  const [group] = await call(client, 'listConsumerGroupOffsets', [{ groupId, partitions: [{ topic, partition: 0 }] }], {});
  assert.deepEqual([group.groupId, group.partitions.map(({ offset }) => offset)], [groupId, [4]]);
  const { lag } = await call(client, 'fetchGroupLag', { groupId, topics: [{ topic, partitions: [0] }] });
  assert.equal(lag, '1');
  for (const offset of [-1, 'all', undefined])
    await assert.rejects(call(client, 'setOffsets', { ...options, partitions: [{ partition: 0, offset }] }), {
      name: 'LibrdKafkaError',
      code: codes.ERR__INVALID_ARG,
      message: 'Offset must be >= 0.',
    });
});

test('every method ends late, aborted, or with its client, each with its code', async (t) => {
  const client = AdminClient.create({ 'bootstrap.servers': '127.0.0.1:1' });
  t.after(() => client.isConnected() && client.disconnect());
  assert.deepEqual(Object.keys(callbackCalls()).sort(), METHODS.toSorted());
  const failing = (method, options, code) =>
    assert.rejects(callBack(client, method, options), (error) => {
      assert.deepEqual([error.name, error.code], ['LibrdKafkaError', code], `${method} ${JSON.stringify(options)}`);
      return true;
    });
  const controller = new AbortController();
  const ended = METHODS.flatMap((method) => {
    const code = method === 'listTopics' ? codes.ERR__TRANSPORT : codes.ERR__TIMED_OUT;
    const always = [failing(method, { timeout: 200 }, code), failing(method, { timeout: 3_600_001 }, codes.ERR__INVALID_ARG)];
    if (TIMED.includes(method)) return always;
    return [
      ...always,
      failing(method, { timeout: 0 }, codes.ERR__TIMED_OUT),
      failing(method, { timeout: -1 }, codes.ERR__INVALID_ARG),
      failing(method, { signal: 'stop' }, codes.ERR__INVALID_ARG),
      failing(method, { timeout: 60_000, signal: controller.signal }, codes.ERR_UNKNOWN),
      failing(method, { signal: AbortSignal.abort() }, codes.ERR_UNKNOWN),
    ];
  });
  controller.abort();
  await Promise.all(ended);
  const closed = METHODS.map((method) => failing(method, { timeout: 60_000 }, codes.ERR__DESTROY));
  client.disconnect();
  await Promise.all(closed);
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
    for (const method of METHODS) assert.throws(() => client[method]({}, () => assert.fail('it was thrown')), DISCONNECTED, method);
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
  assert.throws(() => AdminClient.create({ foo: 1 }), refused('No such configuration property: "foo"'));
  assert.throws(() => AdminClient.create({ 'bootstrap.servers': 'a:1', acks: 'many' }), LibrdKafkaError);
});
