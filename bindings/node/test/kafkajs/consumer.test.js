'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const {
  KeptLogger,
  clientsOf,
  collect,
  delay,
  filled,
  gate,
  mockCluster,
  numbered,
  numbersIn,
  range,
  until,
} = require('../support');

const QUIET_MS = 60;

test('messages of a partition arrive in order, each once', async (t) => {
  const { topic, clients, producer } = await filled(t, 1000);
  const messages = await collect(await clients.consumer(), topic);
  await producer.send({ topic, messages: numbered(1000, 1000) });
  await until(() => messages.length === 2000);
  assert.deepEqual(numbersIn(messages), range(2000));
  assert.deepEqual(
    messages.map(({ offset }) => Number(offset)),
    range(2000),
  );
});

test('patterns subscribe to the topics that they fit', async (t) => {
  const { mock, topic, clients, producer } = await filled(t, 3);
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  await producer.send({ topic: 'others', messages: numbered(1) });
  const messages = await collect(await clients.consumer(), /th.ngs/);
  await until(() => messages.length === 3);
  await delay(50);
  assert.equal(messages.length, 3, topic);
});

test('a pattern means in the group what it means in JavaScript, from the beginning of a name', async (t) => {
  const { mock, clients } = await filled(t, 0);
  const topics = ['orders-1', 'orders-12', 'orders-x', 'returns', 'my-returns', 'a.b', 'aXb'];
  for (const name of topics) mock.createTopic({ topic: name, numPartitions: 1 });
  const found = {
    'orders-\\d': ['orders-1', 'orders-12'],
    'orders-\\d$': ['orders-1'],
    'orders-(?:1|x)': ['orders-1', 'orders-12', 'orders-x'],
    'orders-[^\\W\\d]': ['orders-x'],
    'orders-1|returns': ['orders-1', 'orders-12', 'returns'],
    '^returns|a.b$': ['a.b', 'aXb', 'returns'],
    '^a|returns$': ['a.b', 'aXb', 'my-returns', 'returns'],
    'a\\.b': ['a.b'],
  };
  const ask = async ([source, expected]) => {
    const consumer = await clients.consumer();
    await collect(consumer, new RegExp(source));
    const assigned = () => consumer.assignment().map((place) => place.topic);
    await until(() => assigned().length >= expected.length, () => `${source} found ${assigned().join()}`, 10_000);
    assert.deepEqual(assigned().sort(), expected, source);
  };
  await Promise.all(Object.entries(found).map(ask));
});

test('a subscription grows, also while the consumer runs, unless it is replaced', async (t) => {
  const { mock, topic, clients, producer } = await filled(t, 1);
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  await producer.send({ topic: 'others', messages: numbered(1, 100) });
  const consumer = await clients.consumer();
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 1);
  await consumer.subscribe({ topic: 'others' });
  await until(() => messages.length === 2);
  await producer.send({ topic, messages: numbered(1, 1) });
  await until(() => messages.length === 3);
  await consumer.subscribe({ topics: ['others'], replace: true });
  await producer.send({ topic: 'others', messages: numbered(1, 101) });
  await until(() => messages.length === 4);
  assert.deepEqual(numbersIn(messages), [0, 100, 1, 101]);
});

test('what was delivered is committed on disconnect, and the next member goes on behind it', async (t) => {
  const { topic, clients, producer } = await filled(t, 10);
  const group = { 'group.id': 'one-group' };
  const consumer = await clients.consumer(group);
  const first = await collect(consumer, topic);
  await until(() => first.length === 10);
  await consumer.disconnect();
  await producer.send({ topic, messages: numbered(10, 10) });
  const second = await collect(await clients.consumer(group), topic);
  await until(() => second.length === 10);
  assert.deepEqual(numbersIn(second), range(10, 10));
});

test('without automatic commits, only what is committed is behind the next member', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const group = { 'group.id': 'one-group', 'enable.auto.commit': false };
  const consumer = await clients.consumer(group);
  const first = await collect(consumer, topic);
  await until(() => first.length === 10);
  await consumer.commitOffsets([{ topic, partition: 0, offset: '4', metadata: 'why' }]);
  await consumer.disconnect();

  const next = await clients.consumer(group);
  const second = await collect(next, topic);
  await until(() => second.length === 6);
  assert.deepEqual(numbersIn(second), range(6, 4));
  await next.commitOffsets();
  await next.commitOffsets();
  await next.disconnect();

  const third = await collect(await clients.consumer(group), topic);
  await delay(300);
  assert.deepEqual(third, []);
});

