'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { engine } = require('../../dist/runtime/engine');

test('the engine tells what is inside', () => {
  assert.match(engine.librdkafka, /^2\.\d+\.\d+/);
  assert.ok(engine.features.includes('zstd'));
  assert.equal(engine.version, require('../../package.json').version);
});
