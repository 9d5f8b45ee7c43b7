'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { toKafkaJSError } = require('../../dist/kafkajs/errors');
const { RecordFlag } = require('../../dist/native/generated');
const { Failure } = require('../../dist/runtime/failure');

const { ErrorCodes, KafkaJSError } = KafkaJS;

test('an error has what it was given, and the name of its code', () => {
  const error = new KafkaJSError('no', { code: ErrorCodes.ERR__STATE, retriable: true, fatal: true, abortable: true });
  const { name, message, code, type, retriable, fatal, abortable } = error;
  assert.deepEqual(
    { name, message, code, type, retriable, fatal, abortable },
    {
      name: 'KafkaJSError',
      message: 'no',
      code: -172,
      type: 'ERR__STATE',
      retriable: true,
      fatal: true,
      abortable: true,
    },
  );
});

test('an error without a code has that of the unknown, and a code with several names has no type', () => {
  const { code, type, retriable } = new KafkaJSError(new Error('why'));
  assert.deepEqual({ code, type, retriable }, { code: -1, type: 'ERR_UNKNOWN', retriable: false });
  assert.equal(new KafkaJSError('x', { code: ErrorCodes.ERR_COORDINATOR_NOT_AVAILABLE }).type, -1);
});

test('failures become the class that belongs to their code', () => {
  const classes = {
    ERR_OFFSET_OUT_OF_RANGE: 'KafkaJSOffsetOutOfRange',
    ERR_REQUEST_TIMED_OUT: 'KafkaJSRequestTimeoutError',
    ERR__PARTIAL: 'KafkaJSPartialMessageError',
    ERR__AUTHENTICATION: 'KafkaJSSASLAuthenticationError',
    ERR_GROUP_COORDINATOR_NOT_AVAILABLE: 'KafkaJSGroupCoordinatorNotFound',
    ERR__NOT_IMPLEMENTED: 'KafkaJSNotImplemented',
    ERR__TIMED_OUT: 'KafkaJSTimeout',
    ERR__ALL_BROKERS_DOWN: 'KafkaJSNoBrokerAvailableError',
    ERR__TRANSPORT: 'KafkaJSConnectionError',
    ERR_TOPIC_AUTHORIZATION_FAILED: 'KafkaJSProtocolError',
    ERR__STATE: 'KafkaJSError',
  };
  for (const [code, name] of Object.entries(classes)) {
    const error = toKafkaJSError(new Failure(ErrorCodes[code], 'text'));
    assert.equal(error.name, name);
    assert.ok(error instanceof KafkaJS[name]);
    assert.ok(error instanceof KafkaJSError);
    assert.equal(error.code, ErrorCodes[code]);
  }
  assert.ok(new KafkaJS.KafkaJSOffsetOutOfRange('x') instanceof KafkaJS.KafkaJSProtocolError);
});

test('retriable, fatal and abortable are what the failure says', () => {
  for (const name of ['retriable', 'fatal', 'abortable']) {
    const error = toKafkaJSError(new Failure(-1, 'text', RecordFlag[name.toUpperCase()]));
    assert.deepEqual(
      [error.retriable, error.fatal, error.abortable],
      ['retriable', 'fatal', 'abortable'].map((one) => one === name),
    );
  }
});

test('every code has its class, and its own name unless others have it too', () => {
  const numbers = Object.values(ErrorCodes);
  for (const [name, code] of Object.entries(ErrorCodes)) {
    const error = toKafkaJSError(new Failure(code, 'text'));
    assert.equal(error.type, numbers.filter((number) => number === code).length === 1 ? name : -1);
    assert.equal(error instanceof KafkaJS.KafkaJSProtocolError, code > 0 && ![7, 15].includes(code), name);
  }
});

test('an error keeps what is behind it', () => {
  const failure = new Failure(-195, 'text');
  assert.equal(toKafkaJSError(failure).cause, failure);
  assert.equal(new KafkaJSError(failure).cause, failure);
  assert.equal(new KafkaJSError('text', { cause: failure }).cause, failure);
  assert.equal(Object.hasOwn(new KafkaJSError('text'), 'cause'), false);
  assert.match(new KafkaJSError('text', { stack: null }).stack, /errors\.test/);
  assert.equal(new KafkaJSError('text', { stack: 'mine' }).stack, 'mine');
});

test('what is no failure of ours stays as it is', () => {
  const error = new TypeError('bug');
  assert.equal(toKafkaJSError(error), error);
});

