'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { EachBatch } = require('../../dist/kafkajs/each-batch');
const { EachMessage } = require('../../dist/kafkajs/each-message');
const { concurrencyOf, handlerOf } = require('../../dist/kafkajs/run-config');

const INVALID = { name: 'KafkaJSError', code: -186 };
const handler = async () => {};

test('a run has one handler, of messages or of batches', () => {
  const each = handlerOf({ eachMessage: handler }, 32, {});
  assert.ok(each instanceof EachMessage);
  assert.equal(each.limit, 1);
  const batches = handlerOf({ eachBatch: handler, eachMessage: undefined }, 32, {});
  assert.ok(batches instanceof EachBatch);
  assert.equal(batches.limit, 32);
  assert.equal(handlerOf({ eachBatch: handler }, Infinity, {}).limit, Infinity);
});

test('what is no handler is refused', () => {
  for (const wrong of [
    undefined,
    null,
    5,
    handler,
    {},
    { eachMessage: null },
    { eachMessage: 'x' },
    { eachBatch: {} },
    { eachMessage: handler, eachBatch: handler },
  ])
    assert.throws(() => handlerOf(wrong, 32, {}), INVALID, String(wrong));
});

test('what belongs in the configuration of the consumer is refused by name, whatever its value', () => {
  for (const name of ['autoCommit', 'autoCommitInterval'])
    for (const value of [true, false, 5, undefined])
      assert.throws(() => handlerOf({ eachMessage: handler, [name]: value }, 32, {}), {
        ...INVALID,
        message: new RegExp(`'${name}'`),
      });
  assert.throws(() => handlerOf({ eachMessage: handler, autoCommitThreshold: 1 }, 32, {}), {
    name: 'KafkaJSNotImplemented',
    code: -170,
  });
});

test('whether batches are resolved by themselves is true or false', () => {
  for (const value of [true, false, undefined]) handlerOf({ eachBatch: handler, eachBatchAutoResolve: value }, 32, {});
  for (const wrong of [null, 0, 'false', {}, Symbol('x')])
    for (const config of [{ eachBatch: handler }, { eachMessage: handler }])
      assert.throws(() => handlerOf({ ...config, eachBatchAutoResolve: wrong }, 32, {}), {
        ...INVALID,
        message: /'eachBatchAutoResolve'/,
      });
});

test('so many partitions at a time is a positive integer, and one by default', () => {
  assert.equal(concurrencyOf({}), 1);
  assert.equal(concurrencyOf({ partitionsConsumedConcurrently: undefined }), 1);
  assert.equal(concurrencyOf({ partitionsConsumedConcurrently: 7 }), 7);
  for (const wrong of [0, -1, 1.5, NaN, Infinity, '3', null, {}])
    assert.throws(() => concurrencyOf({ partitionsConsumedConcurrently: wrong }), INVALID, String(wrong));
});
