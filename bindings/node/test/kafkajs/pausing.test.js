'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { clientsOf, collect, dealt, delay, filled, gate, numbersIn, range, until } = require('../support');

const QUIET_MS = 60;
/** Configurations of run in which `handle` gets every message. */
const HANDLERS = {
  eachMessage: (handle) => ({ eachMessage: ({ message, ...payload }) => handle(message, payload) }),
  eachBatch: (handle) => ({
    eachMessage: undefined,
    eachBatch: async ({ batch, ...payload }) => {
      for (const message of batch.messages) await handle(message, { partition: batch.partition, ...payload });
    },
  }),
};

/** Handlers that keep one or several at a time. */
const CASES = Object.entries(HANDLERS).flatMap(([name, configOf]) =>
  [1, 3].map((concurrency) => [
    `${name}, ${concurrency} at a time`,
    (handle) => ({ ...configOf(handle), partitionsConsumedConcurrently: concurrency }),
  ]),
);

for (const [name, configOf] of CASES) {
  test(`after a pause nothing is delivered, and after resuming everything once: ${name}`, async (t) => {
    const { topic, clients, producer } = await filled(t, 1500, { numPartitions: 3 });
    const consumer = await clients.consumer({ 'js.consumer.max.batch.size': 7 });
    const seen = [[], [], []];
    let running = 0;
    await collect(
      consumer,
      topic,
      configOf(async (message, { partition }) => {
        running++;
        seen[partition].push(Number(message.value));
        if (seen[partition].length % 10 === 0) await delay(1);
        running--;
      }),
    );
    const count = () => seen[0].length + seen[1].length + seen[2].length;
    for (const at of [100, 500, 900, 1400]) {
      await until(() => count() >= at);
      const resume = consumer.pause([{ topic }]);
      // What a handler has already, it goes on with.
      await until(() => running === 0);
      await delay(1);
      await until(() => running === 0);
      const before = count();
      if (at === 500) await producer.send({ topic, messages: dealt(300, 3, 1500) });
      await delay(QUIET_MS);
      assert.equal(count(), before);
      resume();
    }
    await until(() => count() >= 1800);
    await delay(QUIET_MS);
    for (const partition of [0, 1, 2]) assert.deepEqual(seen[partition], range(600, partition, 3));
  });

  test(`a partition that is paused in its handler stands still, and the others go on: ${name}`, async (t) => {
    const { topic, clients } = await filled(t, 300, { numPartitions: 3 });
    const consumer = await clients.consumer({ 'js.consumer.max.batch.size': 5 });
    const seen = [[], [], []];
    let resume;
    await collect(
      consumer,
      topic,
      configOf(async (message, { partition, pause }) => {
        seen[partition].push(Number(message.value));
        if (partition === 1 && seen[1].length === 5) resume = pause();
      }),
    );
    await until(() => seen[0].length + seen[2].length === 200);
    await delay(QUIET_MS);
    assert.deepEqual(seen[1], range(5, 1, 3));
    assert.deepEqual(consumer.paused(), [{ topic, partitions: [1] }]);
    resume();
    assert.deepEqual(consumer.paused(), []);
    await until(() => seen[1].length === 100);
    assert.deepEqual(seen[1], range(100, 1, 3));
  });
}

test('a handler that pauses its partition and throws is given the message again after resuming', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const consumer = await clients.consumer();
  const seen = [];
  let resume;
  await collect(consumer, topic, {
    eachMessage: async ({ message, pause }) => {
      seen.push(Number(message.value));
      if (seen.length !== 4) return;
      resume = pause();
      throw new Error('planted');
    },
  });
  await until(() => resume !== undefined);
  await delay(QUIET_MS);
  assert.deepEqual(seen, range(4));
  resume();
  await until(() => seen.length === 11);
  assert.deepEqual(seen, [...range(4), ...range(7, 3)]);
});

