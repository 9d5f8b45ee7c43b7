'use strict';
// One thing after the other.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Turns } = require('../../dist/rdkafka/turns');
const { gate } = require('../support');

test('the first begins at once, the others when it is their turn', async () => {
  const turns = new Turns();
  const told = [];
  const gates = [gate(), gate(), gate()];
  const works = gates.map(({ promise }, index) =>
    turns.take(() => {
      told.push(index);
      return promise;
    }),
  );
  assert.deepEqual(told, [0]);
  gates[1].open('second');
  gates[0].open('first');
  assert.equal(await works[0], 'first');
  assert.equal(await works[1], 'second');
  await new Promise(setImmediate);
  assert.deepEqual(told, [0, 1, 2]);
  gates[2].open();
  await works[2];
  await new Promise(setImmediate);
  void turns.take(async () => told.push(3));
  assert.deepEqual(told, [0, 1, 2, 3]);
});

test('what fails fails alone', async () => {
  const turns = new Turns();
  const failed = turns.take(() => Promise.reject(new Error('planted')));
  const thrown = turns.take(() => {
    throw new Error('planted too');
  });
  const done = turns.take(() => Promise.resolve(5));
  await assert.rejects(failed, new Error('planted'));
  await assert.rejects(thrown, new Error('planted too'));
  assert.equal(await done, 5);
});
