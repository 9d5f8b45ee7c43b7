'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { keyOf, placeOf, Silence } = require('../../dist/cli/silence');

const A = { topic: 'a', partition: 0 };
const B = { topic: 'b', partition: 1 };

test('what nothing is heard of is silent, from when it was asked for first', (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const silence = new Silence(10);
  assert.deepEqual(silence.among([]), []);
  assert.deepEqual(silence.among([A]), []);
  now = 9;
  assert.deepEqual(silence.among([A, B]), []);
  now = 10;
  assert.deepEqual(silence.among([A, B]), [A]);
  silence.end([{ ...A, offset: 5 }]);
  assert.deepEqual(silence.among([A, B]), []);
  now = 20;
  assert.deepEqual(silence.among([A, B]), [A, B]);
  // One that was away begins anew.
  silence.among([A]);
  assert.deepEqual(silence.among([A, B]), [A]);
});

test('partitions are told apart and told', () => {
  assert.notEqual(keyOf(A), keyOf({ ...A, partition: 1 }));
  assert.equal(placeOf(B), 'b [1]');
});
