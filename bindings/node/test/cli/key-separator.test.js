'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { keySeparatorOf } = require('../../dist/cli/key-separator');
const { Options } = require('../../dist/cli/options');

const read = (text) => keySeparatorOf(new Options({ 'key-separator': text }))?.toString('latin1');

test('a separator is what it is, and its escapes are bytes', () => {
  assert.equal(read(undefined), undefined);
  assert.equal(read(''), '');
  assert.equal(read(' = '), ' = ');
  assert.equal(read('\t'), '\t');
  assert.equal(read('a\\tb\\n\\0\\\\t'), 'a\tb\n\0\\t');
  assert.equal(read('\\x1F\\xffx41'), '\x1f\xffx41');
  assert.equal(read('ü'), Buffer.from('ü').toString('latin1'));
});

test('what is no escape is refused', () => {
  for (const wrong of ['\\', '\\q', 'a\\x1', '\\xgg', '\\T', '\\😀', '\\\\\\'])
    assert.throws(() => read(wrong), { name: 'UsageError', message: /^--key-separator takes \\t, .*, not '\\/ }, wrong);
});
