'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { setImmediate: nextTurn } = require('node:timers/promises');

const { Dispatcher } = require('../../dist/runtime/dispatcher');
const { Hand } = require('../../dist/runtime/hand');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');
const { delay, gate, until } = require('../support');

const BACKOFF = { initialMs: 5, maxMs: 20 };

function batchOf(partition, first, count) {
  const writer = new BatchWriter();
  for (let index = 0; index < count; index++) writer.topicPartition('things', partition, first + index, 0);
  return Batch.over(Buffer.from(writer.finish()));
}

function handOf(partition, count, first = 0) {
  const hand = new Hand('things', partition, { moved: () => {} });
  hand.assign(0);
  give(hand, first, count);
  return hand;
}

function give(hand, first, count) {
  const batch = batchOf(hand.partition, first, count);
  hand.add(batch, batch.first, batch.end);
}

/** A dispatcher over `deliver`, which gets partition and offset. */
function dispatcherOf(deliver, { concurrency = 1, limit = 1, onTurn = () => {}, starting } = {}) {
  const errors = [];
  const handler = {
    limit,
    starting,
    deliver: (hand, count) => deliver(hand.partition, hand.batch.offset(hand.at), hand, count),
    delivered: (hand, count) => {
      for (let left = count; left > 0; left--) hand.deliverFirst();
    },
    failed: (error) => {
      errors.push(error.message);
    },
  };
  const dispatcher = new Dispatcher(handler, concurrency, BACKOFF, onTurn);
  const start = (...hands) => {
    for (const hand of hands) dispatcher.offer(hand);
    dispatcher.dispatch();
  };
  return { dispatcher, errors, start };
}

test('messages of a partition are delivered one after the other, in order', async () => {
  const seen = [];
  let running = 0;
  const { start } = dispatcherOf(
    async (_, offset) => {
      assert.equal(++running, 1);
      await delay(1);
      running--;
      seen.push(offset);
    },
    { concurrency: 4 },
  );
  const hand = handOf(0, 10);
  start(hand);
  start(hand);
  await until(() => seen.length === 10);
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(hand.position, 10);
});

test('a handler that returns no promise is not waited for', () => {
  const seen = [];
  const { start } = dispatcherOf((_, offset) => {
    seen.push(offset);
  });
  start(handOf(0, 5));
  assert.deepEqual(seen, [0, 1, 2, 3, 4]);
});

test('so many partitions are in handlers at a time, and no more', async () => {
  const open = gate();
  const running = new Set();
  const { dispatcher, start } = dispatcherOf(
    async (partition) => {
      running.add(partition);
      await open.promise;
    },
    { concurrency: 2 },
  );
  start(handOf(0, 1), handOf(1, 1), handOf(2, 1));
  await delay(0);
  assert.deepEqual([...running], [0, 1]);
  assert.equal(dispatcher.isIdle, false);
  open.open();
  await until(() => running.size === 3);
  await until(() => dispatcher.isIdle);
});

test('every partition has its turn, although the first never runs dry', async () => {
  const seen = new Set();
  const { dispatcher, start } = dispatcherOf(async (partition, offset, hand) => {
    seen.add(partition);
    give(hand, offset + 1000, 1);
    await delay(1);
  });
  start(handOf(0, 1000), handOf(1, 1), handOf(2, 1));
  await until(() => seen.size === 3);
  dispatcher.stop();
  await dispatcher.whenIdle();
});

test('what fails comes again: at once, and then after a rest', async () => {
  const seen = [];
  const { errors, start } = dispatcherOf((_, offset) => {
    seen.push(offset);
    if (offset === 1 && seen.filter((one) => one === 1).length < 4) throw new Error('not now');
  });
  start(handOf(0, 3));
  assert.deepEqual(seen, [0, 1, 1]);
  await until(() => seen.length === 6);
  assert.deepEqual(seen, [0, 1, 1, 1, 1, 2]);
  assert.deepEqual(errors, ['not now', 'not now', 'not now']);
});

