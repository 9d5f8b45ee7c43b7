'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { clientsOf, collect, dealt, delay, filled, gate, numbered, numbersIn, range, until } = require('../support');

const QUIET_MS = 60;
const GROUP = { 'group.id': 'one-group' };
const WRONG_STATE = { name: 'KafkaJSError', code: -172 };

/** A configuration of run that puts the numbers of messages into a list. */
const into = (seen) => ({
  eachMessage: async ({ message }) => {
    seen.push(Number(message.value));
  },
});

const sendsOffsets = (producer, consumer, { topic, partition, offset }) =>
  producer.withTransaction((transaction) => {
    return transaction.sendOffsets({ consumer, topics: [{ topic, partitions: [{ partition, offset }] }] });
  });

test('a consumer that was stopped runs again from where it was, with any handler', async (t) => {
  const { topic, clients, producer } = await filled(t, 20);
  const consumer = await clients.consumer();
  const seen = [];
  await collect(consumer, topic, into(seen));
  await until(() => seen.length === 20);
  await consumer.stop();
  assert.deepEqual(consumer.assignment(), []);
  await producer.send({ topic, messages: numbered(20, 20) });
  await delay(QUIET_MS);
  assert.equal(seen.length, 20);
  const batches = [];
  await consumer.run({
    eachBatch: async ({ batch, isRunning }) => {
      assert.equal(isRunning(), true);
      batches.push(...numbersIn(batch.messages));
    },
  });
  await until(() => batches.length === 20);
  await consumer.stop();
  await producer.send({ topic, messages: numbered(20, 40) });
  await consumer.run({ ...into(seen), partitionsConsumedConcurrently: 3 });
  await until(() => seen.length === 40);
  assert.deepEqual([...seen.slice(0, 20), ...batches, ...seen.slice(20)], range(60));
});

test('a consumer that stops and runs again and again loses nothing, and delivers nothing twice', async (t) => {
  const { topic, clients, producer } = await filled(t, 300, { numPartitions: 3 });
  const consumer = await clients.consumer();
  const seen = [[], [], []];
  const running = new Set();
  const config = {
    partitionsConsumedConcurrently: 2,
    eachMessage: async ({ partition, message }) => {
      assert.equal(running.has(partition), false);
      running.add(partition);
      seen[partition].push(Number(message.value));
      await delay(Number(message.offset) % 5 === 0 ? 1 : 0);
      running.delete(partition);
    },
  };
  const count = () => seen.flat().length;
  await collect(consumer, topic, config);
  for (let round = 1; round <= 5; round++) {
    await until(() => count() > round * 80);
    await consumer.stop();
    assert.equal(running.size, 0);
    const before = count();
    await producer.send({ topic, messages: dealt(90, 3, 210 + round * 90) });
    assert.equal(count(), before);
    await consumer.run(config);
  }
  await until(() => count() === 750);
  await delay(QUIET_MS);
  for (const partition of [0, 1, 2]) assert.deepEqual(seen[partition], range(250, partition, 3));
});

test('what is delivered when a consumer stops is committed, and others go on behind it', async (t) => {
  const { topic, clients } = await filled(t, 100);
  const [first, second] = [await clients.consumer(GROUP), await clients.consumer(GROUP)];
  const [seen, seenBySecond] = [[], []];
  const enough = gate();
  await collect(first, topic, {
    eachMessage: async ({ message }) => {
      seen.push(Number(message.value));
      if (seen.length === 30) enough.open();
      if (seen.length > 20) await delay(1);
    },
  });
  await enough.promise;
  await first.stop();
  await collect(second, topic, into(seenBySecond));
  await until(() => seen.length + seenBySecond.length === 100);
  assert.deepEqual([...seen, ...seenBySecond], range(100));
});

