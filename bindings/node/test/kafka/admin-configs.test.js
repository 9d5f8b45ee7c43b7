'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { isDeepStrictEqual } = require('node:util');

const { KafkaJS } = require('../..');
const { until } = require('../support');
const { askerOf, kafkaTool, newTopic, realClients, sharedServers } = require('./support');

const { AclOperationTypes, AlterConfigOperations, ConfigResourceTypes, ConfigSource } = KafkaJS;
const { TOPIC, BROKER, GROUP } = ConfigResourceTypes;

async function adminOf(t) {
  const admin = await realClients(t, sharedServers()).admin();
  return { admin, topic: await newTopic(t, admin) };
}

/** What some settings are, by name. */
async function valuesOf(admin, type, name, configNames) {
  const { resources } = await admin.describeConfigs({ resources: [{ type, name, configNames }] });
  return Object.fromEntries(resources[0].configEntries.map(({ configName, configValue }) => [configName, configValue]));
}

test('the cluster is described', async (t) => {
  const { admin } = await adminOf(t);
  const [host, port] = sharedServers().split(',')[0].split(':');
  const { clusterId, ...cluster } = await admin.describeCluster();
  assert.deepEqual(cluster, { brokers: [{ nodeId: 1, host, port: Number(port) }], controller: 1 });
  assert.match(clusterId, /^[\w-]{22}$/);
  const { authorizedOperations } = await admin.describeCluster({ includeAuthorizedOperations: true });
  assert.ok(authorizedOperations.includes(AclOperationTypes.ALTER));
});

test('settings are told with where they stand', async (t) => {
  const { admin, topic } = await adminOf(t);
  const configEntries = [{ name: 'retention.ms', value: '1000' }];
  await admin.incrementalAlterConfigs({ resources: [{ type: TOPIC, name: topic, configEntries }] });
  await until(async () => (await valuesOf(admin, TOPIC, topic, ['retention.ms']))['retention.ms'] === '1000');
  const resources = [
    { type: TOPIC, name: topic, configNames: ['retention.ms', 'cleanup.policy'] },
    { type: BROKER, name: '1', configNames: ['broker.id', 'ssl.keystore.password'] },
    { type: GROUP, name: 'some-group', configNames: ['consumer.session.timeout.ms'] },
  ];
  const described = (await admin.describeConfigs({ resources, includeSynonyms: true })).resources;
  const found = (name) => described.find(({ resourceName }) => resourceName === name);
  const [retention] = found(topic).configEntries.filter(({ configName }) => configName === 'retention.ms');
  assert.deepEqual(retention, {
    configName: 'retention.ms',
    configValue: '1000',
    configSource: ConfigSource.TOPIC_CONFIG,
    isDefault: false,
    isSensitive: false,
    readOnly: false,
    configSynonyms: [{ configName: 'retention.ms', configValue: '1000', configSource: ConfigSource.TOPIC_CONFIG }],
  });
  assert.deepEqual(found('some-group').configEntries.length, 1);
  const password = found('1').configEntries.find(({ configName }) => configName === 'ssl.keystore.password');
  assert.deepEqual([password.isSensitive, password.configValue], [true, null]);
  assert.deepEqual(
    described.map(({ resourceType, errorCode, errorMessage }) => [resourceType, errorCode, errorMessage]).sort(),
    [
      [TOPIC, 0, null],
      [BROKER, 0, null],
      [GROUP, 0, null],
    ].sort(),
  );
  const all = await admin.describeConfigs({ resources: [{ type: TOPIC, name: topic }] });
  assert.ok(all.resources[0].configEntries.length > 20);
  assert.ok(all.resources[0].configEntries.every(({ configSynonyms }) => configSynonyms.length === 0));
  await assert.rejects(admin.describeConfigs({ resources: [{ type: TOPIC, name: 'never' }] }), { code: 3 });
  await assert.rejects(
    admin.describeConfigs({ resources: [{ type: BROKER, name: '99' }], timeout: 500 }),
    { code: -185 },
    'a broker that is not there',
  );
});