test('committing before anything was delivered does nothing', async (t) => {
  const { topic, clients } = await filled(t, 0);
  const consumer = await clients.consumer();
  await collect(consumer, topic);
  await consumer.commitOffsets();
});

test('offsets that are none are refused', async (t) => {
  const { topic, clients } = await filled(t, 0);
  const consumer = await clients.consumer();
  for (const wrong of [{ topic: 5 }, { partition: -1 }, { partition: 'x' }, { offset: '-1' }, { offset: 'latest' }]) {
    await assert.rejects(consumer.commitOffsets([{ topic, partition: 0, offset: '0', ...wrong }]), { code: -186 });
  }
});

test('partitions are consumed at the same time, each by one handler', async (t) => {
  const { topic, clients } = await filled(t, 30, { numPartitions: 3 });
  const running = new Set();
  let peak = 0;
  let count = 0;
  const consumer = await clients.consumer();
  await collect(consumer, topic, {
    partitionsConsumedConcurrently: 2,
    eachMessage: async ({ partition }) => {
      assert.equal(running.has(partition), false, 'two handlers of one partition');
      running.add(partition);
      peak = Math.max(peak, running.size);
      await delay(2);
      running.delete(partition);
      count++;
    },
  });
  await until(() => count === 30);
  assert.equal(peak, 2);
});

test('a slow partition does not keep the others waiting', async (t) => {
  const { topic, clients, producer } = await filled(t, 0, { numPartitions: 2 });
  const open = gate();
  const seen = [];
  const consumer = await clients.consumer();
  await collect(consumer, topic, {
    partitionsConsumedConcurrently: 2,
    eachMessage: async ({ partition, message }) => {
      if (partition === 0) await open.promise;
      seen.push([partition, Number(message.value)]);
    },
  });
  await producer.send({ topic, messages: numbered(500).map((message) => ({ ...message, partition: 0 })) });
  await producer.send({ topic, messages: numbered(500).map((message) => ({ ...message, partition: 1 })) });
  await until(() => seen.length === 500);
  open.open();
  await until(() => seen.length === 1000);
  for (const partition of [0, 1])
    assert.deepEqual(
      seen.filter(([one]) => one === partition).map(([, value]) => value),
      range(500),
    );
});

test('a message whose handler throws comes again, and the ones behind it wait', async (t) => {
  const { topic, clients } = await filled(t, 5, { common: { kafkaJS: { retry: { initialRetryTime: 10 } } } });
  const seen = [];
  await collect(await clients.consumer(), topic, {
    eachMessage: async ({ message }) => {
      seen.push(String(message.value));
      if (seen.filter((one) => one === '2').length < 3 && seen.at(-1) === '2') throw new Error('planted');
    },
  });
  await until(() => seen.length === 7);
  assert.deepEqual(seen, ['0', '1', '2', '2', '2', '3', '4']);
  assert.match(
    clients.logger.lines.find((line) => line.includes('planted')),
    /^The handler failed, and what it was given will be delivered again: Error: planted/,
  );
});

test('a handler that always throws does not hold up disconnecting, and its message is not committed', async (t) => {
  const { topic, clients } = await filled(t, 3);
  const group = { 'group.id': 'one-group' };
  const consumer = await clients.consumer(group);
  let tries = 0;
  await collect(consumer, topic, {
    eachMessage: ({ message }) => {
      if (String(message.value) === '1') {
        tries++;
        throw new Error('planted');
      }
    },
  });
  await until(() => tries > 1);
  await consumer.disconnect();
  const messages = await collect(await clients.consumer(group), topic);
  await until(() => messages.length === 2);
  assert.deepEqual(numbersIn(messages), [1, 2]);
});

test('disconnecting waits for the handler that runs, and commits what it did', async (t) => {
  const { topic, clients } = await filled(t, 3);
  const group = { 'group.id': 'one-group' };
  const [started, open] = [gate(), gate()];
  const consumer = await clients.consumer(group);
  await collect(consumer, topic, {
    eachMessage: async () => {
      started.open();
      await open.promise;
    },
  });
  await started.promise;
  let isDisconnected = false;
  const disconnecting = consumer.disconnect().then(() => {
    isDisconnected = true;
  });
  await delay(50);
  assert.equal(isDisconnected, false);
  open.open();
  await disconnecting;
  const messages = await collect(await clients.consumer(group), topic);
  await until(() => messages.length === 2);
  assert.deepEqual(numbersIn(messages), [1, 2]);
});

