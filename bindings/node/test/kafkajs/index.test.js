'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');

const ERRORS = [
  'KafkaJSError',
  'KafkaJSPartialMessageError',
  'KafkaJSProtocolError',
  'KafkaJSConnectionError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSSASLAuthenticationError',
  'KafkaJSOffsetOutOfRange',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSNotImplemented',
  'KafkaJSTimeout',
  'KafkaJSCreateTopicError',
  'KafkaJSDeleteGroupsError',
  'KafkaJSDeleteTopicRecordsError',
  'KafkaJSAggregateError',
  'KafkaJSNoBrokerAvailableError',
];

test('the namespace has the names that programs know', () => {
  const names = [
    ...ERRORS,
    'Kafka',
    'isRebalancing',
    'isKafkaJSError',
    'ErrorCodes',
    'logLevel',
    'PartitionAssigners',
    'PartitionAssignors',
    'Partitioners',
    'CompressionTypes',
    'ConsumerGroupStates',
    'ConsumerGroupTypes',
    'AclOperationTypes',
    'AclPermissionTypes',
    'AclResourceTypes',
    'AlterConfigOperations',
    'ConfigResourceTypes',
    'ConfigSource',
    'ElectionTypes',
    'IsolationLevel',
    'ResourcePatternTypes',
    'ScramMechanisms',
  ];
  assert.deepEqual(Object.keys(KafkaJS).sort(), names.sort());
});

test('the enumerations have the values that programs know', () => {
  assert.deepEqual(KafkaJS.logLevel, { NOTHING: 0, ERROR: 1, WARN: 2, INFO: 3, DEBUG: 4 });
  assert.deepEqual(KafkaJS.CompressionTypes, {
    None: 'none',
    GZIP: 'gzip',
    SNAPPY: 'snappy',
    LZ4: 'lz4',
    ZSTD: 'zstd',
  });
  assert.deepEqual([KafkaJS.CompressionTypes.NONE, KafkaJS.CompressionTypes.Snappy], ['none', 'snappy']);
  assert.deepEqual(KafkaJS.PartitionAssigners, {
    roundRobin: 'roundrobin',
    range: 'range',
    cooperativeSticky: 'cooperative-sticky',
  });
  assert.equal(KafkaJS.PartitionAssignors, KafkaJS.PartitionAssigners);
  assert.deepEqual(KafkaJS.ConfigResourceTypes, { UNKNOWN: 0, TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8, GROUP: 32 });
  assert.deepEqual(KafkaJS.ResourcePatternTypes, { UNKNOWN: 0, ANY: 1, MATCH: 2, LITERAL: 3, PREFIXED: 4 });
  assert.deepEqual(KafkaJS.AclPermissionTypes, { UNKNOWN: 0, ANY: 1, DENY: 2, ALLOW: 3 });
  assert.deepEqual(Object.keys(KafkaJS.AclResourceTypes), [
    ...['UNKNOWN', 'ANY', 'TOPIC', 'GROUP', 'CLUSTER', 'TRANSACTIONAL_ID', 'DELEGATION_TOKEN'],
  ]);
  assert.deepEqual([KafkaJS.ConfigSource.TOPIC_CONFIG, KafkaJS.ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG], [1, 6]);
  assert.equal(Object.keys(KafkaJS.ErrorCodes).length, 175);
  assert.deepEqual(
    [KafkaJS.ErrorCodes.ERR__STATE, KafkaJS.ErrorCodes.ERR__QUEUE_FULL, KafkaJS.ErrorCodes.ERR_GROUP_LOAD_IN_PROGRESS],
    [-172, -184, 14],
  );
});
