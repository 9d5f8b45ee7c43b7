'use strict';
// What is asked about configurations. The mock cluster answers none of it; the answers are read in test/kafka/admin-configs.test.js.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const configs = require('../../dist/runtime/admin-configs');
const { AlterConfigOperations, ConfigResourceTypes } = require('../../dist/runtime/enums');
const { refuser, requestOf } = require('./admin-support');

const { TOPIC, BROKER, GROUP } = ConfigResourceTypes;

test('the cluster is asked for, with what the caller may do if he wants to know', async (t) => {
  const operation = 'DescribeCluster';
  assert.deepEqual(await requestOf(t, configs.describeCluster, {}), { operation, includeAuthorizedOperations: false });
  const options = { includeAuthorizedOperations: true };
  assert.deepEqual(await requestOf(t, configs.describeCluster, options), { operation, ...options });
});

test('settings are asked for by name, or all of them', async (t) => {
  const resources = [
    { type: TOPIC, name: 'things', configNames: ['retention.ms'] },
    { type: BROKER, name: '1', configNames: [] },
    { type: GROUP, name: 'readers' },
  ];
  assert.deepEqual(await requestOf(t, configs.describeConfigs, { resources, includeSynonyms: true }), {
    operation: 'DescribeConfigs',
    resources: [
      { type: 'TOPIC', name: 'things', configs: ['retention.ms'] },
      { type: 'BROKER', name: '1' },
      { type: 'GROUP', name: 'readers' },
    ],
  });
});

test('everything is set at once, or some of it', async (t) => {
  const entries = [
    { name: 'retention.ms', value: '7' },
    { name: 'cleanup.policy', value: 'compact' },
  ];
  const whole = { resources: [{ type: TOPIC, name: 'things', configEntries: entries }] };
  const [resource, validateOnly] = [{ type: 'TOPIC', name: 'things' }, false];
  assert.deepEqual(await requestOf(t, configs.alterConfigs, whole), {
    operation: 'AlterConfigs',
    resources: [{ ...resource, configs: { 'retention.ms': '7', 'cleanup.policy': 'compact' } }],
    validateOnly,
  });
  const changes = [
    ...entries,
    { name: 'a', operation: AlterConfigOperations.DELETE },
    { name: 'b', operation: AlterConfigOperations.APPEND, value: 'x' },
    { name: 'c', operation: AlterConfigOperations.SUBTRACT, value: 'y' },
  ];
  const some = { resources: [{ type: TOPIC, name: 'things', configEntries: changes }], validateOnly: true };
  assert.deepEqual(await requestOf(t, configs.incrementalAlterConfigs, some), {
    operation: 'IncrementalAlterConfigs',
    resources: [
      {
        ...resource,
        changes: [
          { name: 'retention.ms', change: 'SET', value: '7' },
          { name: 'cleanup.policy', change: 'SET', value: 'compact' },
          { name: 'a', change: 'DELETE' },
          { name: 'b', change: 'APPEND', value: 'x' },
          { name: 'c', change: 'SUBTRACT', value: 'y' },
        ],
      },
    ],
    validateOnly: true,
  });
});

test('resources and settings that are none are refused', async (t) => {
  await refuser(t, configs.describeCluster)({ includeAuthorizedOperations: 'yes' }, /"includeAuthorizedOperations" must be true/);
  const topic = { type: TOPIC, name: 'things', configEntries: [{ name: 'a', value: '1' }] };
  await refuser(t, configs.describeConfigs)({ resources: [topic], includeSynonyms: 'yes' }, /'includeSynonyms' property must be true/);
  for (const method of [configs.describeConfigs, configs.alterConfigs, configs.incrementalAlterConfigs]) {
    const refused = refuser(t, method);
    for (const resources of [undefined, null, 'all', {}]) await refused({ resources }, "The 'resources' property must be an array.");
    for (const one of [null, undefined, 'things']) await refused({ resources: [one] }, "The 'resources' property must hold objects.");
    await refused({ resources: [] }, /"resources" is empty/);
    await refused({ resources: [topic, topic] }, /twice/);
    for (const type of [undefined, null, 0, 77, 'TOPIC ', ConfigResourceTypes.BROKER_LOGGER])
      await refused({ resources: [{ ...topic, type }] }, /"type" must be one of TOPIC, GROUP, BROKER, not /);
    for (const name of [undefined, null, '', 7]) await refused({ resources: [{ ...topic, name }] }, /"name"/);
    await refused({ resources: [{ ...topic, type: BROKER }] }, /must be its number, not things/);
  }
  await refuser(t, configs.describeConfigs)({ resources: [{ ...topic, configNames: 'a' }] }, "The 'configNames' property must be an array.");
  await refuser(t, configs.describeConfigs)({ resources: [{ ...topic, configNames: [''] }] }, /"configs" must hold names/);
  for (const method of [configs.alterConfigs, configs.incrementalAlterConfigs]) {
    const refused = refuser(t, method);
    const withEntries = (configEntries) => ({ resources: [{ ...topic, configEntries }] });
    for (const entries of [undefined, null, 'a']) await refused(withEntries(entries), "The 'configEntries' property must be an array.");
    for (const entry of [null, undefined, 'a']) await refused(withEntries([entry]), "The 'configEntries' property must hold objects.");
    const twice = [
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
    ];
    await refused(withEntries(twice), /\ba twice/);
    for (const name of [undefined, null, 7, '']) await refused(withEntries([{ name, value: '1' }]), /name/);
    for (const value of [7, null, true]) await refused(withEntries([{ name: 'a', value }]), /must be a string/);
    await refused(withEntries([{ name: 'a' }]), /(value|"value").* is missing/);
    await refused({ resources: [topic], validateOnly: 'yes' }, /"validateOnly" must be true/);
  }
  const changed = (entry) => refuser(t, configs.incrementalAlterConfigs)({ resources: [{ ...topic, configEntries: [entry] }] }, /./);
  for (const operation of [9, -1, 'SET ', null]) await changed({ name: 'a', operation, value: '1' });
  await changed({ name: 'a', operation: AlterConfigOperations.DELETE, value: '1' });
  await changed({ name: 'a', operation: AlterConfigOperations.APPEND });
});
