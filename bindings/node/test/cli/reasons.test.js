'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { hintFor, isUsage, reasonOf } = require('../../dist/cli/reasons');
const { UsageError } = require('../../dist/cli/usage-error');

test('a reason is what was thrown, in words, and has the name of the program once', () => {
  assert.equal(reasonOf(new Error('a')), 'a');
  assert.equal(reasonOf(new Error('kafkacore: b')), 'b');
  assert.equal(reasonOf('c'), 'c');
  assert.equal(reasonOf(null), 'null');
});

test('what no cluster could make sense of was typed wrongly', () => {
  const { ErrorCodes, KafkaJSError } = KafkaJS;
  assert.equal(isUsage(new UsageError('a')), true);
  assert.equal(isUsage(new KafkaJSError('a', { code: ErrorCodes.ERR__INVALID_ARG })), true);
  for (const other of [
    new KafkaJSError('a', { code: ErrorCodes.ERR_INVALID_REQUEST }),
    new Error('a'),
    null,
    undefined,
    'a',
  ])
    assert.equal(isUsage(other), false);
});

test('a reason has at most one piece of advice, which fits', () => {
  for (const [reason, advice] of [
    ["a:9092/bootstrap: Failed to resolve 'a:9092': Name or service not known", /^Nobody knows that name/],
    ['Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)', /^Nothing listens there/],
    ['SSL handshake failed: certificate verify failed: broker certificate could not be verified', /ssl\.ca\.location/],
    ['SASL authentication error: Authentication failed: Invalid username or password', /sasl\.password/],
    ['Disconnected: connection closed by peer (after 4ms in state APIVERSION_QUERY)', /security\.protocol/],
    ['SSL handshake failed: Disconnected: connecting to a PLAINTEXT broker listener?', /security\.protocol/],
    ['sasl_ssl://a:9093/bootstrap: SSL handshake failed: unexpected eof while reading', /security\.protocol/],
    ['sasl_ssl://a:9093/bootstrap: SASL authentication error: Invalid credentials', /sasl\.password/],
    ['Failed while waiting for controller: Local: Timed out', /--timeout/],
    ['Broker: Topic authorization failed', /access control list/],
  ]) {
    const hints = hintFor(reason);
    assert.equal(hints.length, 1, reason);
    assert.match(hints[0], advice);
  }
  assert.deepEqual(hintFor('Broker: Unknown topic or partition'), []);
});
