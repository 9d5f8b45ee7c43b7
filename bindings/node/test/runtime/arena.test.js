'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Arena } = require('../../dist/runtime/arena');
const { BatchWriter } = require('../../dist/runtime/writer');

function batchOf(value) {
  const writer = new BatchWriter();
  writer.message(writer.topic('things'), 0, 0, null, value, 1);
  return writer.finish();
}

/** Puts a batch into the arena as the library does. */
function put(arena, value) {
  const bytes = batchOf(value);
  arena.free().set(bytes);
  return { batch: arena.batch(), length: bytes.length };
}

test('a batch that nobody keeps is overwritten by the next', () => {
  const arena = new Arena();
  const { batch } = put(arena, 'a');
  put(arena, 'b');
  assert.equal(batch.valueText(batch.first), 'b');
});

test('a batch that is kept stays, and the next lies behind it', () => {
  const arena = new Arena();
  const { batch, length } = put(arena, 'a');
  arena.keep(length);
  const { batch: next } = put(arena, 'b');
  assert.equal(batch.valueText(batch.first), 'a');
  assert.equal(next.valueText(next.first), 'b');
  assert.equal(next.first, batch.first + length);
});

test('an arena that is nearly full makes way for a new one', () => {
  const arena = new Arena();
  const size = arena.free().length;
  const { batch, length } = put(arena, 'x'.repeat(size * 0.8));
  arena.keep(length);
  assert.equal(arena.free().length, size);
  put(arena, 'y');
  assert.equal(batch.valueText(batch.first)[0], 'x');
});

test('an arena can be made as wide as one batch needs', () => {
  const arena = new Arena();
  arena.widen(3_000_000);
  assert.equal(arena.free().length, 3_000_000);
});
