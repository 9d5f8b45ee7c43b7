'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { copyOf, pack } = require('../../dist/runtime/outgoing');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

function packed(message, chosen) {
  const writer = new BatchWriter();
  pack(writer, writer.topic('things'), message, 3, 1, chosen);
  const batch = Batch.over(writer.finish());
  const at = batch.first;
  return {
    partition: batch.partition(at),
    timestamp: batch.timestamp(at),
    key: batch.key(at)?.toString() ?? null,
    value: batch.value(at)?.toString() ?? null,
    headers: batch.headers(at)?.map(([name, value]) => [name, value?.toString() ?? null]),
  };
}

test('what is not said is left to librdkafka', () => {
  const expected = { partition: -1, timestamp: 0, key: null, value: 'v', headers: undefined };
  assert.deepEqual(packed({ value: 'v' }), expected);
  assert.deepEqual(
    packed({ value: 'v', key: undefined, partition: undefined, timestamp: undefined, headers: undefined }),
    expected,
  );
  assert.deepEqual(packed({ value: 'v', key: null, partition: null, timestamp: null, headers: null }), expected);
  assert.deepEqual(packed({ value: 'v', headers: {} }), expected);
  assert.deepEqual(packed({ value: 'v', headers: { trace: undefined } }), expected);
  for (const timestamp of [0, '0', -1, '-1']) assert.deepEqual(packed({ value: 'v', timestamp }), expected);
});

test('a partition that was chosen counts, whatever the message says', () => {
  assert.equal(packed({ value: 'v' }, 0).partition, 0);
  assert.equal(packed({ value: 'v', partition: 7 }, 5).partition, 5);
});

test('of headers only what is undefined is left out, and an array is as many headers as it has values', () => {
  const headers = { a: undefined, b: null, c: ['1', null], d: [], e: '' };
  assert.deepEqual(packed({ value: 'v', headers }).headers, [
    ['b', null],
    ['c', '1'],
    ['c', null],
    ['e', ''],
  ]);
});

test('everything that a message may say is packed', () => {
  assert.deepEqual(
    packed({
      key: Buffer.from('k'),
      value: new Uint8Array([118]),
      partition: 7,
      timestamp: '1732000000000',
      headers: { one: '1', two: [Buffer.from('2'), 'ii'], none: null, 5: 'five' },
    }),
    {
      partition: 7,
      timestamp: 1_732_000_000_000,
      key: 'k',
      value: 'v',
      headers: [
        ['5', 'five'],
        ['one', '1'],
        ['two', '2'],
        ['two', 'ii'],
        ['none', null],
      ],
    },
  );
  assert.equal(packed({ value: null }).value, null);
  assert.equal(packed({ value: '' }).value, '');
});

test('what is wrong is refused by name', () => {
  const refused = [
    [{}, /^Message must be a buffer or null: messages\[3\]\.value is undefined/],
    [{ value: 5 }, /^Message must be a buffer or null: messages\[3\]\.value is 5/],
    [{ value: {} }, /value is \{\}/],
    [{ value: 'v', key: 5 }, /messages\[3\]\.key is 5/],
    [
      { value: 'v', headers: { trace: 7 } },
      /^Header value must be a string or buffer: messages\[3\]\.headers\["trace"\] is 7/,
    ],
    [{ value: 'v', headers: { trace: [undefined] } }, /headers\["trace"\] is undefined/],
    [{ value: 'v', headers: [] }, /headers is \[\]/],
    [{ value: 'v', headers: new Map([['a', '1']]) }, /headers is Map/],
    [{ value: 'v', headers: { trace: ['a', 7] } }, /headers\["trace"\] is 7/],
    [{ value: 'v', headers: 'x' }, /headers is 'x'/],
    [{ value: 'v', partition: -2 }, /partition is -2/],
    [{ value: 'v', partition: 1.5 }, /partition is 1.5/],
    [{ value: 'v', partition: '1' }, /partition is '1'/],
    [{ value: 'v', timestamp: 'yesterday' }, /timestamp is 'yesterday'/],
    [{ value: 'v', timestamp: -2 }, /timestamp is -2/],
    [{ value: 'v', timestamp: '' }, /timestamp is ''/],
    [{ value: 'v', timestamp: true }, /timestamp is true/],
    [{ value: 'v', timestamp: 1.5 }, /timestamp is 1.5/],
    [{ value: 'v', timestamp: NaN }, /timestamp is NaN/],
    [null, /Message 3 must be an object/],
    ['text', /Message 3 must be an object/],
  ];
  for (const [message, expected] of refused) assert.throws(() => packed(message), { code: -186, message: expected });
});

test('messages are not changed, not even frozen ones', () => {
  const message = Object.freeze({ value: 'v', key: 'k', headers: Object.freeze({ a: Object.freeze(['1', '2']) }) });
  packed(message);
  assert.deepEqual(message, { value: 'v', key: 'k', headers: { a: ['1', '2'] } });
});

test('a copy stays as it is when the message changes', () => {
  const message = {
    key: Buffer.from('k'),
    value: Buffer.from('v'),
    partition: 1,
    headers: { a: Buffer.from('1'), b: [Buffer.from('2'), '3'], c: null, d: undefined },
    timestamp: '5',
    own: 'property',
  };
  const copy = copyOf(message);
  assert.deepEqual(copy, message);
  for (const bytes of [message.key, message.value, message.headers.a, message.headers.b[0]]) bytes.fill(0);
  message.headers.e = 'new';
  message.headers.b.push('new');
  assert.deepEqual(packed(copy), {
    partition: 1,
    timestamp: 5,
    key: 'k',
    value: 'v',
    headers: [
      ['a', '1'],
      ['b', '2'],
      ['b', '3'],
      ['c', null],
    ],
  });
  assert.deepEqual(copyOf({ value: null }), { value: null });
});

test('a message may be of any class, also one whose properties are getters', () => {
  class Received {
    get key() {
      return Buffer.from('k');
    }
    get value() {
      return Buffer.from('v');
    }
    get headers() {
      return { a: Buffer.from('1') };
    }
  }
  for (const message of [new Received(), copyOf(new Received())])
    assert.deepEqual(packed(message), { partition: -1, timestamp: 0, key: 'k', value: 'v', headers: [['a', '1']] });
});
