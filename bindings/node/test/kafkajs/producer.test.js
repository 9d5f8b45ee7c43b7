'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { KeptLogger, clientsOf, collect, mockCluster, numbered, until } = require('../support');

const NOT_CONNECTED = { name: 'KafkaJSError', code: -172, message: 'Cannot send without awaiting connect()' };

test('a send resolves with one entry for each partition that got messages', async (t) => {
  const { topic, servers } = mockCluster(t, { numPartitions: 3 });
  const producer = await clientsOf(t, servers).producer();
  const messages = [0, 1, 1, 2].map((partition) => ({ partition, value: 'v' }));
  const reports = await producer.send({ topic, messages });
  const expected = [0, 1, 2].map((partition) => ({
    topicName: topic,
    partition,
    errorCode: 0,
    baseOffset: '0',
    logAppendTime: '-1',
    logStartOffset: '0',
  }));
  assert.deepEqual(
    reports.sort((a, b) => a.partition - b.partition),
    expected,
  );
  const [again] = await producer.send({ topic, messages: [{ partition: 1, value: 'v' }] });
  assert.equal(again.baseOffset, '2');
});

test('nothing to send is nothing sent', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer();
  assert.deepEqual(await producer.send({ topic, messages: [] }), []);
  assert.deepEqual(await producer.sendBatch({}), []);
  assert.deepEqual(await producer.sendBatch({ topicMessages: [] }), []);
});

test('a batch of sends goes to several topics', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  const producer = await clientsOf(t, servers).producer();
  const reports = await producer.sendBatch({
    topicMessages: [
      { topic, messages: numbered(2) },
      { topic: 'others', messages: numbered(3) },
    ],
  });
  assert.deepEqual(
    reports.map(({ topicName, partition }) => [topicName, partition]),
    [
      [topic, 0],
      ['others', 0],
    ],
  );
});

test('keys, headers, timestamps and partitions arrive as they were sent, and the messages stay as they were', async (t) => {
  const { topic, servers } = mockCluster(t, { numPartitions: 2 });
  const clients = clientsOf(t, servers);
  const message = {
    key: 'k',
    value: 'v',
    partition: 1,
    timestamp: '1732000000000',
    headers: { a: '1', b: ['2', Buffer.from('3')] },
  };
  const before = structuredClone({ ...message, headers: { a: '1' } });
  const producer = await clients.producer();
  for (let times = 0; times < 2; times++) await producer.send({ topic, messages: [message] });
  assert.deepEqual({ ...message, headers: { a: message.headers.a } }, before);
  assert.equal(message.headers.b[0], '2');

  const messages = await collect(await clients.consumer(), topic);
  await until(() => messages.length === 2);
  for (const { partition, key, value, timestamp, headers } of messages) {
    assert.deepEqual(
      { partition, key: String(key), value: String(value), timestamp },
      { partition: 1, key: 'k', value: 'v', timestamp: '1732000000000' },
    );
    assert.deepEqual(headers, { a: Buffer.from('1'), b: [Buffer.from('2'), Buffer.from('3')] });
  }
});

test('a message that was received can be sent as it is', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  mock.createTopic({ topic: 'copies', numPartitions: 1 });
  const clients = clientsOf(t, servers);
  const producer = await clients.producer();
  const headers = { a: '1', b: ['2', '3'], none: null };
  await producer.send({ topic, messages: [{ key: 'k', value: 'v', headers }, { value: null }] });
  const copied = [];
  await collect(await clients.consumer(), topic, {
    eachMessage: async ({ message }) => {
      await producer.send({ topic: 'copies', messages: [message] });
      copied.push(message);
    },
  });
  const copies = await collect(await clients.consumer(), 'copies');
  await until(() => copies.length === 2);
  copies.forEach((copy, index) => {
    for (const name of ['key', 'value', 'timestamp', 'headers'])
      assert.deepEqual(copy[name], copied[index][name], name);
  });
});

test('a message counts as it is when send is called, whatever happens to it afterwards', async (t) => {
  const { topic, servers } = mockCluster(t);
  const clients = clientsOf(t, servers);
  const producer = await clients.producer();
  const message = { value: '' };
  const sends = ['first', 'second'].map((value) => {
    message.value = value;
    return producer.send({ topic, messages: [message] });
  });
  await Promise.all(sends);
  const messages = await collect(await clients.consumer(), topic);
  await until(() => messages.length === 2);
  assert.deepEqual(
    messages.map(({ value }) => String(value)),
    ['first', 'second'],
  );
});

