'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { topicNamesOf } = require('../../dist/kafkajs/subscription');

test('names and patterns become what librdkafka takes', () => {
  assert.deepEqual(topicNamesOf({ topics: ['a', /^b.*/, /c/] }), ['a', '^b.*', '^c']);
  assert.deepEqual(topicNamesOf({ topic: 'a' }), ['a']);
  assert.deepEqual(topicNamesOf({ topic: /a+/, replace: true }), ['^a+']);
});

test('what is no subscription is refused by name', () => {
  const refused = [
    [undefined, /an object with topics or topic/],
    [null, /an object/],
    ['a', /an object/],
    [{}, /at least one topic/],
    [{ topics: [] }, /at least one topic/],
    [{ topics: 'a' }, /at least one topic/],
    [{ topics: [''] }, /must have a name/],
    [{ topics: [null] }, /a string or a RegExp/],
    [{ topics: [7] }, /a string or a RegExp/],
    [{ topics: [/a/i] }, /flags of \/a\/i/],
    [{ topics: ['a'], fromBeginning: true }, /'fromBeginning'/],
  ];
  for (const [subscription, message] of refused) {
    assert.throws(() => topicNamesOf(subscription), { name: 'KafkaJSError', code: -186, message });
  }
});
