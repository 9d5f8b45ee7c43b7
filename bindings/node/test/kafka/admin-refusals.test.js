'use strict';
// What becomes of every method of both APIs' admins where there is no such thing, and where the caller may not.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { AdminClient, KafkaJS } = require('../..');
const { callBack, callbackCalls, promise, promisedCalls } = require('../admin-methods');
const { atEnd, until } = require('../support');
const { PASSWORDS, guardedCluster } = require('./guarded');
const { realClients, sharedServers } = require('./support');

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ErrorCodes, ResourcePatternTypes } = KafkaJS;
const { ERR__NOENT, ERR_GROUP_ID_NOT_FOUND, ERR_RESOURCE_NOT_FOUND, ERR_UNKNOWN_TOPIC_OR_PART } = ErrorCodes;
const {
  ERR_CLUSTER_AUTHORIZATION_FAILED,
  ERR_GROUP_AUTHORIZATION_FAILED,
  ERR_NO_ERROR,
  ERR_TOPIC_AUTHORIZATION_FAILED,
} = ErrorCodes;

const TIME = { timeout: 30_000 };

/** The code that a call fails with, or the one item that it has. */
async function codeOf(asked) {
  const answer = await asked.catch((error) => error);
  if (answer instanceof Error) return answer.code;
  const [item] = answer?.groups ?? (Array.isArray(answer) ? answer : []);
  return item?.error?.code ?? ERR_NO_ERROR;
}

/** Asks all methods, and holds the codes against those that are expected; a method that is not named there is not asked. */
async function allFail(promised, called, names, expected) {
  const found = {};
  for (const method of Object.keys(promisedCalls()).filter((name) => name in expected))
    found[method] = await codeOf(promise(promised, method, TIME, names));
  const withCallbacks = {};
  for (const method of Object.keys(callbackCalls()).filter((name) => name in expected))
    withCallbacks[method] = await codeOf(callBack(called, method, TIME, names));
  assert.deepEqual({ ...withCallbacks, ...found }, expected);
  for (const method of Object.keys(found).filter((name) => name in withCallbacks))
    assert.equal(withCallbacks[method], found[method], `${method}, as the other API says`);
}

test('where there is no such topic, group or user, it is said', async (t) => {
  const servers = sharedServers();
  const client = AdminClient.create({ 'bootstrap.servers': servers });
  atEnd(t, () => client.disconnect());
  const [topic, groupId, user] = ['topic', 'group', 'user'].map((kind) => `node-admin-refusals-${process.pid}-no-${kind}`);
  await allFail(await realClients(t, servers).admin(), client, { topic, groupId, user }, {
    deleteTopics: ERR_UNKNOWN_TOPIC_OR_PART,
    createPartitions: ERR_UNKNOWN_TOPIC_OR_PART,
    fetchTopicOffsets: ERR_UNKNOWN_TOPIC_OR_PART,
    fetchTopicOffsetsByTimestamp: ERR_UNKNOWN_TOPIC_OR_PART,
    deleteTopicRecords: ERR__NOENT,
    // A group that nobody knows is dead, and has committed nothing.
    describeGroups: ERR_NO_ERROR,
    fetchOffsets: ERR_NO_ERROR,
    fetchGroupLag: ERR_NO_ERROR,
    deleteGroups: ERR_GROUP_ID_NOT_FOUND,
    setOffsets: ERR_UNKNOWN_TOPIC_OR_PART,
    resetOffsets: ERR_UNKNOWN_TOPIC_OR_PART,
    deleteGroupOffsets: ERR_GROUP_ID_NOT_FOUND,
    describeConfigs: ERR_UNKNOWN_TOPIC_OR_PART,
    alterConfigs: ERR_UNKNOWN_TOPIC_OR_PART,
    incrementalAlterConfigs: ERR_UNKNOWN_TOPIC_OR_PART,
    deleteAcls: ERR_NO_ERROR,
    alterUserScramCredentials: ERR_RESOURCE_NOT_FOUND,
    deleteTopic: ERR_UNKNOWN_TOPIC_OR_PART,
    describeTopics: ERR_UNKNOWN_TOPIC_OR_PART,
    listOffsets: ERR__NOENT,
    deleteRecords: ERR__NOENT,
    listConsumerGroupOffsets: ERR_NO_ERROR,
  });
});

/** A user who may do nothing at all, and one who may do everything. */
async function usersOf(t) {
  const cluster = await guardedCluster(t);
  const login = {
    'security.protocol': 'sasl_plaintext',
    'sasl.mechanisms': 'PLAIN',
    'sasl.username': 'you',
    'sasl.password': PASSWORDS.you,
  };
  const me = await realClients(t, cluster.servers).admin();
  const you = await realClients(t, cluster.passwords, login).admin();
  const called = AdminClient.create({ 'bootstrap.servers': cluster.passwords, ...login });
  atEnd(t, () => called.disconnect());
  return { me, you, called };
}

