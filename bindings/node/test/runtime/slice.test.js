'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Slice } = require('../../dist/runtime/slice');

function work(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('a slice ends some time after it began, and begins again', () => {
  const slice = new Slice();
  assert.equal(slice.count(), false);
  const start = performance.now();
  while (!slice.count()) work(1);
  assert.ok(performance.now() - start < 100);
  slice.begin();
  assert.equal(slice.count(), false);
});

test('fast messages are counted, and the clock is rarely looked at', (t) => {
  const clock = t.mock.method(performance, 'now');
  const slice = new Slice();
  for (let count = 0; count < 6400; count++) slice.count();
  assert.ok(clock.mock.callCount() < 200, `${clock.mock.callCount()} looks`);
});
