'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { until } = require('../support');
const { passwordCluster } = require('./guarded');
const { kafkaTool, newTopic, realClients, sharedServers } = require('./support');

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes, ScramMechanisms } = KafkaJS;
const { SCRAM_SHA_256, SCRAM_SHA_512 } = ScramMechanisms;

const name = (suffix) => `node-admin-access-${process.pid}-${suffix}`;

/** A line of the access control list. */
const line = (rest) => ({
  resourceType: AclResourceTypes.TOPIC,
  resourceName: name('topic'),
  resourcePatternType: ResourcePatternTypes.LITERAL,
  principal: `User:${name('someone')}`,
  host: '*',
  operation: AclOperationTypes.READ,
  permissionType: AclPermissionTypes.ALLOW,
  ...rest,
});

test('access is granted, told and taken back', async (t) => {
  const admin = await realClients(t, sharedServers()).admin();
  const principal = `User:${name('someone')}`;
  const [read, write, group, cluster] = [
    line(),
    line({ operation: AclOperationTypes.WRITE, permissionType: AclPermissionTypes.DENY, host: '10.0.0.1' }),
    line({
      resourceType: AclResourceTypes.GROUP,
      resourceName: name('group'),
      resourcePatternType: ResourcePatternTypes.PREFIXED,
    }),
    line({
      resourceType: AclResourceTypes.CLUSTER,
      resourceName: 'kafka-cluster',
      operation: AclOperationTypes.CREATE,
    }),
  ];
  assert.equal(await admin.createAcls({ acl: [read, write, group, cluster] }), true);
  const found = async (filter) => {
    const { resources, errorCode } = await admin.describeAcls({ principal, ...filter });
    assert.equal(errorCode, 0);
    return resources.flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...resource, ...acl })));
  };
  const sorted = (acls) => acls.map((acl) => JSON.stringify(Object.entries(acl).sort())).sort();
  await until(async () => (await found({})).length === 4);
  assert.deepEqual(sorted(await found({})), sorted([read, write, group, cluster]));
  const { resources } = await admin.describeAcls({ principal, resourceName: name('topic') });
  assert.equal(resources[0].acls.length, 2, 'those of one resource are together');
  const matching = { resourceName: name('group-7'), resourcePatternType: ResourcePatternTypes.MATCH };
  assert.deepEqual(await found(matching), [group]);
  assert.deepEqual(await found({ operation: AclOperationTypes.ALTER }), []);
  const { filterResponses } = await admin.deleteAcls({
    filters: [{ principal, resourceType: AclResourceTypes.TOPIC }, { principal: 'User:never' }],
  });
  assert.deepEqual(
    filterResponses.map(({ errorCode, errorMessage, matchingAcls }) => [errorCode, errorMessage, matchingAcls.length]),
    [
      [0, null, 2],
      [0, null, 0],
    ],
  );
  const deleted = filterResponses[0].matchingAcls.map(({ errorCode, errorMessage, ...acl }) => {
    assert.deepEqual([errorCode, errorMessage], [0, null]);
    return acl;
  });
  assert.deepEqual(sorted(deleted), sorted([read, write]));
  await until(async () => (await found({})).length === 2);
  await admin.deleteAcls({ filters: [{ principal }] });
});

test('access that a broker does not understand is refused', async (t) => {
  const admin = await realClients(t, sharedServers()).admin();
  await assert.rejects(admin.createAcls({ acl: [line({ principal: 'nobody' })] }), {
    name: 'KafkaJSProtocolError',
    type: 'ERR_INVALID_REQUEST',
    message: /principal/,
  });
});

