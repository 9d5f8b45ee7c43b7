'use strict';
// Every method of the admins of both APIs, with something that is fine to ask for.

const { OffsetSpec } = require('..');

/** What the methods ask for. */
const NAMES = { topic: 'things', groupId: 'a', user: 'me' };

/** Of the promisified API: the words of each method, the options last where it has any that are needed. */
function promisedCalls({ topic, groupId, user } = NAMES) {
  const [places, resource] = [[{ topic, partitions: [0] }], { type: 2, name: topic }];
  return {
    createTopics: [{ topics: [{ topic: `${topic}-new` }] }],
    deleteTopics: [{ topics: [topic] }],
    createPartitions: [{ topicPartitions: [{ topic, count: 9 }] }],
    listTopics: [],
    fetchTopicMetadata: [],
    fetchTopicOffsets: [topic],
    fetchTopicOffsetsByTimestamp: [topic, 0],
    deleteTopicRecords: [{ topic, partitions: [{ partition: 0, offset: '-1' }] }],
    electLeaders: [],
    listGroups: [],
    describeGroups: [[groupId]],
    deleteGroups: [[groupId]],
    fetchOffsets: [{ groupId }],
    setOffsets: [{ groupId, topic, partitions: [{ partition: 0, offset: '1' }] }],
    resetOffsets: [{ groupId, topic }],
    deleteGroupOffsets: [{ groupId, topics: places }],
    fetchGroupLag: [{ groupId }],
    describeCluster: [],
    describeConfigs: [{ resources: [resource] }],
    alterConfigs: [{ resources: [{ ...resource, configEntries: [] }] }],
    incrementalAlterConfigs: [{ resources: [{ ...resource, configEntries: [{ name: 'retention.ms', value: '1' }] }] }],
    createAcls: [{ acl: [lineOf(topic, user)] }],
    describeAcls: [],
    deleteAcls: [{ filters: [{ principal: `User:${user}` }] }],
    describeUserScramCredentials: [],
    alterUserScramCredentials: [{ deletions: [{ user, mechanism: 'SCRAM-SHA-256' }] }],
  };
}

/** Those of the callback API whose last word but the callback is a time. */
const TIMED = ['createTopic', 'deleteTopic', 'createPartitions'];

/** Of the callback API, in the same way. */
function callbackCalls({ topic, groupId, user } = NAMES) {
  const promised = promisedCalls({ topic, groupId, user });
  const own = {
    createTopic: [{ topic: `${topic}-new`, num_partitions: 1, replication_factor: 1 }],
    deleteTopic: [topic],
    createPartitions: [topic, 9],
    describeTopics: [[topic]],
    listOffsets: [[{ topic, partition: 0, offset: OffsetSpec.LATEST }]],
    deleteRecords: [[{ topic, partition: 0, offset: -1 }]],
    listConsumerGroupOffsets: [[{ groupId }]],
  };
  const others = ['createTopics', 'deleteTopics', 'fetchTopicMetadata', 'fetchTopicOffsets', 'fetchTopicOffsetsByTimestamp'];
  for (const method of [...others, 'deleteTopicRecords', 'fetchOffsets']) delete promised[method];
  return { ...promised, ...own };
}

function lineOf(topic, user) {
  return {
    resourceType: 2,
    resourceName: topic,
    resourcePatternType: 3,
    principal: `User:${user}`,
    host: '*',
    operation: 3,
    permissionType: 3,
  };
}

/** The words of a call with more options than its own. */
function withOptions(words, options) {
  const last = words.at(-1);
  const isOptions = typeof last === 'object' && last !== null && !Array.isArray(last);
  return [...(isOptions ? words.slice(0, -1) : words), { ...(isOptions && last), ...options }];
}

/** Calls a method of the promisified API with more options than its own. */
function promise(admin, method, options = {}, names = NAMES) {
  return admin[method](...withOptions(promisedCalls(names)[method], options));
}

/** Calls a method of the callback API in the same way, and gives a promise. */
function callBack(admin, method, options = {}, names = NAMES) {
  const words = callbackCalls(names)[method];
  const given = TIMED.includes(method) ? [...words, options.timeout] : withOptions(words, options);
  return new Promise((resolve, reject) => {
    admin[method](...given, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

module.exports = { TIMED, callBack, callbackCalls, promise, promisedCalls };
