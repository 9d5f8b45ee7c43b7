'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Partitioners } = require('../../dist/kafkajs/partitioner');
const { producerSettings } = require('../../dist/kafkajs/producer-config');

const block = (kafkaJS) => producerSettings({ kafkaJS }).properties;

test("a block brings KafkaJS's defaults", () => {
  const { partitioner, retries, 'transaction.timeout.ms': transaction, acks } = block({ clientId: 'me' });
  assert.deepEqual(
    { partitioner, retries, transaction, acks },
    { partitioner: 'murmur2_random', retries: '5', transaction: '60000', acks: undefined },
  );
  assert.deepEqual(producerSettings({}).properties, {});
});

test('every key has its property', () => {
  const given = {
    metadataMaxAge: 1,
    allowAutoTopicCreation: false,
    transactionTimeout: 2,
    idempotent: true,
    maxInFlightRequests: 3,
    transactionalId: 'tx',
    compression: 'lz4',
    acks: -1,
    timeout: 4,
    retry: { retries: 6 },
  };
  const expected = {
    'topic.metadata.refresh.interval.ms': '1',
    'allow.auto.create.topics': 'false',
    'transaction.timeout.ms': '2',
    'enable.idempotence': 'true',
    'max.in.flight': '3',
    'transactional.id': 'tx',
    'compression.codec': 'lz4',
    acks: '-1',
    'request.timeout.ms': '4',
    retries: '6',
    'socket.timeout.ms': '102',
  };
  const properties = block(given);
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, properties[name]])), expected);
});

test('a request may not outlive the transaction, whichever place that has its timeout from', () => {
  assert.equal(block({ clientId: 'me' })['socket.timeout.ms'], '30000');
  const { properties } = producerSettings({ 'transaction.timeout.ms': 3000, kafkaJS: { clientId: 'me' } });
  assert.equal(properties['transaction.timeout.ms'], '3000');
  assert.equal(properties['socket.timeout.ms'], '3100');
});

test('a timeout of transactions that is none is refused by its own name', () => {
  for (const wrong of ['abc', '', -1, true, Symbol('x'), {}, { toString: null }])
    assert.throws(() => block({ transactionTimeout: wrong }), {
      name: 'KafkaJSError',
      code: -186,
      message: /^The 'transactionTimeout' property must be a number of milliseconds/,
    });
  for (const none of [null, undefined]) assert.equal(block({ transactionTimeout: none })['transaction.timeout.ms'], '60000');
  for (const wrong of [Symbol('x'), {}, null])
    assert.throws(() => producerSettings({ 'transaction.timeout.ms': wrong, kafkaJS: { acks: 1 } }), {
      name: 'KafkaJSError',
      code: -186,
      message: /^The 'transaction\.timeout\.ms' property/,
    });
  // What it may be is for librdkafka to say, so that it must not meet with what was made from it before.
  const { properties } = producerSettings({ 'transaction.timeout.ms': 'abc', kafkaJS: { acks: 1 } });
  assert.equal(properties['socket.timeout.ms'], '30000');
});

test('what is not for librdkafka has its defaults', () => {
  const { options, isTransactional, transactionTimeoutMs } = producerSettings({});
  assert.deepEqual(options, { partitioner: undefined, metadataMaxAgeMs: 300_000, isFullAnError: false });
  assert.deepEqual([isTransactional, transactionTimeoutMs], [false, 60_000]);
});

test('what is for both is read on this side as well', () => {
  const { options, isTransactional, transactionTimeoutMs } = producerSettings({
    'topic.metadata.refresh.interval.ms': -1,
    'transactional.id': 'tx',
    'transaction.timeout.ms': '7000',
    'js.producer.queue.full': 'error',
  });
  assert.deepEqual(options, { partitioner: undefined, metadataMaxAgeMs: Infinity, isFullAnError: true });
  assert.deepEqual([isTransactional, transactionTimeoutMs], [true, 7000]);
  assert.equal(producerSettings({ 'transactional.id': '' }).isTransactional, false);
  assert.equal(producerSettings({ kafkaJS: { metadataMaxAge: 5 } }).options.metadataMaxAgeMs, 5);
});

test('the default partitioner needs nothing on this side', () => {
  const { DefaultPartitioner, LegacyPartitioner } = Partitioners;
  assert.equal(producerSettings({ kafkaJS: { createPartitioner: DefaultPartitioner } }).options.partitioner, undefined);
  assert.ok(producerSettings({ kafkaJS: { createPartitioner: LegacyPartitioner } }).options.partitioner);
  assert.ok(producerSettings({ partitioner_cb: () => 0 }).options.partitioner);
});

test('delivery callbacks are what send resolves with, so they may be on but not be functions', () => {
  assert.deepEqual(producerSettings({ dr_cb: true, dr_msg_cb: false }).properties, {});
  for (const name of ['dr_cb', 'dr_msg_cb'])
    assert.throws(() => producerSettings({ [name]: () => {} }), { code: -186, message: new RegExp(`'${name}'`) });
});

test('what cannot be done is refused', () => {
  assert.throws(() => block({ groupId: 'g' }), { code: -186, message: "The 'groupId' property is not supported." });
  assert.throws(() => producerSettings({ 'js.producer.queue.full': 'block' }), {
    code: -186,
    message: /must be 'wait' or 'error'/,
  });
});