test('disconnecting inside a handler works, also after it has waited for something', async (t) => {
  const { topic, clients } = await filled(t, 3);
  const group = { 'group.id': 'one-group' };
  const consumer = await clients.consumer(group);
  const done = gate();
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      if (String(message.value) !== '1') return;
      await delay(5);
      await consumer.disconnect();
      done.open();
    },
  });
  await done.promise;
  const messages = await collect(await clients.consumer(group), topic);
  await until(() => messages.length === 2);
  assert.deepEqual(numbersIn(messages), [1, 2], 'the message whose handler had not ended comes again');
});

test('a handler that hangs holds up disconnecting for as long as it may', async (t) => {
  const { topic, clients } = await filled(t, 1);
  const consumer = await clients.consumer({ 'js.consumer.disconnect.timeout.ms': 100 });
  const started = gate();
  await collect(consumer, topic, {
    eachMessage: () => {
      started.open();
      return new Promise(() => {});
    },
  });
  await started.promise;
  const start = performance.now();
  await consumer.disconnect();
  assert.ok(performance.now() - start < 5000);
});

test('a consumer is closed while the group rebalances under a handler that hangs', async (t) => {
  const { topic, clients } = await filled(t, 2, { numPartitions: 2 });
  const group = { 'group.id': 'one-group', 'js.consumer.disconnect.timeout.ms': 100 };
  const hanging = await clients.consumer(group);
  const started = gate();
  await collect(hanging, topic, {
    eachMessage: () => {
      started.open();
      return new Promise(() => {});
    },
  });
  await started.promise;
  const other = await clients.consumer(group);
  const messages = await collect(other, topic);
  await delay(500);
  await hanging.disconnect();
  await until(() => messages.length === 2);
});

test('a consumer in the wrong state says so', async (t) => {
  const { topic, servers, clients } = await filled(t, 0);
  const consumer = new Kafka({ 'bootstrap.servers': servers, kafkaJS: { logger: new KeptLogger() } }).consumer({
    'group.id': 'g',
  });
  await assert.rejects(consumer.subscribe({ topics: [topic] }), {
    code: -172,
    message: 'Subscribe can only be called while connected.',
  });
  await assert.rejects(consumer.run({ eachMessage: async () => {} }), { code: -172 });
  await assert.rejects(consumer.commitOffsets(), { code: -172 });
  await consumer.disconnect();

  const running = await clients.consumer();
  await collect(running, topic);
  await assert.rejects(running.run({ eachMessage: async () => {} }), {
    code: -172,
    message: 'Consumer is already running.',
  });
  await assert.rejects(running.connect(), { code: -172, message: 'Connect has already been called elsewhere.' });
  await Promise.all([running.disconnect(), running.disconnect()]);
  await assert.rejects(running.run({ eachMessage: async () => {} }), { code: -172 });
});

test('what subscribe and run cannot do is refused', async (t) => {
  const { topic, clients } = await filled(t, 0);
  const consumer = await clients.consumer();
  const invalid = { name: 'KafkaJSError', code: -186 };
  for (const wrong of [
    {},
    { topics: [] },
    { topics: 'x' },
    { topics: [5] },
    { topics: [''] },
    { topics: [/x/i] },
    { topic, fromBeginning: true },
  ]) {
    await assert.rejects(consumer.subscribe(wrong), invalid, JSON.stringify(wrong));
  }
  const eachMessage = async () => {};
  for (const wrong of [
    {},
    { eachMessage: 5 },
    { eachMessage, eachBatch: eachMessage },
    { eachMessage, autoCommit: true },
    { eachMessage, autoCommitInterval: 1 },
    { eachMessage, partitionsConsumedConcurrently: 0 },
  ]) {
    await assert.rejects(consumer.run(wrong), invalid, JSON.stringify(wrong));
  }
  await assert.rejects(consumer.run({ eachMessage, autoCommitThreshold: 1 }), {
    name: 'KafkaJSNotImplemented',
    code: -170,
  });
  await consumer.run({ eachMessage });
});

test('describeGroup says that it is not there, as in the reference', async (t) => {
  const { clients } = await filled(t, 0);
  const consumer = await clients.consumer();
  const refused = { name: 'KafkaJSNotImplemented', code: -170, message: 'The describeGroup() method is not supported.' };
  assert.throws(() => consumer.describeGroup(), refused);
  assert.throws(() => clients.kafka.consumer({ 'group.id': 'g' }).describeGroup(), refused);
});

