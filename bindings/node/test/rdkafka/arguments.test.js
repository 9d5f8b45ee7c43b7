'use strict';
// What no call can mean is refused at the call, by its name, and nothing is done.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { AdminClient, KafkaConsumer, LibrdKafkaError, Producer, TopicPartition } = require('../..');
const { KafkaConsumerStream, ProducerStream, createReadStream, createWriteStream } = require('../..');
const { call, callbackCluster, caught, consumerConfig } = require('./support');

const { codes } = LibrdKafkaError;
const never = () => assert.fail('it was thrown');

const NO_FUNCTIONS = ['text', 5, {}, [], true];
const NO_TIMES = ['5', '', NaN, Infinity, -1, {}, [], true, Symbol('five')];
/** -1 stands for no limit. */
const NO_LIMITS = ['5', '', NaN, Infinity, -2, {}, [], true, Symbol('five')];
const NO_TEXTS = [undefined, null, 5, {}, [], true, Symbol('text')];
const NO_TOPICS = [...NO_TEXTS, '', 'a\0', 'a'.repeat(250)];
const NO_PARTITIONS = [undefined, null, '0', NaN, Infinity, 1.5, 2 ** 40, {}, [], true, Symbol('zero')];
const NO_OFFSETS = ['5', '', NaN, Infinity, 1.5, 2 ** 60, {}, [], true, Symbol('five')];
const NO_PLACES = [undefined, null, 'text', 5, {}, [null], [5], ['text'], [{}]];

/** Each of these throws a TypeError of this API that matches. */
function refuse(values, pattern, call) {
  for (const value of values)
    assert.throws(() => call(value), { name: 'TypeError', code: codes.ERR__INVALID_ARG, message: pattern }, String(value));
}

/** Clients of every kind, which are connected. */
async function clients(t) {
  const cluster = callbackCluster(t);
  const [producer, consumer, highLevelProducer] = await Promise.all([
    cluster.producer(),
    cluster.consumer({ 'enable.auto.offset.store': false }),
    cluster.highLevelProducer(),
  ]);
  return { ...cluster, producer, consumer, highLevelProducer, admin: cluster.admin() };
}

test('callbacks', async (t) => {
  const { producer, consumer, admin, highLevelProducer, topic } = await clients(t);
  const errors = caught(t);
  const places = [{ topic, partition: 0, offset: 0 }];
  for (const [client, method, ...values] of [
    ...[producer, consumer].flatMap((client) => [
      [client, 'connect', {}],
      [client, 'getMetadata', {}],
      [client, 'queryWatermarkOffsets', topic, 0, 100],
      [client, 'offsetsForTimes', places, 100],
      [client, 'disconnect', 100],
    ]),
    [producer, 'flush', 100],
    [producer, 'initTransactions', 100],
    [producer, 'beginTransaction'],
    [producer, 'commitTransaction', 100],
    [producer, 'abortTransaction', 100],
    [producer, 'sendOffsetsToTransaction', places, consumer, 100],
    [consumer, 'commitCb', places],
    [consumer, 'committed', places, 100],
    [consumer, 'seek', places[0], 100],
    [admin, 'createTopic', { topic: 'other' }, 100],
    [admin, 'deleteTopic', 'other', 100],
    [admin, 'createPartitions', topic, 2, 100],
    [admin, 'listTopics', {}],
    [admin, 'describeTopics', [topic], {}],
    [admin, 'describeCluster', {}],
  ])
    refuse(NO_FUNCTIONS, '"callback" must be a function', (callback) => client[method](...values, callback));
  refuse(NO_FUNCTIONS, 'Callback must be a function', (callback) => consumer.consume(1, callback));
  refuse(NO_FUNCTIONS, 'Callback must be a function', (callback) =>
    highLevelProducer.produce(topic, 0, null, null, null, null, callback),
  );
  refuse([...NO_FUNCTIONS, null, undefined], /"serializer"/, (serializer) => highLevelProducer.setKeySerializer(serializer));
  refuse([...NO_FUNCTIONS, null], /"eventHandlers.ready"/, (ready) => AdminClient.create({}, { ready }));
  for (const client of [producer, consumer]) {
    client.getMetadata({}, null);
    assert.ok(client.isConnected());
  }
  for (const values of [[1, null], [null, null]]) consumer.consume(...values);
  assert.equal((await call(producer, 'getMetadata', {})).topics.length, 1);
  assert.deepEqual(errors, []);
});

