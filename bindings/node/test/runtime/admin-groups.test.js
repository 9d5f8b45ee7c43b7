'use strict';
// Groups: the mock cluster says of each that it knows no such request; the other answers are read in test/kafka/admin-groups.test.js.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const groups = require('../../dist/runtime/admin-groups');
const { codes } = require('../../dist/runtime/codes');
const { ConsumerGroupStates, ConsumerGroupTypes } = require('../../dist/runtime/enums');
const { cluster, errorOf, refuser } = require('./admin-support');

const { ERR__UNSUPPORTED_FEATURE } = codes;

/** Methods as others have them. */
const method = (name) => (call, options) => groups[name](call, options, errorOf);

test('groups are listed as they were filtered, and each broker that did not tell has an error', async (t) => {
  const call = cluster(t, { brokers: 2 }).call();
  const listed = (options) => groups.listGroups(call, options, errorOf);
  const nothing = { groups: [], errors: [ERR__UNSUPPORTED_FEATURE, ERR__UNSUPPORTED_FEATURE] };
  assert.deepEqual(await listed({}), nothing);
  const { STABLE, EMPTY } = ConsumerGroupStates;
  await listed({ matchConsumerGroupStates: [STABLE, EMPTY], matchConsumerGroupTypes: [ConsumerGroupTypes.CLASSIC] });
  for (const none of [null, undefined, []]) await listed({ matchConsumerGroupStates: none, matchConsumerGroupTypes: none });
  const operation = 'ListConsumerGroups';
  assert.deepEqual(call.asked, [
    [operation, {}],
    [operation, { states: ['STABLE', 'EMPTY'], types: ['CLASSIC'] }],
    ...Array(3).fill([operation, {}]),
  ]);
});

test('a group that cannot be described has an error beside the rest', async (t) => {
  const call = cluster(t).call();
  const described = await groups.describeGroups(call, { groups: ['a', 'b'], includeAuthorizedOperations: true }, errorOf);
  assert.deepEqual(call.asked, [['DescribeConsumerGroups', { groups: ['a', 'b'], includeAuthorizedOperations: true }]]);
  const failed = (groupId) => ({
    groupId,
    error: ERR__UNSUPPORTED_FEATURE,
    members: [],
    protocol: '',
    partitionAssignor: '',
    isSimpleConsumerGroup: false,
    protocolType: 'consumer',
    state: ConsumerGroupStates.UNKNOWN,
    type: ConsumerGroupTypes.UNKNOWN,
  });
  assert.deepEqual(described.groups, [failed('a'), failed('b')]);
});

test('groups are deleted by name', async (t) => {
  const call = cluster(t).call();
  await assert.rejects(groups.deleteGroups(call, { groups: ['a', 'b'] }, errorOf), { code: ERR__UNSUPPORTED_FEATURE });
  assert.deepEqual(call.asked, [['DeleteConsumerGroups', { groups: ['a', 'b'] }]]);
});

test('groups and filters that are none are refused', async (t) => {
  const described = refuser(t, method('describeGroups'));
  for (const given of [undefined, null, 'a', {}]) await described({ groups: given }, 'Must provide group name array');
  await described({ groups: [] }, 'Must provide at least one group name');
  for (const given of [[7], [''], [null], ['a', undefined]]) await described({ groups: given }, /"groups" must hold names/);
  await described({ groups: ['a', 'a'] }, /"groups" has a twice/);
  await described({ groups: ['a'], includeAuthorizedOperations: 1 }, /"includeAuthorizedOperations" must be true/);
  const deleted = refuser(t, method('deleteGroups'));
  for (const given of [undefined, null, 'a']) await deleted({ groups: given }, "The 'groupIds' property must be an array.");
  await deleted({ groups: [] }, /"groups" is empty/);
  for (const given of [[7], [''], ['a', 'a']]) await deleted({ groups: given }, /"groups"/);
  const listed = refuser(t, method('listGroups'));
  for (const name of ['matchConsumerGroupStates', 'matchConsumerGroupTypes']) {
    for (const given of ['STABLE', 1, {}]) await listed({ [name]: given }, `The '${name}' property must be an array.`);
    for (const given of [[77], [-1], [null], ['a'], [[3]]]) await listed({ [name]: given }, /must be one of/);
  }
  await listed({ matchConsumerGroupStates: [3, 3] }, /twice/);
  await listed({ matchConsumerGroupTypes: [ConsumerGroupTypes.UNKNOWN] }, /must be one of CONSUMER, CLASSIC, not UNKNOWN/);
});
