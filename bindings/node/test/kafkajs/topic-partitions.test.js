'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  checkPartition,
  checkStart,
  checkTopic,
  committedOf,
  grouped,
  listOf,
  optionalListOf,
  partitionOffsetOf,
  partitionsIn,
  placeOf,
} = require('../../dist/kafkajs/topic-partitions');

const INVALID = { name: 'KafkaJSError', code: -186 };
const place = { topic: 'things', partition: 3 };

test('topics and partitions are checked, each with a sentence of its own', () => {
  assert.equal(checkTopic('things'), 'things');
  for (const wrong of [undefined, null, 5, {}, ['things']])
    assert.throws(() => checkTopic(wrong), { ...INVALID, message: 'Topic must be a string.' });
  assert.throws(() => checkTopic(''), { ...INVALID, message: 'A topic must have a name.' });
  for (const right of [0, 7, 2 ** 31 - 1]) assert.equal(checkPartition(right), right);
  for (const wrong of [undefined, null, -1, 0.5, NaN, Infinity, '0', 2 ** 31, 2 ** 32, 3n])
    assert.throws(() => checkPartition(wrong), { ...INVALID, message: 'Partition must be a number from 0.' });
});

test('a place to go on at is a number from 0, the beginning, the end or the newest message', () => {
  for (const [given, offset] of [
    ['0', 0],
    ['-2', -2],
    ['-1', -1],
    ['-3', -3],
    [-2, -2],
    [7, 7],
    ['9007199254740993', 9007199254740993n],
    [9007199254740993n, 9007199254740993n],
  ])
    assert.equal(checkStart(given), offset);
  for (const wrong of [undefined, null, '', 'x', '-4', '-1000', '-1001', 1.5, '1.5', {}, String(2n ** 63n)])
    assert.throws(() => checkStart(wrong), { ...INVALID, message: 'Offset must be >= 0, or a special value.' });
});

test('an offset to be committed may have metadata and a leader epoch', () => {
  assert.deepEqual(partitionOffsetOf({ ...place, offset: '5' }), { ...place, offset: 5, leaderEpoch: -1, metadata: null });
  assert.deepEqual(partitionOffsetOf({ ...place, offset: '9007199254740993', leaderEpoch: 2, metadata: 'why' }), {
    ...place,
    offset: 9007199254740993n,
    leaderEpoch: 2,
    metadata: 'why',
  });
  assert.deepEqual(partitionOffsetOf({ ...place, offset: '0', leaderEpoch: null, metadata: null, more: 1 }), {
    ...place,
    offset: 0,
    leaderEpoch: -1,
    metadata: null,
  });
  for (const wrong of [{ offset: '-1' }, { offset: undefined }, { leaderEpoch: 0.5 }, { metadata: 5 }, { topic: 5 }])
    assert.throws(() => partitionOffsetOf({ ...place, offset: '5', ...wrong }), INVALID, JSON.stringify(wrong));
  for (const wrong of [undefined, null, 'things', 5]) assert.throws(() => partitionOffsetOf(wrong), INVALID);
});

test('a place is a topic and a partition, and nothing else of what is given', () => {
  assert.deepEqual(placeOf({ ...place, offset: '5' }), place);
  for (const wrong of [undefined, null, 'things', {}, { topic: 'things' }]) assert.throws(() => placeOf(wrong), INVALID);
});

test('lists are arrays, and some may be left out', () => {
  assert.deepEqual(listOf('Numbers', [1, 2], (one) => one * 2), [2, 4]);
  for (const wrong of ['x', 5, {}, new Set([1])])
    assert.throws(() => listOf('Numbers', wrong, String), { ...INVALID, message: 'Numbers must be an array.' });
  assert.equal(optionalListOf('Numbers', undefined, String), null);
  assert.equal(optionalListOf('Numbers', null, String), null);
  assert.deepEqual(optionalListOf('Numbers', [1], String), ['1']);
  assert.throws(() => optionalListOf('Numbers', 0, String), INVALID);
});

test('topics without partitions have all that are known', () => {
  const known = (topic) => (topic === 'things' ? [1, 4] : []);
  assert.deepEqual(partitionsIn([{ topic: 'things' }, { topic: 'others' }, { topic: 'more', partitions: [0, 2] }], known), [
    { topic: 'things', partition: 1 },
    { topic: 'things', partition: 4 },
    { topic: 'more', partition: 0 },
    { topic: 'more', partition: 2 },
  ]);
  assert.deepEqual(partitionsIn([{ topic: 'things', partitions: [] }], known), []);
  assert.deepEqual(partitionsIn([], known), []);
});

test('partitions of one topic are put together', () => {
  const list = [
    ['a', 1],
    ['__proto__', 0],
    ['a', 0],
  ].map(([topic, partition]) => ({ topic, partition }));
  assert.deepEqual(grouped(list), [
    { topic: 'a', partitions: [1, 0] },
    { topic: '__proto__', partitions: [0] },
  ]);
  assert.deepEqual(grouped([]), []);
});

test('what is committed is text, or null where nothing is', () => {
  const result = { ...place, offset: 9007199254740993n, leaderEpoch: 2, metadata: 'why', code: 0 };
  assert.deepEqual(committedOf(result), { ...place, offset: '9007199254740993', leaderEpoch: 2, metadata: 'why' });
  assert.deepEqual(committedOf({ ...result, leaderEpoch: -1, metadata: null }), {
    ...place,
    offset: '9007199254740993',
    leaderEpoch: null,
    metadata: '',
  });
  const nothing = { ...place, offset: null, leaderEpoch: null, metadata: null };
  assert.deepEqual(committedOf({ ...result, offset: -1001 }), nothing);
  assert.throws(() => committedOf({ ...result, code: 3 }), { name: 'KafkaJSProtocolError', code: 3, message: /things \[3\]/ });
});
