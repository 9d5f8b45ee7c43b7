'use strict';
// What a broker makes of what a producer sends: what lies in its log, and in which partition.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const {
  KafkaJS: { CompressionTypes, Partitioners },
} = require('../..');
const { JAVA_HASHES } = require('../murmur2-hashes');
const { collect, numbered, until } = require('../support');
const { newTopic, realClients, sharedServers } = require('./support');

const PARTITIONS = 7;

async function kafka(t, numPartitions = 1) {
  const clients = realClients(t, sharedServers());
  return { clients, topic: await newTopic(t, await clients.admin(), numPartitions) };
}

/** The codecs of the batches in a partition's first segment, as the broker keeps them. */
function codecsOf(topic) {
  const file = `broker-1.data/${topic}-0/00000000000000000000.log`;
  const log = readFileSync(path.join(process.env.KAFKACORE_TEST_CLUSTER, file));
  const codecs = [];
  // A batch: its offset (8 bytes), length (4), leader epoch (4), magic (1), checksum (4), attributes (2).
  for (let at = 0; at + 23 <= log.length; at += 12 + log.readInt32BE(at + 8)) {
    assert.equal(log.readInt8(at + 16), 2, 'a format that this test does not know');
    codecs.push(log.readInt16BE(at + 21) & 7);
  }
  return codecs;
}

for (const [codec, name] of ['None', 'GZIP', 'SNAPPY', 'LZ4', 'ZSTD'].entries()) {
  const compression = CompressionTypes[name];
  test(`messages are compressed with ${compression} on the wire, and can be read`, async (t) => {
    for (const config of [{ kafkaJS: { compression } }, { 'compression.codec': compression }]) {
      const { clients, topic } = await kafka(t);
      const producer = await clients.producer({ 'linger.ms': 50, ...config });
      const value = 'easy to compress '.repeat(100);
      await producer.send({ topic, messages: Array.from({ length: 20 }, () => ({ value })) });
      assert.deepEqual([...new Set(codecsOf(topic))], [codec]);
      const messages = await collect(await clients.consumer(), topic);
      await until(() => messages.length === 20);
      for (const message of messages) assert.equal(String(message.value), value);
    }
  });
}

test("keys go where Kafka's own clients send them, whoever chooses", async (t) => {
  const { clients, topic } = await kafka(t, PARTITIONS);
  const expected = JAVA_HASHES.map(([, hash]) => (hash & 0x7fffffff) % PARTITIONS);
  const messages = JAVA_HASHES.map(([key]) => ({ key, value: key }));
  const configs = [
    {},
    { partitioner: 'murmur2_random' },
    { kafkaJS: { createPartitioner: Partitioners.DefaultPartitioner } },
    { kafkaJS: { createPartitioner: Partitioners.JavaCompatiblePartitioner } },
  ];
  for (const config of configs) {
    const producer = await clients.producer(config);
    const reports = await producer.send({ topic, messages, results: 'message' });
    assert.deepEqual(
      reports.map(({ partition }) => partition),
      expected,
    );
  }
});

test("a partitioner of one's own decides, also for a topic that is created by the first message", async (t) => {
  const clients = realClients(t, sharedServers());
  const topic = `node-created-${process.pid}-${Date.now()}`;
  const counts = new Set();
  const createPartitioner = () => (call) => {
    counts.add(call.partitionMetadata.length);
    return call.partitionMetadata.at(-1).partitionId;
  };
  const producer = await clients.producer({ kafkaJS: { createPartitioner } });
  const reports = await Promise.all([1, 2, 3].map(() => producer.send({ topic, messages: numbered(2) })));
  assert.deepEqual(
    reports.map(([{ partition, baseOffset }]) => [partition, baseOffset]),
    [
      [0, '0'],
      [0, '2'],
      [0, '4'],
    ],
  );
  assert.deepEqual([...counts], [1]);
});

