'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { layout } = require('../../dist/native/generated');
const { Hand } = require('../../dist/runtime/hand');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

/** A batch of `count` messages with the offsets from `first` on. */
function batchOf(first, count, epoch = 1, leaderEpoch = 4) {
  const writer = new BatchWriter();
  for (let index = 0; index < count; index++) writer.topicPartition('things', 0, first + index, leaderEpoch);
  const bytes = Buffer.from(writer.finish());
  bytes.writeUInt32LE(epoch, layout.HEADER_EPOCH);
  return Batch.over(bytes);
}

function handOf(...batches) {
  const moves = [];
  const hand = new Hand('things', 0, {
    moved: () => {
      moves.push(hand.position);
    },
  });
  hand.assign(1);
  for (const batch of batches) hand.add(batch, batch.first, batch.end);
  return { hand, moves };
}

function offsetsIn(hand, count = Infinity) {
  const offsets = [];
  hand.peek(count, (batch, at) => {
    offsets.push(batch.offset(at));
  });
  return offsets;
}

test('messages come out in the order they went in, across batches', () => {
  const { hand } = handOf(batchOf(10, 2), batchOf(12, 3));
  assert.equal(hand.count, 5);
  assert.deepEqual(offsetsIn(hand), [10, 11, 12, 13, 14]);
  assert.deepEqual(offsetsIn(hand, 3), [10, 11, 12]);
  for (const offset of [10, 11, 12, 13, 14]) {
    assert.equal(hand.batch.offset(hand.at), offset);
    hand.deliverFirst();
    assert.equal(hand.position, offset + 1);
  }
  assert.equal(hand.count, 0);
  assert.equal(hand.leaderEpoch, 4);
});

test('the listener hears of a move once, until it has listened', () => {
  const { hand, moves } = handOf(batchOf(10, 3));
  hand.deliverFirst();
  hand.deliverFirst();
  assert.deepEqual(moves, [11]);
  hand.hasMoved = false;
  hand.deliverFirst();
  assert.deepEqual(moves, [11, 13]);
});

test('messages of another time are not taken in', () => {
  const { hand } = handOf();
  hand.assign(5);
  const old = batchOf(10, 2, 4);
  assert.equal(hand.add(old, old.first, old.end), false);
  const current = batchOf(10, 2, 5);
  assert.equal(hand.add(current, current.first, current.end), true);
  hand.revoke();
  assert.equal(hand.add(current, current.first, current.end), false);
  assert.equal(hand.count, 0);
});

test('what is delivered can be dropped, and nothing else', () => {
  const { hand } = handOf(batchOf(10, 2), batchOf(12, 3));
  hand.deliverTo(12, 4);
  assert.deepEqual(offsetsIn(hand), [10, 11, 12, 13, 14]);
  hand.dropDelivered();
  assert.deepEqual(offsetsIn(hand), [13, 14]);
  hand.deliverTo(11, 4);
  assert.equal(hand.position, 13, 'positions only rise');
  hand.drop(5);
  assert.equal(hand.count, 0);
});

test('the last of the first messages is found in whichever batch it is', () => {
  const { hand } = handOf(batchOf(10, 2, 1, 4), batchOf(12, 3, 1, 5));
  assert.deepEqual(hand.lastOf(2), { offset: 11, leaderEpoch: 4 });
  assert.deepEqual(hand.lastOf(4), { offset: 13, leaderEpoch: 5 });
  assert.throws(() => hand.lastOf(6));
});

test('a revocation takes what is in hand, but not from under a handler', async () => {
  const { hand } = handOf(batchOf(10, 2));
  hand.state = 'busy';
  hand.revoke();
  assert.equal(hand.count, 2);
  hand.deliverFirst();
  assert.equal(hand.position, 11);
  const idle = hand.whenIdle();
  hand.rest();
  await idle;
  assert.equal(hand.count, 0);
  hand.forget();
  assert.equal(hand.position, -1);
  assert.equal(hand.epoch, 0);
});

test('a hand that waits for another try is let go by a revocation', () => {
  const { hand } = handOf(batchOf(10, 2));
  hand.wait(60_000, () => {
    assert.fail('it came');
  });
  assert.equal(hand.state, 'waiting');
  hand.revoke();
  assert.equal(hand.state, 'idle');
});
