'use strict';
const assert = require('node:assert/strict');
const { once } = require('node:events');
const { test } = require('node:test');

const { apart } = require('../../dist/runtime/apart');

test('what is called is called at once, and what it throws surfaces later', async (t) => {
  let calls = 0;
  apart(() => {
    calls++;
  });
  assert.equal(calls, 1);
  // The test runner would take it for a failure of this test.
  const runners = process.rawListeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  t.after(() => {
    for (const runner of runners) process.on('uncaughtException', runner);
  });
  const surfaced = once(process, 'uncaughtException');
  apart(() => {
    throw new Error('planted');
  });
  calls++;
  const [error] = await surfaced;
  assert.deepEqual([error.message, calls], ['planted', 2]);
});
