'use strict';
// Messages handed over as they come, or as many as are asked for.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Flow } = require('../../dist/runtime/flow');
const { Hand } = require('../../dist/runtime/hand');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');
const { delay, range, until } = require('../support');

const PATIENT = { timeoutMs: 60_000, isOnlyForFirst: false };
const FIRST = { timeoutMs: 60_000, isOnlyForFirst: true };

function handOf(count, { partition = 0, first = 0 } = {}) {
  const hand = new Hand('things', partition, { moved: () => {} });
  hand.assign(0);
  if (count > 0) give(hand, first, count);
  return hand;
}

function give(hand, first, count) {
  const writer = new BatchWriter();
  for (let index = 0; index < count; index++) writer.topicPartition('things', hand.partition, first + index, 0);
  const batch = Batch.over(Buffer.from(writer.finish()));
  hand.add(batch, batch.first, batch.end);
}

/** A flow that writes down what it hands over. */
function flowOf({ onMessage = () => {} } = {}) {
  const told = [];
  let hungry = 0;
  const flow = new Flow(
    {
      read: (batch, at) => batch.offset(at),
      message: (offset) => {
        told.push(offset);
        onMessage(offset);
      },
      ended: (end) => told.push(end),
    },
    () => hungry++,
  );
  const start = (...hands) => {
    for (const hand of hands) flow.offer(hand);
    flow.dispatch();
  };
  return { flow, told, start, hunger: () => hungry };
}

const take = (flow, limit, patience = PATIENT) =>
  new Promise((resolve) => {
    flow.take(limit, patience, (messages, ends, failure) => resolve({ messages, ends, failure }));
  });

test('nothing is handed over before anyone wants it', async () => {
  const { flow, told, start } = flowOf();
  const hand = handOf(3);
  start(hand);
  assert.deepEqual([told, flow.isIdle, flow.isAttended], [[], false, false]);
  flow.setFlowing(true);
  await until(() => told.length === 3);
  assert.deepEqual([told, hand.position, flow.isIdle, flow.isAttended], [[0, 1, 2], 3, true, true]);
});

test('a message counts as delivered when it is handed over', () => {
  const hand = handOf(2);
  const { flow, start } = flowOf({ onMessage: (offset) => assert.equal(hand.position, offset + 1) });
  flow.setFlowing(true);
  start(hand);
  assert.ok(hand.hasDelivered);
});

test('what is paused in the middle stays in hand', () => {
  const hand = handOf(5);
  const { flow, told, start } = flowOf({
    onMessage: (offset) => {
      hand.isPaused = offset === 1;
    },
  });
  flow.setFlowing(true);
  start(hand);
  assert.deepEqual([told, hand.count, hand.state], [[0, 1], 3, 'idle']);
  hand.isPaused = false;
  start(hand);
  assert.deepEqual(told, range(5));
});

test('what is revoked or sought in the middle is handed over no more', () => {
  const hand = handOf(5);
  const { flow, told, start } = flowOf({ onMessage: (offset) => offset === 1 && hand.seek(20, 0) });
  flow.setFlowing(true);
  start(hand);
  assert.deepEqual(told, [0, 1]);
});

test('the ones who ask first get theirs first, and no more than they asked for', async () => {
  const { flow, told, start } = flowOf();
  const [first, second, third] = [take(flow, 2), take(flow, 3), take(flow, 4, FIRST)];
  start(handOf(6));
  assert.deepEqual((await first).messages, [0, 1]);
  assert.deepEqual((await second).messages, [2, 3, 4]);
  assert.deepEqual((await third).messages, [5]);
  assert.deepEqual(told, []);
});

test('what is in hand is given during the call', () => {
  const { flow, start } = flowOf();
  start(handOf(3));
  let given;
  flow.take(2, PATIENT, (messages) => {
    given = messages;
  });
  assert.deepEqual(given, [0, 1]);
});

