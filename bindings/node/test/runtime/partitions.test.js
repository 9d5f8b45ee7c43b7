'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { readPartitions, writePartitions } = require('../../dist/runtime/partitions');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

test('a partition list comes back as it was', () => {
  const list = [
    { topic: 'things', partition: 0, offset: 5, leaderEpoch: 2, metadata: 'note' },
    { topic: 'other', partition: 7, offset: 2 ** 50, leaderEpoch: -1, metadata: null },
  ];
  const read = readPartitions(Batch.over(writePartitions(new BatchWriter(), list)));
  assert.deepEqual(
    read,
    list.map((entry) => ({ ...entry, code: 0 })),
  );
});

test('no list is an empty one', () => {
  assert.deepEqual(readPartitions(undefined), []);
});
