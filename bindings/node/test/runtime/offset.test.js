'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { distance, next, parseOffset } = require('../../dist/runtime/offset');

const SAFE = Number.MAX_SAFE_INTEGER;

test('offsets are numbers while numbers count in ones, and bigints beyond', () => {
  assert.equal(next(0), 1);
  assert.equal(next(SAFE - 1), SAFE);
  assert.equal(next(SAFE), BigInt(SAFE) + 1n);
  assert.equal(next(2n ** 60n), 2n ** 60n + 1n);
});

test('distances are exact', () => {
  assert.equal(distance(3, 10), 7);
  assert.equal(distance(10, 3), -7);
  assert.equal(distance(2n ** 60n, 2n ** 60n + 5n), 5);
  assert.equal(distance(0, 2n ** 60n), 2n ** 60n);
});

test('texts, numbers and bigints that are offsets are read, and nothing else', () => {
  const read = [
    ['0', 0],
    ['42', 42],
    ['-2', -2],
    [7, 7],
    [7n, 7],
    [String(SAFE), SAFE],
    ['9007199254740993', 9007199254740993n],
    [String(2n ** 63n - 1n), 2n ** 63n - 1n],
  ];
  for (const [value, offset] of read) assert.equal(parseOffset(value), offset, String(value));
  const refused = ['', ' 1', '1.5', '1e3', '0x10', 'x', '9'.repeat(19), '1'.repeat(20), 1.5, NaN, Infinity, SAFE + 1, 2n ** 63n];
  for (const value of [...refused, null, undefined, {}, [], true])
    assert.equal(parseOffset(value), undefined, String(value));
});