test('a message that is none is refused by name, and nothing of its send is sent', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer();
  const other = producer.send({ topic, messages: numbered(1) });
  const refused = { name: 'KafkaJSError', code: -186 };
  await assert.rejects(producer.send({ topic, messages: [{ value: 'v' }, {}] }), {
    ...refused,
    message: /messages\[1\]\.value is undefined/,
  });
  await assert.rejects(producer.send({ topic, messages: [{ value: 'v', headers: { trace: 7 } }] }), {
    ...refused,
    message: /headers\["trace"\] is 7/,
  });
  assert.equal((await other)[0].baseOffset, '0');
  assert.equal((await producer.send({ topic, messages: numbered(1) }))[0].baseOffset, '1');
});

test('a send that is none is refused', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer();
  for (const record of [{ topic }, { topic: '', messages: [] }, { messages: [] }, { topic, messages: 'x' }]) {
    await assert.rejects(producer.send(record), { code: -186 });
  }
  for (const name of ['acks', 'timeout', 'compression']) {
    await assert.rejects(producer.send({ topic, messages: numbered(1), [name]: 1 }), {
      code: -186,
      message: new RegExp(`'${name}'`),
    });
  }
});

test('a message that the cluster refuses rejects its send and no other', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer({ 'message.timeout.ms': 1000 });
  const [bad, good] = await Promise.allSettled([
    producer.send({ topic, messages: [{ value: 'v', partition: 99 }] }),
    producer.send({ topic, messages: [{ value: 'v' }] }),
  ]);
  assert.equal(bad.reason.name, 'KafkaJSError');
  assert.equal(bad.reason.code, -190);
  assert.equal(bad.reason.type, 'ERR__UNKNOWN_PARTITION');
  assert.equal(good.value[0].errorCode, 0);
});

test('a topic that does not exist, and is not created, rejects its send, which may be tried again', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const config = { 'allow.auto.create.topics': false, 'topic.metadata.propagation.max.ms': 100 };
  const producer = await clientsOf(t, servers).producer(config);
  mock.setTopicError('ghost', 3);
  const unknown = { name: 'KafkaJSProtocolError', code: 3, retriable: true, fatal: false, abortable: false };
  const sends = [producer.send({ topic: 'ghost', messages: numbered(2) }), producer.send({ topic, messages: numbered(1) })];
  await assert.rejects(sends[0], unknown);
  assert.equal((await sends[1])[0].baseOffset, '0');
  mock.setTopicError('ghost', 0);
  await until(() =>
    producer.send({ topic: 'ghost', messages: numbered(1) }).then(
      () => true,
      // For a second or so librdkafka remembers that it is unknown, and refuses what comes then at once.
      ({ code }) => void assert.ok([3, -188].includes(code), String(code)),
    ),
  );
});

test('an idempotent producer that lost its order says that it is beyond use, until it is connected again', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const { logger, ...clients } = clientsOf(t, servers);
  const producer = await clients.producer({ 'enable.idempotence': true });
  const send = () => producer.send({ topic, messages: numbered(2) });
  await send();
  mock.failNext('Produce', [45]);
  const type = 'ERR_OUT_OF_ORDER_SEQUENCE_NUMBER';
  const message = /^The producer cannot go on, disconnect it: /;
  const fatal = { name: 'KafkaJSProtocolError', type, message, fatal: true, retriable: false, abortable: false };
  await Promise.all([assert.rejects(send(), fatal), assert.rejects(send(), fatal)]);
  await assert.rejects(send(), fatal);
  await assert.rejects(producer.sendBatch({ topicMessages: [{ topic, messages: numbered(1) }] }), fatal);
  await producer.flush();
  await until(() => logger.lines.some((line) => /sequence desynchronization/.test(line)));
  await producer.disconnect();
  await producer.connect();
  const [{ baseOffset }] = await send();
  assert.equal(baseOffset, '2');
});

