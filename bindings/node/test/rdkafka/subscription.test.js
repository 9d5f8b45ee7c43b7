'use strict';
// Topics to subscribe to.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { topicsOf } = require('../../dist/rdkafka/subscription');

test('names stay as they are, and patterns match where they match in JavaScript', () => {
  assert.deepEqual(topicsOf(['things', /^new/, /a|b/]), ['things', '^new', '^.*(a|b)']);
});

test('what is no topic is refused', () => {
  for (const wrong of [undefined, null, 'things', /a/, [5], [''], [null], [/a/g], [], ['a\0'], ['^a\0'], ['a'.repeat(250)]])
    assert.throws(() => topicsOf(wrong), { name: 'TypeError', code: -186, message: /"topics"|flags/ });
});
