'use strict';
// What both APIs' admins are asked wrongly: nothing, the same twice, other kinds of values, counts below what can be. Nothing of it is
// sent: there is no broker here.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { AdminClient, KafkaJS, LibrdKafkaError, OffsetSpec } = require('..');
const { callbackCalls, promisedCalls } = require('./admin-methods');
const { KeptLogger, atEnd } = require('./support');

const { ERR__INVALID_ARG } = KafkaJS.ErrorCodes;

const SCRAM = 'SCRAM-SHA-256';
const WRONG_LISTS = [undefined, null, 7, 'a', {}];
const WRONG_NAMES = [undefined, null, 7, '', {}];
const WRONG_COUNTS = [0, -2, 1.5, '1', null, NaN, 2 ** 31];
const WRONG_PARTITIONS = [undefined, null, -1, 1.5, '0', 2 ** 31];

const topics = (...entries) => ({ topics: entries });
const topic = { type: 2, name: 'a', configEntries: [{ name: 'retention.ms', value: '1' }] };
const line = {
  resourceType: 2,
  resourceName: 'a',
  resourcePatternType: 3,
  principal: 'User:me',
  host: '*',
  operation: 3,
  permissionType: 3,
};
const user = { user: 'me', mechanism: SCRAM };
const place = { topic: 'a', partitions: [0] };
const group = { groupId: 'a', topic: 'a' };

const resources = (method) => [
  ...WRONG_LISTS.map((list) => [method, { resources: list }]),
  [method, { resources: [] }],
  [method, { resources: [topic, topic] }],
  [method, { resources: [null] }],
  ...WRONG_NAMES.map((name) => [method, { resources: [{ ...topic, name }] }]),
  ...[0, -1, 'topic', null, undefined].map((type) => [method, { resources: [{ ...topic, type }] }]),
];

