'use strict';
// What the library knows of errors and properties.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { descriptionOf, isProperty, otherNamesOf } = require('../../dist/runtime/catalog');

test('errors have librdkafka’s own words', () => {
  assert.equal(descriptionOf(-172), 'Local: Erroneous state');
  assert.equal(descriptionOf(0), 'Success');
  assert.equal(descriptionOf(-9999), 'Err--9999?');
});

test('properties are known by all their names', () => {
  for (const name of ['bootstrap.servers', 'metadata.broker.list', 'acks', 'group.id', 'enable.auto.offset.store'])
    assert.ok(isProperty(name), name);
  for (const name of ['foo', '', 'dr_cb', 'kafkaJS']) assert.equal(isProperty(name), false, name);
});

test('the names of a property know each other', () => {
  assert.deepEqual(otherNamesOf('bootstrap.servers'), ['metadata.broker.list']);
  assert.deepEqual(otherNamesOf('metadata.broker.list'), ['bootstrap.servers']);
  assert.deepEqual(otherNamesOf('compression.codec'), ['compression.type']);
  for (const name of ['client.id', 'foo', 'toString']) assert.deepEqual(otherNamesOf(name), []);
});
