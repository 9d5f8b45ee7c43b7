'use strict';
// Who sees what of a transaction, and who is fenced.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { collect, numbered, until } = require('../support');
const { newTopic, ownCluster, realClients, sharedServers } = require('./support');

/** By default a broker that comes back is found after up to ten seconds, and a request is tried again after up to thirty. */
const QUICK = { 'retry.backoff.ms': 100, 'retry.backoff.max.ms': 500, 'reconnect.backoff.max.ms': 500 };

const PROTOCOLS = {
  classic: {},
  'the new group protocol': { 'group.protocol': 'consumer', 'heartbeat.interval.ms': undefined },
};

let ids = 0;

async function kafka(t, servers = sharedServers(), numPartitions = 1) {
  const clients = realClients(t, servers, QUICK);
  const topic = await newTopic(t, await clients.admin(), numPartitions);
  const id = `id-${process.pid}-${++ids}`;
  return {
    clients,
    topic,
    transactional: (config) => clients.producer({ 'transactional.id': id, ...config }),
    /** The values of a topic up to one that is known to be the last. */
    read: async (last, config) => {
      const messages = await collect(await clients.consumer(config), topic);
      await until(() => messages.some(({ value }) => String(value) === last), `${last} never came`);
      return messages.map(({ value }) => String(value));
    },
  };
}

const say = (topic, ...values) => ({ topic, messages: values.map((value) => ({ value })) });

test('readers see what is committed, and what is not only if they want to', async (t) => {
  const { topic, transactional, read } = await kafka(t);
  const producer = await transactional();
  await producer.transaction();
  await producer.send(say(topic, 'committed'));
  await producer.commit();
  await producer.transaction();
  await producer.send(say(topic, 'aborted'));
  await producer.abort();
  await assert.rejects(
    producer.withTransaction(async (transaction) => {
      await transaction.send(say(topic, 'thrown'));
      throw new Error('mine');
    }),
    /mine/,
  );
  await producer.withTransaction((transaction) => transaction.send(say(topic, 'last')));
  assert.deepEqual(await read('last'), ['committed', 'last']);
  assert.deepEqual(await read('last', { 'isolation.level': 'read_uncommitted' }), [
    'committed',
    'aborted',
    'thrown',
    'last',
  ]);
});

test('a second producer of an id fences the first, and ends its transaction', async (t) => {
  const { clients, topic, transactional, read } = await kafka(t);
  const consumer = await clients.consumer();
  const first = await transactional();
  await first.transaction();
  await first.send(say(topic, 'of the first'));
  const second = await transactional();
  const fenced = { name: 'KafkaJSError', type: 'ERR__FENCED', fatal: true, abortable: false };
  await assert.rejects(first.commit(), fenced);
  assert.equal(first.isActive(), false);
  await assert.rejects(first.send(say(topic, 'late')), fenced);
  const topics = [{ topic, partitions: [{ partition: 0, offset: '1' }] }];
  await assert.rejects(first.sendOffsets({ consumer, topics }), fenced);
  await assert.rejects(first.abort(), fenced);
  await assert.rejects(first.transaction(), fenced);
  await assert.rejects(
    first.withTransaction(() => {}),
    fenced,
  );
  await second.withTransaction((transaction) => transaction.send(say(topic, 'of the second')));
  assert.deepEqual(await read('of the second'), ['of the second']);
});

test('a fenced producer hears of it with whatever it does next', async (t) => {
  const { topic, transactional } = await kafka(t);
  const first = await transactional();
  await transactional();
  const fenced = { type: 'ERR__FENCED', fatal: true };
  await assert.rejects(
    first.withTransaction((transaction) => transaction.send(say(topic, 'late'))),
    fenced,
  );
  await assert.rejects(first.transaction(), fenced);
});

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  test(`offsets are committed with their transaction, and not without it: ${name}`, async (t) => {
    const { clients, topic, transactional } = await kafka(t);
    const producer = await transactional();
    await producer.withTransaction((transaction) => transaction.send({ topic, messages: numbered(10) }));
    const group = { ...protocol, 'group.id': `group-${topic}`, 'enable.auto.commit': false };
    const offsetOf = async () => {
      const consumer = clients.kafka.consumer({ ...group, 'auto.offset.reset': 'earliest' });
      await consumer.connect();
      const messages = await collect(consumer, topic);
      await until(() => messages.length > 0);
      await consumer.disconnect();
      return messages[0].offset;
    };
    const consumer = await clients.consumer(group);
    const topics = (offset) => [{ topic, partitions: [{ partition: 0, offset }] }];
    await producer.transaction();
    await producer.sendOffsets({ consumer, topics: topics('7') });
    await producer.abort();
    assert.equal(await offsetOf(), '0');
    await producer.transaction();
    await producer.sendOffsets({ consumer, topics: topics('4') });
    await producer.commit();
    assert.equal(await offsetOf(), '4');
  });

  test(`offsets go in the name of the member that the consumer is after a rebalance: ${name}`, async (t) => {
    const { clients, topic, transactional } = await kafka(t, sharedServers(), 2);
    const producer = await transactional();
    const config = { ...protocol, 'group.id': `group-${topic}`, 'enable.auto.commit': false };
    const seen = [new Set(), new Set()];
    const consumers = [];
    const join = async (index) => {
      const consumer = await clients.consumer(config);
      consumers.push(consumer);
      await collect(consumer, topic, { eachMessage: ({ partition }) => void seen[index].add(partition) });
    };
    const feed = () =>
      producer.withTransaction((one) =>
        one.send({ topic, messages: [0, 1].map((partition) => ({ value: 'v', partition })) }),
      );
    const commit = (consumer) =>
      producer.withTransaction((one) =>
        one.sendOffsets({ consumer, topics: [{ topic, partitions: [{ partition: 0, offset: '1' }] }] }),
      );
    await join(0);
    await feed();
    await until(() => seen[0].size === 2);
    await commit(consumers[0]);
    await join(1);
    await until(async () => {
      await feed();
      return seen[1].size > 0;
    });
    for (const consumer of consumers) await commit(consumer);
  });

  test(`a consumer that has left its group commits no offsets before it is back: ${name}`, async (t) => {
    const { clients, topic, transactional } = await kafka(t);
    const producer = await transactional();
    await producer.withTransaction((one) => one.send(say(topic, 'a')));
    const consumer = await clients.consumer({ ...protocol, 'group.id': `group-${topic}`, 'enable.auto.commit': false });
    const topics = [{ topic, partitions: [{ partition: 0, offset: '1' }] }];
    const commit = () => producer.withTransaction((one) => one.sendOffsets({ consumer, topics }));
    const messages = await collect(consumer, topic);
    await until(() => messages.length === 1);
    await consumer.stop();
    await assert.rejects(commit(), { name: 'KafkaJSProtocolError', type: 'ERR_UNKNOWN_MEMBER_ID', abortable: true });
    const again = await collect(consumer, topic);
    await until(() => again.length === 1);
    await commit();
  });
}

