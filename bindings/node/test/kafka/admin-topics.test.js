'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { until } = require('../support');
const { askerOf, newTopic, realClients, sharedServers } = require('./support');

const { AclOperationTypes, IsolationLevel } = KafkaJS;

const name = (suffix) => `node-admin-topics-${process.pid}-${suffix}`;

async function adminOf(t) {
  const clients = realClients(t, sharedServers());
  return { clients, admin: await clients.admin() };
}

/** Messages in one partition, with the times from `first` on. */
const timed = (count, first, partition = 0) =>
  Array.from({ length: count }, (_, index) => ({ value: 'v', partition, timestamp: String(first + index) }));

test('a topic that is only validated is not created', async (t) => {
  const { admin } = await adminOf(t);
  const topics = [{ topic: name('dry') }];
  assert.equal(await admin.createTopics({ topics, validateOnly: true }), true);
  assert.ok(!(await admin.listTopics()).includes(name('dry')));
  const wrong = [{ topic: name('dry'), configEntries: [{ name: 'retention.ms', value: 'soon' }] }];
  await assert.rejects(admin.createTopics({ topics: wrong, validateOnly: true }), { name: 'KafkaJSAggregateError' });
});

test('topics are there with their leaders when that was waited for', async (t) => {
  const { admin } = await adminOf(t);
  const topic = name('led');
  assert.equal(await admin.createTopics({ topics: [{ topic, numPartitions: 5 }], waitForLeaders: true }), true);
  const [described] = await admin.fetchTopicMetadata({ topics: [topic] });
  assert.deepEqual(
    described.partitions.map(({ leader }) => leader),
    [1, 1, 1, 1, 1],
  );
  await admin.deleteTopics({ topics: [topic] });
});

test('a topic is described, and what may be done with it', async (t) => {
  const { admin } = await adminOf(t);
  const topic = await newTopic(t, admin, 2);
  const [plain] = await admin.fetchTopicMetadata({ topics: [topic] });
  assert.deepEqual([plain.name, plain.isInternal, plain.authorizedOperations], [topic, false, undefined]);
  const { mostSignificantBits: most, leastSignificantBits: least, base64 } = plain.topicId;
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64BE(most, 0);
  bytes.writeBigInt64BE(least, 8);
  assert.equal(bytes.toString('base64').replaceAll('=', ''), base64.replaceAll('-', '+').replaceAll('_', '/'));
  const [host, port] = sharedServers().split(',')[0].split(':');
  const node = { id: 1, host, port: Number(port) };
  assert.deepEqual(plain.partitions[1], {
    partitionErrorCode: 0,
    partitionId: 1,
    leader: 1,
    leaderNode: node,
    replicas: [1],
    replicaNodes: [node],
    isr: [1],
    isrNodes: [node],
  });
  const [allowed] = await admin.fetchTopicMetadata({ topics: [topic], includeAuthorizedOperations: true });
  assert.ok(allowed.authorizedOperations.includes(AclOperationTypes.ALTER_CONFIGS));
  const all = await admin.fetchTopicMetadata();
  assert.ok(all.some((one) => one.name === topic));
  await assert.rejects(admin.fetchTopicMetadata({ topics: [topic, name('never')] }), {
    name: 'KafkaJSProtocolError',
    code: 3,
  });
});

test('topics grow, and those that cannot are named', async (t) => {
  const { admin } = await adminOf(t);
  const topic = await newTopic(t, admin, 2);
  const grow = (count, rest) => admin.createPartitions({ topicPartitions: [{ topic, count }], ...rest });
  assert.equal(await grow(5, { validateOnly: true }), true);
  const count = async () => (await admin.fetchTopicMetadata({ topics: [topic] }))[0].partitions.length;
  assert.equal(await count(), 2);
  assert.equal(await grow(4), true);
  await until(async () => (await count()) === 4);
  const wrong = {
    topicPartitions: [
      { topic, count: 3 },
      { topic: name('never'), count: 3 },
    ],
  };
  await assert.rejects(admin.createPartitions(wrong), (error) => {
    assert.equal(error.message, 'Partition creation errors');
    assert.deepEqual(
      error.errors.map((one) => [one.name, one.topic, one.type]),
      [
        ['KafkaJSCreateTopicError', topic, 'ERR_INVALID_PARTITIONS'],
        ['KafkaJSCreateTopicError', name('never'), 'ERR_UNKNOWN_TOPIC_OR_PART'],
      ],
    );
    return true;
  });
});

