'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS, MockCluster } = require('../..');
const { Mock } = require('../../dist/runtime/mock');
const { atEnd, clientsOf, collect, numbered, until } = require('../support');

const {
  ERR_MSG_SIZE_TOO_LARGE,
  ERR_TOPIC_ALREADY_EXISTS,
  ERR_TOPIC_AUTHORIZATION_FAILED,
  ERR_UNKNOWN_TOPIC_OR_PART,
  ERR__INVALID_ARG,
  ERR__STATE,
} = KafkaJS.ErrorCodes;

/** A cluster with a topic, and clients for it. */
function clusterOf(t, options) {
  const mock = new MockCluster({ brokers: 2, topics: [{ topic: 'things', numPartitions: 2 }], ...options });
  atEnd(t, () => {
    mock.close();
  });
  return { mock, clients: clientsOf(t, mock.bootstrapServers) };
}

const seen = (mock, wanted) => mock.requests().filter(({ request }) => request === wanted);

test('a mock cluster has an address for each broker', () => {
  const mock = new MockCluster({ brokers: 3 });
  assert.match(mock.bootstrapServers, /^127\.0\.0\.1:\d+,127\.0\.0\.1:\d+,127\.0\.0\.1:\d+$/);
  mock.createTopic({ topic: 'things', numPartitions: 2 });
  mock.brokerDown(1);
  mock.brokerUp(1);
  mock.close();
  mock.close();
});

/** Each call is refused with this code and a sentence that has these words. */
function refused(code, cases) {
  for (const [call, message] of cases) assert.throws(call, { name: 'LibrdKafkaError', code, message }, String(call));
}

const NO_WHOLE_NUMBERS = [1.5, NaN, Infinity, -1, 2 ** 31, 2 ** 32 + 1, '1', null, {}, [1], 1n, true];

test('what a cluster is made with is looked at, and named', () => {
  const made = (options, message) => [() => new MockCluster(options), message];
  const count = (name, range) => new RegExp(`^'${name}' must be a whole number from ${range}, not `);
  refused(ERR__INVALID_ARG, [
    ...[0, 101, ...NO_WHOLE_NUMBERS].map((brokers) => made({ brokers }, count('brokers', '1 to 100'))),
    ...NO_WHOLE_NUMBERS.map((rebalanceDelay) => made({ rebalanceDelay }, count('rebalanceDelay', '0 to 3600000'))),
    ...[null, 7, 'a', []].map((options) => made(options, /^'options' must be an object with brokers, topics, rebalanceDelay, not /)),
    ...[null, 7, 'a', {}].map((topics) => made({ topics }, /^'topics' must be an array, not /)),
    ...[undefined, null, 7, 'a'].map((topic) => made({ topics: [topic] }, /^'topic' must be an object with topic, numPartitions, /)),
    made({ borkers: 1 }, /^'options' has no property 'borkers'; it takes brokers, topics, rebalanceDelay\.$/),
    made({ topics: [{ topic: 'a', partitions: 2 }] }, /^'topic' has no property 'partitions'; it takes topic, numPartitions, /),
  ]);
  refused(ERR_TOPIC_ALREADY_EXISTS, [made({ topics: [{ topic: 'a' }, { topic: 'a' }] }, 'The topic a is there already.')]);
  new MockCluster(undefined).close();
  new MockCluster({ brokers: undefined, topics: undefined, rebalanceDelay: undefined }).close();
});