test('errors of this package are told from others', () => {
  assert.equal(KafkaJS.isKafkaJSError(new KafkaJS.KafkaJSTimeout('x')), true);
  assert.equal(KafkaJS.isKafkaJSError(new KafkaJS.KafkaJSAggregateError('x', [])), true);
  for (const other of [new Error('x'), null, undefined, 'text']) assert.equal(KafkaJS.isKafkaJSError(other), false);
});

test('an error of another copy of this package is one of its own', () => {
  const file = require.resolve('../../dist/kafkajs/errors');
  const { [file]: own } = require.cache;
  delete require.cache[file];
  const copy = require(file);
  require.cache[file] = own;
  assert.notEqual(copy.KafkaJSError, KafkaJSError);
  assert.equal(KafkaJS.isKafkaJSError(new copy.KafkaJSTimeout('x')), true);
});

test('a rebalance in progress is told from other errors', () => {
  const codes = [...new Set(Object.values(ErrorCodes))];
  const { ERR_NOT_COORDINATOR, ERR_ILLEGAL_GENERATION, ERR_UNKNOWN_MEMBER_ID, ERR_REBALANCE_IN_PROGRESS } = ErrorCodes;
  assert.deepEqual(
    codes.filter((code) => KafkaJS.isRebalancing(new KafkaJSError('x', { code }))),
    [ERR_NOT_COORDINATOR, ERR_ILLEGAL_GENERATION, ERR_UNKNOWN_MEMBER_ID, ERR_REBALANCE_IN_PROGRESS],
  );
  for (const other of [new KafkaJSError('x'), new Error('x'), null, undefined, 'text'])
    assert.equal(KafkaJS.isRebalancing(other), false);
});

test('errors about several things name them', () => {
  const { topic, name } = new KafkaJS.KafkaJSCreateTopicError('x', 'things');
  assert.deepEqual({ topic, name }, { topic: 'things', name: 'KafkaJSCreateTopicError' });
  assert.deepEqual(new KafkaJS.KafkaJSAggregateError('x', ['a']).errors, ['a']);
  assert.deepEqual(new KafkaJS.KafkaJSDeleteGroupsError('x', [{ groupId: 'g' }]).groups, [{ groupId: 'g' }]);
  const partitions = [{ error: { retriable: true } }, { error: { retriable: true } }];
  assert.equal(new KafkaJS.KafkaJSDeleteTopicRecordsError({ partitions }).retriable, true);
});

test('errors about several things have the code of the first, and are retriable if all are', () => {
  const [late, gone] = [
    new KafkaJSError('late', { code: ErrorCodes.ERR_REQUEST_TIMED_OUT, retriable: true }),
    new KafkaJSError('gone', { code: ErrorCodes.ERR_TOPIC_AUTHORIZATION_FAILED }),
  ];
  const told = ({ code, type, retriable }) => ({ code, type, retriable });
  const isLate = { code: ErrorCodes.ERR_REQUEST_TIMED_OUT, type: 'ERR_REQUEST_TIMED_OUT' };
  const isUnknown = { code: -1, type: 'ERR_UNKNOWN' };
  const aggregate = (...errors) => told(new KafkaJS.KafkaJSAggregateError('x', errors));
  assert.deepEqual(aggregate(late, late), { ...isLate, retriable: true });
  assert.deepEqual(aggregate(late, gone), { ...isLate, retriable: false });
  assert.deepEqual(aggregate('text', new Error('plain'), late), { ...isLate, retriable: false });
  for (const errors of [[], ['text'], [null]]) assert.deepEqual(aggregate(...errors), { ...isUnknown, retriable: false });
  const ofGroups = (...groups) => told(new KafkaJS.KafkaJSDeleteGroupsError('x', groups));
  assert.deepEqual(ofGroups({ groupId: 'a' }, { groupId: 'b', error: late }), { ...isLate, retriable: false });
  for (const groups of [[], [{ groupId: 'a' }], [null]]) assert.deepEqual(ofGroups(...groups), { ...isUnknown, retriable: false });
  const ofRecords = (...errors) =>
    told(new KafkaJS.KafkaJSDeleteTopicRecordsError({ partitions: errors.map((error) => ({ error })) }));
  assert.deepEqual(ofRecords(late, gone), { ...isLate, retriable: false });
  assert.deepEqual(ofRecords(late, late), { ...isLate, retriable: true });
});
