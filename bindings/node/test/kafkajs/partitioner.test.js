'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Partitioners },
} = require('../..');
const { faultyCluster } = require('../faulty-cluster');
const { JAVA_HASHES } = require('../murmur2-hashes');
const { clientsOf, delay } = require('../support');

const PARTITIONS = 7;
const KEYED = JAVA_HASHES.map(([key]) => ({ key, value: 'v' }));
const JAVA_PARTITIONS = JAVA_HASHES.map(([, hash]) => (hash & 0x7fffffff) % PARTITIONS);

async function producerOf(t, config) {
  const cluster = faultyCluster(t, { numPartitions: PARTITIONS });
  const producer = await clientsOf(t, cluster.servers).producer(config);
  const partitions = async (messages, topic = cluster.topic) =>
    (await producer.send({ topic, messages, results: 'message' })).map(({ partition }) => partition);
  return { producer, cluster, partitions };
}

const created = (choose) => ({ kafkaJS: { createPartitioner: () => choose } });

test("with a kafkaJS block, keys go where Kafka's own clients send them", async (t) => {
  const { partitions } = await producerOf(t, {});
  assert.deepEqual(await partitions(KEYED), JAVA_PARTITIONS);
});

for (const name of ['DefaultPartitioner', 'JavaCompatiblePartitioner']) {
  test(`so they do with Partitioners.${name}, as strings and as buffers`, async (t) => {
    const { partitions } = await producerOf(t, { kafkaJS: { createPartitioner: Partitioners[name] } });
    assert.deepEqual(await partitions(KEYED), JAVA_PARTITIONS);
    const buffers = KEYED.map(({ key }) => ({ key: Buffer.from(key), value: 'v' }));
    assert.deepEqual(await partitions(buffers), JAVA_PARTITIONS);
    assert.deepEqual(await partitions([{ key: 'a', value: 'v', partition: 6 }]), [6]);
  });
}

test("KafkaJS's partitioners take turns when there is no key, among the partitions that have a leader", () => {
  for (const createPartitioner of Object.values(Partitioners)) {
    const choose = createPartitioner();
    const partitionMetadata = [0, 1, 2, 3].map((partitionId) => ({ partitionId, leader: partitionId === 2 ? -1 : 1 }));
    const counts = { a: [0, 0, 0, 0], b: [0, 0, 0, 0] };
    for (let turn = 0; turn < 30; turn++)
      for (const topic of ['a', 'b']) counts[topic][choose({ topic, partitionMetadata, message: { value: 'v' } })]++;
    assert.deepEqual(counts, { a: [10, 10, 0, 10], b: [10, 10, 0, 10] });
    const leaderless = partitionMetadata.map((partition) => ({ ...partition, leader: -1 }));
    assert.ok(choose({ topic: 'a', partitionMetadata: leaderless, message: {} }) < 4);
  }
});

test('the legacy partitioner sends keys where KafkaJS 1 did', async (t) => {
  const { partitions } = await producerOf(t, { kafkaJS: { createPartitioner: Partitioners.LegacyPartitioner } });
  assert.deepEqual(await partitions([{ key: '10000000', value: 'v' }]), [(-1778616326 & 0x7fffffff) % PARTITIONS]);
});

test("a partitioner of one's own is made once and is told everything, in KafkaJS's words", async (t) => {
  const calls = [];
  let made = 0;
  const { partitions, cluster } = await producerOf(t, {
    kafkaJS: {
      createPartitioner: () => {
        made++;
        return (call) => {
          calls.push(call);
          return call.message.shelf;
        };
      },
    },
  });
  const messages = [
    { key: 'a', value: 'v', shelf: 5 },
    { key: Buffer.from('b'), value: null, headers: { h: ['1'] }, partition: 1, timestamp: '9', shelf: 2 },
  ];
  assert.deepEqual(await partitions(messages), [5, 2]);
  assert.deepEqual(await partitions([messages[0]]), [5]);
  assert.equal(made, 1);
  assert.deepEqual(calls[0], {
    topic: cluster.topic,
    partitionMetadata: Array.from({ length: PARTITIONS }, (_, partitionId) => ({
      partitionErrorCode: 0,
      partitionId,
      leader: 1,
      replicas: [1],
      isr: [1],
    })),
    message: messages[0],
  });
  assert.deepEqual(calls[1].message, messages[1]);
  // Once the topic is known, it is the caller's own object.
  assert.equal(calls[2].message, messages[0]);
});

