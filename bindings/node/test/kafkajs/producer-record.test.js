'use strict';
// What send, sendBatch and the other calls take, and what they answer.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { clientsOf, mockCluster, numbered } = require('../support');

async function producerOf(t, config) {
  const { mock, topic, servers } = mockCluster(t, { numPartitions: 2 });
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  const clients = clientsOf(t, servers);
  return { producer: await clients.producer(config), mock, topic, clients };
}

const to = (partition) => ({ value: 'v', partition });

test('the results of a send are one for each partition, or one for each message', async (t) => {
  const { producer, topic } = await producerOf(t);
  const messages = [to(1), to(0), to(1)];
  const places = async (rest) =>
    (await producer.send({ topic, messages, ...rest })).map(({ partition, baseOffset }) => [partition, baseOffset]);
  assert.deepEqual(await places({ results: 'message' }), [
    [1, '0'],
    [0, '0'],
    [1, '1'],
  ]);
  for (const rest of [{}, { results: undefined }, { results: 'partition' }])
    assert.deepEqual((await places(rest)).map(([partition]) => partition).sort(), [0, 1]);
  const [whole] = await producer.send({ topic, messages: [to(0)], results: 'message' });
  assert.deepEqual(whole, {
    topicName: topic,
    partition: 0,
    errorCode: 0,
    baseOffset: '4',
    logAppendTime: '-1',
    logStartOffset: '0',
  });
  assert.deepEqual(await producer.send({ topic, messages: [], results: 'message' }), []);
});

test('the results of a batch of sends come in its order', async (t) => {
  const { producer, topic } = await producerOf(t);
  const topicMessages = [
    { topic: 'others', messages: numbered(2) },
    { topic, messages: [to(1), to(0)] },
  ];
  const reports = await producer.sendBatch({ topicMessages, results: 'message' });
  assert.deepEqual(
    reports.map(({ topicName, partition, baseOffset }) => [topicName, partition, baseOffset]),
    [
      ['others', 0, '0'],
      ['others', 0, '1'],
      [topic, 1, '0'],
      [topic, 0, '0'],
    ],
  );
  assert.equal((await producer.sendBatch({ topicMessages })).length, 3);
});

test('offsets that the broker does not tell are unknown', async (t) => {
  const { producer, topic } = await producerOf(t, { acks: 0 });
  const [first, second] = await producer.send({ topic, messages: [to(0), to(0)], results: 'message' });
  assert.deepEqual([first.baseOffset, second.baseOffset], ['-1001', '-1001']);
});

test('a batch of nothing is nothing, and one that is none is refused', async (t) => {
  const { producer, topic } = await producerOf(t);
  for (const batch of [undefined, {}, { topicMessages: undefined }, { topicMessages: null }, { topicMessages: [] }])
    assert.deepEqual(await producer.sendBatch(batch), []);
  for (const batch of [null, 5, { topicMessages: 5 }, { topicMessages: {} }, { results: 'all' }, { acks: 1 }])
    await assert.rejects(producer.sendBatch(batch), { name: 'KafkaJSError', code: -186 }, JSON.stringify(batch));
  for (const one of [null, {}, { topic }, { topic, messages: numbered(1), timeout: 5 }])
    await assert.rejects(producer.sendBatch({ topicMessages: [one] }), { name: 'KafkaJSError', code: -186 });
  await assert.rejects(producer.sendBatch({ topicMessages: new Array(1) }), { name: 'KafkaJSError', code: -186 });
});

test('of a batch that cannot be read to its end nothing is sent', async (t) => {
  const { producer, topic } = await producerOf(t);
  const unreadable = {
    get topic() {
      throw new RangeError('no topic');
    },
  };
  // The second would be rejected, too, with nobody waiting.
  for (const partition of [0, 9])
    await assert.rejects(producer.sendBatch({ topicMessages: [{ topic, messages: [to(partition)] }, unreadable] }), RangeError);
  await producer.flush({ timeout: 30_000 });
  const [{ baseOffset }] = await producer.send({ topic, messages: [to(0)] });
  assert.equal(baseOffset, '0');
});

test('what is added to a list while it is read is not sent, and no other send answers for it', async (t) => {
  const { producer, topic } = await producerOf(t);
  const messages = [
    {
      partition: 0,
      get value() {
        if (messages.length < 3) messages.push(to(9));
        return 'v';
      },
    },
  ];
  const sent = [producer.send({ topic, messages, results: 'message' }), producer.send({ topic, messages: [to(1)] })];
  const [own, other] = await Promise.all(sent);
  assert.deepEqual([own.map(({ partition }) => partition), other.map(({ partition }) => partition)], [[0], [1]]);
  const shrinking = [
    {
      get value() {
        shrinking.length = 1;
        return 'v';
      },
    },
    to(0),
  ];
  await assert.rejects(producer.send({ topic, messages: shrinking }), { code: -186, message: /became shorter/ });
});

