'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const vm = require('node:vm');

const { signalOf, waited } = require('../../dist/kafkajs/wait');

test('options need not be there, and a signal is taken from them', () => {
  const { signal } = new AbortController();
  for (const none of [undefined, {}, { signal: undefined }, { signal: null }])
    assert.equal(signalOf(none), undefined);
  assert.equal(signalOf({ signal }), signal);
});

test('a signal that is aborted already throws its reason', () => {
  assert.throws(() => signalOf({ signal: AbortSignal.abort(new Error('enough')) }), /enough/);
});

test('what is no signal is refused, nor what are no options', () => {
  for (const options of [null, 5, 'text'])
    assert.throws(() => signalOf(options), { name: 'KafkaJSError', code: -186, message: 'Options must be an object.' });
  for (const signal of [5, 'text', {}, new AbortController(), { aborted: false }])
    assert.throws(() => signalOf({ signal }), {
      name: 'KafkaJSError',
      code: -186,
      message: "The 'signal' property must be an AbortSignal.",
    });
});

test('a signal of another realm is one too', () => {
  const { signal } = vm.runInNewContext(
    '({ signal: { aborted: false, addEventListener() {}, removeEventListener() {}, throwIfAborted() {} } })',
  );
  assert.equal(signalOf({ signal }), signal);
});

test('work is waited for as long as its options say', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  assert.equal(await waited(Promise.resolve(1), undefined), 1);
  assert.equal(await waited(Promise.resolve(2), { signal }), 2);
  const waiting = assert.rejects(waited(new Promise(() => {}), { signal }), /enough/);
  controller.abort(new Error('enough'));
  await waiting;
  await assert.rejects(waited(Promise.resolve(3), { signal }), /enough/);
  await assert.rejects(waited(Promise.resolve(4), null), { code: -186 });
});
