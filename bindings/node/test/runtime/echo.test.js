'use strict';
// Random batches go through the library and come back the same; broken ones get an answer. The same seed makes the same run:
// KAFKACORE_SEED and KAFKACORE_ROUNDS choose another and a longer one.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { RecordKind, Status } = require('../../dist/native/generated');
const { openLibrary } = require('../../dist/native/library');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

const SEED = Number(process.env.KAFKACORE_SEED ?? 1);
const ROUNDS = Number(process.env.KAFKACORE_ROUNDS ?? 1000);
const MAX_RECORDS = 8;
const MAX_HEADERS = 4;
const MAX_BLOB = 40;
const TOPICS = ['t', 'orders', 'größe', 'x'.repeat(249)];

/** mulberry32: any seed will do. Gives a number from 0 to below the bound. */
function randomSource(seed) {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let number = Math.imul(state ^ (state >>> 15), state | 1);
    number ^= number + Math.imul(number ^ (number >>> 7), number | 61);
    return Math.floor((((number ^ (number >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

function randomBytes(below, mayBeNull = true) {
  const choice = below(5);
  if (choice === 0 && mayBeNull) return null;
  if (choice === 1) return '€'.repeat(below(MAX_BLOB));
  return Buffer.from(Array.from({ length: choice === 2 ? 0 : below(MAX_BLOB) }, () => below(256)));
}

function randomRecord(below) {
  const hasHeaders = below(2) === 0;
  return {
    topic: TOPICS[below(TOPICS.length)],
    partition: below(2 ** 31) - 1,
    timestamp: below(2 ** 42),
    key: randomBytes(below),
    value: randomBytes(below),
    token: below(2 ** 53),
    headers: hasHeaders
      ? Array.from({ length: below(MAX_HEADERS + 1) }, () => [`h${below(3)}`, randomBytes(below)])
      : undefined,
  };
}

function write(writer, { topic, partition, timestamp, key, value, token, headers }) {
  writer.message(writer.topic(topic), partition, timestamp, key, value, token);
  if (headers !== undefined) writer.messageHeaders(headers.flat());
}

/** As the reader gives it: strings as the bytes of UTF-8. */
function asRead(record) {
  const bytes = (value) => (value === null ? null : Buffer.from(value));
  return {
    ...record,
    kind: RecordKind.MESSAGE,
    key: bytes(record.key),
    value: bytes(record.value),
    headers: record.headers?.map(([name, value]) => [name, bytes(value)]),
  };
}

function recordsOf(batch) {
  const records = [];
  for (let at = batch.first; at < batch.end; at += batch.step) {
    records.push({
      topic: batch.topic(at),
      partition: batch.partition(at),
      timestamp: batch.timestamp(at),
      key: batch.key(at),
      value: batch.value(at),
      token: batch.token(at),
      headers: batch.headers(at),
      kind: batch.kind(at),
    });
  }
  return records;
}

/** The status, and what was written or how much room it needs. */
function echo(batch, capacity) {
  const out = Buffer.alloc(capacity);
  const length = Buffer.alloc(8);
  const status = openLibrary().get('kc__echo')(batch, batch.length, out, capacity, length, null);
  const size = Number(length.readBigUInt64LE());
  return { status, size, bytes: out.subarray(0, status === Status.OK ? size : 0) };
}

function mutated(batch, below) {
  const broken = Buffer.from(below(8) === 0 ? batch.subarray(0, below(batch.length)) : batch);
  for (let changes = 1 + below(4); changes > 0 && broken.length > 0; changes--) {
    broken[below(broken.length)] ^= 1 << below(8);
  }
  return broken;
}

test(`random batches come back the same, ${ROUNDS} rounds of seed ${SEED}`, () => {
  const below = randomSource(SEED);
  const writer = new BatchWriter();
  for (let round = 0; round < ROUNDS; round++) {
    const records = Array.from({ length: 1 + below(MAX_RECORDS) }, () => randomRecord(below));
    for (const record of records) write(writer, record);
    const batch = writer.finish();
    const { status, bytes } = echo(batch, batch.length);
    assert.equal(status, Status.OK, `round ${round}`);
    assert.deepEqual(recordsOf(Batch.over(bytes)), records.map(asRead), `round ${round}`);
  }
});

test(`broken batches get an answer, ${ROUNDS} rounds of seed ${SEED}`, () => {
  const below = randomSource(SEED);
  const writer = new BatchWriter();
  const seen = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    for (let count = 1 + below(MAX_RECORDS); count > 0; count--) write(writer, randomRecord(below));
    const broken = mutated(writer.finish(), below);
    let answer = echo(broken, broken.length);
    if (answer.status === Status.BUFFER) answer = echo(broken, answer.size);
    assert.ok([Status.OK, Status.INVALID].includes(answer.status), `round ${round}: ${answer.status}`);
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    // What the library wrote can be read.
    if (answer.bytes.length > 0) recordsOf(Batch.over(answer.bytes));
  }
  assert.equal(seen.size, 2, 'some were refused and some were not');
});
