'use strict';
// Streams that send what is written to them.
const assert = require('node:assert/strict');
const { Writable } = require('node:stream');
const { test } = require('node:test');

const { LibrdKafkaError, MockCluster, Producer, ProducerStream, createWriteStream } = require('../..');
const { atEnd, range } = require('../support');
const { call, callbackCluster, connected, flowOf, next, until, valuesOf } = require('./support');

/** A stream to a topic, which is destroyed when the test ends. */
function streamTo(t, { servers, topic }, options = {}, config = {}, topicConf = {}) {
  const stream = createWriteStream({ 'bootstrap.servers': servers, ...config }, topicConf, { topic, ...options });
  atEnd(t, () => stream.closed || new Promise((resolve) => stream.once('close', resolve).destroy()));
  return stream;
}

const written = (stream, chunk, encoding) =>
  new Promise((resolve, reject) => {
    stream.write(chunk, encoding, (error) => (error ? reject(error) : resolve()));
  });

test('buffers and strings that are written arrive, without waiting for the connection', async (t) => {
  const cluster = callbackCluster(t);
  const stream = streamTo(t, cluster);
  assert.ok(stream instanceof Writable && stream instanceof ProducerStream && stream.producer instanceof Producer);
  stream.write(Buffer.from('1'));
  stream.write('2');
  stream.write('33', 'hex');
  stream.end(Buffer.from('4'));
  await next(stream, 'close');
  assert.equal(stream.producer.isConnected(), false);
  const messages = flowOf(await cluster.consumer(), cluster.topic);
  await until(() => messages.length === 4);
  assert.deepEqual(valuesOf(messages), [1, 2, 3, 4]);
});

test('in object mode whole messages are written', async (t) => {
  const cluster = callbackCluster(t, { numPartitions: 2 });
  const stream = streamTo(t, cluster, { objectMode: true }, { dr_cb: true });
  const reports = [];
  stream.producer.on('delivery-report', (error, report) => reports.push(report));
  const message = { topic: cluster.topic, partition: 1, value: Buffer.from('1'), key: 'k', timestamp: 5000, opaque: 'mine', headers: [{ a: 'b' }] };
  stream.write(Object.freeze(message));
  stream.write({ value: null, key: 'no topic', partition: 1 });
  stream.end();
  await next(stream, 'finish');
  assert.equal(reports.find(({ opaque }) => opaque === 'mine').partition, 1);
  const messages = flowOf(await cluster.consumer(), cluster.topic);
  await until(() => messages.length === 2);
  assert.deepEqual(
    [String(messages[0].key), messages[0].timestamp, messages[0].headers, messages[1].value],
    ['k', 5000, [{ a: Buffer.from('b') }], null],
  );
});

test('finishing waits until all is delivered', async (t) => {
  const cluster = callbackCluster(t);
  const stream = streamTo(t, cluster, {}, { 'linger.ms': 60_000, dr_cb: true });
  let delivered = 0;
  stream.producer.on('delivery-report', () => delivered++);
  for (const value of range(100)) stream.write(String(value));
  stream.end();
  await next(stream, 'finish');
  assert.equal(delivered, 100);
});

test('a full queue is waited for', async (t) => {
  const cluster = callbackCluster(t);
  const stream = streamTo(t, cluster, {}, { 'queue.buffering.max.messages': 10 });
  for (const value of range(500)) stream.write(String(value));
  stream.end();
  await next(stream, 'finish');
  const messages = flowOf(await cluster.consumer(), cluster.topic);
  await until(() => messages.length === 500);
  assert.deepEqual(valuesOf(messages), range(500));
});

test('what cannot be delivered is an error before the end', async (t) => {
  const cluster = callbackCluster(t);
  const stream = streamTo(t, cluster, { objectMode: true });
  const [error, closed] = [next(stream, 'error'), next(stream, 'close')];
  stream.write({ value: Buffer.from('a'), partition: 99 });
  stream.end();
  assert.ok((await error)[0] instanceof LibrdKafkaError);
  await closed;
});