test('what a cluster is told is looked at, and named', (t) => {
  const { mock } = clusterOf(t);
  const numbered = (call, name, range, rest = []) =>
    [...rest, ...NO_WHOLE_NUMBERS, undefined].map((value) => [
      () => call(value),
      new RegExp(`^'${name}' must be a whole number from ${range}, not `),
    ]);
  const named = (call, name) =>
    [undefined, null, 7, '', 'a\0b', ['a']].map((value) => [
      () => call(value),
      new RegExp(`^'${name}' must be a text that is not empty and has no NUL, not `),
    ]);
  const place = { topic: 'things', partition: 0, broker: 1 };
  const [topic, groupId, broker] = ['a', 'a', 1];
  refused(ERR__INVALID_ARG, [
    ...named((value) => mock.createTopic({ topic: value }), 'topic'),
    ...named((value) => mock.setTopicError(value, 3), 'topic'),
    ...named((value) => mock.setCoordinator({ groupId: value ?? null, broker }), 'groupId'),
    ...named((value) => mock.setCoordinator({ transactionalId: value ?? null, broker }), 'transactionalId'),
    [() => mock.createTopic({ topic: 'a'.repeat(250) }), /^'topic' must be a name of at most 249 bytes/],
    ...numbered((value) => mock.createTopic({ topic, numPartitions: value ?? null }), 'numPartitions', '1 to 10000', [0, 10_001]),
    ...numbered((value) => mock.createTopic({ topic, replicationFactor: value ?? null }), 'replicationFactor', '1 to 2', [0, 3]),
    ...[1.5, '3', null, undefined, 32_768, NaN].map((code) => [
      () => mock.setTopicError('things', code),
      /^'code' must be a whole number from -32768 to 32767, not /,
    ]),
    ...numbered((value) => mock.brokerDown(value), 'broker', '1 to 2', [0, 3]),
    ...numbered((value) => mock.brokerUp(value), 'broker', '1 to 2', [0, 3]),
    ...numbered((value) => mock.setLatency(value, 0), 'broker', '1 to 2', [0, 3]),
    ...numbered((value) => mock.setLatency(1, value), 'latencyMs', '0 to 3600000'),
    ...numbered((value) => mock.setRebalanceDelay(value), 'delayMs', '0 to 3600000'),
    ...numbered((value) => mock.setCoordinator({ groupId, broker: value }), 'broker', '1 to 2', [0, 3]),
    ...['setLeader', 'setFollower'].flatMap((method) => [
      ...named((value) => mock[method]({ ...place, topic: value }), 'topic'),
      ...numbered((value) => mock[method]({ ...place, partition: value }), 'partition', '0 to 9999'),
      ...numbered((value) => mock[method]({ ...place, broker: value }), 'broker', '1 to 2', [0, 3]),
      ...[undefined, null, 7, []].map((value) => [() => mock[method](value), /^'placement' must be an object with topic, partition, broker/]),
      [() => mock[method]({ ...place, offset: 1 }), /^'placement' has no property 'offset'/],
    ]),
    ...[{}, { broker: 1 }, { groupId, transactionalId: 'b', broker }].map((coordinator) => [
      () => mock.setCoordinator(coordinator),
      /^'coordinator' must be of either a groupId or a transactionalId, not /,
    ]),
    [() => mock.setCoordinator(), /^'coordinator' must be an object/],
  ]);
  for (const method of ['setLeader', 'setFollower'])
    refused(ERR_UNKNOWN_TOPIC_OR_PART, [[() => mock[method]({ ...place, partition: 9 }), 'The topic things has no partition 9.']]);
  refused(ERR_TOPIC_ALREADY_EXISTS, [[() => mock.createTopic({ topic: 'things' }), 'The topic things is there already.']]);
});

test('faults that are to be planted are looked at, and named', (t) => {
  const { mock } = clusterOf(t);
  const fail = (...values) => () => mock.failNext(...values);
  const slow = { code: 7, latency: 1 };
  refused(ERR__INVALID_ARG, [
    ...['Prodce', undefined, null, 0, 'toString'].map((request) => [
      fail(request, [7]),
      /^'request' must be one of Produce, Fetch, .*PushTelemetry, not /,
    ]),
    ...[undefined, null, 7, 'a'].map((faults) => [fail('Produce', faults), /^'faults' must be an array, not /]),
    ...[[], Array(10_001).fill(7)].map((faults) => [fail('Produce', faults), /^'faults\.length' must be a whole number from 1 to 10000/]),
    ...[null, undefined, '7', []].map((fault) => [fail('Produce', [fault]), /^'fault' must be an object with code, latency, not /]),
    ...[1.5, 32_768, NaN].map((code) => [fail('Produce', [code]), /^'code' must be a whole number from -32768 to 32767, not /]),
    [fail('Produce', [{ ...slow, code: '7' }], { broker: 1 }), /^'code' must be/],
    ...[undefined, -1, 1.5, 2 ** 32, '1'].map((latency) => [
      fail('Produce', [{ code: 7, latency }], { broker: 1 }),
      /^'latency' must be a whole number from 0 to 3600000, not /,
    ]),
    [fail('Produce', [{ ...slow, delay: 1 }], { broker: 1 }), /^'fault' has no property 'delay'/],
    [fail('Produce', [slow]), /^A fault with a 'latency' needs a broker/],
    ...[0, 3, '1', null].map((broker) => [fail('Produce', [7], { broker }), /^'broker' must be a whole number from 1 to 2/]),
    [fail('Produce', [7], null), /^'options' must be an object with broker/],
    [fail('Produce', [7], { brokers: 1 }), /^'options' has no property 'brokers'/],
  ]);
});

test('what it is told is not written to', (t) => {
  const { mock } = clusterOf(t, { topics: Object.freeze([Object.freeze({ topic: 'things' })]) });
  mock.failNext('Produce', Object.freeze([Object.freeze({ code: 7, latency: 1 })]), Object.freeze({ broker: 1 }));
  mock.setLeader(Object.freeze({ topic: 'things', partition: 0, broker: 1 }));
});

