'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { list, table } = require('../../dist/cli/table');

test('texts begin and numbers end below each other, and no line ends in spaces', () => {
  const columns = [{ title: 'NAME' }, { title: 'N', isNumber: true }, { title: 'REST' }];
  const rows = [
    ['a', 1, 'x'],
    ['longer', 1000, ''],
    ['', null, null],
  ];
  assert.deepEqual(table(columns, rows).split('\n'), [
    'NAME       N  REST',
    'a          1  x',
    'longer  1000',
    '           -  -',
  ]);
  assert.equal(table(columns, []), 'NAME  N  REST');
});

test('a list has its values below each other', () => {
  assert.equal(
    list([
      ['a', 'x'],
      ['long', 'y'],
      ['', 'z'],
      ['b', ''],
    ]),
    'a     x\nlong  y\n      z\nb',
  );
});