test('without automatic commits a stop commits nothing, and the next run begins at what is committed', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const consumer = await clients.consumer({ ...GROUP, 'enable.auto.commit': false });
  const seen = [];
  await collect(consumer, topic, into(seen));
  await until(() => seen.length === 10);
  await consumer.commitOffsets([{ topic, partition: 0, offset: '6' }]);
  await consumer.stop();
  await consumer.run(into(seen));
  await until(() => seen.length === 14);
  assert.deepEqual(seen, [...range(10), ...range(4, 6)]);
});

for (const concurrency of [1, 3]) {
  test(`a stop waits for handlers, and what they had does not come again, ${concurrency} at a time`, async (t) => {
    const { topic, clients } = await filled(t, 9, { numPartitions: 3 });
    const consumer = await clients.consumer();
    const open = gate();
    const seen = [];
    let ended = 0;
    await collect(consumer, topic, {
      partitionsConsumedConcurrently: concurrency,
      eachMessage: async ({ message }) => {
        seen.push(Number(message.value));
        await open.promise;
        ended++;
      },
    });
    await until(() => seen.length === concurrency);
    let isStopped = false;
    const stopping = consumer.stop().then(() => {
      isStopped = true;
    });
    await delay(QUIET_MS);
    assert.equal(isStopped, false);
    open.open();
    await stopping;
    assert.equal(ended, concurrency);
    await consumer.run(into(seen));
    await until(() => seen.length === 9);
    await delay(QUIET_MS);
    assert.deepEqual(seen.sort(), range(9));
  });
}

test('a handler may stop its consumer and wait for that; its message comes again', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const seen = [];
  const stopped = gate();
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      seen.push(Number(message.value));
      if (message.value.toString() !== '2') return;
      await delay(5);
      await consumer.stop();
      stopped.open();
    },
  });
  await stopped.promise;
  await consumer.run(into(seen));
  await until(() => seen.length === 6);
  assert.deepEqual(seen, [0, 1, 2, 2, 3, 4]);
});

test('a handler may stop its consumer without waiting; its message does not come again', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const seen = [];
  let stopping;
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      seen.push(Number(message.value));
      if (message.value.toString() === '2') stopping = consumer.stop();
    },
  });
  await until(() => stopping !== undefined);
  await stopping;
  await consumer.run(into(seen));
  await until(() => seen.length === 5);
  await delay(QUIET_MS);
  assert.deepEqual(seen, range(5));
});

test('a batch learns that its consumer stops', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const started = gate();
  const seen = [];
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatchAutoResolve: false,
    eachBatch: async ({ resolveOffset, isRunning }) => {
      started.open();
      await until(() => !isRunning());
      resolveOffset('1');
    },
  });
  await started.promise;
  await consumer.stop();
  await consumer.run(into(seen));
  await until(() => seen.length === 3);
  assert.deepEqual(seen, [2, 3, 4]);
});

test('to run in one breath with a stop waits for it, and can be stopped like any other run', async (t) => {
  const { topic, clients, producer } = await filled(t, 10);
  const consumer = await clients.consumer();
  const seen = [];
  await collect(consumer, topic, into(seen));
  await until(() => seen.length === 10);
  const stopping = consumer.stop();
  const batches = [];
  const run = consumer.run({
    eachBatch: async ({ batch, isRunning }) => {
      batches.push([isRunning(), ...numbersIn(batch.messages)]);
    },
  });
  await assert.rejects(consumer.run(into(seen)), { ...WRONG_STATE, message: 'Consumer is already running.' });
  await Promise.all([stopping, run]);
  await producer.send({ topic, messages: numbered(1, 10) });
  await until(() => batches.length === 1);
  assert.deepEqual(batches, [[true, 10]]);
  await assert.rejects(consumer.run(into(seen)), { ...WRONG_STATE, message: 'Consumer is already running.' });
  await consumer.stop();
  await producer.send({ topic, messages: numbered(1, 11) });
  await delay(QUIET_MS * 3);
  assert.equal(batches.length, 1);
  await consumer.run(into(seen));
  await until(() => seen.length === 11);
  assert.deepEqual(seen, [...range(10), 11]);
});

