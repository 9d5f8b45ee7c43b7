'use strict';
// What is asked about access and users. The mock cluster answers none of it; the answers are read in test/kafka/admin-access.test.js.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const access = require('../../dist/runtime/admin-access');
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = require('../../dist/runtime/enums');
const { errorOf, refuser, requestOf } = require('./admin-support');

const LINE = Object.freeze({
  resourceType: AclResourceTypes.TOPIC,
  resourceName: 'things',
  resourcePatternType: ResourcePatternTypes.PREFIXED,
  principal: 'User:me',
  host: '*',
  operation: AclOperationTypes.READ,
  permissionType: AclPermissionTypes.DENY,
});

const AS_ASKED = {
  resourceType: 'TOPIC',
  resourceName: 'things',
  patternType: 'PREFIXED',
  principal: 'User:me',
  host: '*',
  operation: 'READ',
  permission: 'DENY',
};

test('lines are asked for in the names of the protocol', async (t) => {
  const acl = Object.freeze([LINE, { ...LINE, principal: 'User:you' }]);
  const created = await requestOf(t, access.createAcls, { acl });
  assert.deepEqual(created, { operation: 'CreateAcls', acls: [AS_ASKED, { ...AS_ASKED, principal: 'User:you' }] });
});

test('what a filter leaves out is not asked for', async (t) => {
  assert.deepEqual(await requestOf(t, access.describeAcls, LINE), { operation: 'DescribeAcls', filter: AS_ASKED });
  assert.deepEqual(await requestOf(t, access.describeAcls, { timeout: 1000 }), { operation: 'DescribeAcls', filter: {} });
  const filters = [{ principal: 'User:me', host: undefined }, {}];
  const deleted = await requestOf(t, access.deleteAcls, { filters });
  assert.deepEqual(deleted, { operation: 'DeleteAcls', filters: [{ principal: 'User:me' }, {}] });
});

test('every number of an enumeration is asked for by its name', async (t) => {
  for (const [type, name] of [
    [AclResourceTypes.GROUP, 'GROUP'],
    [AclResourceTypes.CLUSTER, 'CLUSTER'],
    [AclResourceTypes.TRANSACTIONAL_ID, 'TRANSACTIONAL_ID'],
    [AclResourceTypes.ANY, 'ANY'],
  ]) {
    const { filter } = await requestOf(t, access.describeAcls, { resourceType: type });
    assert.deepEqual(filter, { resourceType: name });
  }
});

test('users are asked for by name, or all of them', async (t) => {
  const described = (options) => requestOf(t, access.describeUserScramCredentials, options, errorOf);
  const operation = 'DescribeUserScramCredentials';
  assert.deepEqual(await described({}), { operation });
  assert.deepEqual(await described({ users: ['me', 'you'] }), { operation, users: ['me', 'you'] });
});

test('a password is sent with what goes with it, and a salt in figures', async (t) => {
  const mechanism = 'SCRAM-SHA-256';
  const request = await requestOf(t, access.alterUserScramCredentials, {
    upsertions: [
      { user: 'me', mechanism, password: 'sesame' },
      { user: 'you', mechanism, password: 'größe', iterations: 8192, salt: new Uint8Array([0, 255]) },
    ],
    deletions: [{ user: 'they', mechanism }],
  });
  assert.deepEqual(request, {
    operation: 'AlterUserScramCredentials',
    upsertions: [
      { user: 'me', mechanism, password: 'sesame' },
      { user: 'you', mechanism, password: 'größe', iterations: 8192, salt: '00ff' },
    ],
    deletions: [{ user: 'they', mechanism }],
  });
  const deletions = [{ user: 'they', mechanism }];
  const { upsertions, ...rest } = await requestOf(t, access.alterUserScramCredentials, { upsertions: [], deletions });
  assert.deepEqual([upsertions, rest.deletions], [undefined, deletions]);
});

test('lines and filters that are none are refused', async (t) => {
  const created = refuser(t, access.createAcls);
  for (const acl of [undefined, null, 'all', {}]) await created({ acl }, "The 'acl' property must be an array.");
  for (const entry of [null, undefined, 'User:me', 7]) await created({ acl: [entry] }, "The 'acl' property must hold objects.");
  await created({ acl: [] }, /"acls" is empty/);
  await created({ acl: [LINE, LINE] }, /twice/);
  for (const name of ['resourceType', 'resourceName', 'principal', 'operation', 'permissionType'])
    await created({ acl: [{ ...LINE, [name]: undefined }] }, /is missing/);
  for (const principal of ['', 7, null]) await created({ acl: [{ ...LINE, principal }] }, /"principal"/);
  for (const operation of [77, -1, 'read', null, AclOperationTypes.UNKNOWN])
    await created({ acl: [{ ...LINE, operation }] }, /"operation" must be one of/);
  const described = refuser(t, access.describeAcls);
  await described({ permissionType: 9 }, /"permission" must be one of/);
  await described({ resourcePatternType: '3' }, /"patternType" must be one of/);
  const deleted = refuser(t, access.deleteAcls);
  for (const filters of [undefined, null, 'all']) await deleted({ filters }, "The 'filters' property must be an array.");
  await deleted({ filters: [null] }, "The 'filters' property must hold objects.");
  await deleted({ filters: [] }, /"filters" is empty/);
});

test('users that are none are refused', async (t) => {
  const altered = refuser(t, access.alterUserScramCredentials);
  const user = { user: 'me', mechanism: 'SCRAM-SHA-256', password: 'sesame' };
  await altered({}, /name at least one/);
  await altered({ upsertions: [], deletions: [] }, /name at least one/);
  for (const upsertions of ['me', {}, 7]) await altered({ upsertions }, "The 'upsertions' property must be an array.");
  await altered({ deletions: 'me' }, "The 'deletions' property must be an array.");
  await altered({ upsertions: [null] }, "The 'upsertions' property must hold objects.");
  await altered({ upsertions: [user, user] }, /twice|more than once/);
  await altered({ upsertions: [{ ...user, user: '' }] }, /"user" is empty/);
  await altered({ upsertions: [{ ...user, mechanism: 'PLAIN' }] }, /"mechanism" must be one of/);
  for (const iterations of [0, -1, 1.5, '4096']) await altered({ upsertions: [{ ...user, iterations }] }, /"iterations"/);
  for (const salt of ['salt', 7, null, [1]]) await altered({ upsertions: [{ ...user, salt }] }, "The 'salt' property must be bytes.");
  await altered({ deletions: [{ user: 'me' }] }, /"mechanism" is missing/);
  const described = refuser(t, (call, options) => access.describeUserScramCredentials(call, options, errorOf));
  for (const users of [[], 'me', [7], [''], ['me', 'me']]) await described({ users }, /"users"/);
});
