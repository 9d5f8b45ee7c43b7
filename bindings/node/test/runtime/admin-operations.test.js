'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Admin } = require('../../dist/runtime/admin');
const { AdminCall } = require('../../dist/runtime/admin-operations');
const { codes } = require('../../dist/runtime/codes');
const { OPERATIONS } = require('../schemas');
const { atEnd, mockCluster } = require('../support');

function requestsOf(t, servers = '127.0.0.1:1') {
  const admin = new Admin({ 'bootstrap.servers': servers }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  return { admin, requests: admin.requests };
}

const lagging = { groups: [{ group: 'a' }] };

test('the questions of a call share its time', async (t) => {
  const call = new AdminCall(requestsOf(t).requests, 300);
  const start = performance.now();
  await assert.rejects(call.ask('ListConsumerGroupOffsets', lagging), { code: -185 });
  assert.equal(call.leftMs, 0);
  await assert.rejects(call.ask('ListConsumerGroupOffsets', lagging), { code: -185 });
  await assert.rejects(call.topicNames(), { code: -185, retriable: true });
  assert.ok(performance.now() - start < 2000);
});

test('who is aborted asks nothing more', async (t) => {
  const controller = new AbortController();
  const call = new AdminCall(requestsOf(t).requests, 60_000, controller.signal);
  const names = call.topicNames();
  const reason = new Error('enough');
  controller.abort(reason);
  await assert.rejects(call.ask('DescribeCluster'), reason);
  await assert.rejects(names, reason);
});

test('the topics are asked for until they are told', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  mock.brokerDown(1);
  const names = new AdminCall(requestsOf(t, servers).requests, 30_000).topicNames();
  mock.brokerUp(1);
  assert.deepEqual(await names, [topic]);
});

test('who waits for topics hears that the client was closed', async (t) => {
  const { admin, requests } = requestsOf(t);
  const names = assert.rejects(new AdminCall(requests, 60_000).topicNames(), { code: -197 });
  await admin.close();
  await names;
  await assert.rejects(new AdminCall(requests, 60_000).topicNames(), { code: -197 });
});

/** What is asked of a mock cluster, operation by operation. */
function questionsOf(topic) {
  const [place, group, resource] = [{ topic, partition: 0 }, 'group', { type: 'TOPIC', name: topic }];
  return {
    CreateTopics: { topics: [{ name: 'more' }] },
    DeleteTopics: { topics: [topic] },
    CreatePartitions: { topics: [{ name: topic, partitions: 9 }] },
    DescribeTopics: { topics: [topic] },
    DescribeCluster: {},
    DescribeConfigs: { resources: [resource] },
    AlterConfigs: { resources: [{ ...resource, configs: {} }] },
    IncrementalAlterConfigs: { resources: [{ ...resource, changes: [{ name: 'a', change: 'DELETE' }] }] },
    DeleteRecords: { partitions: [{ ...place, offset: '-1' }] },
    ListOffsets: { partitions: [{ ...place, at: 'LATEST' }] },
    ElectLeaders: { election: 'PREFERRED' },
    ListConsumerGroups: {},
    DescribeConsumerGroups: { groups: [group] },
    DeleteConsumerGroups: { groups: [group] },
    ListConsumerGroupOffsets: { groups: [{ group, partitions: [place] }] },
    AlterConsumerGroupOffsets: { groups: [{ group, partitions: [{ ...place, offset: '1' }] }] },
    DeleteConsumerGroupOffsets: { groups: [{ group, partitions: [place] }] },
    DescribeUserScramCredentials: {},
    AlterUserScramCredentials: { deletions: [{ user: 'me', mechanism: 'SCRAM-SHA-256' }] },
    CreateAcls: {
      acls: [{ resourceType: 'TOPIC', resourceName: topic, principal: 'User:me', operation: 'READ', permission: 'ALLOW' }],
    },
    DescribeAcls: { filter: {} },
    DeleteAcls: { filters: [{}] },
  };
}

const ANSWERED = ['ListOffsets', 'ListConsumerGroupOffsets', 'AlterConsumerGroupOffsets'];

test('what a mock cluster does not answer it says, at once', async (t) => {
  const { topic, servers } = mockCluster(t, { brokers: 2 });
  const questions = questionsOf(topic);
  assert.deepEqual(Object.keys(questions).sort(), OPERATIONS);
  const { requests } = requestsOf(t, servers);
  const start = performance.now();
  for (const operation of OPERATIONS) {
    const asked = new AdminCall(requests, 60_000).ask(operation, questions[operation]);
    const answer = await asked.catch((error) => error);
    // What became of the items, or of all of them.
    const outcomes = Object.values(answer).flat().flatMap((item) => [item, ...(item?.partitions ?? [])]);
    const code = [answer, ...outcomes].map((outcome) => outcome?.code ?? codes.ERR_NO_ERROR).find((one) => one !== codes.ERR_NO_ERROR);
    assert.equal(code, ANSWERED.includes(operation) ? undefined : codes.ERR__UNSUPPORTED_FEATURE, operation);
  }
  assert.ok(performance.now() - start < 30_000, 'nothing was waited for');
});

test('what waits for a controller is told that a mock cluster has none, unless the request is wrong', async (t) => {
  const { mock, servers } = mockCluster(t);
  const { requests } = requestsOf(t, servers);
  const ask = (request) => new AdminCall(requests, 300).ask('DeleteTopics', request);
  await assert.rejects(ask({ topics: ['a'] }), {
    code: codes.ERR__UNSUPPORTED_FEATURE,
    retriable: false,
    message: /^A mock cluster does not answer DeleteTopics: it has no controller\. Use a real cluster, or the methods of MockCluster/,
  });
  await assert.rejects(ask({ topics: [] }), { code: codes.ERR__INVALID_ARG });
  mock.close();
  await assert.rejects(ask({ topics: ['a'] }), { code: codes.ERR__TIMED_OUT }, 'another cluster may be there by now');
});