test('whatever becomes of messages behind a fatal error, its reason is told', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const config = { 'enable.idempotence': true, 'batch.num.messages': 1, 'max.in.flight': 1 };
  const producer = await clientsOf(t, servers).producer(config);
  const send = () => producer.send({ topic, messages: numbered(1) });
  await send();
  mock.setLatency(1, 50);
  mock.failNext('Produce', [45]);
  const outcomes = await Promise.allSettled([send(), send(), send(), send()]);
  const errors = outcomes.flatMap(({ reason }) => reason ?? []);
  assert.ok(errors.length > 1, 'some were behind it');
  errors.push(await send().catch((error) => error));
  for (const { type, message, fatal } of errors) {
    assert.deepEqual([type, fatal], ['ERR_OUT_OF_ORDER_SEQUENCE_NUMBER', true]);
    assert.match(message, /^The producer cannot go on, disconnect it: .* failed due to sequence desynchronization/);
  }
});

test('a full queue is waited for, and the order is kept', async (t) => {
  const { topic, servers } = mockCluster(t);
  const clients = clientsOf(t, servers);
  const producer = await clients.producer({ 'queue.buffering.max.messages': 10, 'linger.ms': 0 });
  const sends = Array.from({ length: 20 }, (_, index) => producer.send({ topic, messages: numbered(50, index * 50) }));
  const offsets = (await Promise.all(sends)).map(([{ baseOffset }]) => Number(baseOffset));
  assert.deepEqual(
    offsets,
    Array.from({ length: 20 }, (_, index) => index * 50),
  );
  const messages = await collect(await clients.consumer(), topic);
  await until(() => messages.length === 1000);
  messages.forEach(({ value }, index) => {
    assert.equal(String(value), String(index));
  });
});

test('where a full queue is an error, a send is rejected as in the reference, and may be tried again', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer({
    'queue.buffering.max.messages': 10,
    'js.producer.queue.full': 'error',
  });
  const send = () => producer.send({ topic, messages: numbered(10) });
  const [taken, refused] = await Promise.allSettled([send(), send()]);
  assert.equal(taken.value[0].baseOffset, '0');
  const { name, code, type, retriable } = refused.reason;
  assert.deepEqual([name, code, type, retriable], ['KafkaJSError', -184, 'ERR__QUEUE_FULL', true]);
  assert.equal((await send())[0].baseOffset, '10');
});

test('flush sends at once what would wait for company', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer({ 'linger.ms': 60_000 });
  const send = producer.send({ topic, messages: numbered(10) });
  await producer.flush({ timeout: 10_000 });
  assert.equal((await send)[0].baseOffset, '0');
  await producer.flush();
  await assert.rejects(producer.flush({}), { code: -186 });
});

test('flush also waits for what the full queue did not take yet', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer({ 'linger.ms': 60_000, 'queue.buffering.max.messages': 10 });
  const send = producer.send({ topic, messages: numbered(95) });
  await producer.flush({ timeout: 10_000 });
  assert.equal((await send)[0].baseOffset, '0');
});

test('a flush that takes too long says so', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer();
  mock.brokerDown(1);
  const send = producer.send({ topic, messages: numbered(1) });
  await assert.rejects(producer.flush({ timeout: 1 }), { name: 'KafkaJSTimeout', code: -185, type: 'ERR__TIMED_OUT' });
  mock.brokerUp(1);
  await send;
});

test('a producer that is not connected sends nothing', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = new Kafka({ 'bootstrap.servers': servers, kafkaJS: { logger: new KeptLogger() } }).producer();
  await assert.rejects(producer.send({ topic, messages: numbered(1) }), NOT_CONNECTED);
  await assert.rejects(producer.sendBatch({ topicMessages: [] }), {
    ...NOT_CONNECTED,
    message: 'Cannot sendBatch without awaiting connect()',
  });
  await assert.rejects(producer.flush(), { ...NOT_CONNECTED, message: 'Cannot flush without awaiting connect()' });
  await producer.disconnect();
  await producer.connect();
  await assert.rejects(producer.connect(), { code: -172, message: 'Connect has already been called elsewhere.' });
  await Promise.all([producer.disconnect(), producer.disconnect()]);
  await producer.disconnect();
  await assert.rejects(producer.send({ topic, messages: numbered(1) }), NOT_CONNECTED);
});

test('disconnecting delivers what was sent', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer({ 'linger.ms': 60_000 });
  const sends = [producer.send({ topic, messages: numbered(100) }), producer.send({ topic, messages: numbered(100) })];
  await producer.disconnect();
  assert.deepEqual(
    (await Promise.all(sends)).map(([{ baseOffset }]) => baseOffset),
    ['0', '100'],
  );
});

