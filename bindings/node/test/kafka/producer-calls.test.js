'use strict';
// The calls of a producer and the keys of its configuration, where a broker may answer otherwise than the mock cluster.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { ErrorCodes, logLevel } = require('../..').KafkaJS;
const { collect, numbered, numbersIn, range, until } = require('../support');
const { newTopic, realClients, sharedServers } = require('./support');

async function setUp(t, numPartitions = 1) {
  const clients = realClients(t, sharedServers());
  const admin = await clients.admin();
  return { clients, admin, topic: await newTopic(t, admin, numPartitions) };
}

test('several topics are sent to, what waits is flushed, and an admin goes along the connections', async (t) => {
  const { clients, admin, topic } = await setUp(t, 2);
  const other = await newTopic(t, admin);
  const producer = clients.kafka.producer({ 'linger.ms': 60_000 });
  t.after(() => producer.disconnect());
  const heard = [];
  for (const name of Object.values(producer.events)) producer.on(name, ({ type, payload }) => heard.push([type, payload]));
  await producer.connect();
  const start = performance.now();
  const topicMessages = [
    { topic, messages: [{ value: '0', partition: 1 }, { value: '1', partition: 0 }, { value: '2', partition: 1 }] },
    { topic: other, messages: numbered(2, 3) },
  ];
  let isSent = false;
  const sent = producer.sendBatch({ topicMessages }).finally(() => (isSent = true));
  await producer.flush({ timeout: 30_000 });
  assert.equal(isSent, true);
  assert.ok(performance.now() - start < 60_000, 'it was not sent before its time');
  const told = (await sent).map(({ topicName, partition, baseOffset }) => [topicName, partition, baseOffset]);
  assert.deepEqual(told.sort(), [[topic, 0, '0'], [topic, 1, '0'], [other, 0, '0']].sort());
  const each = producer.sendBatch({ topicMessages, results: 'message' });
  await producer.flush({ timeout: 30_000 });
  assert.deepEqual(
    (await each).map(({ topicName, partition, baseOffset }) => [topicName, partition, baseOffset]),
    [[topic, 1, '2'], [topic, 0, '1'], [topic, 1, '3'], [other, 0, '2'], [other, 0, '3']],
  );

  const dependent = producer.dependentAdmin();
  await dependent.connect();
  const offsets = await dependent.fetchTopicOffsets(topic);
  assert.deepEqual(offsets.map(({ partition, high }) => [partition, high]).sort(), [[0, '2'], [1, '4']]);
  await dependent.disconnect();
  const last = producer.send({ topic, messages: [{ value: '9', partition: 0 }] });
  await producer.flush({ timeout: 30_000 });
  assert.equal((await last)[0].baseOffset, '2');
  await producer.disconnect();
  assert.deepEqual(heard, [['producer.connect', null], ['producer.disconnect', null]]);
});

test('a partitioner_cb is asked for every message that does not say its partition', async (t) => {
  const { clients, topic } = await setUp(t, 3);
  const asked = [];
  const partitioner_cb = (...call) => {
    asked.push(call);
    return Number(call[1]);
  };
  const producer = await clients.producer({ partitioner_cb });
  const messages = [{ key: '2', value: 'a' }, { key: '1', value: 'b' }, { key: '1', value: 'c', partition: 0 }];
  const reports = await producer.send({ topic, messages, results: 'message' });
  assert.deepEqual(reports.map(({ partition }) => partition), [2, 1, 0]);
  assert.deepEqual(asked, [[topic, Buffer.from('2'), 3], [topic, Buffer.from('1'), 3]]);
});

test('a queue that is full waits for room or is an error, and everything that was taken arrives', async (t) => {
  const { clients, topic } = await setUp(t);
  const small = { 'queue.buffering.max.messages': 10, 'linger.ms': 50 };
  const waiting = await clients.producer(small);
  await Promise.all(range(30).map((number) => waiting.send({ topic, messages: numbered(1, number) })));
  const failing = await clients.producer({ ...small, 'js.producer.queue.full': 'error' });
  const sends = range(30, 100).map((number) => failing.send({ topic, messages: numbered(1, number) }));
  const results = await Promise.allSettled(sends);
  const [taken, refused] = ['fulfilled', 'rejected'].map((status) => results.filter((result) => result.status === status));
  assert.equal(taken.length, 10);
  for (const { reason } of refused) assert.equal(reason.code, ErrorCodes.ERR__QUEUE_FULL);
  const messages = await collect(await clients.consumer(), topic);
  await until(() => messages.length === 40);
  assert.deepEqual(numbersIn(messages), [...range(30), ...range(10, 100)]);
});

/** What the broker keeps of the producer of a batch: its id, and whether the batch is of a transaction. */
function firstBatchOf(topic) {
  const file = `broker-1.data/${topic}-0/00000000000000000000.log`;
  const log = readFileSync(path.join(process.env.KAFKACORE_TEST_CLUSTER, file));
  return { isOfTransaction: (log.readInt16BE(21) & 0x10) !== 0, hasProducerId: log.readBigInt64BE(43) >= 0 };
}

