'use strict';
// Topics to subscribe to.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { sourcesOf, topicsOf } = require('../../dist/rdkafka/subscription');

test('names stay as they are, and patterns match where they match in JavaScript', () => {
  const topics = ['things', '^[[:digit:]]', /^new/, /a|b/, /orders-\d$/];
  assert.deepEqual(topicsOf(topics), ['things', '^[[:digit:]]', '^new.*', '^.*(a|b).*', '^.*orders-[0-9]$']);
  assert.deepEqual(sourcesOf(topics), ['things', '^[[:digit:]]', '^new', 'a|b', 'orders-\\d$']);
});

test('what is no topic is refused', () => {
  for (const wrong of [undefined, null, 'things', /a/, [5], [''], [null], [/a/g], [], ['a\0'], ['^a\0'], ['a'.repeat(250)]])
    assert.throws(() => topicsOf(wrong), { name: 'TypeError', code: -186, message: /"topics"|flags/ });
  const message = 'The (?! of /a(?!b)/ is not supported in a pattern of topics.';
  assert.throws(() => topicsOf(['things', /a(?!b)/]), { name: 'TypeError', code: -186, message });
});
