'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { layout } = require('../../dist/native/generated');
const { parseOffset } = require('../../dist/runtime/offset');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');
const { goldenBatches } = require('../support');

test('a batch is read where it lies, and its blobs are views', () => {
  const writer = new BatchWriter();
  writer.message(writer.topic('things'), 1, 5, 'key', 'value', 9);
  const batch = writer.finish();
  const memory = Buffer.alloc(batch.length + 24);
  memory.set(batch, 24);
  const read = new Batch(memory, new DataView(memory.buffer, memory.byteOffset, memory.length), 24);
  assert.equal(read.topic(read.first), 'things');
  assert.equal(read.value(read.first).toString(), 'value');
  memory[memory.indexOf('value')] = 'V'.charCodeAt(0);
  assert.equal(read.valueText(read.first), 'Value');
});

test('numbers keep their sign and their 53 bits', () => {
  const batch = Buffer.from(new BatchWriter().finish());
  const bytes = Buffer.concat([batch, Buffer.alloc(layout.RECORD_SIZE)]);
  bytes.writeUInt32LE(1, layout.HEADER_RECORD_COUNT);
  const read = Batch.over(bytes);
  for (const number of [-1001n, -1n, 0n, 2n ** 32n, 2n ** 53n - 1n]) {
    bytes.writeBigInt64LE(number, read.first + layout.RECORD_OFFSET);
    assert.equal(read.offset(read.first), parseOffset(String(number)));
  }
});

test('offsets are exact whatever their size, and the same in a record of watermarks', () => {
  const batch = Buffer.from(new BatchWriter().finish());
  const bytes = Buffer.concat([batch, Buffer.alloc(layout.RECORD_SIZE)]);
  bytes.writeUInt32LE(1, layout.HEADER_RECORD_COUNT);
  const read = Batch.over(bytes);
  const at = read.first;
  for (const offset of [-(2n ** 53n), -(2n ** 53n) - 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n]) {
    bytes.writeBigInt64LE(offset, at + layout.RECORD_OFFSET);
    bytes.writeBigInt64LE(offset, at + layout.RECORD_TIMESTAMP);
    assert.equal(BigInt(read.offset(at)), offset);
    assert.equal(BigInt(read.lowWatermark(at)), offset);
  }
  bytes.writeBigInt64LE(3n, at + layout.RECORD_TIMESTAMP);
  bytes.writeBigInt64LE(9n, at + layout.RECORD_OFFSET);
  assert.deepEqual([read.lowWatermark(at), read.offset(at)], [3, 9], 'numbers, where numbers will do');
});

test('records and headers that have grown are stepped over', () => {
  const writer = new BatchWriter();
  writer.message(writer.topic('things'), 1, 0, null, null, 1);
  writer.message(writer.topic('things'), 2, 0, null, null, 2);
  const batch = writer.finish();
  const grown = Buffer.alloc(80 + 2 * 72);
  grown.set(batch.subarray(0, 64));
  grown.set(batch.subarray(64, 128), 80);
  grown.set(batch.subarray(128, 192), 80 + 72);
  grown.writeUInt16LE(80, layout.HEADER_HEADER_SIZE);
  grown.writeUInt16LE(72, layout.HEADER_RECORD_SIZE);
  const read = Batch.over(grown);
  assert.deepEqual([read.partition(read.first), read.partition(read.first + read.step)], [1, 2]);
  assert.equal(read.first + 2 * read.step, read.end);
});

test('what is not a batch is refused', () => {
  assert.throws(() => Batch.over(Buffer.alloc(64)), /not a batch of layout 1/);
  const batch = Buffer.from(new BatchWriter().finish());
  batch.writeUInt16LE(2, layout.HEADER_LAYOUT_VERSION);
  assert.throws(() => Batch.over(batch), /layout 2/);
});

test('the golden batches of the core say what is written beside them', () => {
  const sound = goldenBatches().filter(({ content }) => content.records !== undefined);
  assert.ok(sound.length > 3);
  for (const {
    title,
    content: { epoch, records },
    bytes,
  } of sound) {
    const batch = Batch.over(bytes);
    assert.equal(batch.epoch, Number(epoch), title);
    assert.deepEqual(recordsOf(batch), records.map(inNumbers), title);
  }
});

/** Numbers of 64 bits are written as text; past 2^53 both sides are rounded alike. */
function inNumbers(record) {
  return { ...record, offset: parseOffset(record.offset), timestamp: Number(record.timestamp), token: Number(record.token) };
}

function recordsOf(batch) {
  const records = [];
  for (let at = batch.first; at < batch.end; at += batch.step) {
    records.push({
      kind: batch.kind(at),
      flags: batch.flags(at),
      code: batch.code(at),
      topic: batch.topic(at) ?? null,
      partition: batch.partition(at),
      offset: batch.offset(at),
      timestamp: batch.timestamp(at),
      key: hexOf(batch.key(at)),
      value: hexOf(batch.value(at)),
      headers: batch.headers(at)?.map(([name, value]) => [Buffer.from(name).toString('hex'), hexOf(value)]) ?? null,
      token: batch.token(at),
    });
  }
  return records;
}

const hexOf = (bytes) => bytes?.toString('hex') ?? null;