test('the rests of a partition grow twofold, up to the longest', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let tries = 0;
  const { dispatcher, start } = dispatcherOf(() => {
    tries++;
    throw new Error('never');
  });
  start(handOf(0, 1));
  assert.equal(tries, 2);
  for (const restMs of [5, 10, 20, 20, 20]) {
    await nextTurn();
    const before = tries;
    t.mock.timers.tick(restMs - 1);
    assert.equal(tries, before, `less than ${restMs} ms`);
    t.mock.timers.tick(1);
    assert.equal(tries, before + 1, `more than ${restMs} ms`);
  }
  dispatcher.stop();
});

test('a partition that rests keeps no worker from the others', async () => {
  const seen = [];
  const { dispatcher, start } = dispatcherOf((partition, offset) => {
    if (partition === 0) throw new Error('never');
    seen.push(offset);
  });
  start(handOf(0, 1), handOf(1, 3));
  await until(() => seen.length === 3);
  dispatcher.stop();
});

test('a rejection is a failure like a throw', async () => {
  let tries = 0;
  const { errors, start } = dispatcherOf(() => (++tries === 1 ? Promise.reject(new Error('rejected')) : undefined));
  const hand = handOf(0, 1);
  start(hand);
  await until(() => hand.position === 1);
  assert.deepEqual(errors, ['rejected']);
});

test('what was delivered to a partition that changed hands meanwhile moves nothing', async () => {
  const open = gate();
  const seen = [];
  const { start } = dispatcherOf(async (_, offset) => {
    seen.push(offset);
    if (seen.length === 1) await open.promise;
  });
  const hand = handOf(0, 2);
  start(hand);
  hand.revoke();
  hand.forget();
  hand.assign(0);
  give(hand, 50, 1);
  hand.epoch = 7;
  open.open();
  await until(() => seen.length === 2);
  await until(() => hand.position === 51);
  assert.deepEqual(seen, [0, 50], 'the old handler ended before the new one began');
});

test('waiting for the handlers leaves out one that is excused', async () => {
  const open = gate();
  const ends = [];
  const { dispatcher, start } = dispatcherOf(
    async (partition) => {
      if (partition === 0) {
        await delay(1);
        dispatcher.stop();
        dispatcher.excuse();
        await dispatcher.whenIdle();
      } else await open.promise;
      ends.push(partition);
    },
    { concurrency: 2 },
  );
  start(handOf(0, 1), handOf(1, 1));
  await delay(20);
  assert.deepEqual(ends, []);
  open.open();
  await until(() => ends.length === 2);
  assert.deepEqual(ends, [1, 0]);
});

for (const [what, act] of Object.entries({
  sought: (hand) => hand.seek(7, 0),
  paused: (hand) => (hand.isPaused = true),
  revoked: (hand) => hand.revoke(),
  stopped: (_, dispatcher) => dispatcher.stop(),
}))
  test(`a partition that is ${what} when a delivery is about to start has none, but its end`, async () => {
    const told = [];
    const starting = (hand, count) => {
      told.push(count);
      act(hand, dispatcher);
      return () => told.push('end');
    };
    const { dispatcher, errors, start } = dispatcherOf(() => assert.fail('it was delivered'), { limit: 2, starting });
    const hand = handOf(0, 3);
    start(hand);
    await until(() => hand.state === 'idle');
    assert.deepEqual([told, errors, hand.hasDelivered], [[2, 'end'], [], false]);
  });

test('a delivery ends when its handler has, also when that fails', async () => {
  const told = [];
  const starting = () => {
    told.push('start');
    return () => told.push('end');
  };
  const deliver = async () => {
    await delay(1);
    told.push('handled');
    if (told.length < 4) throw new Error('not now');
  };
  const { errors, start } = dispatcherOf(deliver, { starting });
  const hand = handOf(0, 1);
  start(hand);
  await until(() => hand.position === 1);
  assert.deepEqual([told, errors], [['start', 'handled', 'end', 'start', 'handled', 'end'], ['not now']]);
});