test('what the kafkaJS block says is what the broker sees', async (t) => {
  const { clients, admin, topic } = await setUp(t);
  const [plain, idempotent] = [await newTopic(t, admin), await newTopic(t, admin)];
  await (await clients.producer()).send({ topic: plain, messages: numbered(1) });
  const ordered = await clients.producer({ kafkaJS: { idempotent: true, maxInFlightRequests: 5 } });
  await ordered.send({ topic: idempotent, messages: numbered(1) });
  const producer = await clients.producer({ kafkaJS: { transactionalId: topic, transactionTimeout: 20_000 } });
  assert.equal(producer.isActive(), false);
  await producer.transaction();
  assert.equal(producer.isActive(), true);
  await producer.send({ topic, messages: numbered(1) });
  assert.equal(producer.isActive(), true);
  await producer.commit();
  assert.equal(producer.isActive(), false);
  assert.deepEqual([plain, idempotent, topic].map(firstBatchOf), [
    { isOfTransaction: false, hasProducerId: false },
    { isOfTransaction: false, hasProducerId: true },
    { isOfTransaction: true, hasProducerId: true },
  ]);
  const tooMany = clients.producer({ kafkaJS: { idempotent: true, maxInFlightRequests: 6 } });
  await assert.rejects(tooMany, { code: ErrorCodes.ERR__INVALID_ARG, message: /max\.in\.flight/ });
  // No broker lets a transaction last an hour.
  const tooLong = clients.producer({ kafkaJS: { transactionalId: `${topic}-long`, transactionTimeout: 3_600_000 } });
  await assert.rejects(tooLong, { type: 'ERR_INVALID_TRANSACTION_TIMEOUT' });
});

test('topics are created if they may be, and new partitions found in the time of metadataMaxAge', async (t) => {
  const { clients, admin, topic } = await setUp(t);
  const created = `${topic}-created`;
  const config = { 'topic.metadata.propagation.max.ms': 300 };
  const forbidden = await clients.producer({ ...config, kafkaJS: { allowAutoTopicCreation: false } });
  await assert.rejects(forbidden.send({ topic: created, messages: numbered(1) }), { code: 3 });
  assert.equal((await admin.listTopics()).includes(created), false);
  const quick = await clients.producer({ kafkaJS: { allowAutoTopicCreation: true, metadataMaxAge: 200 } });
  assert.equal((await quick.send({ topic: created, messages: numbered(1) }))[0].baseOffset, '0');
  const slow = await clients.producer({ kafkaJS: { metadataMaxAge: 600_000 } });
  for (const producer of [quick, slow]) await producer.send({ topic, messages: numbered(1) });
  await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
  const record = { topic, messages: [{ value: 'v', partition: 1 }] };
  await until(() => quick.send(record).then(() => true, () => false), 'the new partition was not found');
  await assert.rejects(slow.send(record), { code: ErrorCodes.ERR__UNKNOWN_PARTITION });
});

test("librdkafka has what the kafkaJS block says, and its lines go to the block's logger at its level", async (t) => {
  const { clients, topic } = await setUp(t);
  const lines = [];
  const levels = [];
  const logCreator = (level) => {
    levels.push(level);
    return (line) => lines.push(line);
  };
  const producerOf = (config, block) =>
    clients.producer({ log_level: undefined, ...config, kafkaJS: { logger: undefined, logCreator, ...block } });
  const producer = await producerOf(
    { debug: 'conf' },
    {
      clientId: 'mine',
      idempotent: true,
      maxInFlightRequests: 1,
      metadataMaxAge: 1000,
      allowAutoTopicCreation: false,
      transactionTimeout: 30_000,
      requestTimeout: 20_000,
      timeout: 5000,
      retry: { retries: 7 },
    },
  );
  await producer.send({ topic, messages: numbered(1) });
  const text = () => lines.map(({ log }) => log.message).join('\n');
  for (const setting of [
    'client.id = mine',
    'enable.idempotence = true',
    'max.in.flight.requests.per.connection = 1',
    'topic.metadata.refresh.interval.ms = 1000',
    'allow.auto.create.topics = false',
    'transaction.timeout.ms = 30000',
    'socket.timeout.ms = 20000',
    'request.timeout.ms = 5000',
    'message.send.max.retries = 7',
  ])
    await until(() => text().includes(`  ${setting}\n`), () => `${setting} is not in\n${text()}`);
  assert.deepEqual([lines[0].namespace, lines[0].label, levels], ['Producer', 'DEBUG', [logLevel.DEBUG]]);
  assert.match(lines[0].log.name, /^mine#producer-\d+$/);

  lines.length = 0;
  for (const level of [logLevel.WARN, logLevel.NOTHING]) {
    const logger = (await producerOf({}, { logLevel: level })).logger();
    assert.equal(levels.at(-1), level);
    logger.warn('warned');
    logger.info('informed');
  }
  assert.deepEqual(
    lines.map(({ log }) => log.message),
    ['warned'],
  );
});
