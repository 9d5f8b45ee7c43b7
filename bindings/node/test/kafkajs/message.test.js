'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { inspect } = require('node:util');

const { layout } = require('../../dist/native/generated');
const { readMessage } = require('../../dist/kafkajs/message');
const { pack } = require('../../dist/runtime/outgoing');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

/** A message as it would be received at an offset. */
function received(message, offset = 41, leaderEpoch = 3) {
  const writer = new BatchWriter();
  pack(writer, writer.topic('things'), message, 0, 1);
  const bytes = Buffer.from(writer.finish());
  bytes.writeBigInt64LE(BigInt(offset), 64 + layout.RECORD_OFFSET);
  bytes.writeInt32LE(leaderEpoch, 64 + layout.RECORD_LEADER_EPOCH);
  const batch = Batch.over(bytes);
  return readMessage(batch, batch.first);
}

test('a message is a plain object with texts for its numbers', () => {
  assert.deepEqual(received({ key: 'k', value: 'value', timestamp: 1_732_000_000_000 }), {
    key: Buffer.from('k'),
    value: Buffer.from('value'),
    timestamp: '1732000000000',
    attributes: 0,
    offset: '41',
    size: 5,
    leaderEpoch: 3,
    headers: undefined,
  });
  assert.deepEqual(received({ value: null }, 2 ** 52, -1), {
    key: null,
    value: null,
    timestamp: '0',
    attributes: 0,
    offset: '4503599627370496',
    size: 0,
    leaderEpoch: undefined,
    headers: undefined,
  });
});

test('headers of one name are a list, in order', () => {
  const { headers } = received({ value: 'v', headers: { one: 'a', many: ['b', 'c', 'd'], none: null } });
  assert.deepEqual(headers, {
    one: Buffer.from('a'),
    many: ['b', 'c', 'd'].map((text) => Buffer.from(text)),
    none: null,
  });
});

test('a header may have the name of anything, also several times', () => {
  const names = ['__proto__', 'constructor', 'toString', '', '7'];
  for (const sent of ['x', ['x', 'y', 'z']]) {
    const { headers } = received({ value: 'v', headers: Object.fromEntries(names.map((name) => [name, sent])) });
    assert.equal(Object.getPrototypeOf(headers), Object.prototype);
    const value = typeof sent === 'string' ? Buffer.from(sent) : sent.map((text) => Buffer.from(text));
    const property = { value, enumerable: true, configurable: true, writable: true };
    assert.deepEqual(Object.keys(headers).sort(), names.sort());
    for (const name of names) assert.deepEqual(Object.getOwnPropertyDescriptor(headers, name), property, name);
  }
});

test('whatever copies a message copies its headers', () => {
  const message = received({ key: 'k', value: 'v', headers: { a: ['1', null], b: 'x' } });
  const headers = { a: [Buffer.from('1'), null], b: Buffer.from('x') };
  assert.deepEqual({ ...message }.headers, headers);
  assert.deepEqual(Object.fromEntries(Object.entries(message)), message);
  assert.deepEqual(JSON.parse(JSON.stringify(message)).headers, JSON.parse(JSON.stringify(headers)));
  const { a, b } = structuredClone(message).headers;
  assert.deepEqual([a[1], ...[a[0], b].map((bytes) => Buffer.from(bytes).toString())], [null, '1', 'x']);
  assert.match(inspect(message), /headers: \{ a: \[ <Buffer 31>, null \], b: <Buffer 78> \}/);
});

test('a message that was received can be sent again, itself or its copy', () => {
  const first = received({ key: 'k', value: 'v', timestamp: 5, headers: { a: ['1', null], b: 'x' } });
  const copy = (message) => ({ ...message, offset: undefined });
  assert.deepEqual(copy(received(first)), copy(first));
  assert.deepEqual(copy(received({ ...first })), copy(first));
});
