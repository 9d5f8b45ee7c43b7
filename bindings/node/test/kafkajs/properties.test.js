'use strict';
// Every property of librdkafka that has a default, given at that default.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { describeProperties } = require('../../dist/native/calls');
const { clientsOf, mockCluster } = require('../support');

/** Defaults that cannot be given: they say what there is, or on Windows, or are left to the client. */
const EXCEPTIONS = ['builtin.features', 'ssl.ca.certificate.stores', 'enable.auto.offset.store'];

function defaultsOf(kind) {
  const rows = JSON.parse(describeProperties()).filter(
    ({ kinds, name, default: value }) =>
      // Of topics `inherit` is the word for librdkafka's own choice.
      [kind, 'both'].includes(kinds) && !['', null, 'inherit'].includes(value) && !EXCEPTIONS.includes(name),
  );
  assert.ok(rows.length > 50, `${rows.length} properties`);
  return rows.map(({ name, default: value }) => [name, value]);
}

for (const kind of ['producer', 'consumer']) {
  test(`a ${kind} takes every property`, async (t) => {
    const { servers } = mockCluster(t);
    const clients = clientsOf(t, servers, {}, {});
    const refused = [];
    for (const [name, value] of defaultsOf(kind)) {
      const client = clients.kafka[kind]({ 'group.id': 'g', [name]: value });
      await client.connect().catch((error) => refused.push(`${name}=${value}: ${error.message}`));
      await client.disconnect();
    }
    assert.deepEqual(refused, []);
  });
}
