'use strict';
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { Admin } = require('../dist/runtime/admin');
const { OPERATIONS, complaints, schemaOf } = require('./schemas');
const { atEnd } = require('./support');

/** Requests as people write them, one a line. */
const REQUESTS = readFileSync(path.resolve(__dirname, '../../../tests/fuzz/requests.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

function adminOf(t) {
  const admin = new Admin({ 'bootstrap.servers': '127.0.0.1:1' }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  return admin;
}

test('every operation has requests here, and they are as its schema says', () => {
  assert.deepEqual([...new Set(REQUESTS.map(({ operation }) => operation))].sort(), OPERATIONS);
  for (const request of REQUESTS)
    assert.deepEqual(complaints(request, schemaOf(request.operation, 'request')), [], JSON.stringify(request));
});

test('the library takes what a schema allows, and refuses what it does not', async (t) => {
  const { requests } = adminOf(t);
  for (const request of REQUESTS) {
    await assert.rejects(requests.send(request, 1), { code: -185 }, JSON.stringify(request));
    for (const [wrong, what] of broken(request)) {
      assert.notDeepEqual(complaints(wrong, schemaOf(request.operation, 'request')), [], what);
      await assert.rejects(requests.send(wrong, 1), { code: -186 }, `${what} in ${JSON.stringify(wrong)}`);
    }
  }
});

/** The request with one thing wrong, in each of its places. */
function* broken(value, put = (inner) => inner) {
  if (Array.isArray(value)) {
    yield [put([]), 'an empty list'];
    yield [put([null]), 'null in a list'];
    for (const [index, item] of value.entries()) yield* broken(item, (inner) => put(value.with(index, inner)));
  } else if (typeof value === 'object') {
    yield [put({ ...value, nonsense: 1 }), 'a key that nobody knows'];
    for (const [name, item] of Object.entries(value)) {
      if (name === 'operation' || name === 'config' || name === 'configs') continue;
      yield* broken(item, (inner) => put({ ...value, [name]: inner }));
    }
  } else {
    yield [put({ wrong: true }), 'an object'];
    yield [put(typeof value === 'boolean' ? 'true' : true), 'another kind of value'];
  }
}