test('a send that is none is refused, by the name of what is wrong', async (t) => {
  const { producer, topic } = await producerOf(t);
  const messages = numbered(1);
  const refused = [
    [undefined, /argument of send/],
    [null, /argument of send/],
    ['text', /argument of send/],
    [{}, /topic/],
    [{ messages }, /topic/],
    [{ topic: '', messages }, /topic/],
    [{ topic: 5, messages }, /topic/],
    [{ topic }, /messages/],
    [{ topic, messages: null }, /messages/],
    [{ topic, messages: { length: 1 } }, /messages/],
    [{ topic, messages: [null] }, /Message 0/],
    [{ topic, messages: new Array(2) }, /Message 0/],
    [{ topic, messages: Object.assign([...messages], { length: 2 }) }, /Message 1/],
    [{ topic, messages, results: 'none' }, /'partition' or 'message'/],
    [{ topic, messages, results: null }, /'partition' or 'message'/],
    [{ topic, messages, signal: {} }, /'signal'/],
  ];
  for (const [record, message] of refused)
    await assert.rejects(producer.send(record), { name: 'KafkaJSError', code: -186, message });
});

test('offsets to send that are none are refused by the name of what is wrong', async (t) => {
  const { producer, topic, clients } = await producerOf(t, { 'transactional.id': 'tx' });
  const consumer = await clients.consumer();
  const refused = [
    [undefined, /sendOffsets/],
    [[], /sendOffsets/],
    [{}, /sendOffsets/],
    ...[null, undefined, 5, 'text', Symbol('x')].map((one) => [[one], /topics of sendOffsets/]),
    [[{ topic }], /partitions of sendOffsets/],
    [[{ topic, partitions: {} }], /partitions of sendOffsets/],
    [[{ topic, partitions: [null] }], /Partition/],
    [[{ topic, partitions: [undefined] }], /Partition/],
    [[{ partitions: [{ partition: 0, offset: '1' }] }], /Topic/],
    [[{ topic, partitions: [{ partition: 0 }] }], /Offset/],
  ];
  await producer.transaction();
  for (const [topics, message] of refused)
    await assert.rejects(producer.sendOffsets({ consumer, topics }), { name: 'KafkaJSError', code: -186, message });
  await producer.abort();
});

test('a flush needs a timeout, as a number', async (t) => {
  const { producer } = await producerOf(t);
  await producer.flush();
  await producer.flush(undefined);
  await producer.flush({ timeout: 0 });
  for (const options of [{}, { timeout: undefined }, { timeout: '5' }, { timeout: -1 }, { timeout: NaN }, null])
    await assert.rejects(producer.flush(options), { name: 'KafkaJSError', code: -186 }, JSON.stringify(options));
});

test('a signal ends the waiting, with its reason', async (t) => {
  const { producer, topic, mock } = await producerOf(t);
  const controller = new AbortController();
  const { signal } = controller;
  const record = { topic, messages: numbered(1), signal };
  await producer.send(record);
  mock.brokerDown(1);
  const waiting = [
    producer.send(record),
    producer.sendBatch({ topicMessages: [{ topic, messages: numbered(1) }], signal }),
    producer.flush({ timeout: 60_000, signal }),
  ];
  const reason = new Error('enough');
  controller.abort(reason);
  for (const one of waiting) await assert.rejects(one, reason);
  await assert.rejects(producer.send(record), reason);
  await assert.rejects(producer.sendBatch({ signal }), reason);
  await assert.rejects(producer.flush({ timeout: 1, signal }), reason);
  mock.brokerUp(1);
  // What was under way arrives all the same; what came after the abort does not.
  const [{ baseOffset }] = await producer.send({ topic: 'others', messages: numbered(1) });
  assert.equal(baseOffset, '0');
  await producer.flush({ timeout: 10_000 });
  const ends = await producer.send({ topic, messages: [to(0), to(1)] });
  assert.equal(
    ends.reduce((sum, report) => sum + Number(report.baseOffset), 0),
    3,
  );
});

test('a send is heard of before the flush that brought it along', async (t) => {
  const { producer, topic } = await producerOf(t, { 'linger.ms': 60_000 });
  const heard = [];
  const sends = [1, 2].map(async () => {
    await producer.send({ topic, messages: numbered(1) });
    for (let tick = 0; tick < 10; tick++) await null;
    heard.push('send');
  });
  await producer.flush({ timeout: 10_000 });
  heard.push('flush');
  assert.deepEqual(heard, ['send', 'send', 'flush']);
  await Promise.all(sends);
});

test('a producer can be disposed of', async (t) => {
  const { producer, topic } = await producerOf(t, { 'linger.ms': 60_000 });
  const send = producer.send({ topic, messages: numbered(1) });
  await producer[Symbol.asyncDispose]();
  assert.equal((await send).length, 1);
  await assert.rejects(producer.send({ topic, messages: numbered(1) }), { code: -172 });
  await producer[Symbol.asyncDispose]();
});
