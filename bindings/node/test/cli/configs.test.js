'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { mockCluster } = require('../support');
const { assertUsage, run } = require('./support');

// What there is to set is tested on a real cluster.

test('what is not there is said by its name', async (t) => {
  const { servers } = mockCluster(t);
  for (const more of [[], ['--set', 'retention.ms=1']]) {
    const say = async (...words) => {
      const { code, stdout, stderr } = await run(t, servers, ['configs', ...words, '--timeout', '2000', ...more]);
      assert.deepEqual([code, stdout], [1, '']);
      return stderr;
    };
    assert.equal(await say('topic', 'nope'), 'kafkacore: there is no topic nope\n');
    assert.equal(await say('broker', '99'), 'kafkacore: there is no broker 99\n');
  }
});

test('what is typed wrongly is refused by name', async (t) => {
  await assertUsage(t, ['configs', 'broker', 'a'], /configs broker takes the number of a broker, not 'a'\n/);
  await assertUsage(t, ['configs', 'topic', 'a', '--all', '--set', 'b=c'], /--all does not go with --set and --delete\n/);
});