test('every kind of key, value, header and timestamp arrives as it was sent', async (t) => {
  const { clients, topic } = await kafka(t);
  const producer = await clients.producer();
  const sent = [
    { key: 'k', value: 'v', timestamp: '1732000000000', headers: { a: '1', b: [Buffer.from('2'), '3'] } },
    { key: null, value: null, headers: { none: null, empty: '' } },
    { key: '', value: '' },
    { key: Buffer.from([0, 255]), value: Buffer.alloc(0), timestamp: 1 },
    { value: new Uint8Array([1, 2]), headers: { left: undefined } },
  ];
  const start = Date.now();
  await producer.send({ topic, messages: sent });
  const messages = await collect(await clients.consumer(), topic);
  await until(() => messages.length === sent.length);
  const text = (bytes) => bytes?.toString('latin1') ?? null;
  assert.deepEqual(
    messages.map(({ key, value }) => [text(key), text(value)]),
    [
      ['k', 'v'],
      [null, null],
      ['', ''],
      ['\0\xff', ''],
      [null, '\x01\x02'],
    ],
  );
  assert.deepEqual(messages[0].headers, { a: Buffer.from('1'), b: [Buffer.from('2'), Buffer.from('3')] });
  assert.deepEqual(messages[1].headers, { none: null, empty: Buffer.alloc(0) });
  assert.deepEqual([messages[0].timestamp, messages[3].timestamp], ['1732000000000', '1']);
  assert.ok(Number(messages[1].timestamp) >= start - 1000 && Number(messages[1].timestamp) <= Date.now() + 1000);
  assert.equal(messages[4].headers, undefined);
});

test('whatever the acknowledgements that are asked for, the messages are there', async (t) => {
  const { clients, topic } = await kafka(t);
  for (const [config, expected] of [
    [{ kafkaJS: { acks: -1 } }, '0'],
    [{ acks: 'all', 'enable.idempotence': true }, '2'],
    [{ kafkaJS: { acks: 1 } }, '4'],
    [{ acks: 0 }, '-1001'],
  ]) {
    const producer = await clients.producer(config);
    const [{ baseOffset }] = await producer.send({ topic, messages: numbered(2) });
    assert.equal(baseOffset, expected, JSON.stringify(config));
  }
  const messages = await collect(await clients.consumer(), topic);
  await until(() => messages.length === 8);
});

test('what the broker refuses is rejected with its code, and so is a topic that may not be created', async (t) => {
  const { clients, topic } = await kafka(t);
  const producer = await clients.producer({ 'message.max.bytes': 10_000_000, 'message.timeout.ms': 10_000 });
  const large = { value: Buffer.alloc(2_000_000) };
  await assert.rejects(producer.send({ topic, messages: [large] }), {
    name: 'KafkaJSProtocolError',
    type: 'ERR_MSG_SIZE_TOO_LARGE',
  });
  await assert.rejects(producer.send({ topic: 'not a name', messages: numbered(1) }), { name: /^KafkaJS/ });
  await assert.rejects(producer.send({ topic, messages: [{ value: 'v', partition: 7 }] }), { code: -190 });
  const [{ baseOffset }] = await producer.send({ topic, messages: numbered(1) });
  assert.equal(baseOffset, '0');
});

test('a topic that may not be created by a message rejects its send, which succeeds when the topic is there', async (t) => {
  const { clients, topic } = await kafka(t);
  const producer = await clients.producer({
    'allow.auto.create.topics': false,
    'topic.metadata.propagation.max.ms': 500,
  });
  const late = `${topic}-late`;
  const send = () => producer.send({ topic: late, messages: numbered(1) });
  const unknown = { name: 'KafkaJSProtocolError', type: 'ERR_UNKNOWN_TOPIC_OR_PART', retriable: true, fatal: false };
  await assert.rejects(send(), unknown);
  const admin = await clients.admin();
  assert.ok(!(await admin.listTopics()).includes(late));
  await admin.createTopics({ topics: [{ topic: late, numPartitions: 1 }], waitForLeaders: true, timeout: 30_000 });
  // For a second or so librdkafka remembers that it is unknown, and refuses what comes then at once.
  const codes = ['ERR_UNKNOWN_TOPIC_OR_PART', 'ERR__UNKNOWN_TOPIC'];
  const [{ baseOffset }] = await until(() => send().catch(({ type }) => void assert.ok(codes.includes(type), type)));
  assert.equal(baseOffset, '0');
});
