'use strict';
// The errors of the callback API: from numbers, from other errors, and from failures below.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { CODES, LibrdKafkaError } = require('../..');
const { attempt, errorOf } = require('../../dist/rdkafka/errors');
const { Failure } = require('../../dist/runtime/failure');

const { ERRORS } = CODES;

test('an error number becomes an error with librdkafka’s own words', () => {
  const error = new LibrdKafkaError(ERRORS.ERR__STATE);
  assert.ok(error instanceof Error);
  assert.deepEqual(
    [error.message, error.code, error.errno, error.origin],
    ['Local: Erroneous state', -172, -172, 'local'],
  );
  assert.equal(LibrdKafkaError.create(ERRORS.ERR_TOPIC_ALREADY_EXISTS).origin, 'kafka');
  assert.equal(new LibrdKafkaError(-9999).code, -9999);
});

test('other errors keep their message, their code, their stack and what they say of themselves', () => {
  const cause = Object.assign(new Error('broken'), { code: 7, isFatal: true, isRetriable: false, isTxnRequiresAbort: true });
  const error = LibrdKafkaError.create(cause);
  assert.deepEqual(
    [error.message, error.code, error.origin, error.isFatal, error.isRetriable, error.isTxnRequiresAbort],
    ['broken', 7, 'kafka', true, false, true],
  );
  assert.equal(error.stack, cause.stack);
  const plain = new LibrdKafkaError({ message: 'no number' });
  assert.deepEqual([plain.code, plain.errno, plain.origin], [-1, -1, 'unknown']);
  assert.equal(Object.hasOwn(plain, 'isFatal') && plain.isFatal !== undefined, false);
});

test('wrapping throws for error numbers alone', () => {
  assert.equal(LibrdKafkaError.wrap(0), true);
  assert.equal(LibrdKafkaError.wrap('text', true), 'text');
  assert.throws(() => LibrdKafkaError.wrap(-172, true), { code: -172 });
  assert.throws(() => LibrdKafkaError.wrap(3), { code: 3 });
});

test('the codes are those of the package', () => {
  assert.equal(LibrdKafkaError.codes, ERRORS);
});

test('a failure below becomes an error with true flags, and anything else one without a code', () => {
  const error = errorOf(new Failure(-144, 'fenced', 2));
  assert.ok(error instanceof LibrdKafkaError);
  assert.deepEqual([error.code, error.isFatal, error.isRetriable, error.isTxnRequiresAbort], [-144, true, false, false]);
  assert.equal(errorOf(error), error);
  assert.deepEqual([errorOf('text').message, errorOf('text').code], ['text', -1]);
});

test('an attempt throws failures as errors of this API, and leaves others alone', () => {
  const planted = new TypeError('planted');
  assert.throws(
    () =>
      attempt(() => {
        throw planted;
      }),
    planted,
  );
  assert.throws(
    () =>
      attempt(() => {
        throw new Failure(-172, 'state');
      }),
    LibrdKafkaError,
  );
  assert.equal(attempt(() => 5), 5);
});

test('the code of an abort is none of librdkafka’s', () => {
  const aborted = AbortSignal.abort().reason;
  assert.equal(aborted.code, 20);
  const error = errorOf(aborted);
  assert.deepEqual([error.code, error.origin, error.message], [-1, 'unknown', aborted.message]);
});
