'use strict';
// How many messages may be on their way.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Room } = require('../../dist/rdkafka/room');

test('a room is full at its limit, and whoever waits comes in when half of it is free', async () => {
  const room = new Room(4);
  for (let index = 0; index < 4; index++) {
    assert.equal(room.isFull, false);
    room.enter();
  }
  assert.equal(room.isFull, true);
  let isFree = false;
  const free = room.whenFree().then(() => {
    isFree = true;
  });
  room.leave();
  await null;
  assert.deepEqual([room.isFull, isFree], [false, false]);
  room.leave();
  await free;
});

test('failures are counted, and the last is kept', () => {
  const room = new Room(2);
  room.enter();
  room.enter();
  room.leave();
  assert.deepEqual([room.failures, room.lastFailure], [0, undefined]);
  room.leave('broken');
  assert.deepEqual([room.failures, room.lastFailure], [1, 'broken']);
});

test('without a limit it is never full, and one that closes keeps nobody waiting', async () => {
  const room = new Room(0);
  for (let index = 0; index < 1000; index++) room.enter();
  assert.equal(room.isFull, false);
  const waiting = room.whenFree();
  room.close();
  await waiting;
});