test('topics are listed', async (t) => {
  const { admin } = await adminOf(t);
  const topic = await newTopic(t, admin);
  // The controller has made it; the broker that is asked hears of it a moment later, and so of its end.
  const isListed = async () => (await admin.listTopics()).includes(topic);
  await until(isListed);
  await admin.deleteTopics({ topics: [topic] });
  await until(async () => !(await isListed()));
});

test('a topic tells how far it reaches, now and at a time', async (t) => {
  const { admin, clients } = await adminOf(t);
  const topic = await newTopic(t, admin, 2);
  const producer = await clients.producer();
  await producer.send({ topic, messages: [...timed(5, 1000), ...timed(3, 2000, 1)] });
  assert.deepEqual(await admin.fetchTopicOffsets(topic), [
    { partition: 0, offset: '5', high: '5', low: '0' },
    { partition: 1, offset: '3', high: '3', low: '0' },
  ]);
  const at = (time) => admin.fetchTopicOffsetsByTimestamp(topic, time).then((all) => all.map(({ offset }) => offset));
  assert.deepEqual(await at(0), ['0', '0']);
  assert.deepEqual(await at(1003), ['3', '0']);
  assert.deepEqual(await at(1500), ['5', '0'], 'where there is no later record it is the end');
  assert.deepEqual(await at(undefined), ['5', '3']);
  const latest = await askerOf(t, sharedServers())('ListOffsets', {
    partitions: [{ topic, partition: 1, at: 'MAX_TIMESTAMP' }],
  });
  assert.deepEqual([latest.partitions[0].offset, latest.partitions[0].timestamp], ['2', '2002']);
  await assert.rejects(admin.fetchTopicOffsets(name('never')), { code: 3 });
});

test('what is in an open transaction is not counted where only what is committed counts', async (t) => {
  const { admin, clients } = await adminOf(t);
  const topic = await newTopic(t, admin);
  const producer = await clients.producer({ 'transactional.id': name('transaction') });
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: timed(4, 1000) });
  const high = async (isolationLevel) => (await admin.fetchTopicOffsets(topic, { isolationLevel }))[0].high;
  assert.equal(await high(IsolationLevel.READ_UNCOMMITTED), '4');
  assert.equal(await high(IsolationLevel.READ_COMMITTED), '0');
  await transaction.commit();
  await until(async () => (await high(IsolationLevel.READ_COMMITTED)) === '5', 'the records and the mark of the end');
});

test('records are deleted up to an offset, or all of them', async (t) => {
  const { admin, clients } = await adminOf(t);
  const topic = await newTopic(t, admin, 2);
  const producer = await clients.producer();
  await producer.send({ topic, messages: [...timed(5, 1000), ...timed(3, 2000, 1)] });
  const partitions = [
    { partition: 0, offset: '2' },
    { partition: 1, offset: '-1' },
  ];
  assert.deepEqual(await admin.deleteTopicRecords({ topic, partitions }), [
    { topic, partition: 0, lowWatermark: 2 },
    { topic, partition: 1, lowWatermark: 3 },
  ]);
  assert.deepEqual(
    (await admin.fetchTopicOffsets(topic)).map(({ low, high }) => [low, high]),
    [
      ['2', '5'],
      ['3', '3'],
    ],
  );
  const beyond = [
    { partition: 0, offset: '3' },
    { partition: 1, offset: '99' },
  ];
  await assert.rejects(admin.deleteTopicRecords({ topic, partitions: beyond }), (error) => {
    assert.equal(error.name, 'KafkaJSDeleteTopicRecordsError');
    assert.equal(error.message, 'Error while deleting records');
    assert.deepEqual([error.code, error.type], [1, 'ERR_OFFSET_OUT_OF_RANGE']);
    assert.deepEqual(
      error.partitions.map((one) => [one.partition, one.error.name, one.error.code]),
      [[1, 'KafkaJSOffsetOutOfRange', 1]],
    );
    return true;
  });
  assert.equal((await admin.fetchTopicOffsets(topic))[0].low, '3', 'the other partition was done');
});
