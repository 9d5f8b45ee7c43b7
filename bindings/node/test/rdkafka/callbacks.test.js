'use strict';
// Calling back: once, later, and with the errors of this API.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const callbacks = require('../../dist/rdkafka/callbacks');
const { LibrdKafkaError } = require('../../dist/rdkafka/errors');
const { Failure } = require('../../dist/runtime/failure');

const { answer, answerSoon, callbackOf, limitAndCallback, optionsAndCallback, timeAndCallback, timeOf } = callbacks;

const answered = (work) => new Promise((resolve) => answer(work, (...values) => resolve(values)));

test('an answer comes with null, a failure alone', async () => {
  assert.deepEqual(await answered(Promise.resolve(5)), [null, 5]);
  const [error, ...rest] = await answered(Promise.reject(new Failure(-172, 'state')));
  assert.ok(error instanceof LibrdKafkaError);
  assert.deepEqual([error.code, rest], [-172, []]);
  assert.equal((await answered(Promise.reject(new Error('other'))))[0].message, 'other');
});

test('nobody needs to listen', async () => {
  answer(Promise.resolve(5), undefined);
  answer(Promise.reject(new Error('planted')), undefined);
  answerSoon(undefined);
  await new Promise(setImmediate);
});

test('soon is not now', async () => {
  let isCalled = false;
  const called = new Promise((resolve) => {
    answerSoon(() => {
      isCalled = true;
      resolve();
    });
  });
  assert.equal(isCalled, false);
  await called;
});

test('a time may be left out, and 0 is none', () => {
  const callback = () => undefined;
  assert.deepEqual(timeAndCallback(callback, undefined, 7), [7, callback]);
  assert.deepEqual(timeAndCallback(5, callback, 7), [5, callback]);
  for (const none of [0, null, undefined]) assert.deepEqual(timeAndCallback(none, callback, 7), [7, callback]);
  assert.deepEqual(timeAndCallback(5, undefined, 7), [5, undefined]);
});

test('where 0 ends the waiting at once it is a time', () => {
  const callback = () => undefined;
  assert.deepEqual(limitAndCallback(0, callback, 7), [0, callback]);
  assert.deepEqual(limitAndCallback(null, callback, 7), [7, callback]);
  assert.deepEqual(limitAndCallback(callback, undefined, undefined), [undefined, callback]);
});

test('-1 is no limit', () => {
  const callback = () => undefined;
  assert.deepEqual(limitAndCallback(-1, callback, 7), [Infinity, callback]);
  assert.deepEqual(timeAndCallback(-1, callback, 7), [Infinity, callback]);
});

test('what is no time is refused by its name', () => {
  for (const wrong of ['5', '', NaN, Infinity, -1, -0.5, {}, [], true, 5n, Symbol('five')]) {
    const refused = { name: 'TypeError', code: -186, message: '"waitMs" must be a number of milliseconds from 0' };
    assert.throws(() => timeOf(wrong, 7, 'waitMs'), refused);
    if (wrong !== -1) assert.throws(() => timeAndCallback(wrong, undefined, 7), /"timeout"/);
  }
});

test('what is no function is no callback, and null is none', () => {
  const refused = { name: 'TypeError', code: -186, message: '"callback" must be a function' };
  for (const wrong of ['text', 5, {}, [], true]) {
    assert.throws(() => callbackOf(wrong), refused);
    assert.throws(() => timeAndCallback(5, wrong, 7), refused);
    assert.throws(() => limitAndCallback(5, wrong, 7), refused);
    assert.throws(() => optionsAndCallback({}, wrong), refused);
  }
  for (const none of [undefined, null]) assert.equal(callbackOf(none), undefined);
});

test('options may be left out', () => {
  const callback = () => undefined;
  const options = { timeout: 1 };
  assert.deepEqual(optionsAndCallback(callback), [undefined, callback]);
  assert.deepEqual(optionsAndCallback(options, callback), [options, callback]);
  for (const none of [undefined, null]) assert.deepEqual(optionsAndCallback(none, callback), [undefined, callback]);
  assert.deepEqual(optionsAndCallback(), [undefined, undefined]);
});