test('one who asks in his callback is served in the same turn', () => {
  const { flow, start } = flowOf();
  const lists = [];
  const ask = () => {
    flow.take(2, PATIENT, (messages) => {
      lists.push(messages);
      if (lists.length < 3) ask();
    });
  };
  ask();
  start(handOf(6));
  assert.deepEqual(lists, [
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
});

test('the wait is for each message, and begins anew with it', async () => {
  const { flow, start } = flowOf();
  const hand = handOf(0);
  const asked = performance.now();
  const taking = take(flow, 10, { timeoutMs: 80, isOnlyForFirst: false });
  for (const offset of range(3)) {
    await delay(40);
    give(hand, offset, 1);
    start(hand);
  }
  assert.deepEqual((await taking).messages, [0, 1, 2]);
  assert.ok(performance.now() - asked >= 150);
  assert.deepEqual((await take(flow, 10, { timeoutMs: 10, isOnlyForFirst: false })).messages, []);
});

test('ends are told behind the messages before them', async () => {
  const { flow, told, start } = flowOf();
  const hand = handOf(2);
  flow.end(hand, 2);
  give(hand, 2, 1);
  flow.setFlowing(true);
  start(hand);
  assert.deepEqual(told, [0, 1, { topic: 'things', partition: 0, offset: 2 }, 2]);
  flow.setFlowing(false);
  flow.end(hand, 3);
  start();
  assert.equal(told.length, 4);
  const { messages, ends } = await take(flow, 1, { timeoutMs: 10, isOnlyForFirst: false });
  assert.deepEqual([messages, ends], [[], [{ after: 0, end: { topic: 'things', partition: 0, offset: 3 } }]]);
});

test('one who has heard of an end waits for nothing behind it', async () => {
  const { flow, start } = flowOf();
  const hand = handOf(2);
  flow.end(hand, 2);
  const taking = take(flow, 10);
  start(hand);
  const { messages, ends } = await taking;
  assert.deepEqual([messages, ends.length, ends[0].after], [[0, 1], 1, 2]);
});

test('the end of a partition that is gone is forgotten', () => {
  const { flow, told, start } = flowOf();
  const hand = handOf(1);
  flow.end(hand, 1);
  hand.forget();
  flow.setFlowing(true);
  start();
  assert.deepEqual(told, []);
});

test('a failure goes to one who asks, with what he has', async () => {
  const { flow, start } = flowOf();
  assert.equal(flow.fail('broken'), false);
  const taking = take(flow, 5);
  start(handOf(1));
  assert.equal(flow.fail('broken'), true);
  assert.deepEqual(await taking, { messages: [0], ends: [], failure: 'broken' });
});

test('stopping gives those who wait what they have, and nothing starts any more', async () => {
  const { flow, told, start } = flowOf();
  const hand = handOf(1);
  const taking = take(flow, 5);
  start(hand);
  give(hand, 1, 1);
  flow.stop();
  flow.setFlowing(true);
  start(hand);
  assert.deepEqual((await taking).messages, [0]);
  assert.deepEqual([told, flow.isStopped, flow.isIdle, flow.isAttended], [[], true, false, false]);
  flow.excuse();
  await flow.whenIdle();
});

test('many slow messages do not keep everything else from its turn', async () => {
  let turns = 0;
  const spin = () => {
    const end = performance.now() + 1;
    while (performance.now() < end);
  };
  const { flow, told, start } = flowOf({ onMessage: spin });
  const timer = setInterval(() => turns++, 1);
  flow.setFlowing(true);
  start(handOf(100));
  assert.ok(told.length < 100);
  await until(() => told.length === 100);
  clearInterval(timer);
  assert.ok(turns >= 2, String(turns));
});

test('it is hungry when everything is handed over', () => {
  const { flow, start, hunger } = flowOf();
  flow.setFlowing(true);
  start(handOf(1));
  assert.equal(hunger(), 1);
});