test('partitioner_cb is asked of messages that do not say their partition, and wins over createPartitioner', async (t) => {
  const calls = [];
  const { partitions, cluster } = await producerOf(t, {
    partitioner_cb: (...call) => calls.push(call) % PARTITIONS,
    ...created(() => 0),
  });
  const messages = [
    { key: 'ä', value: 'v' },
    { key: null, value: 'v' },
    { key: 'b', value: 'v', partition: 6 },
    { key: new Uint8Array([1]), value: 'v' },
  ];
  assert.deepEqual(await partitions(messages), [1, 2, 6, 3]);
  assert.deepEqual(calls, [
    [cluster.topic, Buffer.from('ä'), PARTITIONS],
    [cluster.topic, null, PARTITIONS],
    [cluster.topic, Buffer.from([1]), PARTITIONS],
  ]);
});

test('a topic that is new makes its sends wait, and they keep their order', async (t) => {
  const { producer, cluster } = await producerOf(
    t,
    created(() => 0),
  );
  cluster.failTopic('late', 3);
  const send = (topic) => producer.send({ topic, messages: [{ value: 'v' }] });
  const late = Array.from({ length: 20 }, () => send('late'));
  await send(cluster.topic);
  cluster.failTopic('late', 0);
  const offsets = (await Promise.all(late)).map(([{ baseOffset }]) => Number(baseOffset));
  assert.deepEqual(
    offsets,
    Array.from({ length: 20 }, (_, index) => index),
  );
});

test('what is known of a topic is asked for again when it is too old', async (t) => {
  for (const [maxAgeMs, isNew] of [
    [1, true],
    [-1, false],
    [300_000, false],
  ]) {
    const seen = [];
    const choose = ({ partitionMetadata }) => seen.push(partitionMetadata) * 0;
    const { partitions } = await producerOf(t, {
      'topic.metadata.refresh.interval.ms': maxAgeMs,
      ...created(choose),
    });
    await partitions([{ value: 'v' }]);
    await delay(5);
    await partitions([{ value: 'v' }]);
    assert.equal(seen[0] !== seen[1], isNew);
    assert.deepEqual(seen[0], seen[1]);
  }
});

test('a partitioner that throws rejects the send, with what it threw as the cause', async (t) => {
  const cause = new RangeError('boom');
  const { producer, cluster } = await producerOf(
    t,
    created(() => {
      throw cause;
    }),
  );
  for (let times = 0; times < 2; times++) {
    await assert.rejects(producer.send({ topic: cluster.topic, messages: [{ value: 'v' }] }), {
      name: 'KafkaJSError',
      code: -143,
      type: 'ERR__APPLICATION',
      message: 'The partitioner failed for a message of things: boom',
      cause,
    });
  }
});

test('a partition that does not exist rejects the send, and no other of the tick', async (t) => {
  const { producer, cluster } = await producerOf(
    t,
    created(({ message }) => Number(message.key)),
  );
  const send = (key) => producer.send({ topic: cluster.topic, messages: [{ key, value: 'v' }] });
  const outcomes = await Promise.allSettled(['0', '7', '-1', 'x', '6'].map(send));
  assert.deepEqual(
    outcomes.map(({ status, reason }) => reason?.type ?? status),
    ['fulfilled', ...Array(3).fill('ERR__UNKNOWN_PARTITION'), 'fulfilled'],
  );
});

test('what is no partitioner is refused when connecting', async (t) => {
  const { servers } = faultyCluster(t);
  const { kafka } = clientsOf(t, servers);
  const refused = [
    { partitioner_cb: 5 },
    { partitioner_cb: null },
    { kafkaJS: { createPartitioner: 'random' } },
    { kafkaJS: { createPartitioner: () => 5 } },
  ];
  for (const config of refused) {
    await assert.rejects(kafka.producer(config).connect(), {
      name: 'KafkaJSError',
      code: -186,
      message: /'(partitioner_cb|createPartitioner)' property must be a function/,
    });
  }
});
