'use strict';
// Streams on a real Kafka: half a million messages from topic to topic, also under a broker that restarts.
const assert = require('node:assert/strict');
const { Transform } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { test } = require('node:test');

const { createReadStream, createWriteStream } = require('../..');
const { call, consumerConfig, until } = require('../rdkafka/support');
const { REAL_SESSION, callbackKafka } = require('./callback-support');
const { ownCluster, sharedServers } = require('./support');

const COUNT = 500_000;
const MEGABYTE = 1024 * 1024;
/** What the process may grow by while it copies; the messages are ten times as much. */
const MAX_GROWTH = 150 * MEGABYTE;

/** Fills a topic with numbers in messages of 300 bytes. */
async function fillThroughStream({ servers }, topic, count) {
  const stream = createWriteStream({ 'bootstrap.servers': servers, 'linger.ms': 20 }, {}, { topic });
  const padding = 'x'.repeat(290);
  for (let index = 0; index < count; index++)
    if (!stream.write(`${index}-${padding}`)) await new Promise((resolve) => stream.once('drain', resolve));
  stream.end();
  await new Promise((resolve, reject) => stream.once('close', resolve).once('error', reject));
}

/** Copies until each of so many numbers came by, and calls `onCount` now and then. Says how many messages that were. */
async function copy({ servers }, source, target, count, onCount = () => {}) {
  const config = consumerConfig(servers, { ...REAL_SESSION, 'enable.auto.commit': false });
  const reading = createReadStream(config, {}, { topics: source, fetchSize: 100, waitInterval: 0 });
  const seen = new Uint8Array(count);
  let missing = count;
  let copied = 0;
  const transform = new Transform({
    objectMode: true,
    transform({ value, partition }, _encoding, callback) {
      const number = numberIn(value);
      if (seen[number] === 0 && --missing === 0) reading.consumer.unsubscribe();
      seen[number] = 1;
      if (++copied % 10_000 === 0) onCount(copied);
      callback(null, { value, partition });
    },
  });
  const writing = createWriteStream(
    { 'bootstrap.servers': servers, 'linger.ms': 20, 'enable.idempotence': true },
    {},
    { topic: target, objectMode: true },
  );
  await pipeline(reading, transform, writing);
  return copied;
}

/** Measures what the process grows by, from the first look on. */
function memory() {
  let base;
  let peak = 0;
  const look = () => {
    const { rss } = process.memoryUsage();
    base ??= rss;
    peak = Math.max(peak, rss);
  };
  const check = () => assert.ok(peak - base < MAX_GROWTH, `grew by ${Math.round((peak - base) / MEGABYTE)} MB`);
  return { look, check };
}

const numberIn = (value) => Number.parseInt(value.toString('latin1', 0, 12), 10);

/** Reads so many messages of a topic, and says how often each number is in them. */
async function numbersOf({ consumer }, topic, count, total) {
  const reader = await consumer(REAL_SESSION);
  const seen = new Uint8Array(count);
  let left = total;
  reader.subscribe([topic]);
  reader.consume((error, { value }) => {
    seen[numberIn(value)]++;
    left--;
  });
  await until(() => left <= 0, () => `${left} of ${total} did not arrive`, 120_000);
  await call(reader, 'disconnect');
  return seen;
}

test('half a million messages go from topic to topic in constant memory, each once', async (t) => {
  const kafka = callbackKafka(t, sharedServers());
  const [source, target] = [await kafka.newTopic(4), await kafka.newTopic(4)];
  await fillThroughStream(kafka, source, COUNT);
  const { look, check } = memory();
  assert.equal(await copy(kafka, source, target, COUNT, look), COUNT);
  check();
  const seen = await numbersOf(kafka, target, COUNT, COUNT);
  assert.ok(seen.every((times) => times === 1));
});

test('so they do while the broker restarts; what Kafka reads again is copied again', async (t) => {
  const cluster = await ownCluster(t);
  const kafka = callbackKafka(t, cluster.servers);
  const [source, target] = [await kafka.newTopic(2), await kafka.newTopic(2)];
  await fillThroughStream(kafka, source, COUNT);
  const { look, check } = memory();
  let restarting;
  const copied = await copy(kafka, source, target, COUNT, () => {
    look();
    restarting ??= cluster.restart();
  });
  await restarting;
  check();
  const seen = await numbersOf(kafka, target, COUNT, copied);
  assert.ok(seen.every((times) => times >= 1));
});
