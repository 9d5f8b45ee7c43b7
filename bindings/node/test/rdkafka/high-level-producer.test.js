'use strict';
// A producer that calls back for each message, and makes bytes of what it is given.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { HighLevelProducer, LibrdKafkaError, Producer } = require('../..');
const { call, callbackCluster, caught, flowOf, next, until } = require('./support');

const { codes } = LibrdKafkaError;

/** Produces, and resolves with the offset and the partition. */
function produced(client, topic, value, key, { partition = 0, headers } = {}) {
  return new Promise((resolve, reject) => {
    let isDuringCall = true;
    const done = (error, offset, at) => {
      assert.equal(isDuringCall, false, 'called back during the call');
      if (error) reject(error);
      else resolve([offset, at]);
    };
    const values = headers === undefined ? [done] : [headers, done];
    assert.equal(client.produce(topic, partition, value, key, null, ...values), true);
    isDuringCall = false;
  });
}

test('each message is called back for with its offset', async (t) => {
  const { highLevelProducer, topic } = callbackCluster(t);
  const client = await highLevelProducer();
  assert.ok(client instanceof Producer);
  const headers = [{ a: 'b' }];
  const all = [produced(client, topic, Buffer.from('a'), 'k'), produced(client, topic, null, null, { headers })];
  assert.deepEqual(await Promise.all(all), [
    [0, 0],
    [1, 0],
  ]);
});

test('its reports come as events as well, without anything of its own in them', async (t) => {
  const { highLevelProducer, topic } = callbackCluster(t);
  const client = await highLevelProducer();
  const report = next(client, 'delivery-report');
  await produced(client, topic, Buffer.from('a'), null);
  const [error, { timestamp, ...rest }] = await report;
  assert.equal(error, null);
  assert.ok(timestamp > 0);
  assert.deepEqual(rest, { topic, partition: 0, offset: 0, key: null, size: 1 });
});

test('without acknowledgements the offset is null', async (t) => {
  const { highLevelProducer, topic } = callbackCluster(t);
  const client = await highLevelProducer({ acks: 0 });
  assert.equal((await produced(client, topic, Buffer.from('a'), null))[0], null);
});

test('whatever goes wrong is told to the callback', async (t) => {
  const { highLevelProducer, topic } = callbackCluster(t);
  const client = await highLevelProducer();
  await assert.rejects(produced(client, topic, 'text', null), { message: 'Message must be a buffer or null' });
  await assert.rejects(produced(client, topic, Buffer.from('a'), null, { partition: 99 }), LibrdKafkaError);
  await assert.rejects(produced(client, '', Buffer.from('a'), null), { message: '"topic" must be a string' });
  const other = new HighLevelProducer({ 'bootstrap.servers': '127.0.0.1:1' });
  await assert.rejects(produced(other, topic, Buffer.from('a'), null), { message: 'Producer not connected' });
  assert.throws(() => client.produce(topic, 0, Buffer.from('a'), null, null), new TypeError('Callback must be a function'));
  assert.throws(() => new HighLevelProducer(), new Error('Global configuration data must be specified'));
});

for (const [kind, toKey, toValue] of [
  ['return', (key) => `key ${key}`, (value) => Buffer.from(JSON.stringify(value))],
  ['promise', async (key) => `key ${key}`, async (value) => Buffer.from(JSON.stringify(value))],
  [
    'call back with',
    (key, done) => setImmediate(done, null, `key ${key}`),
    (value, done) => done(null, Buffer.from(JSON.stringify(value))),
  ],
]) {
  test(`serializers may ${kind} what they make`, async (t) => {
    const { highLevelProducer, consumer, topic } = callbackCluster(t);
    const client = await highLevelProducer();
    client.setKeySerializer(toKey);
    client.setValueSerializer(toValue);
    await produced(client, topic, { a: 1 }, 5);
    const messages = flowOf(await consumer(), topic);
    await until(() => messages.length === 1);
    assert.deepEqual([String(messages[0].key), String(messages[0].value)], ['key 5', '{"a":1}']);
  });
}

