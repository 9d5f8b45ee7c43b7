'use strict';
// Reports of messages, made when something became of them.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { ReportedMessage } = require('../../dist/rdkafka/delivery-report');
const { Failure } = require('../../dist/runtime/failure');

function reportOf(settle, { hasValues = false, key = 'key', value = Buffer.from('value'), opaque } = {}) {
  let told;
  const listener = { hasValues, reported: (...values) => (told = values) };
  settle(new ReportedMessage(listener, 'things', -1, key, value, 5000, opaque));
  return told;
}

test('a message that is delivered has its place', () => {
  assert.deepEqual(
    reportOf((message) => message.delivered(3, 77)),
    [null, { topic: 'things', partition: 3, offset: 77, key: Buffer.from('key'), timestamp: 5000, size: 5 }],
  );
});

test('one that failed has the partition that it was for, and why', () => {
  const failure = new Failure(-192, 'too late');
  const [error, report, cause] = reportOf((message) => message.failed(failure));
  assert.deepEqual([error.code, error.message, cause], [-192, 'too late', failure]);
  assert.deepEqual([report.partition, report.offset], [-1, -1001]);
});

test('values and opaque things are in it if they are wanted and given', () => {
  const key = Buffer.from('bytes');
  const opaque = { mine: true };
  const [, report] = reportOf((message) => message.delivered(0, 0), { hasValues: true, key, opaque });
  assert.equal(report.key, key);
  assert.equal(report.opaque, opaque);
  assert.deepEqual(report.value, Buffer.from('value'));
  const [, empty] = reportOf((message) => message.delivered(0, 0), { hasValues: true, key: null, value: null, opaque: null });
  assert.deepEqual([empty.key, empty.value, empty.size, Object.hasOwn(empty, 'opaque')], [null, null, 0, false]);
  const [, plain] = reportOf((message) => message.delivered(0, 0), { key: new Uint8Array([1, 2]) });
  assert.deepEqual([Buffer.isBuffer(plain.key), Object.hasOwn(plain, 'value')], [true, false]);
});
