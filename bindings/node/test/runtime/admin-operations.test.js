'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Admin } = require('../../dist/runtime/admin');
const { AdminCall } = require('../../dist/runtime/admin-operations');
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
