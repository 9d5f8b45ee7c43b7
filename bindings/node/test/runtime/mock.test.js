'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { MockCluster } = require('../..');

test('a mock cluster has an address for each broker', () => {
  const mock = new MockCluster({ brokers: 3 });
  assert.match(mock.bootstrapServers, /^127\.0\.0\.1:\d+,127\.0\.0\.1:\d+,127\.0\.0\.1:\d+$/);
  mock.createTopic({ topic: 'things', numPartitions: 2 });
  mock.brokerDown(1);
  mock.brokerUp(1);
  mock.close();
  mock.close();
});

test('what a mock cluster cannot do is an error of this package', () => {
  assert.throws(() => new MockCluster({ brokers: 0 }), { code: -186 });
  const mock = new MockCluster();
  mock.createTopic({ topic: 'things' });
  assert.throws(() => {
    mock.createTopic({ topic: 'things' });
  });
  assert.throws(() => {
    mock.createTopic({ topic: '' });
  });
  assert.throws(() => {
    mock.brokerDown(9);
  });
  mock.close();
  assert.throws(
    () => {
      mock.createTopic({ topic: 'more' });
    },
    { code: -172 },
  );
});
