'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { CONSUMER_EVENTS } = require('../../dist/kafkajs/events');

const common = (kind) => ({
  CONNECT: `${kind}.connect`,
  DISCONNECT: `${kind}.disconnect`,
  REQUEST: `${kind}.network.request`,
  REQUEST_TIMEOUT: `${kind}.network.request_timeout`,
  REQUEST_QUEUE_SIZE: `${kind}.network.request_queue_size`,
});

test("events have KafkaJS's names", () => {
  const kafka = new Kafka();
  assert.deepEqual(kafka.producer().events, common('producer'));
  assert.deepEqual(kafka.admin().events, common('admin'));
  assert.deepEqual(CONSUMER_EVENTS, {
    ...common('consumer'),
    HEARTBEAT: 'consumer.heartbeat',
    COMMIT_OFFSETS: 'consumer.commit_offsets',
    GROUP_JOIN: 'consumer.group_join',
    FETCH_START: 'consumer.fetch_start',
    FETCH: 'consumer.fetch',
    START_BATCH_PROCESS: 'consumer.start_batch_process',
    END_BATCH_PROCESS: 'consumer.end_batch_process',
    HANDLER_FAILED: 'consumer.handler_failed',
    STOP: 'consumer.stop',
    CRASH: 'consumer.crash',
    REBALANCING: 'consumer.rebalancing',
    RECEIVED_UNSUBSCRIBED_TOPICS: 'consumer.received_unsubscribed_topics',
  });
});