const denied = (resourceType, resourceName) => ({
  resourceType,
  resourceName,
  resourcePatternType: ResourcePatternTypes.LITERAL,
  principal: 'User:you',
  host: '*',
  operation: AclOperationTypes.ALL,
  permissionType: AclPermissionTypes.DENY,
});

test('who may do nothing is refused by every method, and by none when he may again', async (t) => {
  const { me, you, called } = await usersOf(t);
  const names = { topic: 'closed', groupId: 'closed', user: 'nobody' };
  await me.createTopics({ topics: [{ topic: names.topic }], waitForLeaders: true, ...TIME });
  await me.setOffsets({ ...names, partitions: [{ partition: 0, offset: '0' }], ...TIME });
  const { TOPIC, GROUP, CLUSTER } = AclResourceTypes;
  await me.createAcls({ acl: [denied(TOPIC, '*'), denied(GROUP, '*'), denied(CLUSTER, 'kafka-cluster')] });
  const sees = async () => (await you.listTopics()).includes(names.topic);
  await until(async () => !(await sees()), 'the broker heard of it');

  const expected = {
    createTopics: ERR_TOPIC_AUTHORIZATION_FAILED,
    deleteTopics: ERR_TOPIC_AUTHORIZATION_FAILED,
    createPartitions: ERR_TOPIC_AUTHORIZATION_FAILED,
    // What he may not see is not there for him.
    listTopics: ERR_NO_ERROR,
    fetchTopicMetadata: ERR_NO_ERROR,
    listGroups: ERR_NO_ERROR,
    fetchTopicOffsets: ERR_TOPIC_AUTHORIZATION_FAILED,
    fetchTopicOffsetsByTimestamp: ERR_TOPIC_AUTHORIZATION_FAILED,
    deleteTopicRecords: ERR__NOENT,
    electLeaders: ERR_CLUSTER_AUTHORIZATION_FAILED,
    describeGroups: ERR_GROUP_AUTHORIZATION_FAILED,
    deleteGroups: ERR_GROUP_AUTHORIZATION_FAILED,
    fetchOffsets: ERR_GROUP_AUTHORIZATION_FAILED,
    setOffsets: ERR_GROUP_AUTHORIZATION_FAILED,
    resetOffsets: ERR_TOPIC_AUTHORIZATION_FAILED,
    deleteGroupOffsets: ERR_GROUP_AUTHORIZATION_FAILED,
    fetchGroupLag: ERR_GROUP_AUTHORIZATION_FAILED,
    describeCluster: ERR_NO_ERROR,
    describeConfigs: ERR_TOPIC_AUTHORIZATION_FAILED,
    alterConfigs: ERR_TOPIC_AUTHORIZATION_FAILED,
    incrementalAlterConfigs: ERR_TOPIC_AUTHORIZATION_FAILED,
    createAcls: ERR_CLUSTER_AUTHORIZATION_FAILED,
    describeAcls: ERR_CLUSTER_AUTHORIZATION_FAILED,
    deleteAcls: ERR_CLUSTER_AUTHORIZATION_FAILED,
    describeUserScramCredentials: ERR_CLUSTER_AUTHORIZATION_FAILED,
    alterUserScramCredentials: ERR_CLUSTER_AUTHORIZATION_FAILED,
    createTopic: ERR_TOPIC_AUTHORIZATION_FAILED,
    deleteTopic: ERR_TOPIC_AUTHORIZATION_FAILED,
    describeTopics: ERR_TOPIC_AUTHORIZATION_FAILED,
    listOffsets: ERR__NOENT,
    deleteRecords: ERR__NOENT,
    listConsumerGroupOffsets: ERR_GROUP_AUTHORIZATION_FAILED,
  };
  const all = [...Object.keys(promisedCalls()), ...Object.keys(callbackCalls())];
  assert.deepEqual(Object.keys(expected).sort(), [...new Set(all)].sort());
  await allFail(you, called, names, expected);

  await me.deleteAcls({ filters: [{ principal: 'User:you' }] });
  await until(sees, 'the broker heard of it');
  const again = Object.keys(promisedCalls()).filter((method) => !/^(create|delete|alterUser)/.test(method));
  await until(async () => (await codeOf(promise(you, 'electLeaders', TIME, names))) === ERR_NO_ERROR);
  assert.equal((await me.fetchOffsets({ groupId: names.groupId }))[0].partitions[0].offset, '0', 'nothing was done');
  for (const method of again) assert.equal(await codeOf(promise(you, method, TIME, names)), ERR_NO_ERROR, method);
});
