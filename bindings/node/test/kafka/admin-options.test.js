'use strict';
// Options of the admin's methods, asked for by both APIs on a real Kafka.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { call } = require('../rdkafka/support');
const { collect, dealt, numbered, until } = require('../support');
const { callbackKafka } = require('./callback-support');
const { newTopic, realClients, sharedServers } = require('./support');

const { AclOperationTypes, AlterConfigOperations, ConfigResourceTypes, ConfigSource, ConsumerGroupTypes } = KafkaJS;
const { ElectionTypes, ErrorCodes, IsolationLevel } = KafkaJS;
const { READ_COMMITTED, READ_UNCOMMITTED } = IsolationLevel;

const LATE = { timeout: 30_000 };

/** A topic, and an admin of each API, each as a function of a method and its words. */
async function everyone(t, numPartitions = 1) {
  const servers = sharedServers();
  const clients = realClients(t, servers);
  const admin = await clients.admin();
  const { admin: client } = callbackKafka(t, servers);
  const promised = (method, ...words) => admin[method](...words);
  const called = (method, ...words) => call(client, method, ...words);
  return { clients, promised, called, both: [promised, called], topic: await newTopic(t, admin, numPartitions) };
}

test('what is in an open transaction is counted or not, as the isolation level says', async (t) => {
  const { clients, promised, both, topic } = await everyone(t);
  const groupId = `${topic}-group`;
  await promised('setOffsets', { groupId, topic, partitions: [{ partition: 0, offset: '0' }], ...LATE });
  const producer = await clients.producer({ 'transactional.id': `${topic}-transaction` });
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: numbered(4) });
  for (const ask of both) {
    const lag = async (isolationLevel) => (await ask('fetchGroupLag', { groupId, isolationLevel })).lag;
    assert.deepEqual([await lag(READ_UNCOMMITTED), await lag(undefined), await lag(READ_COMMITTED)], ['4', '4', '0']);
  }
  const later = Date.now() + 3_600_000;
  const end = async (isolationLevel) =>
    (await promised('fetchTopicOffsetsByTimestamp', topic, later, { isolationLevel }))[0].offset;
  assert.deepEqual([await end(READ_UNCOMMITTED), await end(READ_COMMITTED)], ['4', '0']);
  await transaction.abort();
  await promised('deleteGroups', [groupId]);
});

test('offsets of an open transaction are told or not, as it is wanted', async (t) => {
  const { clients, called, topic } = await everyone(t);
  const groupId = `${topic}-group`;
  const consumer = await clients.consumer({ 'group.id': groupId, 'enable.auto.commit': false });
  await collect(consumer, topic);
  await until(() => consumer.assignment().length === 1);
  const transaction = await (await clients.producer({ 'transactional.id': `${topic}-transaction` })).transaction();
  await transaction.sendOffsets({ consumer, topics: [{ topic, partitions: [{ partition: 0, offset: '1' }] }] });
  const told = async (requireStableOffsets) => {
    const asked = [{ groupId, partitions: [{ topic, partition: 0 }] }];
    const [{ partitions }] = await called('listConsumerGroupOffsets', asked, { requireStableOffsets });
    return [partitions[0].offset, partitions[0].error?.code];
  };
  assert.deepEqual(await told(false), [-1001, undefined]);
  assert.deepEqual(await told(true), [-1001, ErrorCodes.ERR_UNSTABLE_OFFSET_COMMIT]);
  await transaction.commit();
  await until(async () => (await told(true))[0] === 1);
});

test('groups are listed by type', async (t) => {
  const { clients, both, topic } = await everyone(t);
  const [classic, modern] = [`${topic}-classic`, `${topic}-modern`];
  const configs = [
    { 'group.id': classic },
    { 'group.id': modern, 'group.protocol': 'consumer', 'heartbeat.interval.ms': undefined },
  ];
  for (const config of configs) {
    const consumer = await clients.consumer(config);
    await collect(consumer, topic);
    await until(() => consumer.assignment().length === 1);
  }
  for (const ask of both) {
    const names = async (...types) => {
      const { groups } = await ask('listGroups', { matchConsumerGroupTypes: types });
      return groups.map(({ groupId }) => groupId).filter((groupId) => groupId === classic || groupId === modern);
    };
    assert.deepEqual(await names(ConsumerGroupTypes.CONSUMER), [modern]);
    assert.deepEqual(await names(ConsumerGroupTypes.CLASSIC), [classic]);
    assert.deepEqual((await names()).sort(), [classic, modern]);
  }
});

