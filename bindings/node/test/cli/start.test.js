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

test('a time without a zone is one of UTC, wherever it is typed', (t) => {
  const zone = process.env.TZ;
  t.after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  process.env.TZ = 'America/New_York';
  const timeMs = Date.UTC(2026, 10, 28);
  for (const text of ['2026-11-28', '2026-11-28T00:00', '2026-11-28 00:00:00', '2026-11-28t00:00:00.000', '2026-11-27T19:00-05:00'])
    assert.deepEqual(startOf(text), { timeMs }, text);
});

test('what is none of these is refused', () => {
  for (const wrong of ['', '-1', '1.5', 'a', '@', '@a', '@-1', '@1.5', '2026-13-01', '2026-1-5', '2026-01-31T25:00', '2026-01-31T12', '9'.repeat(17), 'Begin', '1e3'])
    assert.throws(() => startOf(wrong), { name: 'UsageError', message: /^--from takes beginning, end, / }, wrong);
});
