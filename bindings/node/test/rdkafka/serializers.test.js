'use strict';
// Functions that make bytes, in all their forms.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { asItIs, serializeWith } = require('../../dist/rdkafka/serializers');

const made = (serialize, value = 5) =>
  new Promise((resolve, reject) => {
    serialize('things', value, (error, serialized) => (error ? reject(error) : resolve(serialized)));
  });

test('without one values stay as they are', async () => {
  assert.equal(await made(asItIs), 5);
});

test('how one answers can be seen by its parameters', async () => {
  for (const [serializer, isGivenTopic, expected] of [
    [(value) => value + 1, false, 6],
    [async (value) => value + 1, false, 6],
    [(value) => ({ then: (resolve) => resolve(value + 1) }), false, 6],
    [(value, done) => done(null, value + 1), false, 6],
    [(topic, value) => `${topic}/${value}`, true, 'things/5'],
    [async (topic, value) => `${topic}/${value}`, true, 'things/5'],
    [(topic, value, done) => void setImmediate(done, null, `${topic}/${value}`), true, 'things/5'],
    [() => undefined, false, undefined],
  ])
    assert.equal(await made(serializeWith(serializer, isGivenTopic)), expected);
});

test('what one throws says what of, and what it calls back with stays as it is', async () => {
  const planted = new Error('planted');
  const thrower = () => {
    throw planted;
  };
  const error = await made(serializeWith(thrower, false)).catch((thrown) => thrown);
  assert.deepEqual(
    [error.message, error.value, error.serializer, error.cause],
    ['Could not serialize value: planted', 5, thrower, planted],
  );
  await assert.rejects(made(serializeWith((value, done) => done(planted), false)), planted);
  await assert.rejects(made(serializeWith(async () => Promise.reject(planted), false)), planted);
  for (const nothing of [undefined, null])
    await assert.rejects(made(serializeWith(() => Promise.reject(nothing), false)), /no reason/);
});

test('the first answer counts', () => {
  const answers = [];
  serializeWith((value, done) => {
    done(null, 1);
    done(null, 2);
    throw new Error('late');
  }, false)('things', 5, (error, value) => answers.push([error, value]));
  assert.deepEqual(answers, [[null, 1]]);
});

test('what is no function is refused', () => {
  for (const wrong of [undefined, null, 'text', {}]) assert.throws(() => serializeWith(wrong, false), TypeError);
});
