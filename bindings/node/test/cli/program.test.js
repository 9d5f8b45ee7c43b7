'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { COMMANDS } = require('../../dist/cli/commands');
const { mockCluster } = require('../support');
const { NOWHERE, run, start } = require('./support');

const { version } = require('../../package.json');

/** Every command, with words that are fine. */
const LINES = [
  ['topics'],
  ['topics', 'describe', 'a'],
  ['topics', 'create', 'a'],
  ['topics', 'delete', 'a'],
  ['groups'],
  ['groups', 'describe', 'a'],
  ['groups', 'delete', 'a'],
  ['lag', 'a'],
  ['lag', 'a', '--watch'],
  ['produce', 'a', 'b'],
  ['consume', 'a'],
  ['consume', 'a', '--group', 'b'],
  ['configs', 'topic', 'a'],
  ['configs', 'broker', '1'],
];

test('help and the version need no library and no cluster', async (t) => {
  const env = { KAFKACORE_LIBRARY: '/nowhere' };
  for (const words of [['--help'], ['-h'], ['--help', '--brokers', NOWHERE]]) {
    const { code, stdout, stderr } = await run(t, NOWHERE, words, { env });
    assert.deepEqual([code, stderr], [0, '']);
    for (const { command, summary } of COMMANDS)
      assert.ok(stdout.includes(command) && stdout.includes(summary), command);
  }
  for (const words of [['--version'], ['-V'], ['topics', '--version']])
    assert.deepEqual(await run(t, NOWHERE, words, { env }), {
      code: 0,
      signal: null,
      stdout: `${version}\n`,
      stderr: '',
    });
});

test('without a command there is help, and it counts as wrong', async (t) => {
  const { code, stdout, stderr } = await run(t, NOWHERE, []);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^A command line for Apache Kafka\.\n/);
});

test('what cannot be reached fails with the reason and advice, whatever is asked', async (t) => {
  const outcomes = await Promise.all(LINES.map((words) => run(t, NOWHERE, [...words, '--timeout', '300'])));
  for (const [index, { code, stdout, stderr }] of outcomes.entries()) {
    assert.deepEqual([code, stdout], [1, ''], LINES[index].join(' '));
    assert.match(
      stderr,
      /^kafkacore: no broker answered within 300 ms: .*Connection refused.*\nNothing listens there: .*\n$/,
    );
  }
});

test('what librdkafka says is shown to those who ask for it', async (t) => {
  const { servers } = mockCluster(t);
  const { code, stderr } = await run(t, servers, ['topics', '-c', 'debug=broker']);
  assert.equal(code, 0);
  assert.match(stderr, /^kafkacore: CONNECT/m);
  assert.equal((await run(t, servers, ['topics'])).stderr, '');
});

test('a library that cannot be loaded is said once', async (t) => {
  const { code, stdout, stderr } = await run(t, NOWHERE, ['topics'], { env: { KAFKACORE_LIBRARY: '/nowhere' } });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^kafkacore: no native library for .*\/nowhere/s);
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  test(`${signal} ends what is under way, in order`, async (t) => {
    for (const words of [['doctor'], ['produce', 'a', 'b'], ['consume', 'a'], ['lag', 'a']]) {
      const { child, ended, until } = start(t, NOWHERE, [...words, '-c', 'debug=broker']);
      await until(({ stderr }) => stderr.includes('CONNECT'));
      child.kill(signal);
      const { code, stdout } = await ended;
      assert.deepEqual([code, stdout], [expected, ''], words.join(' '));
    }
  });
}
