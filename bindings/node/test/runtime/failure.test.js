'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { NativeFailure } = require('../../dist/native/failure');
const { RecordFlag, Status } = require('../../dist/native/generated');
const { Failure, isGone } = require('../../dist/runtime/failure');

test('a failure of a native call keeps its code, its text and its flags', () => {
  const failure = Failure.of(new NativeFailure(Status.KAFKA, -195, RecordFlag.RETRIABLE | RecordFlag.LOCAL, 'no way'));
  const { code, message, retriable, fatal, abortable } = failure;
  assert.deepEqual(
    { code, message, retriable, fatal, abortable },
    { code: -195, message: 'no way', retriable: true, fatal: false, abortable: false },
  );
  assert.equal(Failure.of(failure), failure);
});

test('what is no failure of ours is none', () => {
  for (const thrown of [new TypeError('x'), undefined, null, 'text', {}]) assert.equal(Failure.of(thrown), undefined);
});

test('a ticket that is gone is told from other failures', () => {
  assert.equal(isGone(new NativeFailure(Status.STATE, -172, 0, 'closed')), true);
  assert.equal(isGone(new NativeFailure(Status.INVALID, -186, 0, 'bad')), false);
  assert.equal(isGone(new Error('bad')), false);
});
