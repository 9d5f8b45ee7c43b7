'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Handover } = require('../../dist/runtime/handover');

const END = { done: true, value: undefined };

function handoverOf() {
  const left = [];
  const handover = new Handover(async () => {
    left.push('left');
  });
  return { handover, left };
}

/** Whether a promise has been settled by now. */
async function isSettled(promise) {
  const open = {};
  await new Promise(setImmediate);
  return (await Promise.race([promise.catch(() => {}), open])) !== open;
}

test('an item is taken when the next is asked for, whoever comes first', async () => {
  const { handover } = handoverOf();
  const first = handover.give(1);
  assert.deepEqual(await handover.next(), { done: false, value: 1 });
  assert.equal(await isSettled(first), false);
  const second = handover.next();
  await first;
  const given = handover.give(2);
  assert.deepEqual(await second, { done: false, value: 2 });
  assert.equal(await isSettled(given), false);
});

test('who asks twice has taken the first', async () => {
  const { handover } = handoverOf();
  const asked = [handover.next(), handover.next()];
  await handover.give(1);
  const second = handover.give(2);
  assert.deepEqual((await Promise.all(asked)).map(({ value }) => value), [1, 2]);
  assert.equal(await isSettled(second), false);
});

test('whoever wants to know hears once that it has begun, but not behind the end', async () => {
  const [{ handover }, ended] = [handoverOf(), handoverOf().handover];
  const heard = [];
  handover.onceBegun(() => heard.push('first'));
  assert.deepEqual([handover.isBegun, heard], [false, []]);
  handover.next().catch(() => {});
  handover.next().catch(() => {});
  assert.deepEqual([handover.isBegun, heard], [true, ['first']]);
  handover.onceBegun(() => heard.push('second'));
  assert.deepEqual(heard, ['first', 'second']);
  ended.onceBegun(() => heard.push('third'));
  ended.end();
  assert.deepEqual(await ended.next(), END);
  assert.deepEqual([ended.isBegun, heard.length], [false, 2]);
});

test('leaving a loop abandons the item at hand, tells the giver, and ends it for good', async () => {
  const { handover, left } = handoverOf();
  const given = assert.rejects(handover.give(1), { name: 'Abandoned' });
  for await (const item of { [Symbol.asyncIterator]: () => handover }) {
    assert.equal(item, 1);
    break;
  }
  await given;
  assert.deepEqual(left, ['left']);
  assert.deepEqual(await handover.next(), END);
  assert.deepEqual(await handover.return(), END);
  await assert.rejects(handover.give(2), { name: 'Abandoned' });
  assert.deepEqual(left, ['left']);
});

test('the end is told to whoever waits, and an error once', async () => {
  const [good, bad] = [handoverOf().handover, handoverOf().handover];
  const waiting = good.next();
  good.end();
  assert.deepEqual(await waiting, END);
  bad.end(new Error('planted'));
  await assert.rejects(bad.next(), /planted/);
  assert.deepEqual(await bad.next(), END);
});

test('a call of the taker is told from others', async () => {
  const { handover } = handoverOf();
  const seen = [];
  handover.give(1).catch(() => {});
  const loop = new Promise((resolve) => {
    // A loop of its own, and not one that is begun by the test.
    setImmediate(async () => {
      const { value } = await handover.next();
      seen.push([value, handover.isTaking]);
      resolve();
    });
  });
  await loop;
  assert.deepEqual(seen, [[1, true]]);
  assert.equal(handover.isTaking, false, 'outside of the loop');
});

test('a loop within a loop takes from both, and one that is over from none', async () => {
  const [outer, inner] = [handoverOf().handover, handoverOf().handover];
  const seen = [];
  await new Promise(setImmediate).then(async () => {
    outer.give(1).catch(() => {});
    await outer.next();
    for (const round of [inner, handoverOf().handover]) {
      round.give(2).catch(() => {});
      await round.next();
      seen.push([outer.isTaking, round.isTaking]);
      round.end();
      seen.push([outer.isTaking, round.isTaking]);
    }
  });
  assert.deepEqual(seen, Array(2).fill([[true, true], [true, false]]).flat());
});