test('a run that is stopped while it waits for a stop leaves alone the run behind it', async (t) => {
  const { mock, topic, clients, producer } = await filled(t, 10);
  const consumer = await clients.consumer();
  const seen = [];
  await collect(consumer, topic, into(seen));
  await until(() => seen.length === 10);
  // The last commit is put off once, so that whoever leaves first is not the first to have left.
  mock.failNext('OffsetCommit', [27]);
  const stopped = consumer.stop();
  const refused = assert.rejects(consumer.run(into(seen)), WRONG_STATE);
  await Promise.all([stopped, refused, consumer.stop(), consumer.run(into(seen))]);
  await until(() => consumer.assignment().length === 1);
  await delay(QUIET_MS * 2);
  await producer.send({ topic, messages: numbered(5, 10) });
  await until(() => seen.length === 15);
  assert.deepEqual(seen, range(15));
});

test('stopping twice, or what does not run, does nothing', async (t) => {
  const { topic, servers, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  await consumer.stop();
  const seen = [];
  await collect(consumer, topic, into(seen));
  await until(() => seen.length === 5);
  await Promise.all([consumer.stop(), consumer.stop(), consumer.stop()]);
  await consumer.stop();
  const sentence = { ...WRONG_STATE, message: 'Stop can only be called while connected.' };
  await consumer.disconnect();
  await assert.rejects(consumer.stop(), sentence);
  await assert.rejects(clientsOf(t, servers).kafka.consumer(GROUP).stop(), sentence);
});

test('a stop before anything is assigned ends, and the consumer runs again', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const seen = [];
  await consumer.subscribe({ topic });
  for (let round = 0; round < 5; round++) {
    await consumer.run(into(seen));
    await delay(round * 10);
    await consumer.stop();
  }
  await consumer.run(into(seen));
  await until(() => seen.length === 5);
  assert.deepEqual(seen, range(5));
});

test('a consumer without a subscription runs and stops, too', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const seen = [];
  await consumer.run(into(seen));
  await consumer.stop();
  await consumer.run(into(seen));
  await consumer.subscribe({ topic });
  await until(() => seen.length === 5);
});

test('a subscription that is changed while the consumer is stopped counts when it runs again', async (t) => {
  const { mock, topic, clients, producer } = await filled(t, 5);
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  await producer.send({ topic: 'others', messages: numbered(5, 100) });
  const consumer = await clients.consumer();
  const seen = [];
  await collect(consumer, topic, into(seen));
  await until(() => seen.length === 5);
  await consumer.stop();
  await consumer.subscribe({ topics: ['others'], replace: true });
  await producer.send({ topic, messages: numbered(5, 5) });
  await consumer.run(into(seen));
  await until(() => seen.length === 10);
  assert.deepEqual(consumer.assignment(), [{ topic: 'others', partition: 0 }]);
  assert.deepEqual(seen, [...range(5), ...range(5, 100)]);
});

test('a handler of an earlier run that hangs holds up its own partition alone', async (t) => {
  const { topic, clients } = await filled(t, 20, { numPartitions: 2 });
  const consumer = await clients.consumer({ 'js.consumer.disconnect.timeout.ms': 100 });
  const open = gate();
  const running = [0, 0];
  const seen = [[], []];
  let hanging;
  await collect(consumer, topic, {
    eachMessage: async ({ partition, message }) => {
      hanging ??= partition;
      running[partition]++;
      seen[partition].push(Number(message.offset));
      if (hanging === partition) await open.promise;
      running[partition]--;
    },
  });
  await until(() => hanging !== undefined);
  const other = 1 - hanging;
  await consumer.stop();
  assert.equal(running[hanging], 1);
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      assert.equal(running[partition], 0, 'two handlers of one partition');
      seen[partition].push(Number(message.offset));
    },
  });
  await until(() => seen[other].length === 10, () => `${seen[other].length} of the other partition`);
  await delay(QUIET_MS);
  assert.deepEqual(seen[hanging], [0]);
  open.open();
  await until(() => seen[hanging].length === 11);
  assert.deepEqual(seen[hanging], [0, ...range(10)]);
  assert.deepEqual(seen[other], range(10));
});

