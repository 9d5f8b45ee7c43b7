'use strict';
// Producers of the callback API on a real Kafka: every form of a message, reports, serializers.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { LibrdKafkaError, Producer } = require('../..');
const { call, connected, fill, flowOf, next, until, valuesOf } = require('../rdkafka/support');
const { range } = require('../support');
const { REAL_SESSION, callbackKafka } = require('./callback-support');
const { sharedServers } = require('./support');

const { codes } = LibrdKafkaError;

test('every part of a message arrives', async (t) => {
  const { producer, consumer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic(2);
  const client = await producer();
  const headers = [{ a: 'x' }, { b: Buffer.from('y') }, { a: 'z' }, { none: null }];
  client.produce(topic, 1, Buffer.from('value'), Buffer.from('key'), 1_234_567, null, headers);
  client.produce(topic, 1, null, 'tombstone');
  client.produce(topic, 1, Buffer.alloc(0));
  await call(client, 'flush', 10_000);
  assert.equal(client.sentMessages, 3);
  const messages = flowOf(await consumer(REAL_SESSION), topic);
  await until(() => messages.length === 3);
  const [first, second, third] = messages;
  assert.deepEqual(first, {
    value: Buffer.from('value'),
    size: 5,
    key: Buffer.from('key'),
    topic,
    partition: 1,
    offset: 0,
    timestamp: 1_234_567,
    leaderEpoch: 0,
    headers: [{ a: Buffer.from('x') }, { b: Buffer.from('y') }, { a: Buffer.from('z') }, { none: null }],
  });
  assert.deepEqual([second.value, second.size, String(second.key)], [null, 0, 'tombstone']);
  assert.ok(Math.abs(Date.now() - second.timestamp) < 60_000);
  assert.deepEqual([third.value.length, third.key], [0, null]);
});

test('topic and partition may be given by the configuration, properties of topics by their own', async (t) => {
  const { servers, consumer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic(3);
  const conf = { 'bootstrap.servers': servers, topic, partition: 2, dr_cb: true };
  const client = await connected(t, new Producer(conf, { acks: 0 }));
  assert.deepEqual([client.defaultTopic, client.defaultPartition], [topic, 2]);
  const report = next(client, 'delivery-report');
  client.produce(null, null, Buffer.from('1'));
  // Without acknowledgements nobody knows the offset.
  assert.ok((await report)[1].offset < 0);
  const messages = flowOf(await consumer(REAL_SESSION), topic);
  await until(() => messages.length === 1);
  assert.equal(messages[0].partition, 2);
});

test('reports come to dr_cb, dr_msg_cb and listeners, with what was given along', async (t) => {
  const { producer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic();
  const called = [];
  const keep = (error, report) => called.push([error, report]);
  for (const config of [{ dr_cb: keep }, { dr_msg_cb: keep }]) {
    const client = await producer(config);
    const event = next(client, 'delivery-report');
    const opaque = { mine: true };
    client.produce(topic, 0, Buffer.from('value'), 'key', 1_234_567, opaque);
    assert.deepEqual(await event, called.at(-1));
    const [error, report] = called.at(-1);
    assert.equal(error, null);
    assert.equal(report.opaque, opaque);
    assert.deepEqual(report, {
      topic,
      partition: 0,
      offset: called.length - 1,
      key: Buffer.from('key'),
      timestamp: 1_234_567,
      size: 5,
      opaque,
      ...(config.dr_msg_cb && { value: Buffer.from('value') }),
    });
  }
});

test('what the broker refuses is reported with its error', async (t) => {
  const { producer, admin, newTopic } = callbackKafka(t, sharedServers());
  const topic = `${await newTopic()}-small`;
  const config = { 'max.message.bytes': '200' };
  await call(admin, 'createTopic', { topic, num_partitions: 1, replication_factor: 1, config }, 30_000);
  const client = await producer({ dr_cb: true });
  const report = next(client, 'delivery-report');
  client.produce(topic, 0, Buffer.alloc(1000));
  const [error] = await report;
  assert.deepEqual([error.name, error.code, error.origin], ['LibrdKafkaError', codes.ERR_MSG_SIZE_TOO_LARGE, 'kafka']);
  await call(admin, 'deleteTopic', topic, 30_000);
});

test('a full queue throws, and polling makes room, by hand and by itself', async (t) => {
  const { producer, consumer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic();
  const client = await producer({ 'queue.buffering.max.messages': 50, dr_cb: true });
  client.setPollInterval(5).setPollInBackground(true);
  for (let index = 0; index < 500; ) {
    try {
      client.produce(topic, 0, Buffer.from(String(index)));
      index++;
    } catch (error) {
      assert.equal(error.code, codes.ERR__QUEUE_FULL);
      client.poll();
      await new Promise(setImmediate);
    }
  }
  await call(client, 'disconnect', 10_000);
  const messages = flowOf(await consumer(REAL_SESSION), topic);
  await until(() => messages.length === 500);
  assert.deepEqual(valuesOf(messages), range(500));
});

test('a flush that takes too long says so', async (t) => {
  const { producer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic();
  const client = await producer({ 'batch.num.messages': 1, 'max.in.flight': 1 });
  for (let index = 0; index < 5000; index++) client.produce(topic, 0, Buffer.alloc(10));
  await assert.rejects(call(client, 'flush', 1), { name: 'LibrdKafkaError', code: codes.ERR__TIMED_OUT });
  await call(client, 'flush', 30_000);
});

test('partitions are chosen by partitioner_cb, of the properties or of the topic', async (t) => {
  const { producer, consumer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic(3);
  const asked = [];
  const partitioner_cb = (name, key, partitionCount) => {
    asked.push([name, String(key), partitionCount]);
    return Number(key);
  };
  await fill(await producer(), topic, 0);
  for (const client of [await producer({ partitioner_cb }), await producer({}, { partitioner_cb })]) {
    client.produce(topic, null, Buffer.from('2'), '2');
    client.produce(topic, -1, Buffer.from('1'), '1');
    client.produce(topic, 0, Buffer.from('0'), '2');
    await call(client, 'flush', 10_000);
  }
  assert.deepEqual(asked.slice(0, 2), [
    [topic, '2', 3],
    [topic, '1', 3],
  ]);
  assert.equal(asked.length, 4);
  const messages = flowOf(await consumer(REAL_SESSION), topic);
  await until(() => messages.length === 6);
  for (const { partition, value } of messages) assert.equal(partition, Number(value));
});

test('a HighLevelProducer serializes, and calls back with offset and partition', async (t) => {
  const { highLevelProducer, consumer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic();
  const client = await highLevelProducer();
  const produced = (value, key) =>
    new Promise((resolve, reject) => {
      client.produce(topic, 0, value, key, null, [{ form: String(value) }], (error, offset, partition) => {
        if (error) reject(error);
        else resolve([offset, partition]);
      });
    });
  client.setKeySerializer((key) => `key-${key}`);
  client.setValueSerializer(async (value) => Buffer.from(`value-${value}`));
  assert.deepEqual(await produced(1, 2), [0, 0]);
  client.setTopicKeySerializer((name, key, done) => setImmediate(done, null, `${name}-${key}`));
  client.setTopicValueSerializer((name, value) => Buffer.from(`${name}-${value}`));
  assert.deepEqual(await produced(3, 4), [1, 0]);
  client.setValueSerializer(() => {
    throw new Error('planted');
  });
  await assert.rejects(produced(5, 6), { message: 'Could not serialize value: planted' });
  const messages = flowOf(await consumer(REAL_SESSION), topic);
  await until(() => messages.length === 2);
  assert.deepEqual(
    messages.map(({ key, value, headers }) => [String(key), String(value), String(headers[0].form)]),
    [
      ['key-2', 'value-1', '1'],
      [`${topic}-4`, `${topic}-3`, '3'],
    ],
  );
});

test('calls of a transaction happen in their order, though nobody waits for them', async (t) => {
  const { producer, consumer, newTopic, group } = callbackKafka(t, sharedServers());
  const topic = await newTopic();
  const client = await producer({ 'transactional.id': group() });
  await call(client, 'initTransactions', 30_000);
  await call(client, 'beginTransaction');
  client.produce(topic, 0, Buffer.from('1'));
  const told = [];
  for (const method of ['commitTransaction', 'abortTransaction', 'beginTransaction'])
    client[method]((error) => told.push([method, error?.code ?? 0]));
  await until(() => told.length === 3);
  assert.deepEqual(told, [
    ['commitTransaction', 0],
    ['abortTransaction', codes.ERR__STATE],
    ['beginTransaction', 0],
  ]);
  client.produce(topic, 0, Buffer.from('2'));
  await call(client, 'abortTransaction');
  await call(client, 'beginTransaction');
  client.produce(topic, 0, Buffer.from('3'));
  await call(client, 'commitTransaction');
  const messages = flowOf(await consumer(REAL_SESSION), topic);
  await until(() => messages.length === 2);
  assert.deepEqual(valuesOf(messages), [1, 3]);
});
