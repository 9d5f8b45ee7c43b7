'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Admin } = require('../../dist/runtime/admin');
const { failureOf, foundAt, keyOf, offsetsAt } = require('../../dist/runtime/admin-offsets');
const { AdminCall } = require('../../dist/runtime/admin-operations');
const { atEnd, mockCluster } = require('../support');

function callOf(t, servers, timeoutMs = 30_000) {
  const admin = new Admin({ 'bootstrap.servers': servers }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  return new AdminCall(admin.requests, timeoutMs);
}

test('what was answered for an item becomes a failure', () => {
  const failure = failureOf({ code: 16, error: 'elsewhere', retriable: true });
  assert.deepEqual([failure.code, failure.message, failure.retriable], [16, 'elsewhere', true]);
  assert.deepEqual(failureOf({ code: 3, error: null, retriable: false }).message, 'The request failed with code 3.');
});

test('offsets come in the order of the question, or not at all', async (t) => {
  const { topic, servers } = mockCluster(t, { numPartitions: 3 });
  const call = callOf(t, servers);
  const places = [2, 0, 1].map((partition) => ({ topic, partition }));
  const found = await offsetsAt(call, places, 'LATEST', 'READ_UNCOMMITTED');
  assert.deepEqual(
    found.map(({ partition, offset }) => [partition, offset]),
    [
      [2, '0'],
      [0, '0'],
      [1, '0'],
    ],
  );
  assert.deepEqual(await offsetsAt(call, [], 'LATEST', 'READ_UNCOMMITTED'), []);
  await assert.rejects(offsetsAt(call, [...places, { topic, partition: 9 }], 'LATEST', 'READ_COMMITTED'), {
    code: -190,
  });
});

test('a partition whose leader has an error in place of an offset has none', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const call = callOf(t, servers);
  for (const at of ['LATEST', 'MAX_TIMESTAMP']) {
    mock.failNext('ListOffsets', [5]);
    await assert.rejects(offsetsAt(call, [{ topic, partition: 0 }], at, 'READ_UNCOMMITTED'), {
      code: 5,
      message: 'Broker: Leader not available',
      retriable: true,
    });
  }
});

test('a partition whose leader does not answer in time, or at all, has an error', async (t) => {
  const { mock, topic, servers } = mockCluster(t, { brokers: 2, numPartitions: 2 });
  for (const partition of [0, 1]) mock.setLeader({ topic, partition, broker: partition + 1 });
  const asked = [0, 1].map((partition) => ({ topic, partition, at: 'LATEST' }));
  const admin = new Admin({ 'bootstrap.servers': servers }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  const found = async (timeoutMs) => {
    const answers = await foundAt(new AdminCall(admin.requests, timeoutMs), asked, 'READ_UNCOMMITTED');
    return answers.toSorted((a, b) => a.partition - b.partition);
  };
  assert.deepEqual((await found(30_000)).map(({ offset }) => offset), ['0', '0']);
  mock.failNext('ListOffsets', [{ code: 0, latency: 5000 }], { broker: 2 });
  const [known, late] = await found(1500);
  assert.deepEqual([known.offset, known.code], ['0', 0]);
  assert.deepEqual(
    [late.offset, late.code, late.error, late.retriable],
    [null, -185, `The leader of ${topic} [1] did not answer in time.`, true],
  );
  mock.failNext('ListOffsets', [-195], { broker: 2 });
  await assert.rejects(offsetsAt(callOf(t, servers), [{ topic, partition: 1 }], 'LATEST', 'READ_UNCOMMITTED'), {
    code: -196,
    message: `The leader of ${topic} [1] did not answer.`,
  });
});

test('partitions have names of their own', () => {
  const names = [
    { topic: 'a', partition: 1 },
    { topic: '1 a', partition: 1 },
    { topic: 'a', partition: 11 },
  ].map(keyOf);
  assert.equal(new Set(names).size, 3);
});
