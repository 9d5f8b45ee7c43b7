'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { MockCluster } = require('../..');
const { addAddresses, isAnyMock, removeAddresses } = require('../../dist/runtime/mock-addresses');

test('the addresses of mock clusters are known for as long as they are there', () => {
  assert.equal(isAnyMock('a:1'), false);
  addAddresses('a:1,b:2');
  for (const servers of ['a:1', 'b:2', 'c:3, a:1']) assert.equal(isAnyMock(servers), true);
  for (const servers of ['', 'a:2', 'c:3']) assert.equal(isAnyMock(servers), false);
  removeAddresses('a:1,b:2');
  assert.equal(isAnyMock('a:1'), false);
});

test('a cluster is known from its beginning to its end', () => {
  const mock = new MockCluster({ brokers: 2 });
  const { bootstrapServers } = mock;
  assert.equal(isAnyMock(bootstrapServers), true);
  mock.close();
  assert.equal(isAnyMock(bootstrapServers), false);
  addAddresses(bootstrapServers);
  mock.close();
  assert.equal(isAnyMock(bootstrapServers), true, 'who is closed again takes nothing from one who has the ports now');
  removeAddresses(bootstrapServers);
});