/** What both APIs take in the same form: the method and its words. */
const ALIKE = [
  ...['all', {}, 7].map((given) => ['electLeaders', { topics: given }]),
  ['electLeaders', topics()],
  ['electLeaders', topics(place, place)],
  ...WRONG_NAMES.map((name) => ['electLeaders', topics({ ...place, topic: name })]),
  ...WRONG_PARTITIONS.map((partition) => ['electLeaders', topics({ topic: 'a', partitions: [partition] })]),
  ...[2, -1, 'UNCLEAN ', null].map((electionType) => ['electLeaders', { electionType }]),
  ...[-2, 1.5, '1', null].map((operationTimeout) => ['electLeaders', { operationTimeout }]),
  ...['STABLE', 3, [-1], [3, 3], [null]].map((states) => ['listGroups', { matchConsumerGroupStates: states }]),
  ...['CLASSIC', 2, [-1], [2, 2], [null]].map((types) => ['listGroups', { matchConsumerGroupTypes: types }]),
  ...['describeGroups', 'deleteGroups'].flatMap((method) => [
    ...WRONG_LISTS.map((list) => [method, list]),
    [method, []],
    [method, ['a', 'a']],
    ...WRONG_NAMES.map((name) => [method, [name]]),
  ]),
  ['describeGroups', ['a'], { includeAuthorizedOperations: 'yes' }],
  ...['setOffsets', 'resetOffsets', 'deleteGroupOffsets', 'fetchGroupLag'].flatMap((method) =>
    WRONG_NAMES.map((groupId) => [method, { ...group, groupId, topics: [place], partitions: [{ partition: 0, offset: '1' }] }]),
  ),
  ...WRONG_LISTS.map((partitions) => ['setOffsets', { ...group, partitions }]),
  ['setOffsets', { ...group, partitions: [] }],
  ['setOffsets', { ...group, partitions: Array(2).fill({ partition: 0, offset: '1' }) }],
  ...WRONG_NAMES.map((name) => ['setOffsets', { groupId: 'a', topic: name, partitions: [{ partition: 0, offset: '1' }] }]),
  ...WRONG_PARTITIONS.map((partition) => ['setOffsets', { ...group, partitions: [{ partition, offset: '1' }] }]),
  ...[undefined, null, '-1', 'all', 1.5].map((offset) => ['setOffsets', { ...group, partitions: [{ partition: 0, offset }] }]),
  ...WRONG_NAMES.map((name) => ['resetOffsets', { groupId: 'a', topic: name }]),
  ['resetOffsets', { ...group, earliest: 'yes' }],
  ...WRONG_LISTS.map((list) => ['deleteGroupOffsets', { groupId: 'a', topics: list }]),
  ['deleteGroupOffsets', { groupId: 'a', topics: [] }],
  ['deleteGroupOffsets', { groupId: 'a', topics: [place, place] }],
  ...WRONG_PARTITIONS.map((partition) => ['deleteGroupOffsets', { groupId: 'a', topics: [{ topic: 'a', partitions: [partition] }] }]),
  ...[7, 'a', {}, [7], [null], [{ topic: 'a' }]].map((list) => ['fetchGroupLag', { groupId: 'a', topics: list }]),
  ...[2, -1, 'READ', null].map((isolationLevel) => ['fetchGroupLag', { groupId: 'a', isolationLevel }]),
  ['describeCluster', { includeAuthorizedOperations: 'yes' }],
  ...resources('describeConfigs'),
  ...resources('alterConfigs'),
  ...resources('incrementalAlterConfigs'),
  ['describeConfigs', { resources: [{ ...topic, configNames: 'a' }] }],
  ['describeConfigs', { resources: [topic], includeSynonyms: 'yes' }],
  ...['alterConfigs', 'incrementalAlterConfigs'].flatMap((method) => [
    ...WRONG_LISTS.map((configEntries) => [method, { resources: [{ ...topic, configEntries }] }]),
    [method, { resources: [{ ...topic, configEntries: Array(2).fill({ name: 'a', value: '1' }) }] }],
    ...WRONG_NAMES.map((name) => [method, { resources: [{ ...topic, configEntries: [{ name, value: '1' }] }] }]),
    [method, { resources: [topic], validateOnly: 'yes' }],
  ]),
  ...WRONG_LISTS.map((acl) => ['createAcls', { acl }]),
  ['createAcls', { acl: [] }],
  ['createAcls', { acl: [line, line] }],
  ...WRONG_NAMES.flatMap((name) => [
    ['createAcls', { acl: [{ ...line, principal: name }] }],
    ['createAcls', { acl: [{ ...line, resourceName: name }] }],
  ]),
  ...[0, -1, 77, 'read', null].map((operation) => ['createAcls', { acl: [{ ...line, operation }] }]),
  ...[-1, 77, 'read', null].map((operation) => ['describeAcls', { operation }]),
  ...[7, '', null].map((principal) => ['describeAcls', { principal }]),
  ...WRONG_LISTS.map((filters) => ['deleteAcls', { filters }]),
  ['deleteAcls', { filters: [] }],
  ['deleteAcls', { filters: [null] }],
  ...[7, 'a', {}, [], ['a', 'a'], [7], ['']].map((users) => ['describeUserScramCredentials', { users }]),
  ['alterUserScramCredentials', {}],
  ['alterUserScramCredentials', { upsertions: [], deletions: [] }],
  ['alterUserScramCredentials', { deletions: [user, user] }],
  ...WRONG_NAMES.map((name) => ['alterUserScramCredentials', { deletions: [{ ...user, user: name }] }]),
  ...[...WRONG_NAMES, 'PLAIN'].map((mechanism) => ['alterUserScramCredentials', { deletions: [{ ...user, mechanism }] }]),
  ...[0, -1, 1.5, '4096'].map((iterations) => [
    'alterUserScramCredentials',
    { upsertions: [{ ...user, password: 'x', iterations }] },
  ]),
  ...WRONG_NAMES.map((password) => ['alterUserScramCredentials', { upsertions: [{ ...user, password }] }]),
];