test('what the caller may do is told where it is wanted', async (t) => {
  const { both, called, promised, topic } = await everyone(t);
  const includeAuthorizedOperations = true;
  for (const ask of both) {
    assert.equal('authorizedOperations' in (await ask('describeCluster')), false);
    const { authorizedOperations } = await ask('describeCluster', { includeAuthorizedOperations });
    assert.ok(authorizedOperations.includes(AclOperationTypes.ALTER_CONFIGS));
  }
  const [withCallbacks] = await called('describeTopics', [topic], { includeAuthorizedOperations });
  const [promisedOne] = await promised('fetchTopicMetadata', { topics: [topic], includeAuthorizedOperations });
  assert.deepEqual(withCallbacks.authorizedOperations, promisedOne.authorizedOperations);
  assert.ok(promisedOne.authorizedOperations.includes(AclOperationTypes.DELETE));
});

test('settings are tried without being set, and told with where they stand', async (t) => {
  const { both, topic } = await everyone(t);
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
  for (const ask of both) {
    const told = async () => {
      const resources = [{ ...resource, configNames: ['cleanup.policy', 'retention.ms'] }];
      const { resources: described } = await ask('describeConfigs', { resources, includeSynonyms: true });
      return new Map(described[0].configEntries.map((entry) => [entry.configName, entry]));
    };
    const altering = (configEntries) => ({ resources: [{ ...resource, configEntries }] });
    const seven = altering([{ name: 'retention.ms', value: '7000' }]);
    for (const method of ['alterConfigs', 'incrementalAlterConfigs']) {
      const { resources } = await ask(method, { ...seven, validateOnly: true });
      assert.deepEqual(resources.map(({ resourceName, errorCode }) => [resourceName, errorCode]), [[topic, 0]]);
      const wrong = altering([{ name: 'retention.ms', value: 'soon' }]);
      await assert.rejects(ask(method, { ...wrong, validateOnly: true }), { code: ErrorCodes.ERR_INVALID_CONFIG });
    }
    assert.equal((await told()).get('retention.ms').isDefault, true, 'nothing was set');
    await ask('incrementalAlterConfigs', seven);
    await until(async () => (await told()).get('retention.ms').configValue === '7000');
    const { configSource, configSynonyms } = (await told()).get('retention.ms');
    assert.equal(configSource, ConfigSource.TOPIC_CONFIG);
    assert.deepEqual(configSynonyms[0], { configName: 'retention.ms', configValue: '7000', configSource });
    const policy = (operation, value) =>
      ask('incrementalAlterConfigs', altering([{ name: 'cleanup.policy', operation, ...(value && { value }) }]));
    const becomes = (value) => until(async () => (await told()).get('cleanup.policy').configValue === value);
    await policy(AlterConfigOperations.APPEND, 'compact');
    await becomes('delete,compact');
    await policy(AlterConfigOperations.SUBTRACT, 'delete');
    await becomes('compact');
    await policy(AlterConfigOperations.DELETE);
    await becomes('delete');
    await ask('alterConfigs', altering([]));
    await until(async () => (await told()).get('retention.ms').isDefault);
  }
});

test('brokers are given a time to work in', async (t) => {
  const { clients, both, called, promised, topic } = await everyone(t, 2);
  await (await clients.producer()).send({ topic, messages: dealt(10, 2) });
  for (const [index, operationTimeout] of [0, 20_000].entries()) {
    const partitions = [{ partition: 0, offset: String(index + 1) }];
    const [deleted] = await promised('deleteTopicRecords', { topic, partitions, operationTimeout, ...LATE });
    assert.equal(deleted.lowWatermark, index + 1);
    const records = [{ topic, partition: 1, offset: index + 1 }];
    assert.equal((await called('deleteRecords', records, { operationTimeout, ...LATE }))[0].lowWatermark, index + 1);
  }
  for (const ask of both) {
    for (const electionType of [ElectionTypes.PREFERRED, ElectionTypes.UNCLEAN]) {
      const topics = [{ topic, partitions: [0] }];
      const outcomes = await ask('electLeaders', { electionType, topics, operationTimeout: 20_000, ...LATE });
      assert.deepEqual(outcomes, [{ topic, partition: 0, isElected: false }]);
    }
    assert.deepEqual(await ask('electLeaders', { operationTimeout: 20_000 }), [], 'all partitions, none of which needs one');
  }
});
