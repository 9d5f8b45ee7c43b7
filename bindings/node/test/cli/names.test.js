'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { byName, nameIn } = require('../../dist/cli/names');

test('a number is called what it is called in an enumeration, or else by itself', () => {
  const enumeration = { NOTHING: -1, SOMETHING: 0 };
  assert.equal(nameIn(enumeration, 0), 'SOMETHING');
  assert.equal(nameIn(enumeration, -1), 'NOTHING');
  assert.equal(nameIn(enumeration, 7), '7');
  assert.equal(nameIn({}, 0), '0');
});

test('names are in the order of their characters, and equal ones stay as they were', () => {
  const named = ['b', 'a', 'B', '', 'a.b', 'a'].map((name, at) => ({ name, at }));
  assert.deepEqual(
    named.sort(byName(({ name }) => name)).map(({ name, at }) => [name, at]),
    [
      ['', 3],
      ['B', 2],
      ['a', 1],
      ['a', 5],
      ['a.b', 4],
      ['b', 0],
    ],
  );
});