test('a stop under a handler that fails again and again ends', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  let tries = 0;
  await collect(consumer, topic, {
    eachMessage: async () => {
      tries++;
      throw new Error('planted');
    },
  });
  await until(() => tries > 2);
  await consumer.stop();
  const before = tries;
  await delay(700);
  assert.equal(tries, before);
  const seen = [];
  await consumer.run(into(seen));
  await until(() => seen.length === 5);
});

test('a stop that is overtaken by a disconnect ends with it, and nothing runs afterwards', async (t) => {
  const { topic, clients } = await filled(t, 5);
  for (const delayMs of [0, 2, 20]) {
    const consumer = await clients.consumer();
    const seen = [];
    await collect(consumer, topic, into(seen));
    await until(() => seen.length === 5);
    const stopping = consumer.stop();
    await delay(delayMs);
    const [stopped, disconnected] = await Promise.allSettled([stopping, consumer.disconnect()]);
    assert.deepEqual([stopped.status, disconnected.status], ['fulfilled', 'fulfilled'], stopped.reason?.message);
  }
});

for (const end of ['stop', 'disconnect'])
  test(`a run that nobody waits for, and a ${end} in the same breath, leave no rejection behind`, async (t) => {
    const { topic, clients } = await filled(t, 5);
    const consumer = await clients.consumer();
    await consumer.subscribe({ topic });
    const seen = [];
    const running = consumer.run(into(seen));
    await consumer[end]();
    await running;
    assert.deepEqual(seen, []);
  });

test('a run that waits for a stop and is overtaken by a disconnect is refused', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const seen = [];
  await collect(consumer, topic, into(seen));
  await until(() => seen.length === 5);
  const stopping = consumer.stop();
  const running = assert.rejects(consumer.run(into(seen)), {
    ...WRONG_STATE,
    message: 'The consumer was stopped before it ran.',
  });
  await Promise.all([stopping, consumer.disconnect(), running]);
});

test('to stop while the consumer is stopped from outside does not wait for itself', async (t) => {
  const { topic, clients } = await filled(t, 5);
  for (const end of ['stop', 'disconnect']) {
    const consumer = await clients.consumer();
    const [started, go] = [gate(), gate()];
    let ended = false;
    await collect(consumer, topic, {
      eachMessage: async () => {
        started.open();
        await go.promise;
        await consumer[end]();
        ended = true;
      },
    });
    await started.promise;
    const begin = performance.now();
    const ending = consumer[end]();
    go.open();
    await ending;
    await until(() => ended);
    assert.ok(performance.now() - begin < 10_000, `${end} took ${performance.now() - begin} ms`);
    if (end === 'stop') await consumer.disconnect();
  }
});

for (const end of ['stop', 'disconnect']) {
  test(`${end} waits for a handler, whatever an earlier one has left behind calls it`, async (t) => {
    const { topic, clients } = await filled(t, 2);
    const consumer = await clients.consumer(GROUP);
    const [go, open] = [gate(), gate()];
    const seen = [];
    let ending;
    let hasEnded = false;
    await collect(consumer, topic, {
      eachMessage: async ({ message }) => {
        seen.push(Number(message.value));
        if (message.value.toString() === '1') return open.promise;
        void go.promise.then(() => {
          ending = consumer[end]().then(() => {
            hasEnded = true;
          });
        });
      },
    });
    await until(() => seen.length === 2);
    go.open();
    await delay(QUIET_MS);
    assert.equal(hasEnded, false);
    open.open();
    await ending;
    if (end === 'disconnect') await consumer.connect();
    await consumer.run(into(seen));
    await until(() => consumer.assignment().length === 1);
    await delay(QUIET_MS);
    assert.deepEqual(seen, [0, 1]);
  });

  test(`${end} that is refused excuses nobody`, async (t) => {
    const { topic, clients } = await filled(t, 1);
    const consumer = await clients.consumer();
    const [refused, open] = [gate(), gate()];
    let hasEnded = false;
    await collect(consumer, topic, {
      eachMessage: async () => {
        await assert.rejects(consumer[end]({ signal: AbortSignal.abort() }), { name: 'AbortError' });
        refused.open();
        await open.promise;
      },
    });
    await refused.promise;
    const ending = consumer[end]().then(() => {
      hasEnded = true;
    });
    await delay(QUIET_MS);
    assert.equal(hasEnded, false);
    open.open();
    await ending;
  });
}

