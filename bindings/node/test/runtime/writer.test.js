'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { layout, RecordKind } = require('../../dist/native/generated');
const { openLibrary } = require('../../dist/native/library');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter, onlyFirst, withoutFirst } = require('../../dist/runtime/writer');

/** What the library makes of a batch when it reads and writes it. */
function echo(batch) {
  const out = Buffer.alloc(batch.length + 1024);
  const length = Buffer.alloc(8);
  const err = Buffer.alloc(512);
  err.writeUInt32LE(512);
  const status = openLibrary().get('kc__echo')(batch, batch.length, out, out.length, length, err);
  assert.equal(status, 0, err.toString('utf8', 16, 16 + err.readUInt32LE(12)));
  return Batch.over(out.subarray(0, Number(length.readBigUInt64LE())));
}

function recordsOf(batch) {
  const records = [];
  for (let at = batch.first; at < batch.end; at += batch.step) {
    records.push({
      kind: batch.kind(at),
      topic: batch.topic(at),
      partition: batch.partition(at),
      timestamp: batch.timestamp(at),
      key: batch.key(at)?.toString() ?? null,
      value: batch.value(at)?.toString() ?? null,
      token: batch.token(at),
      headers: batch.headers(at)?.map(([name, value]) => [name, value?.toString() ?? null]),
    });
  }
  return records;
}

function message(writer, topic, { partition = -1, timestamp = 0, key = null, value = null, headers, token = 1 }) {
  writer.message(writer.topic(topic), partition, timestamp, key, value, token);
  if (headers !== undefined) writer.messageHeaders(headers);
}

test('the library reads what the writer packs', () => {
  const writer = new BatchWriter();
  message(writer, 'things', { partition: 3, timestamp: 1_732_000_000_000, key: 'k', value: 'v', token: 2 ** 53 - 1 });
  message(writer, 'ünïts', {
    value: Buffer.from('bytes'),
    headers: ['a', '1', 'a', Buffer.from('2'), 'b', null, 'c', ''],
    token: 5,
  });
  message(writer, 'things', { key: '', value: '', token: 6 });
  const expected = [
    {
      kind: RecordKind.MESSAGE,
      topic: 'things',
      partition: 3,
      timestamp: 1_732_000_000_000,
      key: 'k',
      value: 'v',
      token: 2 ** 53 - 1,
      headers: undefined,
    },
    {
      kind: RecordKind.MESSAGE,
      topic: 'ünïts',
      partition: -1,
      timestamp: 0,
      key: null,
      value: 'bytes',
      token: 5,
      headers: [
        ['a', '1'],
        ['a', '2'],
        ['b', null],
        ['c', ''],
      ],
    },
    {
      kind: RecordKind.MESSAGE,
      topic: 'things',
      partition: -1,
      timestamp: 0,
      key: '',
      value: '',
      token: 6,
      headers: undefined,
    },
  ];
  const batch = Buffer.from(writer.finish());
  assert.deepEqual(recordsOf(Batch.over(batch)), expected);
  assert.deepEqual(recordsOf(echo(batch)), expected);
});

test('partition lists keep offset, leader epoch and metadata', () => {
  const writer = new BatchWriter();
  writer.topicPartition('things', 2, 2 ** 40, 7, 'why');
  writer.topicPartition('things', 3);
  const list = echo(writer.finish());
  assert.equal(list.offset(list.first), 2 ** 40);
  assert.equal(list.leaderEpoch(list.first), 7);
  assert.equal(list.valueText(list.first), 'why');
  assert.equal(list.offset(list.first + list.step), layout.NO_OFFSET);
  assert.equal(list.leaderEpoch(list.first + list.step), -1);
  assert.equal(list.value(list.first + list.step), null);
});