const PROMISED = [
  ...WRONG_LISTS.flatMap((list) => [
    ['createTopics', { topics: list }],
    ['deleteTopics', { topics: list }],
    ['createPartitions', { topicPartitions: list }],
    ['deleteTopicRecords', { topic: 'a', partitions: list }],
  ]),
  ['createTopics', topics()],
  ['createTopics', topics({ topic: 'a' }, { topic: 'a' })],
  ...WRONG_NAMES.map((name) => ['createTopics', topics({ topic: name })]),
  ...WRONG_COUNTS.map((numPartitions) => ['createTopics', topics({ topic: 'a', numPartitions })]),
  ...WRONG_COUNTS.map((replicationFactor) => ['createTopics', topics({ topic: 'a', replicationFactor })]),
  ['createTopics', { ...topics({ topic: 'a' }), validateOnly: 'yes' }],
  ['createTopics', { ...topics({ topic: 'a' }), waitForLeaders: 'yes' }],
  ['deleteTopics', topics()],
  ['deleteTopics', topics('a', 'a')],
  ...WRONG_NAMES.map((name) => ['deleteTopics', topics(name)]),
  ['createPartitions', { topicPartitions: [] }],
  ['createPartitions', { topicPartitions: Array(2).fill({ topic: 'a', count: 2 }) }],
  ...WRONG_COUNTS.map((count) => ['createPartitions', { topicPartitions: [{ topic: 'a', count }] }]),
  ...WRONG_NAMES.map((name) => ['createPartitions', { topicPartitions: [{ topic: name, count: 2 }] }]),
  ...[7, 'a', {}, ['a', 'a'], [7], ['']].map((list) => ['fetchTopicMetadata', { topics: list }]),
  ['fetchTopicMetadata', { topics: ['a'], includeAuthorizedOperations: 'yes' }],
  ...WRONG_NAMES.flatMap((name) => [
    ['fetchTopicOffsets', name],
    ['fetchTopicOffsetsByTimestamp', name, 0],
  ]),
  ...[2, -1, 'READ', null].map((isolationLevel) => ['fetchTopicOffsets', 'a', { isolationLevel }]),
  ...[-1, 1.5, '7', null].map((time) => ['fetchTopicOffsetsByTimestamp', 'a', time]),
  ['deleteTopicRecords', { topic: 'a', partitions: [] }],
  ['deleteTopicRecords', { topic: 'a', partitions: Array(2).fill({ partition: 0, offset: '1' }) }],
  ...WRONG_NAMES.map((name) => ['deleteTopicRecords', { topic: name, partitions: [{ partition: 0, offset: '1' }] }]),
  ...WRONG_PARTITIONS.map((partition) => ['deleteTopicRecords', { topic: 'a', partitions: [{ partition, offset: '1' }] }]),
  ...[undefined, null, 'all', '-2', 1.5].map((offset) => ['deleteTopicRecords', { topic: 'a', partitions: [{ partition: 0, offset }] }]),
  ...WRONG_NAMES.map((groupId) => ['fetchOffsets', { groupId }]),
  ...[7, 'a', {}, [7], [null], [{ topic: 'a' }], [place, place]].map((list) => ['fetchOffsets', { groupId: 'a', topics: list }]),
  ['fetchOffsets', { groupId: 'a', resolveOffsets: 'yes' }],
  ['fetchOffsets', { groupId: 'a', requireStableOffsets: 'yes' }],
];

const latest = { topic: 'a', partition: 0, offset: OffsetSpec.LATEST };
const record = { topic: 'a', partition: 0, offset: 1 };