test('after the stop no delivery starts', async () => {
  let count = 0;
  const { dispatcher, start } = dispatcherOf(async () => {
    if (++count === 2) dispatcher.stop();
  });
  start(handOf(0, 5));
  await dispatcher.whenIdle();
  await delay(5);
  assert.equal(count, 2);
  assert.equal(dispatcher.isIdle, false);
});

test('a handler that is excused later is waited for no longer', async () => {
  const [go, never] = [gate(), gate()];
  const { dispatcher, start } = dispatcherOf(async () => {
    await go.promise;
    dispatcher.excuse();
    await never.promise;
  });
  const hand = handOf(0, 1);
  start(hand);
  let isIdle = false;
  const waiting = dispatcher.whenIdle().then(() => {
    isIdle = true;
  });
  dispatcher.excuse();
  await delay(5);
  assert.equal(isIdle, false, 'nobody can be excused from outside');
  go.open();
  await waiting;
  assert.equal(hand.state, 'busy');
  await hand.whenIdle();
  never.open();
  await until(() => hand.state === 'idle');
});

for (const before of ['a promise', 'nothing'])
  test(`what a delivery leaves behind excuses no later one, after it returned ${before}`, async () => {
    const [go, open] = [gate(), gate()];
    const { dispatcher, start } = dispatcherOf((_, offset) => {
      if (offset === 1) void go.promise.then(() => dispatcher.excuse());
      if (offset === 2) return open.promise;
      return offset === 1 && before === 'nothing' ? undefined : Promise.resolve();
    });
    const hand = handOf(0, 3);
    start(hand);
    await until(() => hand.position === 2);
    let isIdle = false;
    const waiting = dispatcher.whenIdle().then(() => {
      isIdle = true;
    });
    go.open();
    await delay(5);
    assert.equal(isIdle, false);
    open.open();
    await waiting;
    assert.equal(hand.position, 3);
  });

test('each of several deliveries of a slice can be excused', async () => {
  const never = gate();
  const { dispatcher, start } = dispatcherOf(async (_, offset) => {
    if (offset < 2) return;
    await delay(1);
    dispatcher.excuse();
    await never.promise;
  });
  const hand = handOf(0, 3);
  start(hand);
  await until(() => hand.position === 2);
  await dispatcher.whenIdle();
  assert.equal(hand.state, 'busy');
  never.open();
  await until(() => hand.position === 3);
});

test('who stands in line when it is stopped may go to another', async () => {
  const open = gate();
  const { dispatcher, start } = dispatcherOf(() => open.promise);
  const [hanging, inLine] = [handOf(0, 1), handOf(1, 1)];
  start(hanging, inLine);
  assert.deepEqual([hanging.state, inLine.state], ['busy', 'ready']);
  dispatcher.stop();
  const seen = [];
  const other = dispatcherOf((partition) => {
    seen.push(partition);
  });
  other.start(hanging, inLine);
  assert.deepEqual(seen, [1], 'what is in a handler stays there');
  open.open();
  await until(() => hanging.state === 'idle');
  assert.equal(hanging.position, 1);
});

test('everything else in the process has its turn while messages are in hand', async () => {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks++;
  }, 1);
  let count = 0;
  let turns = 0;
  const { start } = dispatcherOf(
    () => {
      const end = performance.now() + 0.1;
      while (performance.now() < end);
      count++;
    },
    {
      onTurn: () => {
        turns++;
      },
    },
  );
  start(handOf(0, 1000));
  await until(() => count === 1000);
  clearInterval(timer);
  assert.ok(ticks >= 4, `${ticks} ticks in 100 ms`);
  assert.ok(turns >= 4, `${turns} turns in 100 ms`);
});
