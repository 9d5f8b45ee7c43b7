'use strict';
// Streams of messages.
const assert = require('node:assert/strict');
const { Readable, Transform } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { test } = require('node:test');

const { KafkaConsumer, KafkaConsumerStream, LibrdKafkaError, MockCluster, createReadStream, createWriteStream } = require('../..');
const { atEnd, delay, range } = require('../support');
const { call, connected, consumerConfig, fill, filledCluster, flowOf, next, until, valuesOf } = require('./support');

/** A stream of a topic, which is destroyed when the test ends. */
function streamOf(t, { servers, topic }, options = {}, config = {}) {
  const stream = createReadStream(consumerConfig(servers, config), {}, { topics: [topic], waitInterval: 0, ...options });
  atEnd(t, () => stream.closed || new Promise((resolve) => stream.once('close', resolve).destroy()));
  return stream;
}

async function taken(stream, count) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
    if (chunks.length === count) break;
  }
  return chunks;
}

test('a stream is of messages, in order', async (t) => {
  const cluster = await filledCluster(t, 300);
  const stream = streamOf(t, cluster);
  assert.ok(stream instanceof Readable && stream instanceof KafkaConsumerStream);
  assert.ok(stream.consumer instanceof KafkaConsumer);
  const messages = await taken(stream, 300);
  assert.deepEqual(valuesOf(messages), range(300));
  assert.deepEqual([messages[7].offset, messages[7].topic], [7, cluster.topic]);
  assert.ok(stream.destroyed);
});

for (const topics of [(topic) => topic, (topic) => new RegExp(`^${topic}`), (topic) => (metadata) => {
  assert.equal(metadata.topics[0].name, topic);
  return [topic];
}]) {
  test(`its topics may be ${String(topics).slice(9, 30)}`, async (t) => {
    const cluster = await filledCluster(t, 2);
    const messages = await taken(streamOf(t, cluster, { topics: topics(cluster.topic) }), 2);
    assert.deepEqual(valuesOf(messages), [0, 1]);
  });
}

test('without object mode it is of values', async (t) => {
  const cluster = await filledCluster(t, 3);
  cluster.filler.produce(cluster.topic, 0, null);
  await fill(cluster.filler, cluster.topic, 1, { first: 3 });
  const stream = streamOf(t, cluster, { objectMode: false });
  let text = '';
  stream.on('data', (bytes) => {
    text += bytes;
  });
  await until(() => text.length === 4);
  assert.equal(text, '0123');
});

test('as batches it is of lists', async (t) => {
  const cluster = await filledCluster(t, 20);
  const batches = [];
  for await (const batch of streamOf(t, cluster, { fetchSize: 5, streamAsBatch: true })) {
    assert.ok(Array.isArray(batch) && batch.length <= 5);
    batches.push(...batch);
    if (batches.length === 20) break;
  }
  assert.deepEqual(valuesOf(batches), range(20));
});

test('nothing is read far ahead of the reader', async (t) => {
  const cluster = await filledCluster(t, 100);
  const stream = streamOf(t, cluster, { fetchSize: 2 });
  assert.equal(stream.readableHighWaterMark, 4);
  const first = await new Promise((resolve) => {
    stream.once('data', (message) => {
      stream.pause();
      resolve(message);
    });
  });
  assert.equal(first.offset, 0);
  await delay(200);
  const [{ offset }] = stream.consumer.position();
  assert.ok(offset <= 8, String(offset));
  const rest = [];
  stream.on('data', (message) => rest.push(message)).resume();
  await until(() => rest.length === 99);
  assert.deepEqual(valuesOf(rest), range(99, 1));
});

test('what was fetched at once waits for the reader, too', async (t) => {
  const cluster = await filledCluster(t, 100);
  const stream = streamOf(t, cluster, { fetchSize: 50, highWaterMark: 2 });
  await new Promise((resolve) => stream.once('readable', resolve));
  assert.ok(stream.readableLength <= 3, String(stream.readableLength));
  assert.deepEqual(valuesOf(await taken(stream, 100)), range(100));
});

test('messages are heard of when they come', async (t) => {
  const cluster = await filledCluster(t, 1);
  const stream = streamOf(t, cluster, { waitInterval: 60_000 });
  const messages = [];
  stream.on('data', (message) => messages.push(message));
  await until(() => messages.length === 1);
  await delay(1200);
  await fill(cluster.filler, cluster.topic, 1, { first: 1 });
  await until(() => messages.length === 2, 'a stream that sleeps', 5000);
});