test('whether a serializer is given the topic is decided for keys and values apart', async (t) => {
  const { highLevelProducer, consumer, topic } = callbackCluster(t);
  const client = await highLevelProducer();
  const messages = flowOf(await consumer(), topic);
  client.setTopicKeySerializer((name, key) => `${name}/${key}`);
  client.setValueSerializer((value) => Buffer.from(`plain ${value}`));
  await produced(client, topic, 1, 2);
  client.setKeySerializer((key) => `plain ${key}`);
  client.setTopicValueSerializer((name, value, done) => done(null, Buffer.from(`${name}/${value}`)));
  await produced(client, topic, 3, 4);
  await until(() => messages.length === 2);
  assert.deepEqual(
    messages.map(({ key, value }) => [String(key), String(value)]),
    [
      [`${topic}/2`, 'plain 1'],
      ['plain 4', `${topic}/3`],
    ],
  );
});

test('a serializer that fails tells why, once', async (t) => {
  const { highLevelProducer, topic } = callbackCluster(t);
  const client = await highLevelProducer();
  const thrower = () => {
    throw new Error('planted');
  };
  client.setValueSerializer(thrower);
  const error = await produced(client, topic, 5, null).catch((thrown) => thrown);
  assert.deepEqual([error.message, error.value, error.serializer], ['Could not serialize value: planted', 5, thrower]);
  client.setKeySerializer(thrower);
  await assert.rejects(produced(client, topic, 5, null), { message: 'Could not serialize value: planted' });
  client.setValueSerializer(async () => Promise.reject(new Error('late')));
  client.setKeySerializer((key, done) => {
    done(new Error('called back'));
    done(null, 'second');
  });
  await assert.rejects(produced(client, topic, 5, null), { message: 'called back' });
  for (const wrong of [undefined, null, 'text']) assert.throws(() => client.setKeySerializer(wrong), TypeError);
});

test('a serializer that never answers holds up nothing else, and is given up when the producer disconnects', async (t) => {
  const { highLevelProducer, topic } = callbackCluster(t);
  const client = await highLevelProducer();
  const late = [];
  client.setValueSerializer((value, done) => {
    if (value === 'soon') done(null, Buffer.from(value));
    else late.push(done);
  });
  client.setKeySerializer(() => new Promise(() => undefined));
  const outcomes = [];
  client.produce(topic, 0, 'never', null, null, (error) => outcomes.push(error));
  client.setKeySerializer((key) => key);
  client.produce(topic, 0, 'never', null, null, (error) => outcomes.push(error));
  assert.deepEqual(await produced(client, topic, 'soon', null), [0, 0]);
  assert.deepEqual(outcomes, []);
  await call(client, 'disconnect');
  await until(() => outcomes.length === 2);
  for (const error of outcomes) assert.deepEqual([error.name, error.code], ['LibrdKafkaError', codes.ERR__DESTROY]);
  for (const done of late) done(null, Buffer.from('late'));
  const second = new HighLevelProducer({ 'bootstrap.servers': '127.0.0.1:1' });
  second.setValueSerializer(() => new Promise(() => undefined));
  second.produce(topic, 0, 'never', null, null, (error) => outcomes.push(error));
  await call(second, 'disconnect');
  await until(() => outcomes.length === 3);
});

test('what a callback throws surfaces', async (t) => {
  const { highLevelProducer, topic } = callbackCluster(t);
  const client = await highLevelProducer();
  const errors = caught(t);
  client.produce(topic, 0, Buffer.from('a'), null, null, () => {
    throw new Error('planted');
  });
  await until(() => errors.length === 1);
  assert.deepEqual(await produced(client, topic, Buffer.from('b'), null), [1, 0]);
});
