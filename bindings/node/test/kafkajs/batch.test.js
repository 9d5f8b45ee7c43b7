'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Batch } = require('../../dist/kafkajs/batch');

const messages = (...offsets) => offsets.map((offset) => ({ offset }));

test('a batch knows its ends, and what lies behind them', () => {
  const batch = new Batch('things', 2, 20, messages('10', '11', '14'));
  assert.deepEqual([batch.topic, batch.partition, batch.highWatermark], ['things', 2, '20']);
  assert.deepEqual([batch.firstOffset(), batch.lastOffset(), batch.isEmpty()], ['10', '14', false]);
  assert.deepEqual([batch.offsetLag(), batch.offsetLagLow()], ['5', '9']);
});

test('an empty batch has no ends', () => {
  const batch = new Batch('things', 0, 20, []);
  assert.deepEqual([batch.firstOffset(), batch.lastOffset(), batch.isEmpty()], [null, '-1001', true]);
  assert.deepEqual([batch.offsetLag(), batch.offsetLagLow()], ['-1', '0']);
});

test('an unknown watermark gives no lag, an old one none below zero, and a large one an exact one', () => {
  assert.equal(new Batch('things', 0, -1001, messages('1')).offsetLag(), '-1');
  assert.equal(new Batch('things', 0, 5, messages('9')).offsetLag(), '0');
  const huge = new Batch('things', 0, 2n ** 60n, messages(String(2n ** 60n - 3n)));
  assert.equal(huge.offsetLag(), '2');
});

test('the functions work by themselves, as programs take them out of the payload', () => {
  const { isEmpty, firstOffset, lastOffset, offsetLag, offsetLagLow } = new Batch('things', 0, 3, messages('1', '2'));
  assert.deepEqual([isEmpty(), firstOffset(), lastOffset(), offsetLag(), offsetLagLow()], [false, '1', '2', '0', '1']);
});
