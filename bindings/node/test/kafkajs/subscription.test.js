'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Subscription, topicNamesOf } = require('../../dist/kafkajs/subscription');

test('names and patterns become what librdkafka takes', () => {
  assert.deepEqual(topicNamesOf({ topics: ['a', /^b.*/, /c/] }), ['a', '^b.*', '^c.*']);
  assert.deepEqual(topicNamesOf({ topic: 'a' }), ['a']);
  assert.deepEqual(topicNamesOf({ topic: /a+/, replace: true }), ['^a+.*']);
  assert.deepEqual(topicNamesOf({ topics: [/a|b/, /^c-\d$/, '^c-[[:digit:]]'] }), ['^(a|b).*', '^c-[0-9]$', '^c-[[:digit:]]']);
});

test('a subscription grows unless it is replaced, and names each topic once', () => {
  const subscription = new Subscription();
  assert.deepEqual(subscription.topics, []);
  subscription.add({ topics: ['a', 'b', 'a'] });
  subscription.add({ topic: 'b' });
  subscription.add({ topic: /c/ });
  assert.deepEqual(subscription.topics, ['a', 'b', '^c.*']);
  subscription.add({ topics: ['d'], replace: true });
  assert.deepEqual(subscription.topics, ['d']);
  assert.throws(() => subscription.add({ topics: [''], replace: true }), { code: -186 });
  assert.deepEqual(subscription.topics, ['d']);
});

test('what was added can be taken back while nothing else is', () => {
  const subscription = new Subscription();
  subscription.add({ topic: 'a' });
  const first = subscription.add({ topic: 'b' });
  first();
  first();
  assert.deepEqual(subscription.topics, ['a']);
  const second = subscription.add({ topics: ['c'], replace: true });
  subscription.add({ topic: 'd' });
  second();
  assert.deepEqual(subscription.topics, ['c', 'd']);
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
    [{ topics: [/a(?!b)/] }, /The \(\?! of \/a\(\?!b\)\/ is not supported/],
    [{ topics: ['a'], fromBeginning: true }, /'fromBeginning'/],
    ...[null, 0, 'true', {}, Symbol('x')].map((replace) => [{ topics: ['a'], replace }, /'replace'/]),
  ];
  for (const [subscription, message] of refused) {
    assert.throws(() => topicNamesOf(subscription), { name: 'KafkaJSError', code: -186, message });
  }
});
