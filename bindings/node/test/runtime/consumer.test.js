'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { Consumer } = require('../../dist/runtime/consumer');
const { Producer } = require('../../dist/runtime/producer');
const { atEnd, gate, mockCluster, numbered, until } = require('../support');

const EVENTS = { log: () => {}, error: () => {} };
/** The mock cluster waits for a group that has lost a member almost as long as this lasts. */
const SESSION = { 'session.timeout.ms': '1500', 'heartbeat.interval.ms': '100' };
const BACKOFF = { initialMs: 5, maxMs: 20 };

async function clients(t, numPartitions) {
  const { topic, servers } = mockCluster(t, { numPartitions });
  const producer = new Producer({ 'bootstrap.servers': servers }, EVENTS);
  atEnd(t, () => producer.close());
  const consumer = new Consumer(
    { ...SESSION, 'bootstrap.servers': servers, 'group.id': 'g', 'auto.offset.reset': 'earliest' },
    EVENTS,
  );
  atEnd(t, () => consumer.close(0, false));
  await Promise.all([producer.connect(5000), consumer.connect(5000)]);
  return { topic, producer, consumer };
}

/** A handler of single messages, which hears partition and value. */
function handlerOf(deliver) {
  return {
    limit: 1,
    deliver: (hand) => deliver(hand.partition, hand.batch.valueText(hand.at)),
    delivered: (hand) => {
      hand.deliverFirst();
    },
    failed: () => {},
  };
}

const partitionsIn = (batch) => {
  const { Batch } = require('../../dist/runtime/reader');
  const list = Batch.over(batch);
  const partitions = [];
  for (let at = list.first; at < list.end; at += list.step) partitions.push(list.partition(at));
  return partitions;
};

test('nothing is asked for before there is a handler', async (t) => {
  const { topic, producer, consumer } = await clients(t, 1);
  const poll = t.mock.method(native, 'clientPoll');
  await producer.send(topic, numbered(10));
  await consumer.group.subscribe([topic]);
  const seen = [];
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(poll.mock.calls.every(({ arguments: [, flags] }) => flags === 1));
  consumer.run(
    handlerOf((_, value) => {
      seen.push(value);
    }),
    1,
    BACKOFF,
  );
  await until(() => seen.length === 10);
});

test('a partition with messages in hand is on hold while others are asked for, and flows again afterwards', async (t) => {
  const { topic, producer, consumer } = await clients(t, 2);
  const holds = [];
  const calls = [
    ['hold', native.consumerHold],
    ['release', native.consumerRelease],
  ];
  for (const [name, call] of calls) {
    t.mock.method(native, call.name, (ticket, batch) => {
      holds.push([name, ...partitionsIn(batch)]);
      call(ticket, batch);
    });
  }
  const open = gate();
  const seen = [[], []];
  await consumer.group.subscribe([topic]);
  consumer.run(
    handlerOf(async (partition, value) => {
      if (partition === 0) await open.promise;
      seen[partition].push(value);
    }),
    2,
    BACKOFF,
  );
  await producer.send(topic, numbered(20, 0, { partition: 0 }));
  await producer.send(topic, numbered(20, 0, { partition: 1 }));
  await until(() => seen[1].length === 20);
  assert.deepEqual(seen[0], []);
  const ofFirst = () => holds.filter(([, ...partitions]) => partitions.includes(0)).map(([name]) => name);
  await until(() => ofFirst().length > 0);
  assert.deepEqual(new Set(ofFirst()), new Set(['hold']));
  await producer.send(topic, numbered(20, 20, { partition: 0 }));
  open.open();
  await until(() => seen[0].length === 40);
  await until(() => ofFirst().at(-1) === 'release');
  assert.deepEqual(
    seen[0],
    numbered(40).map(({ value }) => value),
  );
});

test('positions are stored once for many messages', async (t) => {
  const { topic, producer, consumer } = await clients(t, 1);
  const store = t.mock.method(native, 'consumerStore');
  let count = 0;
  await consumer.group.subscribe([topic]);
  consumer.run(
    handlerOf(() => {
      count++;
    }),
    1,
    BACKOFF,
  );
  await producer.send(topic, numbered(5000));
  await until(() => count === 5000);
  const [committed] = await consumer.group.commit(null);
  assert.deepEqual([committed.partition, committed.offset, committed.code], [0, 5000, 0]);
  assert.ok(store.mock.callCount() < 20, `${store.mock.callCount()} calls`);
});

test('a rebalance is answered once, after the handlers', async (t) => {
  const { topic, consumer } = await clients(t, 2);
  const answer = t.mock.method(native, 'consumerRebalanceAnswer');
  consumer.run(
    handlerOf(() => {}),
    1,
    BACKOFF,
  );
  await consumer.group.subscribe([topic]);
  await until(() => answer.mock.callCount() === 1);
  await consumer.close(1000, true);
  const epochs = answer.mock.calls.map(({ arguments: [, epoch] }) => epoch);
  assert.equal(new Set(epochs).size, epochs.length);
});

test('closing gives up on a handler after its grace', async (t) => {
  const { topic, producer, consumer } = await clients(t, 1);
  const started = gate();
  await consumer.group.subscribe([topic]);
  consumer.run(
    handlerOf(() => {
      started.open();
      return new Promise(() => {});
    }),
    1,
    BACKOFF,
  );
  await producer.send(topic, numbered(1));
  await started.promise;
  const start = performance.now();
  await consumer.close(50, true);
  assert.ok(performance.now() - start < 6000);
});

test('what is delivered is committed before the group is left, if that is wanted', async (t) => {
  const calls = [];
  for (const name of ['consumerCommit', 'consumerUnsubscribe', 'clientClose']) {
    const call = native[name];
    t.mock.method(native, name, (...values) => {
      calls.push(name);
      call(...values);
    });
  }
  for (const commits of [true, false]) {
    const { topic, producer, consumer } = await clients(t, 1);
    let count = 0;
    const handler = handlerOf(() => {
      count++;
    });
    await consumer.group.subscribe([topic]);
    consumer.run(handler, 1, BACKOFF);
    await producer.send(topic, numbered(10));
    await until(() => count === 10, () => `count ${count} ${commits} ${calls}`, 4000);
    await consumer.stop(1000, commits);
    await consumer.group.subscribe([topic]);
    consumer.run(handler, 1, BACKOFF);
    await until(() => consumer.assignment().length === 1);
    await consumer.close(1000, commits);
    const commit = commits ? ['consumerCommit'] : [];
    assert.deepEqual(calls.splice(0), [...commit, 'consumerUnsubscribe', ...commit, 'clientClose']);
  }
});
