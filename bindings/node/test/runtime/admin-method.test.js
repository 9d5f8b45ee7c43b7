'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Admin } = require('../../dist/runtime/admin');
const { operationTimeoutOf, perform } = require('../../dist/runtime/admin-method');
const { atEnd } = require('../support');

function performer(t) {
  const admin = new Admin({ 'bootstrap.servers': '127.0.0.1:1' }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  return (method, options) => perform(method, admin.requests, options);
}

test('a method has its options and the time that they say', async (t) => {
  const performed = performer(t);
  const given = { timeout: 7000, other: 1 };
  assert.equal(await performed(async (call, options) => [options === given, call.leftMs > 5000].join(), given), 'true,true');
  assert.ok((await performed(async (call) => call.leftMs, {})) <= 5000);
  assert.equal(await performed(async (call) => call.leftMs, { timeout: 0 }), 0);
  assert.ok((await performed(async (call) => call.leftMs, { timeout: 3_600_000 })) > 3_500_000);
});

test('options that are none are refused, before anything is asked', async (t) => {
  const performed = performer(t);
  const refused = (options, message) =>
    assert.rejects(performed(() => assert.fail('nothing is asked'), options), { code: -186, message });
  for (const options of [null, 5, 'fast']) await refused(options, 'Options must be an object.');
  for (const timeout of [-1, Number.NaN, '5', 3_600_001, Infinity, 2 ** 32 + 1, 5n])
    await refused({ timeout }, "The 'timeout' property must be a number of milliseconds from 0 to 3600000.");
  await refused({ signal: {} }, /'signal' property must be an AbortSignal/);
});

test('an abort ends it, before and meanwhile', async (t) => {
  const performed = performer(t);
  const controller = new AbortController();
  const reason = new Error('enough');
  const waiting = performed((call) => call.ask('DescribeCluster'), { signal: controller.signal, timeout: 60_000 });
  controller.abort(reason);
  await assert.rejects(waiting, reason);
  await assert.rejects(performed(() => assert.fail('nothing is asked'), { signal: controller.signal }), reason);
});

test('brokers may work for an hour, or answer before they have', () => {
  for (const given of [undefined, -1, 0, 3_600_000]) assert.equal(operationTimeoutOf(given), given);
  for (const given of [null, -2, 1.5, Number.NaN, '5', 3_600_001, 2 ** 32])
    assert.throws(() => operationTimeoutOf(given), { code: -186, message: /^The 'operationTimeout' property must be a whole number/ });
});
