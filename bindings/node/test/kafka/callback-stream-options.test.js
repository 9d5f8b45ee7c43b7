'use strict';
// Every option of the streams, on a real Kafka.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaConsumerStream, ProducerStream, createReadStream, createWriteStream } = require('../..');
const { call, consumerConfig, fill, flowOf, next, until, valuesOf } = require('../rdkafka/support');
const { atEnd, range } = require('../support');
const { REAL_SESSION, callbackKafka } = require('./callback-support');
const { sharedServers } = require('./support');

/** Lets a stream end with the test. */
function ending(t, stream) {
  atEnd(t, () => stream.closed || new Promise((resolve) => stream.once('close', resolve).destroy()));
  return stream;
}

/** A topic with numbers in it, and streams of it. */
async function filled(t, count) {
  const kafka = callbackKafka(t, sharedServers());
  const topic = await kafka.newTopic();
  await fill(await kafka.producer(), topic, count);
  const config = () => consumerConfig(kafka.servers, REAL_SESSION);
  const streamOf = (options) => ending(t, createReadStream(config(), {}, { topics: topic, ...options }));
  return { ...kafka, topic, config, streamOf };
}

/** So many chunks of a stream, and its end. */
async function take(stream, count) {
  const chunks = [];
  for await (const chunk of stream) if (chunks.push(chunk) === count) break;
  return chunks;
}

/** A stream to a new topic, and what arrives there. */
async function writing(t, options, config = {}) {
  const kafka = callbackKafka(t, sharedServers());
  const topic = await kafka.newTopic();
  const stream = ending(t, createWriteStream({ 'bootstrap.servers': kafka.servers, ...config }, {}, { topic, ...options }));
  const arrived = async (count) => {
    const messages = flowOf(await kafka.consumer(REAL_SESSION), topic);
    await until(() => messages.length === count);
    return messages;
  };
  return { ...kafka, topic, stream, arrived };
}

test('topics are a name, names, a pattern, or found out from the metadata', async (t) => {
  const { topic, streamOf } = await filled(t, 3);
  for (const topics of [
    topic,
    [topic],
    new RegExp(`^${topic}`),
    (metadata) => metadata.topics.map(({ name }) => name).filter((name) => name === topic),
  ])
    assert.deepEqual(valuesOf(await take(streamOf({ topics, connectOptions: { timeout: 20_000 } }), 3)), range(3));
});

test('a stream is of messages, of values, or of lists of either', async (t) => {
  const { topic, streamOf } = await filled(t, 10);
  const [message] = await take(streamOf(), 1);
  assert.deepEqual([message.topic, message.offset, String(message.value)], [topic, 0, '0']);
  let text = '';
  for await (const value of streamOf({ objectMode: false })) if ((text += value).length === 10) break;
  assert.equal(text, '0123456789');
  const [list] = await take(streamOf({ streamAsBatch: true, fetchSize: 4 }), 1);
  assert.deepEqual(valuesOf(list), range(4));
  const [values] = await take(streamOf({ streamAsBatch: true, fetchSize: 4, objectMode: false }), 1);
  assert.deepEqual(values.map(String), ['0', '1', '2', '3']);
});

test('nothing is read ahead of the reader but the high-water mark', async (t) => {
  const { topic, streamOf } = await filled(t, 1000);
  const stream = streamOf({ fetchSize: 5, highWaterMark: 10, waitInterval: 0 });
  const position = () => stream.consumer.position([{ topic, partition: 0 }])[0].offset;
  await next(stream, 'readable');
  await until(() => position() >= 10);
  for (let round = 0; round < 10; round++) await call(stream.consumer, 'getMetadata', {});
  assert.ok(position() <= 15, `read up to ${position()}`);
  let read = 0;
  while (read < 100) {
    if (stream.read() === null) await next(stream, 'readable');
    else read++;
  }
  assert.ok(position() <= 115, `read up to ${position()}`);
});

