'use strict';
// Configurations: librdkafka's properties, topic properties over them, and functions.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaConsumer, Producer } = require('../..');
const { functionOf, settingsOf } = require('../../dist/rdkafka/config');
const { codes } = require('../../dist/runtime/codes');

/** What is thrown for a configuration that no client can mean. */
const refused = (message) => ({ name: 'TypeError', code: codes.ERR__INVALID_ARG, message });

test('values become texts, and what is undefined is not there', () => {
  const { properties } = settingsOf(
    { 'client.id': 'a', 'linger.ms': 5, 'enable.idempotence': true, 'bootstrap.servers': ['a:1', 'b:2'], acks: undefined },
    {},
  );
  assert.deepEqual(properties, {
    'client.id': 'a',
    'linger.ms': '5',
    'enable.idempotence': 'true',
    'bootstrap.servers': 'a:1,b:2',
  });
});

test('properties of topics win', () => {
  const { properties } = settingsOf({ acks: 1, 'client.id': 'a' }, { acks: -1 });
  assert.deepEqual(properties, { acks: '-1', 'client.id': 'a' });
});

test('so they do under another name, as does the later of two names', () => {
  const propertiesOf = (...confs) => settingsOf(...confs).properties;
  assert.deepEqual(propertiesOf({ 'request.required.acks': 1 }, { acks: -1 }), { acks: '-1' });
  assert.deepEqual(propertiesOf({ 'queue.buffering.max.ms': 5, 'linger.ms': 0 }, {}), { 'linger.ms': '0' });
  assert.deepEqual(propertiesOf({ 'linger.ms': 0, 'queue.buffering.max.ms': null }, {}), { 'linger.ms': '0' });
});

test('a property that does not exist is refused when the client is made', () => {
  for (const foo of [1, () => undefined]) {
    assert.throws(() => new Producer({ foo }), refused('No such configuration property: "foo"'));
    assert.throws(() => new KafkaConsumer({ 'group.id': 'a' }, { foo }), refused('No such configuration property: "foo"'));
  }
});

test('a value that no property has is refused', () => {
  for (const value of [{}, () => 'a', Symbol('a')]) {
    const message = 'The configuration property "client.id" must be a string, a number or a boolean';
    assert.throws(() => new Producer({ 'client.id': value }), refused(message));
  }
});

test('functions are bound to their client, and true and false are kept apart from them', () => {
  const client = {};
  const settings = settingsOf(
    {
      stats_cb() {
        return this;
      },
      dr_cb: true,
    },
    { partitioner_cb: () => 3 },
  );
  assert.equal(functionOf(settings, 'stats_cb', client)(), client);
  assert.equal(functionOf(settings, 'dr_cb', client), undefined);
  assert.equal(settings.callbacks.get('dr_cb'), true);
  assert.equal(functionOf(settings, 'partitioner_cb', client)(), 3);
});

test('without a configuration there is no client', () => {
  for (const conf of [undefined, null, 'a'])
    assert.throws(() => new Producer(conf), new Error('Global configuration data must be specified'));
});

test('the configuration of the caller is not touched, and can be read', () => {
  const conf = Object.freeze({ 'client.id': 'mine', topic: 'things', partition: 2, dr_cb: true, event_cb: false });
  const producer = new Producer(conf, Object.freeze({ acks: 1 }));
  assert.deepEqual(producer.globalConfig, conf);
  assert.deepEqual(producer.topicConfig, { acks: 1 });
  assert.deepEqual([producer.defaultTopic, producer.defaultPartition], ['things', 2]);
});
