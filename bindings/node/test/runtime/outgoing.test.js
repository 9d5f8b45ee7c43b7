'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { pack } = require('../../dist/runtime/outgoing');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

function packed(message) {
  const writer = new BatchWriter();
  pack(writer, writer.topic('things'), message, 3, 1);
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
      { value: 'v', headers: { trace: undefined } },
      /^Header value must be a string or buffer: messages\[3\]\.headers\["trace"\] is undefined/,
    ],
    [{ value: 'v', headers: { trace: ['a', 7] } }, /headers\["trace"\] is 7/],
    [{ value: 'v', headers: 'x' }, /headers is 'x'/],
    [{ value: 'v', partition: -2 }, /partition is -2/],
    [{ value: 'v', partition: 1.5 }, /partition is 1.5/],
    [{ value: 'v', partition: '1' }, /partition is '1'/],
    [{ value: 'v', timestamp: 'yesterday' }, /timestamp is 'yesterday'/],
    [{ value: 'v', timestamp: -1 }, /timestamp is -1/],
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
