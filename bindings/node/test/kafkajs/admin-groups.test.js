'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { clientsOf, mockCluster } = require('../support');

test('what is given for groups is looked at', async (t) => {
  const admin = await clientsOf(t, mockCluster(t).servers).admin();
  const refused = (call, message) => assert.rejects(call, { name: 'KafkaJSError', code: -186, message });
  await refused(admin.describeGroups([]), 'Must provide at least one group name');
  for (const groups of [null, undefined, 'a'])
    await refused(admin.describeGroups(groups), 'Must provide group name array');
  await refused(admin.describeGroups(['a', 'a']), /"groups" has a twice/);
  await refused(admin.describeGroups([7]), /must hold names/);
  await refused(admin.deleteGroups([]), /"groups" is empty/);
  await refused(admin.deleteGroups('a'), /'groupIds' property must be an array/);
  await refused(
    admin.listGroups({ matchConsumerGroupStates: 3 }),
    /'matchConsumerGroupStates' property must be an array/,
  );
  await refused(admin.listGroups({ matchConsumerGroupStates: [77] }), /"states" must be one of .*, not 77/);
  await refused(
    admin.listGroups({ matchConsumerGroupTypes: [0] }),
    /"types" must be one of CONSUMER, CLASSIC, not UNKNOWN/,
  );
  await refused(admin.listGroups({ matchConsumerGroupTypes: [1, 1] }), /twice/);
});

test('a cluster that knows no such requests says so', async (t) => {
  const admin = await clientsOf(t, mockCluster(t).servers).admin();
  const { groups, errors } = await admin.listGroups();
  assert.deepEqual([groups, errors.length, errors[0].type], [[], 1, 'ERR__UNSUPPORTED_FEATURE']);
});
