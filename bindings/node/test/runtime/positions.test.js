'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { readPartitions } = require('../../dist/runtime/partitions');
const { Positions } = require('../../dist/runtime/positions');
const { Hand } = require('../../dist/runtime/hand');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');
const { until } = require('../support');

function positionsOf() {
  const stored = [];
  const positions = new Positions(new BatchWriter(), (offsets) => {
    stored.push(
      readPartitions(Batch.over(offsets)).map(({ partition, offset, leaderEpoch }) => [partition, offset, leaderEpoch]),
    );
  });
  const handAt = (partition) => {
    const hand = new Hand('things', partition, positions);
    hand.assign(1);
    return hand;
  };
  return { positions, stored, handAt };
}

test('a thousand moves of a partition are one entry', () => {
  const { positions, stored, handAt } = positionsOf();
  const [first, second] = [handAt(0), handAt(1)];
  for (let offset = 0; offset < 1000; offset++) first.deliverTo(offset, 3);
  second.deliverTo(7, -1);
  positions.flush();
  assert.deepEqual(stored, [
    [
      [0, 1000, 3],
      [1, 8, -1],
    ],
  ]);
  positions.flush();
  assert.equal(stored.length, 1, 'nothing moved since');
});

test('positions are handed over by themselves after a while', async () => {
  const { stored, handAt } = positionsOf();
  handAt(0).deliverTo(4, 0);
  await until(() => stored.length > 0);
  assert.deepEqual(stored, [[[0, 5, 0]]]);
});

test("the position of a partition that is gone is nobody's business", () => {
  const { positions, stored, handAt } = positionsOf();
  const [gone, ours] = [handAt(0), handAt(1)];
  gone.deliverTo(1, 0);
  ours.deliverTo(1, 0);
  gone.forget();
  positions.flush();
  assert.deepEqual(stored, [[[1, 2, 0]]]);
});

test('after the stop nothing is handed over', () => {
  const { positions, stored, handAt } = positionsOf();
  handAt(0).deliverTo(1, 0);
  positions.stop();
  positions.flush();
  assert.deepEqual(stored, []);
});
