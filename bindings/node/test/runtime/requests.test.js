'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Admin } = require('../../dist/runtime/admin');
const { atEnd } = require('../support');

function adminOf(t) {
  const admin = new Admin({ 'bootstrap.servers': '127.0.0.1:1' }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  return admin;
}

test('a request that is none is refused by name', async (t) => {
  const admin = adminOf(t);
  await assert.rejects(admin.requests.send({ operation: 'Nonsense' }, 1000), { code: -186, message: /Nonsense/ });
  await assert.rejects(admin.requests.send({ operation: 'DeleteTopics', topics: ['a'], nonsense: 1 }, 1000), {
    code: -186,
    message: /nonsense/,
  });
  await assert.rejects(admin.requests.send({ operation: 'DeleteTopics', topics: 'a' }, 1000), { code: -186 });
});

test('a request without an answer is rejected in its time', async (t) => {
  await assert.rejects(adminOf(t).requests.send({ operation: 'DeleteTopics', topics: ['a'] }, 200), { code: -185 });
});

test('after the end a request is rejected', async (t) => {
  const admin = adminOf(t);
  await admin.close();
  await assert.rejects(admin.requests.send({ operation: 'DeleteTopics', topics: ['a'] }, 200), { code: -197 });
});