test('a signal ends the waiting for a stop, a subscription or a commit, which go on', async (t) => {
  const { topic, clients, producer } = await filled(t, 1);
  const consumer = await clients.consumer({ 'enable.auto.commit': false });
  const reason = new Error('enough');
  const cutShort = async (call) => {
    const controller = new AbortController();
    const calling = assert.rejects(call({ signal: controller.signal }), reason);
    controller.abort(reason);
    await calling;
    await assert.rejects(call({ signal: AbortSignal.abort(reason) }), reason);
  };
  const open = gate();
  const messages = await collect(consumer, 'others');
  await cutShort((options) => consumer.subscribe({ topic }, options));
  await until(() => messages.length === 1);
  await cutShort((options) => consumer.commitOffsets([{ topic, partition: 0, offset: '1' }], options));
  const places = [{ topic, partition: 0 }];
  await until(async () => (await consumer.committed(places))[0].offset === '1');

  await consumer.stop();
  let isIn = false;
  await consumer.run({
    eachMessage: async () => {
      isIn = true;
      await open.promise;
    },
  });
  await producer.send({ topic, messages: numbered(1, 1) });
  await until(() => isIn);
  await cutShort((options) => consumer.stop(options));
  let isStopped = false;
  const stopped = consumer.stop().then(() => (isStopped = true));
  await delay(QUIET_MS);
  assert.equal(isStopped, false, 'the stop does not wait for the handler');
  open.open();
  await stopped;
  assert.deepEqual(consumer.assignment(), []);
});

test('a topic that is refused harms no other, and a consumer that could not run can run later', async (t) => {
  const { topic, clients } = await filled(t, 3);
  const refused = { name: 'KafkaJSError', code: -186 };
  const consumer = await clients.consumer();
  await consumer.subscribe({ topic: '^[' });
  await assert.rejects(consumer.run({ eachMessage: async () => {} }), refused);
  await consumer.subscribe({ topics: ['others'], replace: true });
  const messages = await collect(consumer, 'others');
  await assert.rejects(consumer.subscribe({ topic: '^(' }), refused);
  await consumer.subscribe({ topic });
  await until(() => messages.length === 3);
});

test('of subscriptions at the same time none is refused for what another one asks', async (t) => {
  const { mock, topic, clients, producer } = await filled(t, 3);
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  await producer.send({ topic: 'others', messages: numbered(1, 3) });
  const refused = { name: 'KafkaJSError', code: -186 };
  const consumer = await clients.consumer();
  const messages = await collect(consumer, 'nothing');
  const wrong = [consumer.subscribe({ topic: '^[' }), consumer.subscribe({ topics: ['^('], replace: true })];
  const right = [consumer.subscribe({ topic }), consumer.subscribe({ topics: ['others'] })];
  for (const one of wrong) await assert.rejects(one, refused);
  await Promise.all(right);
  await until(() => messages.length === 4);
  await consumer.stop();
  // Before it runs nobody waits.
  for (const one of [topic, 'others']) void consumer.subscribe({ topic: one });
  await consumer.run({ eachMessage: async () => {} });
  await until(() => consumer.assignment().length === 2);
});

test('a consumer without a group is refused by name', async (t) => {
  const { servers } = mockCluster(t);
  await assert.rejects(new Kafka({ 'bootstrap.servers': servers }).consumer({}).connect(), {
    code: -186,
    message: /group\.id/,
  });
});

test('a handler may throw what cannot even be printed, and its message comes again', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const thrown = Object.create(null);
  const delivered = [];
  const consumer = await clients.consumer();
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      delivered.push(Number(message.value));
      if (delivered.length === 3) throw thrown;
    },
  });
  await until(() => delivered.length === 11);
  assert.deepEqual(delivered, [...range(3), ...range(8, 2)]);
});

test('synchronous handlers of many partitions leave the event loop its turns', async (t) => {
  const { topic, clients } = await filled(t, 900, { numPartitions: 30 });
  const consumer = await clients.consumer();
  let delivered = 0;
  let turnsBetween = 0;
  let most = 0;
  const handler = () => {
    const end = performance.now() + 1;
    while (performance.now() < end);
    delivered++;
    most = Math.max(most, ++turnsBetween);
  };
  const turn = () => {
    turnsBetween = 0;
    if (delivered < 900) setImmediate(turn);
  };
  turn();
  await collect(consumer, topic, { eachMessage: handler, partitionsConsumedConcurrently: 30 });
  await until(() => delivered === 900);
  // Ten milliseconds of handlers that take one, and a few that were under way.
  assert.ok(most <= 60, `${most} deliveries without a turn`);
});