test('a cluster that is closed says so, and can be closed again', () => {
  const mock = new MockCluster({ brokers: 1, topics: [{ topic: 'things' }] });
  mock.close();
  mock.close();
  const place = { topic: 'things', partition: 0, broker: 1 };
  const values = {
    createTopic: [{ topic: 'more' }],
    setTopicError: ['things', 3],
    brokerDown: [1],
    brokerUp: [1],
    setLatency: [1, 1],
    setLeader: [place],
    setFollower: [place],
    setCoordinator: [{ groupId: 'a', broker: 1 }],
    setRebalanceDelay: [1],
    failNext: ['Produce', [7]],
    watchRequests: [],
    requests: [],
  };
  const methods = Object.getOwnPropertyNames(Mock.prototype).filter((name) => !['constructor', 'close'].includes(name));
  assert.deepEqual(Object.keys(values).sort(), methods.sort());
  refused(ERR__STATE, methods.map((name) => [() => mock[name](...values[name]), 'The mock cluster is closed.']));
});

test('the cluster begins with the topics that were wanted', async (t) => {
  const { clients } = clusterOf(t, { topics: [{ topic: 'a', numPartitions: 6 }, { topic: 'b' }] });
  const admin = await clients.admin();
  assert.deepEqual((await admin.listTopics()).sort(), ['a', 'b']);
  const [{ partition }] = await (
    await clients.producer()
  ).send({ topic: 'a', messages: [{ value: 'v', partition: 5 }] });
  assert.equal(partition, 5);
});

test('the next requests are answered as a test wants it', async (t) => {
  const { mock, clients } = clusterOf(t);
  const producer = await clients.producer();
  const send = () => producer.send({ topic: 'things', messages: [{ value: 'v', partition: 0 }] });
  mock.failNext('Produce', [ERR_MSG_SIZE_TOO_LARGE]);
  await assert.rejects(send(), { code: ERR_MSG_SIZE_TOO_LARGE });
  await send();
  mock.setLeader({ topic: 'things', partition: 0, broker: 2 });
  mock.failNext('Produce', [{ code: ERR_MSG_SIZE_TOO_LARGE, latency: 300 }], { broker: 2 });
  const start = performance.now();
  await assert.rejects(send(), { code: ERR_MSG_SIZE_TOO_LARGE });
  assert.ok(performance.now() - start >= 290, 'it answered late');
});

test('requests are seen, by kind and broker, since they were watched', async (t) => {
  const { mock, clients } = clusterOf(t);
  const producer = await clients.producer();
  await producer.send({ topic: 'things', messages: [{ value: 'v', partition: 0 }] });
  assert.deepEqual(mock.requests(), []);
  mock.watchRequests();
  mock.setLeader({ topic: 'things', partition: 0, broker: 2 });
  await until(async () => {
    await producer.send({ topic: 'things', messages: [{ value: 'v', partition: 0 }] });
    return seen(mock, 'Produce').some(({ broker }) => broker === 2);
  }, 'the new leader was asked');
  mock.watchRequests();
  assert.deepEqual(seen(mock, 'Produce'), []);
});

test('a group meets its coordinator, and waits for its members', async (t) => {
  const { mock, clients } = clusterOf(t);
  mock.setRebalanceDelay(500);
  mock.setCoordinator({ groupId: 'readers', broker: 2 });
  mock.watchRequests();
  const start = performance.now();
  const consumer = await clients.consumer({ 'group.id': 'readers' });
  await collect(consumer, 'things');
  await until(() => consumer.assignment().length === 2);
  assert.ok(performance.now() - start >= 490, 'others might have come');
  assert.deepEqual(new Set(seen(mock, 'JoinGroup').map(({ broker }) => broker)), new Set([2]));
  mock.setCoordinator({ transactionalId: 'writer', broker: 1 });
});

test('topics and brokers fail and are well again', async (t) => {
  const { mock, clients } = clusterOf(t);
  mock.setTopicError('secret', ERR_TOPIC_AUTHORIZATION_FAILED);
  const producer = await clients.producer();
  const send = (topic) => producer.send({ topic, messages: numbered(1) });
  await assert.rejects(send('secret'), { code: ERR_TOPIC_AUTHORIZATION_FAILED });
  mock.setTopicError('secret', 0);
  for (const broker of [1, 2]) mock.setLatency(broker, 200);
  const start = performance.now();
  await send('things');
  assert.ok(performance.now() - start >= 190, 'every answer takes longer');
  mock.setFollower({ topic: 'things', partition: 0, broker: 2 });
});

test('a cluster ends with the block that it is declared in', async () => {
  const mock = new MockCluster({ brokers: 1 });
  mock[Symbol.dispose]();
  assert.throws(() => mock.requests(), { code: -172 });
  await new MockCluster({ brokers: 1 })[Symbol.asyncDispose]();
});