test('times', async (t) => {
  const { producer, consumer, admin, topic } = await clients(t);
  const places = [{ topic, partition: 0, offset: 0 }];
  for (const [client, method, ...values] of [
    [producer, 'disconnect'],
    [producer, 'flush'],
    [producer, 'initTransactions'],
    [producer, 'commitTransaction'],
    [producer, 'abortTransaction'],
    [producer, 'sendOffsetsToTransaction', places, consumer],
    [producer, 'queryWatermarkOffsets', topic, 0],
    [producer, 'offsetsForTimes', places],
    [consumer, 'committed', places],
    [consumer, 'seek', places[0]],
    [admin, 'createTopic', { topic: 'other' }],
    [admin, 'deleteTopic', 'other'],
    [admin, 'createPartitions', topic, 2],
  ])
    refuse(NO_LIMITS, /^"timeout" must be a number of milliseconds/, (timeout) => client[method](...values, timeout, never));
  for (const method of ['connect', 'getMetadata'])
    refuse(NO_LIMITS, /^"timeout"/, (timeout) => producer[method]({ timeout }, never));
  refuse([NaN, Infinity, -2], /^"timeout"/, (timeout) => consumer.committed(timeout, never));
  for (const method of ['setDefaultConsumeTimeout', 'setDefaultConsumeLoopTimeoutDelay'])
    refuse(NO_TIMES, /^"timeoutMs"/, (timeoutMs) => consumer[method](timeoutMs));
  refuse(NO_TIMES, /^"intervalMs"/, (intervalMs) => producer.setPollInterval(intervalMs));
  refuse(NO_TIMES, /^"waitInterval"/, (waitInterval) => createReadStream({}, {}, { topics: topic, waitInterval }));
  refuse(NO_TIMES, /^"pollInterval"/, (pollInterval) => createWriteStream({}, {}, { topic, pollInterval }));
  refuse(NO_LIMITS, /^"timeout"/, (timeout) => createWriteStream({}, {}, { topic, connectOptions: { timeout } }));
  assert.ok(producer.isConnected());
});

test('topics, partitions and offsets', async (t) => {
  const { producer, consumer, admin, topic } = await clients(t);
  const lists = ['assign', 'incrementalAssign', 'incrementalUnassign', 'pause', 'resume', 'offsetsStore'];
  for (const method of lists) refuse(NO_PLACES, /^"topic"/, (places) => consumer[method](places));
  for (const method of ['commit', 'commitSync', 'commitCb', 'position'])
    refuse(['text', 5, {}, [null], [5], [{}]], /^"topic"/, (places) => consumer[method](places));
  refuse(['text', '', {}, [null], true], /^"topic"/, (places) => consumer.committed(places, 100, never));
  refuse([...NO_PLACES, []], /^"topic"/, (place) => consumer.seek(place, 100, never));
  for (const take of [
    (place) => consumer.assign([place]),
    (place) => consumer.commitSync(place),
    (place) => consumer.seek(place, 100, never),
    (place) => producer.offsetsForTimes([place], 100, never),
    (place) => producer.sendOffsetsToTransaction([place], consumer, 100, never),
    (place) => TopicPartition.create(place),
  ]) {
    refuse(NO_TOPICS, /^"topic"/, (name) => take({ topic: name, partition: 0 }));
    refuse(NO_PARTITIONS, /^"partition"/, (partition) => take({ topic, partition }));
    refuse(NO_OFFSETS, /^"offset"/, (offset) => take({ topic, partition: 0, offset }));
    refuse(['5', NaN, 1.5, {}], /^"leaderEpoch"/, (leaderEpoch) => take({ topic, partition: 0, leaderEpoch }));
    refuse([5, {}, true], /^"metadata"/, (metadata) => take({ topic, partition: 0, metadata }));
  }
  for (const [client, ask] of [
    [producer, 'queryWatermarkOffsets'],
    [consumer, 'queryWatermarkOffsets'],
    [consumer, 'getWatermarkOffsets'],
  ]) {
    refuse(NO_TOPICS, /^"topic"/, (name) => client[ask](name, 0, 100, never));
    refuse(NO_PARTITIONS, /^"partition"/, (partition) => client[ask](topic, partition, 100, never));
  }
  refuse(NO_TOPICS.filter((name) => name ?? ''), /^"topic"/, (name) => producer.getMetadata({ topic: name }, never));
  refuse([...NO_TEXTS, 'things', [5], [''], ['a\0']], /"topics"/, (topics) => consumer.subscribe(topics));
  refuse(NO_TOPICS, /^"topic"/, (name) => admin.deleteTopic(name, 100, never));
  refuse(NO_TOPICS, /^"topic"/, (name) => admin.createPartitions(name, 2, 100, never));
  refuse([undefined, null, 'text'], /^"elements"/, (elements) => TopicPartition.map(elements));
  assert.deepEqual([consumer.subscription(), consumer.assignments()], [[], []]);
});

