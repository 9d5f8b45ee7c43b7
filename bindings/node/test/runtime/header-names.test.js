'use strict';
// Names of headers that come again and again.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { HeaderNames } = require('../../dist/runtime/header-names');

/** Bytes that count how often they are decoded. */
function counted(text) {
  const bytes = Buffer.from(text);
  const decoded = { bytes, times: 0 };
  bytes.toString = (...values) => {
    decoded.times++;
    return Buffer.prototype.toString.apply(bytes, values);
  };
  return decoded;
}

test('a name is decoded once, wherever it lies', () => {
  const names = new HeaderNames();
  const first = counted('source');
  assert.equal(names.read(first.bytes, 0, 6), 'source');
  const second = counted('a source of');
  assert.equal(names.read(second.bytes, 2, 8), 'source');
  assert.deepEqual([first.times, second.times], [1, 0]);
});

test('names are what their bytes are, whatever was read before', () => {
  const names = new HeaderNames();
  const texts = ['', 'a', 'aa', 'ab', 'axb', 'ayb', 'é', '鍵', '__proto__', 'n'.repeat(64), 'n'.repeat(65), `${'n'.repeat(63)}é`];
  for (let index = 0; index < 500; index++) texts.push(`x-${index}`, `${index % 7}-name-${index}`);
  const all = texts.map((text) => Buffer.from(text));
  // No UTF-8, and NULs.
  all.push(Buffer.from([0xff]), Buffer.from([0xfe]), Buffer.from([0xc3]), Buffer.alloc(1), Buffer.alloc(2));
  for (let round = 0; round < 3; round++)
    for (const bytes of all) {
      const memory = Buffer.concat([Buffer.from('<'), bytes, Buffer.from('>')]);
      assert.equal(names.read(memory, 1, 1 + bytes.length), bytes.toString());
    }
});

test('what becomes of the memory that a name was read from is nothing to it', () => {
  const names = new HeaderNames();
  const memory = Buffer.from('source');
  names.read(memory, 0, 6);
  memory.write('s0urce');
  assert.equal(names.read(memory, 0, 6), 's0urce');
  assert.equal(names.read(Buffer.from('source'), 0, 6), 'source');
});

test('a name that is long is not kept', () => {
  const names = new HeaderNames();
  const long = counted('n'.repeat(65));
  for (let round = 1; round < 4; round++) {
    assert.equal(names.read(long.bytes, 0, 65), 'n'.repeat(65));
    assert.equal(long.times, round);
  }
});
