'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Hands } = require('../../dist/runtime/hands');

const LISTENER = { moved: () => {} };
const placesOf = (hands) => [...hands].map(({ topic, partition }) => `${topic} [${partition}]`);

test('a partition is made once', () => {
  const hands = new Hands(LISTENER);
  assert.equal(hands.find('things', 3), undefined);
  const hand = hands.get('things', 3);
  assert.deepEqual([hand.topic, hand.partition], ['things', 3]);
  assert.equal(hands.get('things', 3), hand);
  assert.equal(hands.find('things', 3), hand);
  assert.equal(hands.find('things', 0), undefined);
  assert.equal(hands.find('others', 3), undefined);
  assert.equal(hands.has(hand), true);
  assert.equal(hands.has(new Hands(LISTENER).get('things', 3)), false);
});

test('only those that are assigned count as such, of one topic or of all', () => {
  const hands = new Hands(LISTENER);
  for (const [topic, partition] of [
    ['things', 0],
    ['things', 2],
    ['others', 1],
  ])
    hands.get(topic, partition).assign(1);
  hands.get('things', 1);
  hands.get('others', 1).forget();
  assert.deepEqual(placesOf(hands.assigned()), ['things [0]', 'things [2]']);
  assert.deepEqual(placesOf(hands.assigned('things')), ['things [0]', 'things [2]']);
  assert.deepEqual(placesOf(hands.assigned('others')), []);
  assert.deepEqual(placesOf(hands.assigned('unknown')), []);
  assert.deepEqual(placesOf(hands), ['things [0]', 'things [2]', 'things [1]', 'others [1]']);
});

test('the largest number that a partition can have costs no more than any other', () => {
  const hands = new Hands(LISTENER);
  hands.get('things', 2 ** 31 - 1).assign(1);
  assert.deepEqual(placesOf(hands), ['things [2147483647]']);
  assert.deepEqual(placesOf(hands.assigned('things')), ['things [2147483647]']);
});

test('topics may have any name', () => {
  const hands = new Hands(LISTENER);
  for (const topic of ['__proto__', 'constructor', '']) hands.get(topic, 0).assign(1);
  assert.equal(hands.assigned().length, 3);
});
