'use strict';
// What the tests of the admin's operations share: a call that remembers what it asked.

const { Admin } = require('../../dist/runtime/admin');
const { AdminCall } = require('../../dist/runtime/admin-operations');
const { codes } = require('../../dist/runtime/codes');
const { Failure } = require('../../dist/runtime/failure');
const { complaints, schemaOf } = require('../schemas');
const assert = require('node:assert/strict');
const { atEnd, mockCluster } = require('../support');

class RememberingCall extends AdminCall {
  /** Operations and their requests, as they went out. */
  asked = [];

  ask(operation, request = {}) {
    const document = JSON.parse(JSON.stringify(request));
    this.asked.push([operation, document]);
    return super.ask(operation, request);
  }
}

/** A mock cluster with a topic, and calls to it. */
function cluster(t, options) {
  const { mock, topic, servers } = mockCluster(t, options);
  const admin = new Admin({ 'bootstrap.servers': servers }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  const call = (timeoutMs = 30_000) => new RememberingCall(admin.requests, timeoutMs);
  return { mock, topic, servers, call };
}

/** What a method asks for; the mock cluster does not answer it, and the library takes it. */
async function requestOf(t, method, ...values) {
  const call = cluster(t).call();
  await assert.rejects(method(call, ...values), { code: codes.ERR__UNSUPPORTED_FEATURE });
  const [[operation, request]] = call.asked;
  assert.deepEqual(complaints({ operation, ...request }, schemaOf(operation, 'request')), []);
  return { operation, ...request };
}

/** Holds that a method refuses what it is given, in these words. */
function refuser(t, method) {
  const call = cluster(t).call();
  return (options, message) => {
    const refusing = async () => method(call, options);
    return assert.rejects(refusing, (error) => {
      const failure = Failure.of(error);
      assert.ok(failure, String(error.stack));
      assert.equal(failure.code, codes.ERR__INVALID_ARG);
      if (message instanceof RegExp) assert.match(failure.message, message);
      else assert.equal(failure.message, message);
      return true;
    });
  };
}

/** The error that an API makes of an outcome, as these tests read it. */
const errorOf = ({ code }) => (code === codes.ERR_NO_ERROR ? undefined : code);

module.exports = { cluster, errorOf, refuser, requestOf };
