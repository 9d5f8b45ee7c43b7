'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { startOf } = require('../../dist/cli/start');

test('a start is a place, an offset or a time', () => {
  assert.deepEqual(startOf(undefined), { at: 'beginning' });
  assert.deepEqual(startOf('beginning'), { at: 'beginning' });
  assert.deepEqual(startOf('end'), { at: 'end' });
  assert.deepEqual(startOf('0'), { offset: 0 });
  assert.deepEqual(startOf('2026'), { offset: 2026 });
  assert.deepEqual(startOf('@1700000000000'), { timeMs: 1700000000000 });
  assert.deepEqual(startOf('2026-01-31T12:00Z'), { timeMs: Date.UTC(2026, 0, 31, 12) });
  assert.deepEqual(startOf('2026-01-31T12:00:00.250+01:00'), { timeMs: Date.UTC(2026, 0, 31, 11, 0, 0, 250) });
  assert.deepEqual(startOf('2026-01-31'), { timeMs: Date.UTC(2026, 0, 31) });
});

test('what is none of these is refused', () => {
  for (const wrong of ['', '-1', '1.5', 'a', '@', '@a', '@-1', '@1.5', '2026-13-01', '9'.repeat(17), 'Begin', '1e3'])
    assert.throws(() => startOf(wrong), { name: 'UsageError', message: /^--from takes beginning, end, / }, wrong);
});
