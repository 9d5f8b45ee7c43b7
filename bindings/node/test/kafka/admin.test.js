'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { collect, numbered, until } = require('../support');
const { realClients, sharedServers } = require('./support');

const name = (suffix) => `node-admin-${process.pid}-${suffix}`;

test('topics are created and deleted', async (t) => {
  const admin = await realClients(t, sharedServers()).admin();
  const topics = [name('a'), name('b')];
  assert.equal(await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: 3 })) }), true);
  assert.equal(
    await admin.createTopics({ topics: [{ topic: topics[0] }, { topic: name('c') }] }),
    false,
    'one was there',
  );
  await admin.deleteTopics({ topics: [...topics, name('c')] });
  await assert.rejects(admin.deleteTopics({ topics: [name('never')] }), {
    name: 'KafkaJSError',
    code: 3,
    type: 'ERR_UNKNOWN_TOPIC_OR_PART',
  });
});

test('a topic has the partitions and the settings that it was created with', async (t) => {
  const clients = realClients(t, sharedServers());
  const admin = await clients.admin();
  const topic = name('settings');
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  await admin.createTopics({ topics: [{ topic, numPartitions: 2, replicationFactor: 1, configEntries }] });
  const producer = await clients.producer();
  const [{ partition }] = await producer.send({ topic, messages: [{ value: 'v', partition: 1, timestamp: '1' }] });
  assert.equal(partition, 1);
  await assert.rejects(producer.send({ topic, messages: [{ value: 'v', partition: 2 }] }), { code: -190 });
  const messages = await collect(await clients.consumer(), topic);
  await until(() => messages.length === 1);
  assert.notEqual(messages[0].timestamp, '1', 'the broker wrote the time');
  await admin.deleteTopics({ topics: [topic] });
});

test('topics that cannot be created are named, each with its reason', async (t) => {
  const admin = await realClients(t, sharedServers()).admin();
  const topics = [
    { topic: name('good') },
    { topic: 'no good name' },
    { topic: name('factor'), replicationFactor: 99 },
    { topic: name('config'), configEntries: [{ name: 'no.such.setting', value: '1' }] },
  ];
  await assert.rejects(admin.createTopics({ topics }), (error) => {
    assert.ok(error instanceof KafkaJS.KafkaJSAggregateError);
    assert.equal(error.message, 'Topic creation errors');
    assert.deepEqual([error.type, error.retriable], ['ERR_TOPIC_EXCEPTION', false], 'as the first of them');
    const found = error.errors.map((one) => [one.name, one.topic, one.type]);
    assert.deepEqual(found, [
      ['KafkaJSCreateTopicError', 'no good name', 'ERR_TOPIC_EXCEPTION'],
      ['KafkaJSCreateTopicError', name('factor'), 'ERR_INVALID_REPLICATION_FACTOR'],
      ['KafkaJSCreateTopicError', name('config'), 'ERR_INVALID_CONFIG'],
    ]);
    for (const one of error.errors) assert.ok(one.message.length > 0);
    return true;
  });
  await admin.deleteTopics({ topics: [name('good')] });
});

test('one admin serves many requests at a time', async (t) => {
  const admin = await realClients(t, sharedServers()).admin();
  const topics = numbered(10).map(({ value }) => name(`many-${value}`));
  await Promise.all(topics.map((topic) => admin.createTopics({ topics: [{ topic }] })));
  await Promise.all(topics.map((topic) => admin.deleteTopics({ topics: [topic] })));
});