for (const [where, count] of [['in hand', 2], ['below', 1]]) {
  test(`a handler that resumes another consumer is not the one in which that goes on, with a message ${where}`, async (t) => {
    const { topic, clients, producer } = await filled(t, count);
    const [consumer, other] = [await clients.consumer(), await clients.consumer()];
    const open = gate();
    let [isPaused, isRunning] = [false, false];
    let stopping;
    await collect(other, topic, {
      eachMessage: ({ pause }) => {
        if (isPaused) stopping ??= consumer.stop();
        pause();
        isPaused = true;
      },
    });
    await until(() => isPaused);
    await producer.send({ topic, messages: numbered(2 - count) });
    await delay(QUIET_MS);
    await collect(consumer, topic, {
      eachMessage: () => {
        if (!isRunning) other.resume([{ topic }]);
        isRunning = true;
        return open.promise;
      },
    });
    await until(() => stopping !== undefined);
    await delay(QUIET_MS);
    assert.equal(consumer.assignment().length, 1, 'the stop waits for the handler');
    open.open();
    await stopping;
  });
}

test('a handler that disconnect waits for can do all that others can', async (t) => {
  const { topic, clients } = await filled(t, 1);
  const producer = await clients.producer({ 'transactional.id': 'one' });
  const place = { topic, partition: 0, offset: '1' };
  for (const [title, call, committed] of [
    // The mock cluster keeps no offsets of transactions.
    ['a transaction', (consumer) => sendsOffsets(producer, consumer, place), null],
    ['pause of the payload', (_, { pause }) => pause(), '1'],
    ['pause', (consumer) => consumer.pause([{ topic }]), '1'],
    ['resume', (consumer) => consumer.resume([{ topic }]), '1'],
    ['seek', (consumer) => consumer.seek({ ...place, offset: '0' }), '0'],
  ]) {
    const group = { 'group.id': title, 'enable.auto.commit': title !== 'a transaction' };
    const consumer = await clients.consumer(group);
    const [started, go] = [gate(), gate()];
    let outcome;
    await collect(consumer, topic, {
      eachMessage: async (payload) => {
        started.open();
        await go.promise;
        try {
          await call(consumer, payload);
          outcome = 'done';
        } catch (error) {
          outcome = error.message;
          throw error;
        }
      },
    });
    await started.promise;
    const ending = consumer.disconnect();
    go.open();
    await ending;
    assert.equal(outcome, 'done', title);
    const other = await clients.consumer(group);
    assert.equal((await other.committed([{ topic, partition: 0 }]))[0].offset, committed, title);
  }
});

test('a consumer that connects again goes on with its subscription, and with nothing else of before', async (t) => {
  const { topic, clients, producer } = await filled(t, 10);
  const consumer = await clients.consumer(GROUP);
  const seen = [];
  await collect(consumer, topic, into(seen));
  for (let round = 1; round <= 3; round++) {
    await until(() => seen.length === round * 10);
    const resume = consumer.pause([{ topic }]);
    await consumer.disconnect();
    await producer.send({ topic, messages: numbered(10, round * 10) });
    await consumer.connect();
    resume();
    assert.deepEqual([consumer.paused(), consumer.assignment(), consumer.rebalanceProtocol()], [[], [], 'NONE']);
    await consumer.run(into(seen));
  }
  await until(() => seen.length === 40);
  await delay(QUIET_MS);
  assert.deepEqual(seen, range(40));
});
