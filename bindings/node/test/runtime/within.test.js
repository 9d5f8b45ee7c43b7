'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');

const { leftMs, within } = require('../../dist/runtime/within');

test('work that ends in time is waited for', async () => {
  assert.equal(await within(60_000, Promise.resolve('something')), true);
  assert.equal(await within(60_000, undefined), true);
});

test('work that does not end in time is not', async () => {
  // The limit alone keeps no process alive, and this one has nothing else to do.
  const alive = setTimeout(() => {}, 60_000);
  assert.equal(await within(1, new Promise(() => {})), false);
  clearTimeout(alive);
});

test('a limit that is too long for a timer is a long one', async () => {
  const work = new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await within(2 ** 40, work), true);
});

test('what is left of a time is whole, and not less than nothing', () => {
  assert.equal(leftMs(performance.now() - 5), 0);
  const left = leftMs(performance.now() + 1000);
  assert.ok(Number.isInteger(left) && left > 0 && left <= 1000);
});

test('work that fails, fails', async () => {
  await assert.rejects(within(60_000, Promise.reject(new Error('planted'))), /planted/);
});

test('no process stays for a limit', () => {
  const file = JSON.stringify(path.resolve(__dirname, '../../dist/runtime/within'));
  const script = `require(${file}).within(60_000, new Promise(() => {}))`;
  assert.equal(spawnSync(process.execPath, ['-e', script], { timeout: 10_000 }).status, 0);
});
