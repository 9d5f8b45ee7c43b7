'use strict';
// Messages as they are read from a batch.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { layout } = require('../../dist/native/generated');
const { readMessage } = require('../../dist/rdkafka/message');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

function batchOf(write) {
  const writer = new BatchWriter();
  write(writer, writer.topic('things'));
  const bytes = Buffer.from(writer.finish());
  const batch = Batch.over(bytes);
  return { batch, bytes };
}

test('a message has its parts, and no more of those it may lack', () => {
  const { batch, bytes } = batchOf((writer, topic) => {
    writer.message(topic, 3, 5000, null, Buffer.from('value'), 0);
  });
  bytes.writeInt32LE(-1, batch.first + layout.RECORD_LEADER_EPOCH);
  bytes.writeBigInt64LE(7n, batch.first + layout.RECORD_OFFSET);
  assert.deepEqual(readMessage(batch, batch.first), {
    value: Buffer.from('value'),
    size: 5,
    key: null,
    topic: 'things',
    offset: 7,
    partition: 3,
    timestamp: 5000,
  });
});

test('headers are one object each, whatever their names', () => {
  const { batch } = batchOf((writer, topic) => {
    writer.message(topic, 0, 0, 'key', null, 0);
    writer.messageHeaders(['a', 'x', '__proto__', 'y', 'a', null]);
  });
  const { headers, value, size, leaderEpoch } = readMessage(batch, batch.first);
  assert.deepEqual([value, size, leaderEpoch], [null, 0, 0]);
  assert.deepEqual(
    headers.map((header) => Object.entries(header)),
    [[['a', Buffer.from('x')]], [['__proto__', Buffer.from('y')]], [['a', null]]],
  );
});
