'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { readPartitions, writeNames, writePartitions } = require('../../dist/runtime/partitions');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

test('a partition list comes back as it was', () => {
  const list = [
    { topic: 'things', partition: 0, offset: 5, leaderEpoch: 2, metadata: 'note' },
    { topic: 'other', partition: 7, offset: 2 ** 50, leaderEpoch: -1, metadata: null },
    { topic: 'other', partition: 8, offset: 9007199254740993n, leaderEpoch: 0, metadata: '' },
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

test('partitions that are asked about have no offset', () => {
  const list = writeNames(new BatchWriter(), [{ topic: 'things', partition: 3, offset: 7 }]);
  assert.deepEqual(
    readPartitions(Batch.over(list)).map(({ topic, partition, offset }) => [topic, partition, offset]),
    [['things', 3, -1001]],
  );
});

test('of a list that cannot be packed nothing stays behind', () => {
  const writer = new BatchWriter(32 * 1024);
  writer.topicPartition('before', 0, 1);
  const place = { topic: 'things', partition: 0, offset: 1 };
  assert.throws(() => writePartitions(writer, [place, { ...place, metadata: 'x'.repeat(40_000) }]), { code: 10 });
  assert.equal(writer.recordCount, 1);
});
