'use strict';
const assert = require('node:assert/strict');
const { getEventListeners } = require('node:events');
const { test } = require('node:test');

const { signalOf, untilAborted } = require('../../dist/runtime/abort');
const { gate } = require('../support');

test('without a signal, and with one that is never aborted, the work is all there is', async () => {
  const { signal } = new AbortController();
  assert.equal(await untilAborted(Promise.resolve(1), undefined), 1);
  assert.equal(await untilAborted(Promise.resolve(2), signal), 2);
  await assert.rejects(untilAborted(Promise.reject(new Error('broken')), signal), /broken/);
  assert.equal(getEventListeners(signal, 'abort').length, 0, 'a listener stayed behind');
});

test('a signal that is aborted ends the waiting with its reason, before or meanwhile', async () => {
  const controller = new AbortController();
  const work = gate();
  const waiting = untilAborted(work.promise, controller.signal);
  controller.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(untilAborted(work.promise, controller.signal), /enough/);
  await assert.rejects(untilAborted(work.promise, AbortSignal.abort()), { name: 'AbortError' });
  // What becomes of the work later is no unhandled rejection, which would fail this test.
  work.fail(new Error('too late'));
});

test('a signal is one that can be aborted, or none', () => {
  const { signal } = new AbortController();
  assert.equal(signalOf(signal), signal);
  for (const none of [undefined, null]) assert.equal(signalOf(none), undefined);
  for (const wrong of [5, 'now', {}, { aborted: false }]) assert.throws(() => signalOf(wrong), { code: -186, message: /AbortSignal/ });
  assert.throws(() => signalOf(AbortSignal.abort()), { name: 'AbortError' });
});