test('some settings are changed, and the others stay', async (t) => {
  const { admin, topic } = await adminOf(t);
  const { SET, DELETE, APPEND, SUBTRACT } = AlterConfigOperations;
  const change = (configEntries, rest) =>
    admin.incrementalAlterConfigs({ resources: [{ type: TOPIC, name: topic, configEntries }], ...rest });
  const values = () => valuesOf(admin, TOPIC, topic, ['retention.ms', 'cleanup.policy', 'max.message.bytes']);
  const becomes = (expected) => until(async () => isDeepStrictEqual(await values(), expected));
  const untouched = await values();
  const first = [
    { name: 'retention.ms', value: '1000' },
    { name: 'cleanup.policy', operation: APPEND, value: 'compact' },
    { name: 'max.message.bytes', operation: SET, value: '2000' },
  ];
  await change(first, { validateOnly: true });
  assert.deepEqual(await values(), untouched);
  const { resources } = await change(first);
  assert.deepEqual(resources, [{ resourceType: TOPIC, resourceName: topic, errorCode: 0, errorMessage: null }]);
  const changed = { 'retention.ms': '1000', 'cleanup.policy': 'delete,compact', 'max.message.bytes': '2000' };
  await becomes(changed);
  await change([
    { name: 'retention.ms', operation: DELETE },
    { name: 'cleanup.policy', operation: SUBTRACT, value: 'delete' },
  ]);
  const rest = { 'retention.ms': '604800000', 'cleanup.policy': 'compact', 'max.message.bytes': '2000' };
  await becomes(rest);
  const told = await kafkaTool('configs', sharedServers(), '--describe', '--entity-type', 'topics', '--entity-name', topic);
  assert.match(told, /^ *cleanup\.policy=compact /m, "as Kafka's own tool sees it");
  assert.doesNotMatch(told, /retention\.ms/);
  await assert.rejects(change([{ name: 'no.such.setting', value: '1' }]), { code: 40, type: 'ERR_INVALID_CONFIG' });
});

test('all settings are set, and what is not named goes back to its default', async (t) => {
  const { admin, topic } = await adminOf(t);
  const alter = (configEntries, rest) =>
    admin.alterConfigs({ resources: [{ type: TOPIC, name: topic, configEntries }], ...rest });
  const values = () => valuesOf(admin, TOPIC, topic, ['retention.ms', 'max.message.bytes']);
  const become = (retention, bytes) =>
    until(async () => isDeepStrictEqual(await values(), { 'retention.ms': retention, 'max.message.bytes': bytes }));
  await alter([{ name: 'max.message.bytes', value: '2000' }]);
  await become('604800000', '2000');
  await alter([{ name: 'retention.ms', value: '7' }], { validateOnly: true });
  await become('604800000', '2000');
  await alter([{ name: 'retention.ms', value: '7' }]);
  await become('7', '1048588');
  await alter([]);
  await become('604800000', '1048588');
  await assert.rejects(alter([{ name: 'retention.ms', value: 'soon' }]), { code: 40 });
});

test('a broker and a group are set too, each with its own outcome', async (t) => {
  const { admin, topic } = await adminOf(t);
  const ask = askerOf(t, sharedServers());
  const group = `${topic}-group`;
  const { resources } = await ask('IncrementalAlterConfigs', {
    resources: [
      { type: 'BROKER', name: '1', changes: [{ name: 'log.cleaner.threads', change: 'SET', value: '2' }] },
      { type: 'GROUP', name: group, changes: [{ name: 'consumer.session.timeout.ms', change: 'SET', value: '50000' }] },
      { type: 'TOPIC', name: topic, changes: [{ name: 'no.such.setting', change: 'SET', value: '1' }] },
    ],
  });
  assert.deepEqual(
    resources.map(({ type, code }) => [type, code]),
    [
      ['GROUP', 0],
      ['TOPIC', 40],
      ['BROKER', 0],
    ],
  );
  const becomes = (type, name, setting, value) =>
    until(async () => (await valuesOf(admin, type, name, [setting]))[setting] === value);
  await becomes(BROKER, '1', 'log.cleaner.threads', '2');
  await becomes(GROUP, group, 'consumer.session.timeout.ms', '50000');
});
