'use strict';
// What producers and consumers have in common: connecting, ending, questions.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaConsumer, LibrdKafkaError, MockCluster, Producer } = require('../..');
const { call, callbackCluster, caught, connected, consumerConfig, fill, next, until } = require('./support');

const { codes } = LibrdKafkaError;

test('connecting calls back with metadata and emits ready', async (t) => {
  const { servers, topic } = callbackCluster(t, { numPartitions: 2 });
  const producer = new Producer({ 'bootstrap.servers': servers, 'client.id': 'mine' });
  assert.deepEqual([producer.isConnected(), producer.connectedTime(), producer.getClient()], [false, 0, undefined]);
  const ready = next(producer, 'ready');
  await connected(t, producer);
  const [info, metadata] = await ready;
  assert.match(info.name, /^mine#/);
  assert.equal(producer.name, info.name);
  assert.deepEqual(
    metadata.topics.map(({ name, partitions }) => [name, partitions.length]),
    [[topic, 2]],
  );
  assert.deepEqual(Object.keys(metadata).sort(), ['brokers', 'orig_broker_id', 'orig_broker_name', 'topics']);
  assert.equal(metadata.brokers[0].port, Number(servers.split(':')[1]));
  assert.ok(producer.isConnected());
  await until(() => producer.connectedTime() > 0);
});

test('connecting twice connects once, and calls back twice', async (t) => {
  const { servers } = callbackCluster(t);
  const producer = new Producer({ 'bootstrap.servers': servers });
  let readies = 0;
  producer.on('ready', () => readies++);
  await Promise.all([connected(t, producer), call(producer, 'connect', null)]);
  assert.equal((await call(producer, 'connect', {})).topics.length, 1);
  assert.equal(readies, 1);
});

test('a broker that is not there is told by the callback and by an event, and the client can try again', async () => {
  const mock = new MockCluster({ brokers: 1 });
  const servers = mock.bootstrapServers;
  mock.close();
  const consumer = new KafkaConsumer(consumerConfig(servers));
  const failure = next(consumer, 'connection.failure');
  await assert.rejects(call(consumer, 'connect', { timeout: 300 }), { name: 'LibrdKafkaError', origin: 'local' });
  const [error, metrics] = await failure;
  assert.ok(error instanceof LibrdKafkaError);
  assert.deepEqual(metrics, {});
  assert.equal(consumer.isConnected(), false);
  await assert.rejects(call(consumer, 'connect', { timeout: 100 }), LibrdKafkaError);
});

test('a value that librdkafka refuses is told by connecting', async (t) => {
  const { servers } = callbackCluster(t);
  const producer = new Producer({ 'bootstrap.servers': servers, acks: 'many' });
  await assert.rejects(call(producer, 'connect', {}), { code: LibrdKafkaError.codes.ERR__INVALID_ARG, message: /acks/ });
});

test('disconnecting emits, calls back everyone who asked, and can be followed by connecting', async (t) => {
  const { servers } = callbackCluster(t);
  for (const client of [new Producer({ 'bootstrap.servers': servers }), new KafkaConsumer(consumerConfig(servers))]) {
    await connected(t, client);
    const event = next(client, 'disconnected');
    const answers = await Promise.all([call(client, 'disconnect'), call(client, 'disconnect')]);
    assert.ok(answers[0].connectionOpened > 1e12);
    assert.deepEqual([answers[1], (await event)[0]], [answers[0], answers[0]]);
    assert.deepEqual([client.isConnected(), client.connectedTime()], [false, 0]);
    assert.deepEqual(await call(client, 'disconnect'), {});
    await call(client, 'connect', {});
    assert.ok(client.isConnected());
    const again = call(client, 'disconnect');
    await call(client, 'connect', {});
    await again;
    assert.ok(client.isConnected());
  }
});

test('disconnecting ends a connect, at whatever moment it comes', async (t) => {
  const { servers } = callbackCluster(t);
  for (const address of ['127.0.0.1:1', servers])
    for (const turns of [0, 1, 2, 5]) {
      const producer = new Producer({ 'bootstrap.servers': address });
      const connecting = call(producer, 'connect', {}).catch((error) => error);
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      const ended = call(producer, 'disconnect', 1000);
      assert.ok((await connecting) instanceof LibrdKafkaError);
      await ended;
      assert.equal(producer.isConnected(), false);
    }
});

test('the last call counts', async (t) => {
  const { servers } = callbackCluster(t);
  const producer = new Producer({ 'bootstrap.servers': servers });
  const outcome = (method) => call(producer, method, null).then(() => 'done', () => 'failed');
  assert.deepEqual(
    await Promise.all(['connect', 'disconnect', 'connect', 'disconnect', 'connect'].map(outcome)),
    ['failed', 'done', 'failed', 'done', 'done'],
  );
  assert.ok(producer.isConnected());
  assert.deepEqual(await Promise.all(['disconnect', 'connect', 'disconnect'].map(outcome)), ['done', 'failed', 'done']);
  assert.equal(producer.isConnected(), false);
});

test('metadata is that of one topic, of all or of none', async (t) => {
  const { producer, mock, topic } = callbackCluster(t);
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  const client = await producer();
  const names = async (options) => (await call(client, 'getMetadata', options)).topics.map(({ name }) => name);
  assert.deepEqual((await names({ timeout: 5000 })).sort(), ['others', topic].sort());
  assert.deepEqual(await names({ topic: 'others' }), ['others']);
  assert.deepEqual(await names({ allTopics: false }), []);
});

test('watermarks and offsets for times can be asked for by every client', async (t) => {
  const { producer, consumer, topic } = callbackCluster(t);
  const filler = await producer();
  filler.produce(topic, 0, Buffer.from('a'), null, 1_000_000);
  filler.produce(topic, 0, Buffer.from('b'), null, 2_000_000);
  await call(filler, 'flush', 5000);
  for (const client of [filler, await consumer()]) {
    assert.deepEqual(await call(client, 'queryWatermarkOffsets', topic, 0, 5000), { lowOffset: 0, highOffset: 2 });
    assert.deepEqual(await call(client, 'queryWatermarkOffsets', topic, 0), { lowOffset: 0, highOffset: 2 });
    await assert.rejects(call(client, 'queryWatermarkOffsets', topic, 9, 500), LibrdKafkaError);
    const [place] = await call(client, 'offsetsForTimes', [{ topic, partition: 0, offset: 1_500_000 }], 5000);
    assert.deepEqual([place.topic, place.partition, typeof place.offset], [topic, 0, 'number']);
    assert.throws(() => client.offsetsForTimes([{ topic }], 5000, () => undefined), TypeError);
  }
});

test('who is not connected says so, and does nothing', async (t) => {
  const producer = new Producer({ 'bootstrap.servers': '127.0.0.1:1' });
  const disconnected = new Error('Client is disconnected');
  for (const [method, ...values] of [
    ['getMetadata', {}],
    ['queryWatermarkOffsets', 'things', 0, 100],
    ['queryWatermarkOffsets', 'things', 0],
    ['offsetsForTimes', [], 100],
  ]) {
    await assert.rejects(call(producer, method, ...values), disconnected);
    producer[method](...values);
  }
  producer.setSaslCredentials('user', 'secret');
  const { servers } = callbackCluster(t);
  const client = await connected(t, new Producer({ 'bootstrap.servers': servers }));
  client.setSaslCredentials('user', 'secret');
});

test('what a callback throws surfaces, and the client goes on', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true });
  const errors = caught(t);
  client.getMetadata({}, () => {
    throw new Error('planted in a callback');
  });
  client.on('delivery-report', () => {
    throw new Error('planted in a listener');
  });
  await fill(client, topic, 2);
  await until(() => errors.length === 3);
  assert.deepEqual(errors.map(({ message }) => message).sort(), [
    'planted in a callback',
    'planted in a listener',
    'planted in a listener',
  ]);
  assert.equal((await call(client, 'getMetadata', {})).topics.length, 1);
});

test('a limit of -1 is none, where the default would be too short', async (t) => {
  const { mock, producer, topic } = callbackCluster(t);
  const client = await producer();
  await fill(client, topic, 1);
  mock.setLatency(1, 700);
  const late = { code: codes.ERR__TIMED_OUT };
  await assert.rejects(call(client, 'queryWatermarkOffsets', topic, 0), late);
  assert.deepEqual(await call(client, 'queryWatermarkOffsets', topic, 0, -1), { lowOffset: 0, highOffset: 1 });
  assert.equal((await call(client, 'offsetsForTimes', [{ topic, partition: 0, offset: 0 }], -1)).length, 1);
  assert.equal((await call(client, 'getMetadata', { timeout: -1 })).topics.length, 1);
  client.produce(topic, 0, Buffer.from('slow'));
  await assert.rejects(call(client, 'flush'), late);
  await call(client, 'flush', -1);
  client.produce(topic, 0, Buffer.from('last'));
  await call(client, 'disconnect', -1);
});
