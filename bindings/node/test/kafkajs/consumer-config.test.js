'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { consumerSettings } = require('../../dist/kafkajs/consumer-config');

const block = (kafkaJS, rest = {}) => consumerSettings({ ...rest, kafkaJS }).properties;
const some = (properties, names) => Object.fromEntries(names.map((name) => [name, properties[name]]));

test("a block brings KafkaJS's defaults", () => {
  const expected = {
    'group.id': 'g',
    'partition.assignment.strategy': 'roundrobin',
    'session.timeout.ms': '30000',
    'max.poll.interval.ms': '600000',
    'allow.auto.create.topics': 'true',
    'fetch.message.max.bytes': '10485760',
    'enable.auto.commit': 'true',
    'auto.offset.reset': undefined,
    'fetch.wait.max.ms': undefined,
  };
  assert.deepEqual(some(block({ groupId: 'g' }), Object.keys(expected)), expected);
  assert.deepEqual(consumerSettings({}).properties, { 'max.poll.interval.ms': '600000' });
});

test('every key has its property', () => {
  const given = {
    groupId: 'g',
    partitionAssigners: ['range', 'roundrobin'],
    sessionTimeout: 1,
    rebalanceTimeout: 2,
    heartbeatInterval: 3,
    metadataMaxAge: 4,
    allowAutoTopicCreation: false,
    maxBytesPerPartition: 5,
    maxWaitTimeInMs: 6,
    minBytes: 7,
    maxBytes: 8,
    readUncommitted: true,
    maxInFlightRequests: 9,
    rackId: 'r',
    fromBeginning: true,
    autoCommit: false,
    autoCommitInterval: 10,
  };
  const expected = {
    'group.id': 'g',
    'partition.assignment.strategy': 'range,roundrobin',
    'session.timeout.ms': '1',
    'max.poll.interval.ms': '4',
    'heartbeat.interval.ms': '3',
    'topic.metadata.refresh.interval.ms': '4',
    'allow.auto.create.topics': 'false',
    'fetch.message.max.bytes': '5',
    'fetch.wait.max.ms': '6',
    'fetch.min.bytes': '7',
    'fetch.max.bytes': '8',
    'isolation.level': 'read_uncommitted',
    'max.in.flight': '9',
    'client.rack': 'r',
    'auto.offset.reset': 'earliest',
    'enable.auto.commit': 'false',
    'auto.commit.interval.ms': '10',
  };
  assert.deepEqual(some(block(given), Object.keys(expected)), expected);
  assert.deepEqual(
    some(block({ readUncommitted: false, fromBeginning: false }), ['isolation.level', 'auto.offset.reset']),
    {
      'isolation.level': 'read_committed',
      'auto.offset.reset': 'latest',
    },
  );
  assert.equal(
    block({ partitionAssignors: ['cooperative-sticky'] })['partition.assignment.strategy'],
    'cooperative-sticky',
  );
});

test('what is true or false may be said by any value, as in JavaScript', () => {
  for (const [value, level, reset] of [
    [1, 'read_uncommitted', 'earliest'],
    ['true', 'read_uncommitted', 'earliest'],
    [0, 'read_committed', 'latest'],
    ['', 'read_committed', 'latest'],
    [null, 'read_committed', 'latest'],
  ])
    assert.deepEqual(
      some(block({ readUncommitted: value, fromBeginning: value }), ['isolation.level', 'auto.offset.reset']),
      { 'isolation.level': level, 'auto.offset.reset': reset },
      String(value),
    );
});

test("the new group protocol leaves to the broker what is the broker's", () => {
  const rest = { 'group.protocol': 'consumer' };
  const properties = block({ groupId: 'g' }, rest);
  assert.deepEqual(some(properties, ['partition.assignment.strategy', 'session.timeout.ms']), {
    'partition.assignment.strategy': undefined,
    'session.timeout.ms': undefined,
  });
  for (const key of [{ partitionAssigners: ['range'] }, { sessionTimeout: 1 }, { heartbeatInterval: 1 }]) {
    assert.throws(() => block(key, rest), { code: -186, message: /is not supported with group\.protocol consumer/ });
  }
});

test('what cannot be done is refused', () => {
  assert.throws(() => block({ autoCommitThreshold: 5 }), { name: 'KafkaJSNotImplemented', code: -170 });
  assert.throws(() => block({ partitionAssigners: 'range' }), { code: -186 });
  assert.throws(() => consumerSettings({ 'enable.auto.offset.store': true }), {
    code: -186,
    message: /enable\.auto\.offset\.store/,
  });
  const times = ['js.consumer.max.cache.size.per.worker.ms', 'js.consumer.disconnect.timeout.ms'];
  for (const name of ['js.consumer.max.batch.size', ...times])
    for (const value of [0, -2, 1.5, 'many', '', true, [7], -5n, Symbol('x'), {}, { toString: null }])
      assert.throws(() => consumerSettings({ [name]: value }), {
        name: 'KafkaJSError',
        code: -186,
        message: new RegExp(`'${name.replaceAll('.', '\\.')}'`),
      });
});

test('what is for this side has its defaults', () => {
  const { autoCommit, maxBatchSize, disconnectTimeoutMs, backoff } = consumerSettings({});
  assert.deepEqual(
    { autoCommit, maxBatchSize, disconnectTimeoutMs, backoff },
    { autoCommit: true, maxBatchSize: 32, disconnectTimeoutMs: 30_000, backoff: { initialMs: 300, maxMs: 30_000 } },
  );
  for (const off of [false, 'false', 'FALSE', 'f', '0', 0])
    assert.equal(consumerSettings({ 'enable.auto.commit': off }).autoCommit, false, String(off));
  for (const on of [true, 'true', 1]) assert.equal(consumerSettings({ 'enable.auto.commit': on }).autoCommit, true);
  assert.equal(consumerSettings({ kafkaJS: { autoCommit: false } }).autoCommit, false);
  assert.equal(consumerSettings({ 'js.consumer.max.batch.size': '-1' }).maxBatchSize, Infinity);
  for (const size of [7, '7', 7n]) assert.equal(consumerSettings({ 'js.consumer.max.batch.size': size }).maxBatchSize, 7);
});
