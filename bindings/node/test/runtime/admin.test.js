'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Admin } = require('../../dist/runtime/admin');

test('an admin needs no broker to begin and to end, and ends once', async () => {
  const admin = new Admin({ 'bootstrap.servers': '127.0.0.1:1' }, { log: () => {}, error: () => {} });
  assert.equal(admin.wantsMessages(), false);
  await Promise.all([admin.close(), admin.close()]);
});
