'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const given = require('../../dist/runtime/mock-arguments');

const refused = (call, message) => assert.throws(call, { name: 'Failure', code: -186, message });

test('an object has the keys that are known, and no others', () => {
  const object = { a: 1 };
  assert.equal(given.objectWith(object, 'thing', ['a', 'b']), object);
  assert.deepEqual(given.objectWith({}, 'thing', ['a']), {});
  refused(() => given.objectWith({ a: 1, c: 2 }, 'thing', ['a', 'b']), "'thing' has no property 'c'; it takes a, b.");
  for (const value of [undefined, null, 7, 'a', [], () => {}])
    refused(() => given.objectWith(value, 'thing', ['a', 'b']), /^'thing' must be an object with a, b, not /);
});

test('a list is a list', () => {
  const list = [7];
  assert.equal(given.arrayOf(list, 'things'), list);
  for (const value of [undefined, null, 'a', { length: 0 }])
    refused(() => given.arrayOf(value, 'things'), /^'things' must be an array, not /);
});

test('a number lies between its bounds', () => {
  for (const value of [1, 2, 3]) assert.equal(given.numberFrom(1, 3, value, 'thing'), value);
  for (const value of [0, 4, 1.5, NaN, '1', 1n, null, undefined])
    refused(() => given.numberFrom(1, 3, value, 'thing'), /^'thing' must be a whole number from 1 to 3, not /);
});

test('a name is a text, and that of a topic is short', () => {
  assert.equal(given.textOf('ä', 'thing'), 'ä');
  for (const value of ['', 'a\0', 7, null, undefined]) {
    refused(() => given.textOf(value, 'thing'), /^'thing' must be a text that is not empty and has no NUL, not /);
    refused(() => given.topicOf(value), /^'topic' must be a text/);
  }
  assert.equal(given.topicOf('a'.repeat(249)).length, 249);
  refused(() => given.topicOf('ä'.repeat(125)), /^'topic' must be a name of at most 249 bytes/);
});

test('a value that is refused is told, but not at length', () => {
  const { message } = given.refused('thing', 'small', { text: 'a'.repeat(5000), list: Array(5000).fill({ deep: { deeper: {} } }) });
  assert.match(message, /^'thing' must be small, not \{ text: 'a{40}'\.\.\. /);
  assert.ok(message.length < 300, message);
});
