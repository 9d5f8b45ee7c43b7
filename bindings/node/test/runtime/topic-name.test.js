'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { faultOfTopic } = require('../../dist/runtime/topic-name');

test('a name is bounded in bytes, and has no NUL', () => {
  for (const name of ['t', 'a'.repeat(249), 'é'.repeat(124)]) assert.equal(faultOfTopic(name), undefined);
  for (const name of ['a\0b', 'a'.repeat(250), 'é'.repeat(125)]) assert.match(faultOfTopic(name), /at most 249 bytes, without NUL/);
});