test('disconnecting delivers what was still waiting for room', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer({ 'linger.ms': 60_000, 'queue.buffering.max.messages': 10 });
  const sends = Array.from({ length: 10 }, () => producer.send({ topic, messages: numbered(10) }));
  await producer.disconnect();
  const offsets = (await Promise.all(sends)).map(([{ baseOffset }]) => Number(baseOffset));
  assert.deepEqual(
    offsets,
    Array.from({ length: 10 }, (_, index) => index * 10),
  );
});

test('what cannot be delivered before the end is rejected, also what was still waiting for room', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer({ 'queue.buffering.max.messages': 10 });
  mock.brokerDown(1);
  const sends = Array.from({ length: 10 }, () => producer.send({ topic, messages: numbered(5) }));
  const settled = Promise.allSettled(sends);
  await producer.disconnect();
  for (const { status, reason } of await settled) {
    assert.equal(status, 'rejected');
    assert.equal(reason.name, 'KafkaJSError');
  }
});

test('a property that nobody knows is an error with the nearest one that somebody does', async () => {
  const producer = new Kafka({ 'bootstrap.server': 'a:1' }).producer();
  await assert.rejects(producer.connect(), {
    name: 'KafkaJSError',
    code: -186,
    message: /No such configuration property: "bootstrap\.server".*bootstrap\.servers/,
  });
  await producer.disconnect();
});

test('without a broker, connecting is rejected in the time that it was given, with the reason', async () => {
  const kafka = new Kafka({
    'bootstrap.servers': '127.0.0.1:1',
    'js.connect.timeout.ms': 300,
    kafkaJS: { logger: new KeptLogger() },
  });
  const start = performance.now();
  await assert.rejects(kafka.producer().connect(), {
    name: 'KafkaJSConnectionError',
    code: -195,
    message: /300 ms.*127\.0\.0\.1:1/,
  });
  assert.ok(performance.now() - start < 3000);
});

test('a producer that is disconnected while it connects is rejected, and lets go', async () => {
  const kafka = new Kafka({ 'bootstrap.servers': '127.0.0.1:1', kafkaJS: { logger: new KeptLogger() } });
  const producer = kafka.producer();
  const connecting = producer.connect();
  await Promise.all([assert.rejects(connecting), producer.disconnect()]);
});

test("librdkafka's lines reach the logger", async (t) => {
  const { servers } = mockCluster(t);
  const clients = clientsOf(t, servers);
  const producer = await clients.producer({ debug: 'broker', log_level: 7 });
  await until(() => clients.logger.lines.length > 0);
  assert.equal(producer.logger(), clients.logger);
});

test('a topic that cannot be one rejects its send and no other of the tick', async (t) => {
  const { topic, servers } = mockCluster(t);
  const producer = await clientsOf(t, servers).producer();
  const send = (name) => producer.send({ topic: name, messages: numbered(1) });
  const outcomes = await Promise.allSettled([topic, 'a\0b', 'x'.repeat(250), topic].map(send));
  assert.deepEqual(
    outcomes.map(({ status, reason }) => [status, reason?.code]),
    [
      ['fulfilled', undefined],
      ['rejected', -186],
      ['rejected', -186],
      ['fulfilled', undefined],
    ],
  );
});

test('a getter of a message cannot send by the producer that reads it, and harms nobody if it tries', async (t) => {
  const { topic, servers } = mockCluster(t);
  const clients = clientsOf(t, servers);
  const producer = await clients.producer();
  const send = (...messages) => producer.send({ topic, messages });
  let inner;
  const sending = {
    get value() {
      inner ??= send({ value: 'inner' }).catch((error) => error);
      return 'outer';
    },
  };
  const failing = {
    get value() {
      void producer.flush();
      throw new RangeError('no value');
    },
  };
  const [before, outer] = [send({ value: 'before' }), send(sending, { value: 'last' })];
  await assert.rejects(send({ value: 'none' }, failing), RangeError);
  await Promise.all([before, outer]);
  assert.equal((await inner).code, -172);
  const messages = await collect(await clients.consumer({ 'group.id': topic }), topic);
  await until(() => messages.length === 3);
  assert.deepEqual(messages.map(({ value }) => String(value)), ['before', 'outer', 'last']);
  const closing = {
    get value() {
      void producer.disconnect();
      return 'late';
    },
  };
  const [late] = await Promise.allSettled([send(closing)]);
  assert.ok(late.status === 'fulfilled' || late.reason.code !== undefined, late.reason);
});