test('a partition that is paused while its message waits for another try is tried after resuming', async (t) => {
  const { topic, clients } = await filled(t, 3, { common: { kafkaJS: { retry: { initialRetryTime: 20 } } } });
  const consumer = await clients.consumer();
  let tries = 0;
  const seen = [];
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      if (message.offset === '1' && ++tries < 5) throw new Error('planted');
      seen.push(Number(message.value));
    },
  });
  await until(() => tries === 3);
  const resume = consumer.pause([{ topic }]);
  const before = tries;
  await delay(QUIET_MS * 3);
  assert.equal(tries, before);
  resume();
  await until(() => seen.length === 3);
  assert.deepEqual(seen, range(3));
});

test('a batch learns that its partition is paused, and what it does not resolve comes again', async (t) => {
  const { topic, clients } = await filled(t, 20);
  const consumer = await clients.consumer({ 'js.consumer.max.batch.size': 10 });
  const batches = [];
  const stale = [];
  let resume;
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch, isStale, resolveOffset, pause }) => {
      batches.push(numbersIn(batch.messages));
      if (batches.length > 1) return;
      resolveOffset('3');
      stale.push(isStale());
      resume = pause();
      stale.push(isStale());
    },
  });
  await until(() => resume !== undefined);
  await delay(QUIET_MS);
  resume();
  await until(() => batches.flat().length === 26);
  assert.deepEqual(stale, [false, true]);
  assert.deepEqual(batches.flat(), [...range(10), ...range(16, 4)]);
});

test('a batch learns of a pause from outside', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const started = gate();
  const batches = [];
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch, isStale, resolveOffset }) => {
      batches.push(numbersIn(batch.messages));
      if (batches.length > 1) return;
      started.open();
      await until(isStale);
      resolveOffset('1');
    },
  });
  await started.promise;
  const resume = consumer.pause([{ topic, partitions: [0] }]);
  await delay(QUIET_MS);
  resume();
  await until(() => batches.length === 2);
  assert.deepEqual(batches, [range(5), range(3, 2)]);
});

test('a batch that does not ask whether it is stale is delivered as a whole', async (t) => {
  const { topic, clients } = await filled(t, 20);
  const group = { 'group.id': 'one-group', 'js.consumer.max.batch.size': 10 };
  const consumer = await clients.consumer(group);
  const seen = [];
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch, pause }) => {
      seen.push(...numbersIn(batch.messages));
      pause();
    },
  });
  await until(() => seen.length === 10);
  await consumer.disconnect();
  const messages = await collect(await clients.consumer(group), topic);
  await until(() => messages.length === 10);
  assert.deepEqual(numbersIn(messages), range(10, 10));
});

test('what is paused is told by topic, with the partitions in order', async (t) => {
  const { mock, topic, clients } = await filled(t, 0, { numPartitions: 4 });
  mock.createTopic({ topic: 'others', numPartitions: 2 });
  const consumer = await clients.consumer();
  assert.deepEqual(consumer.paused(), []);
  await consumer.subscribe({ topics: [topic, 'others'] });
  await collect(consumer, topic);
  await until(() => consumer.assignment().length === 6);
  assert.deepEqual(consumer.paused(), []);
  const resumeTwo = consumer.pause([{ topic, partitions: [2, 0] }]);
  assert.deepEqual(consumer.paused(), [{ topic, partitions: [0, 2] }]);
  const resumeAll = consumer.pause([{ topic: 'others' }, { topic, partitions: null }]);
  const byTopic = () => consumer.paused().sort((one, other) => (one.topic < other.topic ? -1 : 1));
  assert.deepEqual(byTopic(), [
    { topic: 'others', partitions: [0, 1] },
    { topic, partitions: [0, 1, 2, 3] },
  ]);
  consumer.resume([{ topic, partitions: [3] }]);
  resumeTwo();
  resumeTwo();
  assert.deepEqual(byTopic(), [
    { topic: 'others', partitions: [0, 1] },
    { topic, partitions: [1] },
  ]);
  consumer.resume([{ topic }]);
  resumeAll();
  assert.deepEqual(consumer.paused(), []);
});