test('messages, counts and credentials', async (t) => {
  const { producer, consumer, topic } = await clients(t);
  for (const method of ['commitMessage', 'commitMessageSync']) {
    refuse([undefined, null, 'text', 5], /^"message"/, (message) => consumer[method](message));
    refuse([undefined, null, ...NO_OFFSETS], /^The "offset"/, (offset) => consumer[method]({ topic, partition: 0, offset }));
    refuse(NO_TOPICS, /^"topic"/, (name) => consumer[method]({ topic: name, partition: 0, offset: 5 }));
  }
  refuse(['5', NaN, Infinity, -1, 1.5, {}, true], /^"count"/, (count) => consumer.consume(count, never));
  refuse(['text', [5], [null, 'text'], [['a', 'b']]], /^Headers/, (headers) =>
    producer.produce(topic, 0, null, null, null, null, headers),
  );
  for (const client of [producer, consumer]) {
    refuse(NO_TEXTS, '"username" must be a string', (username) => client.setSaslCredentials(username, 'secret'));
    refuse(NO_TEXTS, '"password" must be a string', (password) => client.setSaslCredentials('user', password));
  }
  const strange = new Producer({ 'bootstrap.servers': '127.0.0.1:1' });
  refuse(NO_TEXTS, /"username"/, (username) => strange.setSaslCredentials(username, 'secret'));
});

test('an admin is told what to do to what', async (t) => {
  const { admin } = await clients(t);
  refuse([undefined, null, 'text', 5], '"topic" must be an object', (topic) => admin.createTopic(topic, 100, never));
  for (const [method, name] of [
    ['describeTopics', 'topics'],
    ['listOffsets', 'partitions'],
    ['describeGroups', 'groups'],
    ['deleteGroups', 'groups'],
  ])
    refuse([undefined, null, 'text', {}], `"${name}" must be an array`, (list) => admin[method](list, {}, never));
  refuse(NO_TEXTS, '"username" must be a string', (username) => admin.setSaslCredentials(username, 'secret'));
  refuse(NO_TEXTS, '"password" must be a string', (password) => admin.setSaslCredentials('user', password));
});

test('options', async (t) => {
  const { producer, topic } = await clients(t);
  for (const method of ['connect', 'getMetadata'])
    refuse(['text', 5, true], '"metadataOptions" must be an object', (options) => producer[method](options, never));
  refuse([undefined, null, 'text', true], /^"options"/, (options) => createReadStream({}, {}, options));
  refuse(['2', NaN, 0, -1, 1.5, {}], /^"fetchSize"/, (fetchSize) => createReadStream({}, {}, { topics: topic, fetchSize }));
  refuse([null, 5], /^"streamOptions"/, (options) => createWriteStream({}, {}, options));
  for (const conf of [undefined, null, 'text', 5])
    for (const Class of [Producer, KafkaConsumer])
      assert.throws(() => new Class(conf), new Error('Global configuration data must be specified'));
  for (const name of ['rebalance_cb', 'dr_cb', 'event_cb', 'offset_commit_cb', 'stats_cb'])
    refuse(['text', 5, {}, []], new RegExp(name), (value) => new Producer({ [name]: value }));
  refuse([5, 'a\0', {}], /^"topic"/, (name) => new Producer({ topic: name }));
  refuse(['0', NaN, 1.5, {}], /^Partition/, (partition) => new Producer({ partition }));
  for (const value of [{}, Symbol('text')])
    refuse([value], /"client.id"/, (id) => new KafkaConsumer(consumerConfig('127.0.0.1:1', { 'client.id': id })));
  refuse([undefined, null, {}, 'text'], /^"consumer"/, (consumer) => new KafkaConsumerStream(consumer, { topics: topic }));
  refuse([undefined, null, {}, 'text'], /^"producer"/, (given) => new ProducerStream(given, { topic }));
  const stream = createWriteStream({ 'bootstrap.servers': '127.0.0.1:1' }, {}, { topic });
  stream.on('error', () => undefined);
  refuse(NO_FUNCTIONS, /^"callback"/, (callback) => stream.close(callback));
  stream.destroy();
});
