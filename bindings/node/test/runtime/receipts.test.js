'use strict';
// Receipts of single messages, found by runs of tokens.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Receipts } = require('../../dist/runtime/receipts');
const { range } = require('../support');

/** Receipts that write down what they are told. */
function kept(count, first = 1) {
  const receipts = new Receipts();
  const told = [];
  for (const token of range(count, first)) {
    receipts.add(token, {
      delivered: (partition, offset) => told.push([token, partition, offset]),
      failed: (failure) => told.push([token, failure]),
    });
  }
  return { receipts, told };
}

test('a run tells each message its offset', () => {
  const { receipts, told } = kept(5);
  receipts.delivered(2, 3, 7, 100);
  assert.deepEqual(told, [
    [2, 7, 100],
    [3, 7, 101],
    [4, 7, 102],
  ]);
  assert.equal(receipts.count, 2);
});

test('without offsets all are told so', () => {
  const { receipts, told } = kept(2);
  receipts.delivered(1, 2, 0, -1001);
  assert.deepEqual(told, [
    [1, 0, -1001],
    [2, 0, -1001],
  ]);
});

test('runs cross the bounds of what lies together', () => {
  const { receipts, told } = kept(5000, 1000);
  receipts.failed(1000, 5000, 'no');
  assert.deepEqual(
    told,
    range(5000, 1000).map((token) => [token, 'no']),
  );
  assert.equal(receipts.count, 0);
});

test('tokens that are nobody’s or were told already are left alone', () => {
  const { receipts, told } = kept(3, 10);
  receipts.delivered(1, 100, 0, 0);
  receipts.delivered(10, 3, 0, 0);
  receipts.failed(1, 5000, 'no');
  assert.equal(told.length, 3);
});

test('at the end all that are left are told', () => {
  const { receipts, told } = kept(3000);
  receipts.delivered(1, 2998, 0, 0);
  receipts.failAll('closed');
  receipts.failAll('again');
  assert.deepEqual(told.slice(2998), [
    [2999, 'closed'],
    [3000, 'closed'],
  ]);
  assert.equal(receipts.count, 0);
});
