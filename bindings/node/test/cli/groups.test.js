'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { mockCluster } = require('../support');
const { assertUsage, run } = require('./support');

// What groups are is asked of a real cluster: the mock cluster tells nothing of them.

test('a cluster that tells nothing of its groups fails, and is quoted', async (t) => {
  const { servers } = mockCluster(t);
  const list = await run(t, servers, ['groups', '--json']);
  assert.deepEqual([list.code, JSON.parse(list.stdout).groups], [1, []]);
  assert.equal(JSON.parse(list.stdout).errors.length, 1);
  assert.match(list.stderr, /^kafkacore: .*not supported by broker\n$/);
  assert.equal((await run(t, servers, ['groups'])).stdout, '');
  for (const action of ['describe', 'delete']) {
    const { code, stdout, stderr } = await run(t, servers, ['groups', action, 'a', '--timeout', '1000']);
    assert.deepEqual([code, stdout], [1, ''], action);
    assert.match(stderr, /^kafkacore: .*not supported by broker\n$/);
  }
});

test('groups need names', async (t) => {
  await assertUsage(t, ['groups', 'describe'], /groups describe needs <group>/);
  await assertUsage(t, ['groups', 'a'], /groups has no action 'a': list, describe, delete\n/);
});
