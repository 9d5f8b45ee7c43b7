'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { LibrdKafkaError, MockCluster } = require('../..');

test('a mock cluster fails with errors of the package that can be told apart', () => {
  const thrown = (call) => {
    try {
      return call();
    } catch (error) {
      return error;
    }
  };
  const mock = new MockCluster({ brokers: 1 });
  const errors = [thrown(() => new MockCluster({ brokers: 0 })), thrown(() => mock.brokerDown(2))];
  mock.close();
  errors.push(thrown(() => mock.brokerDown(1)));
  assert.deepEqual(
    errors.map((error) => [error instanceof LibrdKafkaError, error.code, error.errno, error.origin]),
    [
      [true, LibrdKafkaError.codes.ERR__INVALID_ARG, -186, 'local'],
      [true, LibrdKafkaError.codes.ERR__INVALID_ARG, -186, 'local'],
      [true, LibrdKafkaError.codes.ERR__STATE, -172, 'local'],
    ],
  );
});

test('one can be extended, and goes with its block', async () => {
  class Mine extends MockCluster {
    constructor() {
      super({ brokers: 1, topics: [{ topic: 'mine' }] });
    }
  }
  const mine = new Mine();
  assert.ok(mine instanceof MockCluster);
  await mine[Symbol.asyncDispose]();
  assert.throws(() => mine.requests(), { code: LibrdKafkaError.codes.ERR__STATE });
});
