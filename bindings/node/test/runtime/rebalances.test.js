'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { Consumer } = require('../../dist/runtime/consumer');
const { Producer } = require('../../dist/runtime/producer');
const { atEnd, delay, gate, mockCluster, numbered, until } = require('../support');

const EVENTS = { log: () => {}, error: () => {} };
const BACKOFF = { initialMs: 5, maxMs: 20 };
/** As short as the mock cluster allows; the interval must not be shorter. */
const SESSION = { 'session.timeout.ms': '1500', 'heartbeat.interval.ms': '100' };

/** A member that has been sent messages, with a listener and a handler; `told` has what the listener heard. */
async function member(t, { rebalance, deliver = () => {}, properties = {}, pattern }) {
  const { mock, topic, servers } = mockCluster(t, { numPartitions: 2 });
  const answers = t.mock.method(native, 'consumerRebalanceAnswer');
  const told = [];
  const config = { ...SESSION, 'bootstrap.servers': servers, 'group.id': 'g', 'auto.offset.reset': 'earliest', ...properties };
  const events = {
    ...EVENTS,
    rebalance: (one) => {
      told.push([one.kind, ...one.partitions.map(({ partition }) => partition)]);
      return rebalance(one, consumer);
    },
  };
  const consumer = new Consumer(config, events);
  atEnd(t, () => consumer.close(0, false));
  const producer = new Producer({ 'bootstrap.servers': servers }, EVENTS);
  atEnd(t, () => producer.close());
  const seen = [];
  const run = async () => {
    consumer.run(
      {
        limit: 1,
        deliver: (hand) => {
          seen.push([hand.partition, hand.batch.offset(hand.at)]);
          return deliver(hand);
        },
        delivered: (hand) => {
          hand.deliverFirst();
        },
        failed: () => {},
      },
      2,
      BACKOFF,
    );
    await consumer.group.subscribe([pattern ?? topic]);
  };
  for (const partition of [0, 1]) await producer.send(topic, numbered(3, 0, { partition }));
  await run();
  return { mock, topic, consumer, told, seen, answers, run };
}

test('a listener hears of an assignment and of its end, and whatever it returns there is one answer', async (t) => {
  for (const rebalance of [() => undefined, async () => {}, () => delay(20)]) {
    const { consumer, told, seen, answers } = await member(t, { rebalance });
    await until(() => seen.length === 6);
    assert.equal(answers.mock.callCount(), 1);
    await consumer.close(1000, true);
    assert.deepEqual(told, [
      ['assigned', 0, 1],
      ['revoked', 0, 1],
    ]);
    answers.mock.resetCalls();
  }
});

test('an answer may take some of the partitions, each from its offset; the first one counts', async (t) => {
  const { topic, consumer, seen, answers } = await member(t, {
    rebalance: ({ kind, partitions, answer }) => {
      if (kind !== 'assigned') return;
      answer([{ ...partitions[1], offset: 2 }]);
      answer(partitions);
      answer([]);
    },
  });
  await until(() => seen.length === 1);
  await delay(50);
  assert.deepEqual(seen, [[1, 2]]);
  assert.deepEqual(consumer.assignment(), [{ topic, partition: 1 }]);
  assert.equal(answers.mock.callCount(), 1);
});

test('an answer with a partition that was not assigned is refused, and another may follow', async (t) => {
  const errors = [];
  const { seen } = await member(t, {
    rebalance: ({ kind, partitions, answer }) => {
      if (kind !== 'assigned') return;
      assert.throws(
        () => {
          answer([{ ...partitions[0], partition: 9 }]);
        },
        (error) => errors.push(error.code) > 0,
      );
    },
  });
  await until(() => seen.length === 6);
  assert.deepEqual(errors, [-186]);
});

test('nothing is asked for while it is open where new partitions begin', async (t) => {
  const open = gate();
  const { told, seen } = await member(t, { rebalance: ({ kind }) => (kind === 'assigned' ? open.promise : undefined) });
  await until(() => told.length === 1);
  await delay(100);
  assert.deepEqual(seen, []);
  open.open();
  await until(() => seen.length === 6);
});

test('a listener that never ends is waited for as long as the group waits', async (t) => {
  const { consumer, told, seen } = await member(t, {
    rebalance: () => new Promise(() => {}),
    properties: { 'max.poll.interval.ms': '1500' },
  });
  await until(() => told.length === 1);
  const start = performance.now();
  await until(() => seen.length === 6);
  assert.ok(performance.now() - start > 1000);
  await consumer.stop(100, true);
  await consumer.close(100, true);
});

test('an assignment that is taken back before its answer is over: nothing waits for that, and it changes nothing', async (t) => {
  const open = gate();
  let isFirst = true;
  const { mock, topic, consumer, told, seen } = await member(t, {
    pattern: '^things',
    properties: { 'topic.metadata.refresh.interval.ms': '100', 'partition.assignment.strategy': 'range' },
    rebalance: async ({ answer, partitions }) => {
      if (!isFirst) return;
      isFirst = false;
      await open.promise;
      answer([{ ...partitions[0], offset: 2 }]);
    },
  });
  await until(() => told.length === 1);
  // The group begins anew.
  mock.createTopic({ topic: `${topic}-too`, numPartitions: 1 });
  await until(() => seen.length === 6, () => JSON.stringify(told));
  assert.deepEqual(
    told.map(([kind, ...partitions]) => [kind, partitions.length]),
    [
      ['assigned', 2],
      ['revoked', 2],
      ['assigned', 3],
    ],
  );
  open.open();
  await delay(50);
  assert.equal(consumer.assignment().length, 3);
  assert.equal(seen.length, 6);
});

test('a stop does not wait for a listener that decides about an assignment, and neither does the next run', async (t) => {
  const open = gate();
  let isFirst = true;
  const { consumer, told, seen, run } = await member(t, {
    rebalance: () => {
      if (!isFirst) return undefined;
      isFirst = false;
      return open.promise;
    },
  });
  await until(() => told.length === 1);
  await consumer.stop(20_000, true);
  assert.deepEqual(consumer.assignment(), []);
  await run();
  await until(() => seen.length === 6);
  open.open();
  await delay(50);
  assert.equal(consumer.assignment().length, 2);
  assert.equal(seen.length, 6);
});

test('a listener that ends its consumer is not waited for by that', async (t) => {
  for (const kind of ['assigned', 'revoked']) {
    const ended = gate();
    const { consumer, run, seen } = await member(t, {
      rebalance: async (rebalance, self) => {
        if (rebalance.kind !== kind) return;
        self.excuse();
        await self.stop(20_000, true);
        ended.open();
      },
    });
    if (kind === 'revoked') {
      await until(() => seen.length === 6);
      await consumer.stop(20_000, true);
    }
    await ended.promise;
    assert.deepEqual(consumer.assignment(), []);
    if (kind === 'revoked') await run();
  }
});

test('nobody is excused from outside of a listener', async (t) => {
  const open = gate();
  const { consumer, told, seen } = await member(t, {
    rebalance: ({ kind }) => (kind === 'revoked' ? open.promise : undefined),
  });
  await until(() => seen.length === 6);
  let isClosed = false;
  const closing = consumer.close(20_000, true).then(() => {
    isClosed = true;
  });
  await until(() => told.length === 2);
  consumer.excuse();
  await delay(50);
  assert.equal(isClosed, false);
  open.open();
  await closing;
});