test('the memory of messages cannot be given away with one of them', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const messages = [];
  await collect(await clients.consumer(), topic, {
    eachMessage: ({ message }) => {
      try {
        structuredClone(message.value, { transfer: [message.value.buffer] });
      } catch (error) {
        // Later versions of Node refuse; Node 20 makes a copy.
        assert.equal(error.name, 'DataCloneError');
      }
      messages.push(message);
    },
  });
  await until(() => messages.length === 10);
  assert.deepEqual(numbersIn(messages), range(10));
});

test('a commit that is refused leaves nothing behind', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const consumer = await clients.consumer({ 'enable.auto.commit': false });
  await collect(consumer, topic);
  const good = { topic, partition: 0, offset: '5' };
  for (const bad of [{ partition: 2 ** 32 }, { leaderEpoch: 3n }, { metadata: 5 }, { offset: '-1' }, { topic: 7 }]) {
    await assert.rejects(consumer.commitOffsets([good, { ...good, ...bad }]), { code: -186 });
  }
  await consumer.subscribe({ topics: ['more'] });
});

test('a handler that hangs costs its consumer the partitions; one that is slow, or idle, does not', async (t) => {
  const { servers, topic } = mockCluster(t, { numPartitions: 2 });
  const clients = clientsOf(t, servers);
  const producer = await clients.producer();
  const send = (values, partition) =>
    producer.send({ topic, messages: values.map((value) => ({ value, partition })) });
  const group = { 'group.id': topic, 'max.poll.interval.ms': 2000, 'js.consumer.disconnect.timeout.ms': 100 };
  const handled = [];
  const isTold = () => clients.logger.lines.some((line) => String(line).includes('longer than max.poll.interval.ms'));
  await collect(await clients.consumer(group), topic, {
    eachMessage: async ({ message }) => {
      const value = String(message.value);
      handled.push(value);
      // One partition waits for the other longer than the limit, which is no standstill.
      await (value === 'hang' ? new Promise(() => {}) : delay(500));
    },
  });
  await send(['a', 'b', 'c', 'd', 'e', 'f'], 0);
  await send(['g'], 1);
  await until(() => handled.length === 7);
  await delay(3000);
  assert.equal(isTold(), false, clients.logger.lines.join('\n'));
  await send(['hang'], 1);
  await until(isTold, () => clients.logger.lines.join('\n'));
  const others = await collect(await clients.consumer(group), topic);
  await until(() => others.some(({ value }) => String(value) === 'hang'), 'the message of the hung handler is lost');
});

test('a signal ends a run that has not begun, and the next one is like any other', async (t) => {
  const { topic, clients } = await filled(t, 3);
  const consumer = await clients.consumer();
  const reason = new Error('enough');
  const open = gate();
  const seen = [];
  const config = {
    eachMessage: async ({ message }) => {
      seen.push(Number(message.value));
      await open.promise;
    },
  };
  const cutShort = async () => {
    const controller = new AbortController();
    const running = assert.rejects(consumer.run(config, { signal: controller.signal }), reason);
    const finished = consumer.finished();
    controller.abort(reason);
    await running;
    await finished;
  };
  await consumer.subscribe({ topic });
  for (const options of [null, 5, { signal: 5 }]) await assert.rejects(consumer.run(config, options), { code: -186 });
  await assert.rejects(consumer.run(config, { signal: AbortSignal.abort(reason) }), reason);
  await consumer.finished();
  await cutShort();
  assert.deepEqual(consumer.assignment(), []);

  const late = new AbortController();
  await consumer.run(config, { signal: late.signal });
  late.abort(reason);
  await until(() => seen.length === 1, 'what runs goes on');
  const stopping = consumer.stop();
  const waiting = cutShort();
  open.open();
  await Promise.all([stopping, waiting]);
  await consumer.run(config);
  await until(() => seen.length === 3);
});

test('a signal ends the waiting for the end of a run, and not the run', async (t) => {
  const { topic, clients } = await filled(t, 0);
  const consumer = await clients.consumer();
  const controller = new AbortController();
  const reason = new Error('enough');
  await collect(consumer, topic);
  const [finished, other] = [consumer.finished({ signal: controller.signal }), consumer.finished({})];
  controller.abort(reason);
  await assert.rejects(finished, reason);
  await assert.rejects(consumer.finished({ signal: controller.signal }), reason);
  for (const options of [null, 5, { signal: 5 }]) await assert.rejects(consumer.finished(options), { code: -186 });
  await until(() => consumer.assignment().length === 1);
  await consumer.stop();
  await other;
  await consumer.finished({ signal: new AbortController().signal });
});