test('it ends when its consumer unsubscribes, and closes itself', async (t) => {
  const cluster = await filledCluster(t, 3);
  const stream = streamOf(t, cluster);
  const messages = [];
  stream.on('data', (message) => messages.push(message));
  await until(() => messages.length === 3);
  const [end, close] = [next(stream, 'end'), next(stream, 'close')];
  stream.consumer.unsubscribe();
  await Promise.all([end, close]);
  assert.equal(stream.consumer.isConnected(), false);
});

test('a stream that does not close itself leaves its consumer connected', async (t) => {
  const cluster = await filledCluster(t, 1);
  const consumer = await connected(t, new KafkaConsumer(consumerConfig(cluster.servers)));
  const stream = new KafkaConsumerStream(consumer, { topics: cluster.topic, autoClose: false });
  stream.resume();
  await new Promise((resolve) => stream.once('data', resolve));
  const end = next(stream, 'end');
  consumer.unsubscribe();
  await end;
  assert.ok(consumer.isConnected());
  await new Promise((resolve) => stream.close(resolve));
  assert.equal(consumer.isConnected(), false);
});

test('destroying in the middle leaves the group, and closing twice does no harm', async (t) => {
  const cluster = await filledCluster(t, 50);
  const stream = streamOf(t, cluster);
  await new Promise((resolve) => stream.once('data', resolve));
  const planted = new Error('planted');
  const error = next(stream, 'error');
  stream.destroy(planted);
  assert.equal((await error)[0], planted);
  await Promise.all([new Promise((resolve) => stream.close(resolve)), new Promise((resolve) => stream.close(resolve))]);
  assert.equal(stream.consumer.isConnected(), false);
});

test('a consumer that is disconnected ends its stream', async (t) => {
  const cluster = await filledCluster(t, 1);
  const stream = streamOf(t, cluster);
  await new Promise((resolve) => stream.once('data', resolve));
  stream.resume();
  const end = next(stream, 'end');
  await call(stream.consumer, 'disconnect');
  await end;
});

test('a broker that is not there is an error', async (t) => {
  const mock = new MockCluster({ brokers: 1 });
  const servers = mock.bootstrapServers;
  mock.close();
  const stream = streamOf(t, { servers, topic: 'any' }, { connectOptions: { timeout: 200 } });
  stream.resume();
  assert.ok((await next(stream, 'error'))[0] instanceof LibrdKafkaError);
});

test('errors of reading are told, and reading goes on', async (t) => {
  const cluster = await filledCluster(t, 0);
  const config = { 'allow.auto.create.topics': false, 'topic.metadata.refresh.interval.ms': 300 };
  const stream = streamOf(t, cluster, { topics: ['later', cluster.topic] }, config);
  const messages = [];
  stream.on('data', (message) => messages.push(message));
  const [error] = await next(stream, 'error');
  assert.equal(error.code, LibrdKafkaError.codes.ERR_UNKNOWN_TOPIC_OR_PART);
  stream.on('error', () => undefined);
  await fill(cluster.filler, cluster.topic, 2);
  await until(() => messages.length === 2);
});

test('options that make no stream are refused', async (t) => {
  const cluster = await filledCluster(t, 0);
  const consumer = new KafkaConsumer(consumerConfig(cluster.servers));
  const noTopics = new TypeError('"topics" argument must be a string, regex, or an array');
  for (const options of [{}, 5, { topics: 5 }, { topics: null }])
    assert.throws(() => new KafkaConsumerStream(consumer, options), noTopics);
  for (const options of [null, undefined, 'things'])
    assert.throws(
      () => new KafkaConsumerStream(consumer, options),
      new TypeError('"options" argument must be a number or an object'),
    );
});

test('a pipeline carries everything from topic to topic', async (t) => {
  const cluster = await filledCluster(t, 2000);
  cluster.mock.createTopic({ topic: 'copies', numPartitions: 1 });
  const source = streamOf(t, cluster, { fetchSize: 100 });
  let count = 0;
  const transform = new Transform({
    objectMode: true,
    transform({ value, key }, _encoding, callback) {
      callback(null, { value, key });
      if (++count === 2000) source.consumer.unsubscribe();
    },
  });
  const sink = createWriteStream({ 'bootstrap.servers': cluster.servers }, {}, { objectMode: true, topic: 'copies' });
  await pipeline(source, transform, sink);
  const messages = flowOf(await cluster.consumer(), 'copies');
  await until(() => messages.length === 2000);
  assert.deepEqual(valuesOf(messages), range(2000));
});
