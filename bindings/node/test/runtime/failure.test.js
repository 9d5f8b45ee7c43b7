'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { NativeFailure } = require('../../dist/native/failure');
const { RecordFlag, Status } = require('../../dist/native/generated');
const { Failure, isGone, retriable } = require('../../dist/runtime/failure');

test('a failure of a native call keeps its code, its text and its flags', () => {
  const failure = Failure.of(new NativeFailure(Status.KAFKA, -195, RecordFlag.RETRIABLE | RecordFlag.LOCAL, 'no way'));
  const { code, message, retriable, fatal, abortable } = failure;
  assert.deepEqual(
    { code, message, retriable, fatal, abortable },
    { code: -195, message: 'no way', retriable: true, fatal: false, abortable: false },
  );
  assert.equal(Failure.of(failure), failure);
});

test('a failure in other words stays what it is', () => {
  const said = (failure, ...rest) => {
    const { code, message, retriable: isRetriable, fatal, abortable } = failure.saying('words', ...rest);
    return [code, message, isRetriable, fatal, abortable];
  };
  assert.deepEqual(said(retriable(-185, 'late')), [-185, 'words', true, false, false]);
  assert.deepEqual(said(new Failure(-144, 'fenced', RecordFlag.FATAL)), [-144, 'words', false, true, false]);
  assert.deepEqual(said(retriable(-185, 'late'), true), [-185, 'words', false, false, true]);
});

test('what is no failure of ours is none', () => {
  for (const thrown of [new TypeError('x'), undefined, null, 'text', {}]) assert.equal(Failure.of(thrown), undefined);
});

test('a ticket that is gone is told from other failures', () => {
  assert.equal(isGone(new NativeFailure(Status.STATE, -172, 0, 'closed')), true);
  assert.equal(isGone(new NativeFailure(Status.INVALID, -186, 0, 'bad')), false);
  assert.equal(isGone(new Error('bad')), false);
});
