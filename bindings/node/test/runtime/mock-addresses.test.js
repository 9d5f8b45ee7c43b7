'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { MockCluster } = require('../..');
const { addAddresses, areMocks, removeAddresses } = require('../../dist/runtime/mock-addresses');

test('the addresses of mock clusters are known for as long as they are there', () => {
  assert.equal(areMocks('a:1'), false);
  addAddresses('a:1,b:2');
  for (const servers of ['a:1', 'b:2', 'c:3, a:1']) assert.equal(areMocks(servers), true);
  for (const servers of ['', 'a:2', 'c:3']) assert.equal(areMocks(servers), false);
  removeAddresses('a:1,b:2');
  assert.equal(areMocks('a:1'), false);
});

test('a cluster is known from its beginning to its end', () => {
  const mock = new MockCluster({ brokers: 2 });
  const { bootstrapServers } = mock;
  assert.equal(areMocks(bootstrapServers), true);
  mock.close();
  assert.equal(areMocks(bootstrapServers), false);
  addAddresses(bootstrapServers);
  mock.close();
  assert.equal(areMocks(bootstrapServers), true, 'who is closed again takes nothing from one who has the ports now');
  removeAddresses(bootstrapServers);
});
