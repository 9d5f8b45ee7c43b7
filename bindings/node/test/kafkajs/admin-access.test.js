'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { clientsOf, mockCluster } = require('../support');

const refused = (call, message) => assert.rejects(call, { name: 'KafkaJSError', code: -186, message });

const LINE = {
  resourceType: 2,
  resourceName: 'things',
  resourcePatternType: 3,
  principal: 'User:me',
  host: '*',
  operation: 3,
  permissionType: 3,
};

test('lines and filters are looked at', async (t) => {
  const admin = await clientsOf(t, mockCluster(t).servers).admin();
  await refused(admin.createAcls({}), /'acl' property must be an array/);
  await refused(admin.createAcls({ acl: [] }), /"acls" is empty/);
  await refused(admin.createAcls({ acl: [null] }), /'acl' property must hold objects/);
  await refused(admin.createAcls({ acl: [LINE, LINE] }), /twice/);
  for (const [field, value, message] of [
    ['resourceType', 77, /"resourceType" must be one of .*, not 77/],
    ['operation', 0, /"operation" must be one of .*, not UNKNOWN/],
    ['permissionType', undefined, /"permission" is missing/],
    ['principal', '', /"principal" is empty/],
    ['resourceName', 7, /"resourceName" must be a string/],
  ])
    await refused(admin.createAcls({ acl: [{ ...LINE, [field]: value }] }), message);
  await refused(admin.describeAcls({ operation: 77 }), /"operation" must be one of/);
  await refused(admin.deleteAcls({ filters: [] }), /"filters" is empty/);
  await refused(admin.deleteAcls({ filters: 'all' }), /'filters' property must be an array/);
});

test('users are looked at, and no password is told', async (t) => {
  const admin = await clientsOf(t, mockCluster(t).servers).admin();
  const upsert = (rest) =>
    admin.alterUserScramCredentials({
      upsertions: [{ user: 'me', mechanism: 'SCRAM-SHA-256', password: 'hunter2', ...rest }],
    });
  await refused(admin.alterUserScramCredentials({}), /name at least one/);
  await refused(upsert({ user: '' }), /"user" is empty/);
  await refused(upsert({ mechanism: 'PLAIN' }), /"mechanism" must be one of SCRAM-SHA-256, SCRAM-SHA-512, not PLAIN/);
  await refused(upsert({ iterations: 0 }), /"iterations" must be a number from 1/);
  await refused(upsert({ salt: Buffer.alloc(0) }), /"salt"/);
  await refused(upsert({ password: ['hunter2'] }), '"password" must be a string that is not empty');
  await refused(admin.describeUserScramCredentials({ users: [] }), /"users" is empty/);
  await refused(admin.describeUserScramCredentials({ users: ['a', 'a'] }), /twice/);
});
