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

/** A consumer that runs or not, and what it was told. */
function listener(isRunning) {
  const told = [];
  return {
    told,
    isRunning: () => isRunning,
    tell: async (topics) => {
      told.push(topics);
      await null;
      if (topics.includes('wrong')) throw new Error('wrong');
    },
  };
}

test('a subscription grows unless it is replaced, and names each topic once', () => {
  const stopped = listener(false);
  const subscription = new Subscription();
  assert.deepEqual(subscription.topics, []);
  void subscription.change({ topics: ['a', 'b', 'a'] }, stopped);
  void subscription.change({ topic: 'b' }, stopped);
  void subscription.change({ topic: /c/ }, stopped);
  assert.deepEqual(subscription.topics, ['a', 'b', '^c.*']);
  void subscription.change({ topics: ['d'], replace: true }, stopped);
  assert.deepEqual(subscription.topics, ['d']);
  assert.throws(() => subscription.change({ topics: [''], replace: true }, stopped), { code: -186 });
  assert.deepEqual(subscription.topics, ['d']);
  assert.deepEqual(stopped.told, []);
});

test('what is refused is not subscribed, and no other topic with it', async () => {
  const running = listener(true);
  const subscription = new Subscription();
  const changes = [
    { topic: 'a' },
    { topic: 'wrong' },
    { topic: 'b' },
    { topics: ['c', 'wrong'], replace: true },
    { topics: ['d'] },
    { topics: ['e'], replace: true },
    { topic: 'wrong' },
  ];
  const outcomes = await Promise.allSettled(changes.map((change) => subscription.change(change, running)));
  assert.equal(outcomes.map(({ status }) => status[0]).join(''), 'frfrffr');
  assert.deepEqual(running.told, [['a'], ['a', 'wrong'], ['a', 'b'], ['c', 'wrong'], ['a', 'b', 'd'], ['e'], ['e', 'wrong']]);
  assert.deepEqual(subscription.topics, ['e']);
  void subscription.change({ topic: 'f' }, listener(false));
  assert.deepEqual(subscription.topics, ['e', 'f']);
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
