'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { linesIn } = require('../../dist/cli/lines');

async function linesOf(...pieces) {
  async function* read() {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  const found = [];
  for await (const lines of linesIn(read())) found.push(lines.map(String));
  return found;
}

test('lines come together with those that were read with them', async () => {
  assert.deepEqual(await linesOf('a\nb\n', 'c\n'), [['a', 'b'], ['c']]);
});

test('a line may come in pieces, and the last one without an end', async () => {
  assert.deepEqual(await linesOf('a', 'b', 'c\nd', '', 'e'), [['abc'], ['de']]);
  assert.deepEqual(await linesOf('a\n', '\n\nb'), [['a'], ['', ''], ['b']]);
});

test('nothing has no lines', async () => {
  assert.deepEqual(await linesOf(), []);
  assert.deepEqual(await linesOf('', ''), []);
  assert.deepEqual(await linesOf('\n'), [['']]);
});

test('a line in very many pieces is put together once', async () => {
  const pieces = Array.from({ length: 20_000 }, () => 'x'.repeat(50));
  const [[line]] = await linesOf(...pieces, '\n');
  assert.equal(line.length, 1_000_000);
});
