'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Failure } = require('../../dist/runtime/failure');
const { Sends } = require('../../dist/runtime/sends');

const FAILURE = new Failure(-192, 'too late');

test('one run settles several sends, each with its own part of the offsets', async () => {
  const sends = new Sends();
  const promises = [sends.add(1, 3), sends.add(4, 2), sends.add(6, 1)];
  sends.delivered(1, 6, 5, 100);
  assert.deepEqual(await Promise.all(promises), [
    [{ partition: 5, baseOffset: 100 }],
    [{ partition: 5, baseOffset: 103 }],
    [{ partition: 5, baseOffset: 105 }],
  ]);
  assert.equal(sends.count, 0);
});

test('a send over several partitions has one entry of each, with the lowest offset', async () => {
  const sends = new Sends();
  const promise = sends.add(10, 4);
  sends.delivered(12, 1, 1, 71);
  sends.delivered(10, 1, 1, 70);
  sends.delivered(13, 1, 0, 8);
  assert.equal(sends.count, 1);
  sends.delivered(11, 1, 0, 9);
  assert.deepEqual(await promise, [
    { partition: 1, baseOffset: 70 },
    { partition: 0, baseOffset: 8 },
  ]);
});

test('an offset that is not known stays so', async () => {
  const sends = new Sends();
  const promise = sends.add(1, 2);
  sends.delivered(1, 2, 0, -1001);
  assert.deepEqual(await promise, [{ partition: 0, baseOffset: -1001 }]);
});

test('a send that wants to know it of each message is told so, in order', async () => {
  const sends = new Sends();
  const promises = [sends.add(1, 2), sends.add(3, 5, true), sends.add(8, 1, true)];
  sends.delivered(6, 3, 2, 40);
  sends.delivered(1, 3, 0, 7);
  sends.delivered(4, 1, 1, -1001);
  sends.delivered(5, 1, 1, 0);
  assert.deepEqual(await Promise.all(promises), [
    [{ partition: 0, baseOffset: 7 }],
    [
      { partition: 0, baseOffset: 9 },
      { partition: 1, baseOffset: -1001 },
      { partition: 1, baseOffset: 0 },
      { partition: 2, baseOffset: 40 },
      { partition: 2, baseOffset: 41 },
    ],
    [{ partition: 2, baseOffset: 42 }],
  ]);
});

test('what is left of a send from a token on is known, but not of one that begins there', async () => {
  const sends = new Sends();
  const all = Promise.allSettled([sends.add(1, 3), sends.add(4, 2)]);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map((token) => sends.restOf(token)),
    [0, 2, 1, 0, 1, 0],
  );
  sends.failAll(FAILURE);
  await all;
});

test('the first failure rejects, and what comes after it changes nothing', async () => {
  const sends = new Sends();
  const promise = sends.add(1, 3);
  sends.failed(2, 1, FAILURE);
  await assert.rejects(promise, FAILURE);
  sends.failed(1, 1, new Failure(-1, 'another'));
  sends.delivered(3, 1, 0, 0);
  assert.equal(sends.count, 0);
});

test('tokens that nobody waits for are passed over', () => {
  const sends = new Sends();
  sends.delivered(1, 100, 0, 0);
  sends.failed(1, 100, FAILURE);
  assert.equal(sends.count, 0);
});

test('at the end all that is open is rejected', async () => {
  const sends = new Sends();
  const promises = [sends.add(1, 1), sends.add(2, 1)];
  sends.delivered(1, 1, 0, 0);
  sends.failAll(FAILURE);
  await promises[0];
  await assert.rejects(promises[1], FAILURE);
  sends.delivered(2, 1, 0, 1);
});

test('a hundred thousand sends in any order are settled, each as it should be', async () => {
  const sends = new Sends();
  const count = 100_000;
  const promises = Array.from({ length: count }, (_, index) => sends.add(1 + index * 2, 2));
  for (let step = 0; step < 7; step++) {
    for (let index = step; index < count; index += 7) sends.delivered(1 + index * 2, 2, step, index);
  }
  assert.equal(sends.count, 0);
  const deliveries = await Promise.all(promises);
  deliveries.forEach(([{ partition, baseOffset }], index) => {
    assert.deepEqual([partition, baseOffset], [index % 7, index]);
  });
});
