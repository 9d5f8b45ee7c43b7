'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

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

test('what cannot be done is refused', () => {
  assert.throws(() => block({ createPartitioner: () => {} }), { name: 'KafkaJSNotImplemented', code: -170 });
  assert.throws(() => block({ groupId: 'g' }), { code: -186, message: "The 'groupId' property is not supported." });
});