test('offsets are packed exactly, whether they are numbers or bigints', () => {
  const writer = new BatchWriter();
  const offsets = [0, -1001, -2, 2 ** 53 - 1, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 5n];
  for (const offset of offsets) writer.topicPartition('things', 0, offset);
  const list = echo(writer.finish());
  offsets.forEach((offset, index) => {
    assert.equal(BigInt(list.offset(list.first + index * list.step)), BigInt(offset));
  });
});

test('memory is used again, and nothing of the batch before shines through', () => {
  const writer = new BatchWriter();
  message(writer, 'a-long-topic-name', { key: 'x'.repeat(1000), value: Buffer.alloc(5000, 255), headers: ['h', 'v'] });
  writer.finish();
  message(writer, 't', { value: 'v' });
  const batch = writer.finish();
  assert.equal(batch.length, 64 + 64 + 8 + 8 + 8);
  assert.deepEqual(
    recordsOf(echo(batch)).map(({ topic, key, value }) => [topic, key, value]),
    [['t', null, 'v']],
  );
});

test('a batch grows as large as its records', () => {
  const writer = new BatchWriter();
  const value = Buffer.alloc(100_000, 'x');
  for (let index = 0; index < 200; index++) message(writer, 'things', { value, token: index + 1 });
  const batch = echo(writer.finish());
  assert.equal((batch.end - batch.first) / batch.step, 200);
  assert.ok(batch.value(batch.end - batch.step).equals(value));
});

test('going back to a mark forgets the records since then, not those before', () => {
  const writer = new BatchWriter();
  message(writer, 'kept', { value: 'kept', token: 1 });
  const mark = writer.mark();
  message(writer, 'gone', { value: 'x'.repeat(500), token: 2 });
  message(writer, 'kept', { value: 'gone', token: 3 });
  writer.rewind(mark);
  message(writer, 'kept', { value: 'after', token: 4 });
  assert.deepEqual(
    recordsOf(echo(writer.finish())).map(({ topic, value, token }) => [topic, value, token]),
    [
      ['kept', 'kept', 1],
      ['kept', 'after', 4],
    ],
  );
});

test('the first records of a batch can be left out', () => {
  const writer = new BatchWriter();
  for (let index = 0; index < 5; index++) message(writer, 'things', { value: String(index), token: index });
  const batch = Buffer.from(writer.finish());
  withoutFirst(batch, 2);
  assert.deepEqual(
    recordsOf(echo(batch)).map(({ value }) => value),
    ['2', '3', '4'],
  );
  withoutFirst(batch, 2);
  assert.deepEqual(
    recordsOf(echo(batch)).map(({ value }) => value),
    ['4'],
  );
});

test('all but the first records of a batch can be left out', () => {
  const writer = new BatchWriter();
  for (let index = 0; index < 5; index++) message(writer, 'things', { value: String(index), token: index });
  const batch = Buffer.from(writer.finish());
  onlyFirst(batch, 2);
  assert.deepEqual(
    recordsOf(echo(batch)).map(({ value }) => value),
    ['0', '1'],
  );
});

test('text of any script comes through', () => {
  const writer = new BatchWriter();
  const texts = ['', 'a', 'ä', '日本語', '🦀'.repeat(100), 'x'.repeat(10_000)];
  for (const value of texts) message(writer, 'things', { value });
  assert.deepEqual(
    recordsOf(echo(writer.finish())).map(({ value }) => value),
    texts,
  );
});

test('what was packed can always be finished, and the writer goes on', () => {
  const writer = new BatchWriter(64 * 1024);
  const large = Buffer.alloc(20_000);
  const topic = writer.topic('things');
  for (let count = 0; count < 3; count++) writer.message(topic, -1, 0, null, large, count);
  assert.throws(() => writer.message(topic, -1, 0, null, large, 3), { code: 10 });
  assert.equal(writer.finish().readUInt32LE(layout.HEADER_RECORD_COUNT), 3);
  writer.message(writer.topic('things'), -1, 0, null, 'small', 4);
  assert.equal(writer.finish().readUInt32LE(layout.HEADER_RECORD_COUNT), 1);
});
