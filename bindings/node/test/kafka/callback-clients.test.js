'use strict';
// The callback API on a real Kafka: topics, groups, offsets, transactions.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { AdminClient, LibrdKafkaError } = require('../..');
const { call, fill, flowOf, next, until, valuesOf } = require('../rdkafka/support');
const { range } = require('../support');
const { REAL_SESSION, callbackKafka } = require('./callback-support');
const { sharedServers } = require('./support');

const { codes } = LibrdKafkaError;

test('topics are created with a configuration, listed and deleted', async (t) => {
  const { admin, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic(3);
  const described = { topic, num_partitions: 3, replication_factor: 1, config: { 'retention.ms': '60000' } };
  await assert.rejects(call(admin, 'createTopic', described), {
    name: 'LibrdKafkaError',
    code: codes.ERR_TOPIC_ALREADY_EXISTS,
    origin: 'kafka',
  });
  assert.ok((await call(admin, 'listTopics', { timeout: 10_000 })).includes(topic));
  await call(admin, 'deleteTopic', topic, 10_000);
  await assert.rejects(call(admin, 'deleteTopic', topic, 10_000), { code: codes.ERR_UNKNOWN_TOPIC_OR_PART });
  const wrong = { topic: `${topic}-wrong`, num_partitions: 1, replication_factor: 99 };
  await assert.rejects(call(admin, 'createTopic', wrong), { code: codes.ERR_INVALID_REPLICATION_FACTOR });
});

test('an admin over a producer creates topics, too', async (t) => {
  const { producer, newTopic } = callbackKafka(t, sharedServers());
  const client = await producer();
  const admin = AdminClient.createFrom(client);
  const topic = `${await newTopic()}-more`;
  await call(admin, 'createTopic', { topic, num_partitions: 2, replication_factor: 1 }, 10_000);
  await until(async () => {
    const { topics } = await call(client, 'getMetadata', { topic });
    return topics[0].partitions.length === 2;
  });
  await call(admin, 'deleteTopic', topic);
});

test('a hundred thousand messages come through, each reported and each once', async (t) => {
  const { producer, consumer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic(4);
  const client = await producer({ dr_cb: true });
  const reported = new Set();
  client.on('delivery-report', (error, { opaque }) => {
    assert.equal(error, null);
    reported.add(opaque);
  });
  for (let index = 0; index < 100_000; ) {
    try {
      client.produce(topic, index % 4, Buffer.from(String(index)), null, null, index);
      index++;
    } catch (error) {
      assert.equal(error.code, codes.ERR__QUEUE_FULL);
      await next(client, 'delivery-report');
    }
  }
  const messages = flowOf(await consumer(REAL_SESSION), topic);
  await until(() => messages.length >= 100_000, 'not all arrived', 60_000);
  assert.deepEqual(
    valuesOf(messages).sort((a, b) => a - b),
    range(100_000),
  );
  const isInOrder = new Map();
  for (const { partition, offset } of messages) {
    assert.equal(offset, isInOrder.get(partition) ?? 0);
    isInOrder.set(partition, offset + 1);
  }
  await call(client, 'flush', 10_000);
  assert.equal(reported.size, 100_000);
});

for (const protocol of ['classic', 'consumer']) {
  test(`members of a group (${protocol}) go on where the one before left off`, async (t) => {
    const { producer, consumer, newTopic, group } = callbackKafka(t, sharedServers());
    const topic = await newTopic(2);
    await fill(await producer(), topic, 20, { partitions: 2 });
    const session = protocol === 'classic' ? REAL_SESSION : {};
    const config = { ...session, 'group.id': group(), 'group.protocol': protocol };
    for (const name of ['session.timeout.ms', 'heartbeat.interval.ms'])
      if (protocol === 'consumer') config[name] = undefined;
    const first = await consumer({ ...config, 'enable.auto.commit': false });
    const messages = flowOf(first, topic);
    await until(() => messages.length === 20);
    first.commitSync([{ topic, partition: 0, offset: 6, metadata: 'mine' }]);
    await call(first, 'commitCb', [{ topic, partition: 1, offset: 9 }]);
    await call(first, 'disconnect');
    const seen = [];
    const second = await consumer({ ...config, rebalance_cb: true });
    second.on('rebalance', (error) => seen.push(error.code));
    const rest = flowOf(second, topic);
    await until(() => rest.length === 5);
    assert.deepEqual(valuesOf(rest).sort((a, b) => a - b), [12, 14, 16, 18, 19]);
    const committed = await call(second, 'committed', [{ topic, partition: 0 }], 5000);
    assert.equal(committed[0].metadata, 'mine');
    await call(second, 'disconnect');
    assert.deepEqual(seen, [codes.ERR__ASSIGN_PARTITIONS, codes.ERR__REVOKE_PARTITIONS]);
  });
}

test('a transaction carries offsets along, or takes them back', async (t) => {
  const { producer, consumer, newTopic, group } = callbackKafka(t, sharedServers());
  const [source, target] = [await newTopic(), await newTopic()];
  await fill(await producer(), source, 10);
  const reader = await consumer({ ...REAL_SESSION, 'group.id': group(), 'enable.auto.commit': false });
  const messages = flowOf(reader, source);
  await until(() => messages.length === 10);
  const client = await producer({ 'transactional.id': group(), dr_cb: true });
  await call(client, 'initTransactions', 30_000);
  const committed = async () => (await call(reader, 'committed', [{ topic: source, partition: 0 }], 10_000))[0].offset;
  for (const [end, offset, expected] of [
    ['commitTransaction', 4, 4],
    ['abortTransaction', 8, 4],
  ]) {
    await call(client, 'beginTransaction');
    client.produce(target, 0, Buffer.from(String(offset)));
    await call(client, 'sendOffsetsToTransaction', [{ topic: source, partition: 0, offset }], reader, 10_000);
    await call(client, end, 10_000);
    assert.equal(await committed(), expected);
  }
  await call(client, 'beginTransaction');
  client.produce(target, 0, Buffer.from('9'));
  await call(client, 'commitTransaction', 10_000);
  const copies = flowOf(await consumer(REAL_SESSION), target);
  await until(() => copies.some(({ value }) => String(value) === '9'));
  assert.deepEqual(valuesOf(copies), [4, 9]);
});

test('a second producer of the same transactional.id fences the first', async (t) => {
  const { producer, newTopic, group } = callbackKafka(t, sharedServers());
  const topic = await newTopic();
  const id = group();
  const first = await producer({ 'transactional.id': id });
  await call(first, 'initTransactions', 30_000);
  await call(first, 'beginTransaction');
  first.produce(topic, 0, Buffer.from('1'));
  const second = await producer({ 'transactional.id': id });
  await call(second, 'initTransactions', 30_000);
  await assert.rejects(call(first, 'commitTransaction', 10_000), (error) => error.isFatal);
});

test('offsets for times are true', async (t) => {
  const { producer, consumer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic();
  const client = await producer();
  for (const time of [1_000_000, 2_000_000, 3_000_000]) client.produce(topic, 0, Buffer.from('a'), null, time);
  await call(client, 'flush', 10_000);
  const reader = await consumer(REAL_SESSION);
  const at = async (offset) => (await call(reader, 'offsetsForTimes', [{ topic, partition: 0, offset }], 5000))[0].offset;
  assert.deepEqual([await at(0), await at(1_500_000), await at(3_000_000), await at(4_000_000)], [0, 1, 2, -1]);
});
