'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { ConsumerGroupStates, nameIn, numberIn } = require('../../dist/runtime/enums');

test('numbers have names, and names numbers', () => {
  assert.equal(nameIn(ConsumerGroupStates, 3), 'STABLE');
  assert.equal(numberIn(ConsumerGroupStates, 'STABLE'), 3);
});

test('a number without a name is passed on, and a name without a number is unknown', () => {
  for (const [value, name] of [
    [77, '77'],
    ['STABLE', 'STABLE'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])
    assert.equal(nameIn(ConsumerGroupStates, value), name);
  assert.equal(numberIn(ConsumerGroupStates, 'TIRED'), 0);
});