// In the new protocol a name is not taken from a member that lives.
test('a member that the group has forgotten cannot commit its offsets', async (t) => {
  const { clients, topic, transactional } = await kafka(t);
  const producer = await transactional();
  await producer.withTransaction((one) => one.send(say(topic, 'a')));
  const consumer = await clients.consumer({
    'group.id': `group-${topic}`,
    'group.instance.id': 'same',
    'enable.auto.commit': false,
  });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 1);
  const successor = await clients.consumer({
    'group.id': `group-${topic}`,
    'group.instance.id': 'same',
    'enable.auto.commit': false,
  });
  const later = await collect(successor, topic);
  await until(() => later.length === 1);
  const topics = [{ topic, partitions: [{ partition: 0, offset: '1' }] }];
  await assert.rejects(
    producer.withTransaction((one) => one.sendOffsets({ consumer, topics })),
    { name: /^KafkaJS/, abortable: true },
  );
  await producer.withTransaction((one) => one.sendOffsets({ consumer: successor, topics }));
});

test('offsets of a topic or a partition that does not exist are waited for, then leave nothing but the abort', async (t) => {
  const { clients, topic, transactional, read } = await kafka(t);
  const producer = await transactional({ 'transaction.timeout.ms': 2000 });
  const consumer = await clients.consumer({ 'enable.auto.commit': false });
  const unknown = { name: 'KafkaJSProtocolError', type: 'ERR_UNKNOWN_TOPIC_OR_PART', abortable: true, retriable: false };
  for (const place of [
    { topic, partition: 7 },
    { topic: `${topic}-late`, partition: 0 },
  ]) {
    const topics = [{ topic: place.topic, partitions: [{ partition: place.partition, offset: '1' }] }];
    await producer.transaction();
    await producer.send(say(topic, 'aborted'));
    const start = performance.now();
    await assert.rejects(producer.sendOffsets({ consumer, topics }), unknown);
    assert.ok(performance.now() - start > 1900, 'it was not waited for');
    await assert.rejects(producer.commit(), unknown);
    await producer.abort();
  }
  await producer.withTransaction((transaction) => transaction.send(say(topic, 'last')));
  assert.deepEqual(await read('last'), ['last']);
});

test('a message that was received can be sent on in a transaction, as it is', async (t) => {
  const { clients, topic, transactional, read } = await kafka(t);
  const source = await newTopic(t, await clients.admin());
  await (await clients.producer()).send({ topic: source, messages: [{ key: 'k', value: 'v', headers: { a: '1' } }] });
  const producer = await transactional();
  const consumer = await clients.consumer({ 'enable.auto.commit': false });
  await collect(consumer, source, {
    eachMessage: async ({ partition, message }) => {
      await producer.withTransaction(async (transaction) => {
        await transaction.send({ topic, messages: [message] });
        const offset = String(Number(message.offset) + 1);
        await transaction.sendOffsets({ consumer, topics: [{ topic: source, partitions: [{ partition, offset }] }] });
      });
    },
  });
  assert.deepEqual(await read('v'), ['v']);
});

test('a transaction that outlives its time is ended by the broker, and its producer is fenced', async (t) => {
  const { clients, topic, transactional, read } = await kafka(t);
  const producer = await transactional({ 'transaction.timeout.ms': 1000, 'socket.timeout.ms': 1000 });
  await producer.transaction();
  await producer.send(say(topic, 'too late'));
  await (await clients.producer()).send(say(topic, 'behind it'));
  // What lies behind an open transaction is not read before that has ended.
  assert.deepEqual(await read('behind it'), ['behind it']);
  await assert.rejects(producer.commit(), { type: 'ERR__FENCED', fatal: true });
});

test('a transaction outlives the restart of its broker', async (t) => {
  const cluster = await ownCluster(t);
  const { topic, transactional, read } = await kafka(t, cluster.servers);
  const producer = await transactional();
  await producer.withTransaction(async (transaction) => {
    await transaction.send(say(topic, 'before'));
    await cluster.restart();
    await transaction.send(say(topic, 'after'));
  });
  await producer.withTransaction(async (transaction) => {
    await transaction.send(say(topic, 'killed'));
    await cluster.kill();
    void cluster.restart();
  });
  assert.deepEqual(await read('killed'), ['before', 'after', 'killed']);
});
