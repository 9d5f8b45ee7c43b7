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
  let offset = first;
  for (let index = 0; index < count; index++, offset++) writer.topicPartition('things', 0, offset, leaderEpoch);
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

test('a seek takes what is in hand, and what comes in the batch that is being read', () => {
  const { hand, moves } = handOf(batchOf(10, 2, 3));
  const { generation } = hand;
  hand.failures = 2;
  hand.seek(50, 3);
  assert.deepEqual([hand.count, hand.position, hand.leaderEpoch, hand.failures], [0, 50, -1, 0]);
  assert.notEqual(hand.generation, generation);
  assert.deepEqual(moves, [50], 'it is stored');
  const old = batchOf(12, 2, 3);
  assert.equal(hand.add(old, old.first, old.end), false);
  const next = batchOf(50, 2, 4);
  assert.equal(hand.add(next, next.first, next.end), true);
  hand.deliverTo(49, 4);
  assert.equal(hand.position, 50, 'what lies before it moves nothing');
  hand.deliverFirst();
  assert.equal(hand.position, 51);
});

test('a seek to the beginning or the end says nothing about the position', () => {
  for (const offset of [-2, -1]) {
    const { hand, moves } = handOf(batchOf(10, 2));
    hand.deliverFirst();
    hand.hasMoved = false;
    hand.seek(offset, 1);
    assert.deepEqual([hand.count, hand.position], [0, -1]);
    assert.deepEqual(moves, [11]);
    hand.deliverTo(3, 4);
    assert.equal(hand.position, 4, 'any offset moves it now');
  }
});

test('an assignment that begins at an offset has its position there, and takes its first messages', () => {
  const { hand } = handOf();
  hand.assign(5);
  hand.begin(30);
  const first = batchOf(30, 2, 5);
  assert.equal(hand.add(first, first.first, first.end), true);
  assert.equal(hand.position, 30);
});

test('a seek lets go of a hand that waits for another try', () => {
  const { hand } = handOf(batchOf(10, 2));
  hand.wait(60_000, () => {
    assert.fail('it came');
  });
  hand.seek(11, 1);
  assert.equal(hand.state, 'idle');
});

test('a pause keeps what is in hand, and no assignment outlives it', () => {
  const { hand } = handOf(batchOf(10, 2));
  assert.equal(hand.isDeliverable, true);
  hand.isPaused = true;
  assert.equal(hand.isDeliverable, false);
  assert.equal(hand.count, 2);
  const more = batchOf(12, 1);
  assert.equal(hand.add(more, more.first, more.end), true);
  hand.isPaused = false;
  assert.deepEqual(offsetsIn(hand), [10, 11, 12]);
  hand.isPaused = true;
  hand.forget();
  assert.equal(hand.isPaused, false);
});

test('whenever messages stop following those before them, the generation rises', () => {
  const { hand } = handOf(batchOf(10, 4));
  const generations = [hand.generation];
  const note = () => generations.push(hand.generation);
  hand.deliverFirst();
  hand.isPaused = true;
  hand.isPaused = false;
  hand.revoke();
  assert.equal(hand.generation, generations[0], 'what a handler has may still be delivered');
  hand.forget();
  note();
  hand.assign(2);
  note();
  hand.seek(5, 2);
  note();
  assert.equal(new Set(generations).size, generations.length);
});

test('offsets beyond 2^53 are counted in ones', () => {
  const { hand, moves } = handOf(batchOf(2n ** 53n, 3));
  hand.deliverFirst();
  assert.equal(hand.position, 9007199254740993n);
  hand.deliverTo(9007199254740992n, 4);
  assert.equal(hand.position, 9007199254740993n);
  hand.dropDelivered();
  assert.deepEqual(offsetsIn(hand), [9007199254740993n, 9007199254740994n]);
  hand.deliverTo(9007199254740993n, 4);
  assert.equal(hand.position, 9007199254740994n);
  assert.deepEqual(hand.lastOf(2), { offset: 9007199254740994n, leaderEpoch: 4 });
  assert.deepEqual(moves, [9007199254740993n]);
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

test('what came together is fresh until somebody starts with it, who hears when it is gone', () => {
  const { hand } = handOf(batchOf(10, 2), batchOf(12, 3));
  const gone = [];
  assert.equal(hand.isFresh, true);
  assert.equal(hand.start(() => gone.push(12)), 2);
  assert.equal(hand.isFresh, false);
  hand.deliverFirst();
  assert.deepEqual([hand.isFresh, gone], [false, []]);
  hand.deliverFirst();
  assert.deepEqual([hand.isFresh, gone], [true, [12]]);
  assert.equal(hand.start(() => gone.push(15)), 3);
  hand.seek(50, 3);
  assert.deepEqual(gone, [12, 15]);
  hand.forget();
  assert.deepEqual(gone, [12, 15]);
});

test('what is taken in one go is gone in order, and what nobody has started with is nobody\'s business', () => {
  const { hand } = handOf(batchOf(10, 2), batchOf(12, 3));
  const gone = [];
  hand.start(() => gone.push([...offsetsIn(hand)]));
  hand.drop(3);
  assert.deepEqual(gone, [[12, 13, 14]]);
  hand.drop(2);
  assert.equal(gone.length, 1);
});

for (const [what, change] of Object.entries({
  'a seek': (hand) => hand.seek(50, 3),
  'a revocation': (hand) => hand.revoke(),
  'the end of its assignment': (hand) => hand.forget(),
  'the end of a handler': (hand) => {
    hand.state = 'busy';
    hand.revoke();
    hand.rest();
  },
}))
  test(`who hears that messages are gone finds everything changed: ${what}`, () => {
    const stateOf = ({ epoch, generation, isOpen, count, position, state }) => [epoch, generation, isOpen, count, position, state];
    const { hand } = handOf(batchOf(10, 2));
    let seen;
    hand.start(() => {
      seen = stateOf(hand);
    });
    change(hand);
    assert.deepEqual(seen, stateOf(hand));
  });

test('of a seek and another by who hears of it, the last counts', () => {
  const { hand } = handOf(batchOf(10, 2));
  const generations = [];
  hand.start(() => generations.push(hand.seek(70, 3)));
  generations.push(hand.seek(50, 3));
  assert.equal(hand.position, 70);
  assert.deepEqual(generations, [hand.generation, hand.generation - 1]);
});

test('who waits for a handler is woken although the listener of its end throws', async () => {
  const { hand } = handOf(batchOf(10, 2));
  hand.state = 'busy';
  hand.start(() => {
    throw new Error('planted');
  });
  hand.revoke();
  const idle = hand.whenIdle();
  assert.throws(() => hand.rest(), /planted/);
  await idle;
});
