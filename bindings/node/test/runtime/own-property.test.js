'use strict';
// Properties whose names come from elsewhere.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { setOwn } = require('../../dist/runtime/own-property');

test('any name is a property of the object itself, and the last value counts', () => {
  for (const name of ['a', '', '0', '__proto__', 'constructor', 'hasOwnProperty', 'toString']) {
    const object = {};
    for (const value of ['first', { second: true }, null]) {
      setOwn(object, name, value);
      const property = { value, enumerable: true, configurable: true, writable: true };
      assert.deepEqual(Object.getOwnPropertyDescriptor(object, name), property, name);
      assert.deepEqual(Object.keys(object), [name]);
      assert.equal(Object.getPrototypeOf(object), Object.prototype);
    }
  }
});

test('what is inherited is neither called nor a hindrance', () => {
  const told = [];
  const object = Object.create({
    set heard(value) {
      told.push(value);
    },
    get read() {
      return 1;
    },
  });
  for (const name of ['heard', 'read']) setOwn(object, name, 5);
  assert.deepEqual({ ...object }, { heard: 5, read: 5 });
  assert.deepEqual(told, []);
});
