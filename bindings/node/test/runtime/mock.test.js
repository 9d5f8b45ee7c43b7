'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS, MockCluster } = require('../..');
const { atEnd, clientsOf, collect, numbered, until } = require('../support');

const { ERR_MSG_SIZE_TOO_LARGE, ERR_TOPIC_AUTHORIZATION_FAILED } = KafkaJS.ErrorCodes;

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

test('what a mock cluster cannot do is an error of this package', () => {
  assert.throws(() => new MockCluster({ brokers: 0 }), { code: -186 });
  const mock = new MockCluster();
  mock.createTopic({ topic: 'things' });
  assert.throws(() => {
    mock.createTopic({ topic: 'things' });
  });
  assert.throws(() => {
    mock.createTopic({ topic: '' });
  });
  assert.throws(() => {
    mock.brokerDown(9);
  });
  mock.close();
  assert.throws(
    () => {
      mock.createTopic({ topic: 'more' });
    },
    { code: -172 },
  );
});

test('the cluster begins with the topics that were wanted', async (t) => {
  const { clients } = clusterOf(t, { topics: [{ topic: 'a', numPartitions: 6 }, { topic: 'b' }] });
  const admin = await clients.admin();
  assert.deepEqual((await admin.listTopics()).sort(), ['a', 'b']);
  const [{ partition }] = await (
    await clients.producer()
  ).send({ topic: 'a', messages: [{ value: 'v', partition: 5 }] });
  assert.equal(partition, 5);
  assert.throws(() => new MockCluster({ topics: [{ topic: 'a' }, { topic: 'a' }] }));
  assert.throws(() => new MockCluster({ rebalanceDelay: -1 }), { code: -186 });
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
  assert.throws(() => mock.failNext('Prodce', [7]), {
    code: -186,
    message: /Prodce is unknown; there are Produce, Fetch/,
  });
  assert.throws(() => mock.failNext('Produce', []), { code: -186 });
  assert.throws(() => mock.failNext('Produce', [{ code: 7, latency: 1 }]), { code: -186, message: /needs a broker/ });
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
  assert.throws(() => mock.setLatency(3, 1), { code: -186 });
  assert.throws(() => mock.setLeader({ topic: 'things', partition: 0, broker: 9 }), { code: -186 });
  assert.throws(() => mock.setFollower({ topic: 'things', partition: -1, broker: 1 }), { code: -186 });
  mock.setFollower({ topic: 'things', partition: 0, broker: 2 });
});

test('a cluster ends with the block that it is declared in', async () => {
  const mock = new MockCluster({ brokers: 1 });
  mock[Symbol.dispose]();
  assert.throws(() => mock.requests(), { code: -172 });
  await new MockCluster({ brokers: 1 })[Symbol.asyncDispose]();
});