test('a stream over a consumer closes it, or with autoClose false does not at its end', async (t) => {
  const { consumer, topic } = await filled(t, 3);
  for (const autoClose of [true, false]) {
    const client = await consumer(REAL_SESSION);
    const stream = ending(t, new KafkaConsumerStream(client, { topics: topic, autoClose }));
    const messages = [];
    const ended = next(stream, 'end');
    stream.on('data', (message) => {
      if (messages.push(message) === 3) client.unsubscribe();
    });
    await ended;
    if (autoClose) await next(stream, 'close');
    assert.equal(client.isConnected(), !autoClose);
    const closed = new Promise((resolve) => stream.close(resolve));
    await closed;
    assert.equal(client.isConnected(), false);
  }
});

test('a stream that is destroyed in the middle leaves the rest to the next member', async (t) => {
  const { topic, config, servers } = await filled(t, 200);
  const group = { ...config(), 'enable.auto.commit': false, 'bootstrap.servers': servers };
  const stream = ending(t, createReadStream(group, {}, { topics: topic, fetchSize: 10 }));
  const seen = [];
  await new Promise((resolve) => {
    stream.once('close', resolve);
    stream.on('data', (message) => {
      // Node tells what it has in hand even of a stream that is destroyed.
      if (stream.destroyed || seen.push(Number(message.value)) < 50) return;
      stream.consumer.commitMessageSync(message);
      stream.destroy();
    });
  });
  const rest = await take(ending(t, createReadStream(group, {}, { topics: topic, fetchSize: 10 })), 150);
  assert.deepEqual([...seen, ...valuesOf(rest)], range(200));
});

test('values are written as bytes and as text in an encoding', async (t) => {
  const { stream, arrived } = await writing(t, { encoding: 'hex', pollInterval: 10, connectOptions: { timeout: 20_000 } });
  stream.write(Buffer.from('1'));
  stream.write('32');
  stream.write('3', 'utf8');
  await new Promise((resolve) => stream.close(resolve));
  assert.equal(stream.producer.isConnected(), false);
  assert.deepEqual(valuesOf(await arrived(3)), [1, 2, 3]);
});

test('messages are written with all of their parts', async (t) => {
  const { topic, stream, arrived } = await writing(t, { objectMode: true }, { dr_cb: true });
  const report = next(stream.producer, 'delivery-report');
  const message = { partition: 0, key: 'k', timestamp: 5000, opaque: 'mine', headers: [{ a: 'b' }], value: Buffer.from('1') };
  stream.end(Object.freeze({ topic, ...message }));
  await next(stream, 'finish');
  assert.equal((await report)[1].opaque, 'mine');
  const [{ key, timestamp, headers }] = await arrived(1);
  assert.deepEqual([String(key), timestamp, headers], ['k', 5000, [{ a: Buffer.from('b') }]]);
});

test('a queue that is full is waited for', async (t) => {
  const { stream, arrived } = await writing(t, { highWaterMark: 64 }, { 'queue.buffering.max.messages': 10 });
  for (let index = 0; index < 1000; index++)
    if (!stream.write(String(index))) await next(stream, 'drain');
  stream.end();
  await next(stream, 'finish');
  assert.deepEqual(valuesOf(await arrived(1000)), range(1000));
});

test('with autoClose false a stream over a producer tells what is no message, and goes on', async (t) => {
  const { producer, topic, arrived } = await writing(t, {});
  const client = await producer();
  const stream = ending(t, new ProducerStream(client, { topic, objectMode: true, autoClose: false }));
  const errors = [];
  stream.on('error', (error) => errors.push(error.message));
  stream.write({ value: Buffer.from('1') });
  stream.write({ value: 'text' });
  stream.write({ value: Buffer.from('2') });
  await new Promise((resolve) => stream.end(resolve));
  assert.deepEqual([errors, client.isConnected()], [['Message must be a buffer or null'], true]);
  assert.deepEqual(valuesOf(await arrived(2)), [1, 2]);
});