/** Takes rights from a user, who then asks for what he has none for. */
async function refusals(admin, clients, user, topic) {
  const deny = (resourceType, resourceName, operation) =>
    line({ resourceType, resourceName, operation, principal: `User:${user}`, permissionType: AclPermissionTypes.DENY });
  const { TOPIC, GROUP, CLUSTER } = AclResourceTypes;
  const { ALL } = AclOperationTypes;
  await admin.createAcls({
    acl: [deny(TOPIC, topic, ALL), deny(GROUP, 'closed', ALL), deny(CLUSTER, 'kafka-cluster', ALL)],
  });
  const guest = await clients.admin();
  const refused = (call, type) => assert.rejects(call, { type });
  await until(async () => !(await guest.listTopics()).includes(topic), 'the broker heard of it');
  await refused(guest.fetchTopicMetadata({ topics: [topic] }), 'ERR_TOPIC_AUTHORIZATION_FAILED');
  await refused(guest.fetchTopicOffsets(topic), 'ERR_TOPIC_AUTHORIZATION_FAILED');
  await refused(guest.deleteTopics({ topics: [topic] }), 'ERR_TOPIC_AUTHORIZATION_FAILED');
  await assert.rejects(guest.createPartitions({ topicPartitions: [{ topic, count: 9 }] }), (error) => {
    assert.equal(error.errors[0].type, 'ERR_TOPIC_AUTHORIZATION_FAILED');
    return true;
  });
  await refused(guest.describeConfigs({ resources: [{ type: 2, name: topic }] }), 'ERR_TOPIC_AUTHORIZATION_FAILED');
  await refused(guest.fetchOffsets({ groupId: 'closed' }), 'ERR_GROUP_AUTHORIZATION_FAILED');
  const { groups } = await guest.describeGroups(['closed', 'open']);
  assert.deepEqual(groups.map(({ groupId, error }) => [groupId, error?.type]).sort(), [
    ['closed', 'ERR_GROUP_AUTHORIZATION_FAILED'],
    ['open', undefined],
  ]);
  await refused(guest.describeAcls(), 'ERR_CLUSTER_AUTHORIZATION_FAILED');
  await refused(guest.createAcls({ acl: [line()] }), 'ERR_CLUSTER_AUTHORIZATION_FAILED');
  await refused(guest.describeUserScramCredentials(), 'ERR_CLUSTER_AUTHORIZATION_FAILED');
  await admin.deleteAcls({ filters: [{ principal: `User:${user}` }] });
  await until(async () => (await guest.listTopics()).includes(topic), 'the broker heard of it');
}

test('users are given passwords, log in with them, and lose them', async (t) => {
  const cluster = await passwordCluster(t);
  const admin = await realClients(t, cluster.servers).admin();
  const [first, second] = [name('first'), name('second')];
  await admin.alterUserScramCredentials({
    upsertions: [
      { user: first, mechanism: SCRAM_SHA_256, password: 'open sesame' },
      {
        user: second,
        mechanism: SCRAM_SHA_512,
        password: 'größe',
        iterations: 8192,
        salt: Buffer.from('salt and pepper'),
      },
    ],
  });
  const described = async (users) =>
    (await admin.describeUserScramCredentials({ users })).sort((a, b) => (a.user < b.user ? -1 : 1));
  const expected = [
    { user: first, credentials: [{ mechanism: SCRAM_SHA_256, iterations: 4096 }], error: null },
    { user: second, credentials: [{ mechanism: SCRAM_SHA_512, iterations: 8192 }], error: null },
  ];
  await until(async () => (await described()).length === 2);
  assert.deepEqual(await described(), expected);
  const told = await kafkaTool('configs', cluster.servers, '--describe', '--entity-type', 'users');
  assert.match(told, new RegExp(`'${first}' are SCRAM-SHA-256=iterations=4096`), "as Kafka's own tool sees it");
  assert.match(told, new RegExp(`'${second}' are SCRAM-SHA-512=iterations=8192`));
  const [unknown, known] = await described([first, 'a-nobody']);
  assert.deepEqual(known, expected[0]);
  assert.deepEqual([unknown.user, unknown.error.type], ['a-nobody', 'ERR_RESOURCE_NOT_FOUND']);
  assert.match(unknown.error.message, /a-nobody$/);

  const login = (mechanism, username, password) =>
    realClients(t, cluster.passwords, {
      'security.protocol': 'sasl_plaintext',
      'sasl.mechanism': mechanism,
      'sasl.username': username,
      'sasl.password': password,
    });
  const topic = await newTopic(t, admin);
  const members = [login(SCRAM_SHA_256, first, 'open sesame'), login(SCRAM_SHA_512, second, 'größe')];
  for (const clients of members) {
    const producer = await clients.producer();
    await producer.send({ topic, messages: [{ value: 'v' }] });
  }
  await assert.rejects(login(SCRAM_SHA_256, first, 'open barley').producer(), { code: -169 });
  await t.test('who may not do something is refused, item by item', () => refusals(admin, members[0], first, topic));
  await admin.alterUserScramCredentials({ deletions: [{ user: first, mechanism: SCRAM_SHA_256 }] });
  await until(async () => (await described()).length === 1);
  await assert.rejects(login(SCRAM_SHA_256, first, 'open sesame').producer(), { code: -169 });
  await assert.rejects(
    admin.alterUserScramCredentials({
      upsertions: [{ user: second, mechanism: SCRAM_SHA_256, password: 'x', iterations: 7 }],
      deletions: [{ user: first, mechanism: SCRAM_SHA_256 }],
    }),
    (error) => {
      assert.equal(error.name, 'KafkaJSAggregateError');
      assert.deepEqual(error.errors.map(({ type }) => type).sort(), [
        'ERR_RESOURCE_NOT_FOUND',
        'ERR_UNACCEPTABLE_CREDENTIAL',
      ]);
      return true;
    },
  );
});