test('what is no message ends a stream that closes itself', async (t) => {
  const cluster = callbackCluster(t);
  const stream = streamTo(t, cluster, { objectMode: true });
  const [error, closed] = [next(stream, 'error'), next(stream, 'close')];
  await assert.rejects(written(stream, { value: 5 }), { message: 'Message must be a buffer or null' });
  assert.equal((await error)[0].message, 'Message must be a buffer or null');
  await closed;
  assert.equal(stream.producer.isConnected(), false);
});

test('and is told by one that does not, which goes on', async (t) => {
  const cluster = callbackCluster(t);
  const stream = streamTo(t, cluster, { objectMode: true, autoClose: false });
  const error = next(stream, 'error');
  stream.write({ value: 5 });
  assert.equal((await error)[0].message, 'Message must be a buffer or null');
  await written(stream, { value: Buffer.from('7') });
  stream.end();
  await next(stream, 'finish');
  assert.ok(stream.producer.isConnected());
  await new Promise((resolve) => stream.close(resolve));
  assert.equal(stream.producer.isConnected(), false);
  const messages = flowOf(await cluster.consumer(), cluster.topic);
  await until(() => messages.length === 1);
});

test('a stream is made over a producer of the program’s', async (t) => {
  const cluster = callbackCluster(t);
  const producer = await connected(t, new Producer({ 'bootstrap.servers': cluster.servers }));
  const stream = new ProducerStream(producer, { topic: cluster.topic, pollInterval: 50, encoding: 'latin1' });
  assert.equal(stream.producer, producer);
  await written(stream, 'ä');
  await new Promise((resolve) => stream.close(resolve));
  assert.equal(producer.isConnected(), false);
  const messages = flowOf(await cluster.consumer(), cluster.topic);
  await until(() => messages.length === 1);
  assert.deepEqual([...messages[0].value], [0xe4]);
});

test('destroying in the middle disconnects, and closing twice does no harm', async (t) => {
  const cluster = callbackCluster(t);
  const stream = streamTo(t, cluster, {}, { 'queue.buffering.max.messages': 1, 'linger.ms': 60_000 });
  for (const value of range(100)) stream.write(String(value));
  await until(() => stream.producer.isConnected());
  const planted = new Error('planted');
  const error = next(stream, 'error');
  stream.destroy(planted);
  assert.equal((await error)[0], planted);
  await Promise.all([new Promise((resolve) => stream.close(resolve)), new Promise((resolve) => stream.close(resolve))]);
  await new Promise((resolve) => stream.close(resolve));
  assert.equal(stream.producer.isConnected(), false);
});

test('a broker that is not there is an error', async (t) => {
  const mock = new MockCluster({ brokers: 1 });
  const servers = mock.bootstrapServers;
  mock.close();
  const stream = streamTo(t, { servers, topic: 'any' }, { connectOptions: { timeout: 200 } });
  assert.ok((await next(stream, 'error'))[0] instanceof LibrdKafkaError);
});

test('options that make no stream are refused', () => {
  const producer = new Producer({ 'bootstrap.servers': '127.0.0.1:1' });
  const noTopic = new TypeError('ProducerStreams not using objectMode must provide a topic to produce to.');
  for (const options of [undefined, {}, 'utf8', { objectMode: false }])
    assert.throws(() => new ProducerStream(producer, options), noTopic);
  for (const options of [null, 5])
    assert.throws(
      () => new ProducerStream(producer, options),
      new TypeError('"streamOptions" argument must be a string or an object'),
    );
});

test('connecting by hand is connecting', async (t) => {
  const cluster = callbackCluster(t);
  const stream = streamTo(t, cluster);
  stream.connect();
  await until(() => stream.producer.isConnected());
  await call(stream.producer, 'flush', 1000);
});