const CALLED = [
  ...[undefined, null, 7, 'a'].map((given) => ['createTopic', given]),
  ...WRONG_NAMES.map((name) => ['createTopic', { topic: name, num_partitions: 1, replication_factor: 1 }]),
  ...WRONG_COUNTS.filter((count) => count !== null).map((count) => ['createTopic', { topic: 'a', num_partitions: count }]),
  ...WRONG_COUNTS.filter((count) => count !== null).map((count) => ['createTopic', { topic: 'a', replication_factor: count }]),
  ...[7, 'a', { a: 7 }].map((config) => ['createTopic', { topic: 'a', config }]),
  ...WRONG_NAMES.flatMap((name) => [
    ['deleteTopic', name],
    ['createPartitions', name, 2],
  ]),
  ...WRONG_COUNTS.map((count) => ['createPartitions', 'a', count]),
  ...WRONG_LISTS.flatMap((list) => [
    ['describeTopics', list],
    ['listOffsets', list],
  ]),
  ['describeTopics', []],
  ['describeTopics', ['a', 'a']],
  ...WRONG_NAMES.map((name) => ['describeTopics', [name]]),
  ['describeTopics', ['a'], { includeAuthorizedOperations: 'yes' }],
  ['listOffsets', []],
  ['listOffsets', [latest, latest]],
  ...WRONG_NAMES.map((name) => ['listOffsets', [{ ...latest, topic: name }]]),
  ...WRONG_PARTITIONS.map((partition) => ['listOffsets', [{ ...latest, partition }]]),
  ...[undefined, null, 7, {}, new OffsetSpec(-4)].map((offset) => ['listOffsets', [{ ...latest, offset }]]),
  ...[2, -1, 'READ', null].map((isolationLevel) => ['listOffsets', [latest], { isolationLevel }]),
  ['deleteRecords', [record, record]],
  ['deleteRecords', [null]],
  ...WRONG_NAMES.map((name) => ['deleteRecords', [{ ...record, topic: name }]]),
  ...WRONG_PARTITIONS.map((partition) => ['deleteRecords', [{ ...record, partition }]]),
  ...[undefined, null, 'all', -2, 1.5].map((offset) => ['deleteRecords', [{ ...record, offset }]]),
  ...[-2, 1.5, '1', null].map((operationTimeout) => ['deleteRecords', [record], { operationTimeout }]),
  ['listConsumerGroupOffsets', Array(2).fill({ groupId: 'a' })],
  ['listConsumerGroupOffsets', [{ groupId: 7 }]],
  ...['a', 7, {}, []].map((partitions) => ['listConsumerGroupOffsets', [{ groupId: 'a', partitions }]]),
  ['listConsumerGroupOffsets', [{ groupId: 'a', partitions: [record, record] }]],
  ['listConsumerGroupOffsets', [{ groupId: 'a' }], { requireStableOffsets: 'yes' }],
];

/** Each is refused by an error of the API that says why. What is not is told together. */
async function allRefused(cases, ask, ...classes) {
  const complaints = [];
  for (const [method, ...words] of cases) {
    const what = `${method} ${words.map((word) => JSON.stringify(word)).join(' ')}`;
    const answer = await ask(method, words).catch((error) => error);
    const isRefused = answer?.code === ERR__INVALID_ARG && answer.message.includes(' ');
    if (!isRefused || !classes.some((Class) => answer instanceof Class)) complaints.push(`${what}: ${answer instanceof Error ? answer.stack : JSON.stringify(answer)}`);
  }
  assert.deepEqual(complaints, []);
}

test('the promisified admin refuses what is wrong, whatever it is asked for', async (t) => {
  const admin = new KafkaJS.Kafka({ 'bootstrap.servers': '127.0.0.1:1', kafkaJS: { logger: new KeptLogger() } }).admin();
  atEnd(t, () => admin.disconnect());
  await admin.connect();
  await allRefused([...ALIKE, ...PROMISED], (method, words) => admin[method](...words), KafkaJS.KafkaJSError);
});

test('the admin with callbacks refuses what is wrong, whatever it is asked for', async (t) => {
  const client = AdminClient.create({ 'bootstrap.servers': '127.0.0.1:1' });
  atEnd(t, () => client.disconnect());
  const ask = (method, words) =>
    new Promise((resolve, reject) => {
      client[method](...words, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  // What no call can mean is thrown.
  await allRefused([...ALIKE, ...CALLED], ask, LibrdKafkaError, TypeError);
});

test('every method is tried that can be asked wrongly', () => {
  const tried = (...cases) => [...new Set(cases.flat().map(([method]) => method))].sort();
  const takesNothing = ({ listTopics, ...calls }) => (listTopics, Object.keys(calls).sort());
  assert.deepEqual(tried(ALIKE, PROMISED), takesNothing(promisedCalls()));
  assert.deepEqual(tried(ALIKE, CALLED), takesNothing(callbackCalls()));
});