test('what is not assigned cannot be paused, and to ask for it does no harm', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const resumes = [consumer.pause([{ topic }]), consumer.pause([{ topic, partitions: [0] }]), consumer.pause([])];
  const messages = await collect(consumer, topic);
  resumes.push(consumer.pause([{ topic: 'unknown' }, { topic, partitions: [1, 2 ** 31 - 1] }]));
  assert.deepEqual(consumer.paused(), []);
  await until(() => messages.length === 5);
  for (const resume of resumes) resume();
  consumer.resume([{ topic: 'unknown', partitions: [7] }]);
  assert.deepEqual(consumer.paused(), []);
});

test('partitions can be paused as soon as rebalance_cb has taken them', async (t) => {
  const { topic, clients } = await filled(t, 100, { numPartitions: 2 });
  let resume;
  const consumer = await clients.consumer({
    rebalance_cb: (error, assignment, { assign }) => {
      if (error.code !== -175) return;
      assign(assignment);
      resume = consumer.pause([{ topic, partitions: [1] }]);
    },
  });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 50);
  await delay(QUIET_MS);
  assert.ok(messages.every(({ partition }) => partition === 0));
  resume();
  await until(() => messages.length === 100);
});

test('a partition that was revoked is not paused when it comes back, and who resumes it then does no harm', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const consumer = await clients.consumer();
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 10);
  const resume = consumer.pause([{ topic }]);
  await consumer.stop();
  assert.deepEqual(consumer.paused(), []);
  resume();
  await consumer.run({
    eachMessage: async ({ message }) => {
      messages.push(message);
    },
  });
  await until(() => consumer.assignment().length === 1);
  assert.deepEqual(consumer.paused(), []);
  await (await clients.producer()).send({ topic, messages: dealt(5, 1, 10) });
  await until(() => messages.length === 15);
  resume();
  await delay(QUIET_MS);
  assert.deepEqual(numbersIn(messages), range(15));
});

test('a consumer whose partitions are all paused stays a member for as long as it likes', async (t) => {
  const { topic, clients } = await filled(t, 100, { numPartitions: 2 });
  const revoked = [];
  const consumer = await clients.consumer({
    'max.poll.interval.ms': 1500,
    rebalance_cb: (error) => {
      if (error.code === -174) revoked.push(error);
    },
  });
  const messages = await collect(consumer, topic);
  await until(() => messages.length > 0);
  const resume = consumer.pause([{ topic }]);
  const before = messages.length;
  // The interval is doubled.
  await delay(4500);
  assert.equal(messages.length, before);
  assert.deepEqual(revoked, []);
  resume();
  await until(() => messages.length === 100);
});

test('what is no list of topics is refused', async (t) => {
  const { topic, servers, clients } = await filled(t, 0);
  const consumer = await clients.consumer();
  await collect(consumer, topic);
  const wrongs = [
    undefined,
    null,
    topic,
    { topic },
    [topic],
    [null],
    [{}],
    [{ topic: 5 }],
    [{ topic, partitions: 0 }],
    [{ topic, partitions: ['0'] }],
    [{ topic, partitions: [-1] }],
    [{ topic, partitions: [0.5] }],
    [{ topic, partitions: [2 ** 31] }],
    [{ topic, partitions: [0] }, { topic, partitions: [NaN] }],
  ];
  await until(() => consumer.assignment().length === 1);
  for (const wrong of wrongs) {
    assert.throws(() => consumer.pause(wrong), { name: 'KafkaJSError', code: -186 }, JSON.stringify(wrong));
    assert.throws(() => consumer.resume(wrong), { name: 'KafkaJSError', code: -186 }, JSON.stringify(wrong));
  }
  assert.deepEqual(consumer.paused(), []);
  assert.throws(() => consumer.pause([{ topic: 5 }]), { message: 'Topic must be a string.' });

  const resume = consumer.pause([{ topic }]);
  await consumer.disconnect();
  const never = clientsOf(t, servers).kafka.consumer({ 'group.id': 'g' });
  for (const other of [consumer, never]) {
    const wrongState = (message) => ({ name: 'KafkaJSError', code: -172, message });
    assert.throws(() => other.pause([{ topic }]), wrongState('Pause can only be called while connected.'));
    assert.throws(() => other.resume([{ topic }]), wrongState('Resume can only be called while connected.'));
    assert.throws(() => other.paused(), wrongState('Paused can only be called while connected.'));
  }
  resume();
});
