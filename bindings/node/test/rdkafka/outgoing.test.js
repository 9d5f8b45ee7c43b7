'use strict';
// What programs give for the parts of a message.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { headersOf, keyOf, partitionOf, timestampOf, topicOf, valueOf } = require('../../dist/rdkafka/outgoing');

test('topics are names that Kafka takes', () => {
  assert.equal(topicOf('t'), 't');
  for (const wrong of [undefined, null, '', 5, {}]) assert.throws(() => topicOf(wrong), new TypeError('"topic" must be a string'));
  for (const wrong of ['a\0', 'a'.repeat(250)]) assert.throws(() => topicOf(wrong), /"topic" must be a name of at most 249 bytes/);
});

test('values are bytes or null', () => {
  const value = Buffer.from('a');
  assert.equal(valueOf(value), value);
  assert.equal(valueOf(null), null);
  for (const wrong of [undefined, 'text', 5, {}, []])
    assert.throws(() => valueOf(wrong), new TypeError('Message must be a buffer or null'));
});

test('keys are bytes, texts, or the texts of other things', () => {
  const key = Buffer.from('a');
  assert.deepEqual([keyOf(key), keyOf('text'), keyOf(7), keyOf(true)], [key, 'text', '7', 'true']);
  assert.deepEqual([keyOf(undefined), keyOf(null)], [null, null]);
});

test('times are whole milliseconds, and 0 where there is none', () => {
  assert.deepEqual([undefined, null, 0, -5, 7.9].map(timestampOf), [0, 0, 0, 0, 7]);
  for (const wrong of ['now', [5], {}]) assert.throws(() => timestampOf(wrong), new TypeError('Timestamp must be a number'));
  for (const wrong of [NaN, Infinity, 1e300, 2 ** 53])
    assert.throws(() => timestampOf(wrong), new TypeError('Timestamp must be a number of milliseconds up to 2^53 - 1'));
});

test('partitions are numbers, and all that are below 0 leave the choice', () => {
  assert.deepEqual([partitionOf(3, 9), partitionOf(null, 9), partitionOf(undefined, -1), partitionOf(-7, 9)], [3, 9, -1, -1]);
  for (const wrong of ['0', 0.5, {}, NaN, 2 ** 31, 2 ** 32 + 1])
    assert.throws(() => partitionOf(wrong, 0), new TypeError('Partition must be a whole number up to 2147483647'));
});

test('headers are names and values in turn, in order, and copies of nothing', () => {
  const value = Buffer.from('b');
  assert.deepEqual(headersOf([{ a: value }, { a: 'c', d: null }, null, {}]), ['a', value, 'a', 'c', 'd', null]);
  for (const none of [undefined, null, [], [{}]]) assert.equal(headersOf(none), undefined);
  for (const wrong of [{ a: 'b' }, 'a=b', 5]) assert.throws(() => headersOf(wrong), TypeError);
  for (const wrong of [undefined, 5, {}, ['a']])
    assert.throws(() => headersOf([{ a: wrong }]), new TypeError('Header value must be a string or buffer'));
});
