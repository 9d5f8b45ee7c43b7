'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { clientsOf, mockCluster } = require('../support');

const { ConfigResourceTypes } = KafkaJS;

test('what is given for resources is looked at', async (t) => {
  const admin = await clientsOf(t, mockCluster(t).servers).admin();
  const refused = (call, message) => assert.rejects(call, { name: 'KafkaJSError', code: -186, message });
  for (const method of ['describeConfigs', 'alterConfigs', 'incrementalAlterConfigs']) {
    const of = (...resources) => admin[method]({ resources });
    const topic = { type: ConfigResourceTypes.TOPIC, name: 'things', configEntries: [{ name: 'a', value: '1' }] };
    await refused(admin[method]({}), /'resources' property must be an array/);
    await refused(of(), /"resources" is empty/);
    await refused(of(null), /'resources' property must hold objects/);
    await refused(of({ ...topic, name: '' }), /"name" is empty/);
    await refused(of(topic, topic), /"resources" has TOPIC things twice/);
    await refused(
      of({ ...topic, type: ConfigResourceTypes.BROKER_LOGGER }),
      /must be one of TOPIC, GROUP, BROKER, not BROKER_LOGGER/,
    );
    await refused(of({ ...topic, type: ConfigResourceTypes.BROKER }), /must be its number, not things/);
  }
  const change = (entry) =>
    admin.incrementalAlterConfigs({ resources: [{ type: 2, name: 'things', configEntries: [entry] }] });
  await refused(change({ name: 'a' }), /"value" is missing/);
  await refused(change({ name: 'a', operation: 1, value: 'b' }), /DELETE of a takes no "value"/);
  await refused(change({ name: 'a', operation: 9, value: 'b' }), /"change" must be one of SET/);
});
