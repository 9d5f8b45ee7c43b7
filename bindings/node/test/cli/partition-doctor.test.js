'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { filled } = require('../support');
const { linesOf, run, start } = require('./support');

test('a topic that is gone while it is read is said once, and the reading goes on', async (t) => {
  const { mock, servers, topic } = await filled(t, 1);
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  const { child, ended, until } = start(t, servers, ['consume', topic, 'others', '--timeout', '1000']);
  await until(({ stdout }) => stdout === '0\n');
  mock.setTopicError(topic, 3);
  await until(({ stderr }) => stderr.includes(`there is no topic ${topic}`));
  mock.setTopicError('others', 3);
  await until(({ stderr }) => stderr.includes('there is no topic others'));
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 130);
  assert.deepEqual(linesOf(stderr), [
    `kafkacore: there is no topic ${topic} that may be read`,
    'kafkacore: there is no topic others that may be read',
  ]);
});

test('a topic that may not be read any more is named', async (t) => {
  const { mock, servers, topic } = await filled(t, 1);
  const { ended, until } = start(t, servers, ['consume', topic]);
  await until(({ stdout }) => stdout === '0\n');
  // As brokers do, who hide what may not be seen.
  mock.setTopicError(topic, 3);
  mock.failNext('Fetch', [29]);
  const { code, stderr } = await ended;
  assert.equal(code, 1);
  assert.match(stderr, /^kafkacore: there is no topic things that may be read\nkafkacore: .*authorization failed\n/m);
});

test('the end of a partition that tells nothing is waited for no longer than --timeout says', async (t) => {
  const { mock, servers, topic } = await filled(t, 1);
  const refused = Array(100).fill(5);
  mock.failNext('Fetch', refused);
  const { code, stdout, stderr } = await run(t, servers, ['consume', topic, '-e', '--timeout', '1000']);
  assert.deepEqual([code, stdout], [1, '']);
  assert.equal(stderr, `kafkacore: nothing was heard of ${topic} [0] for 1000 ms\n`);
});

test('who waits for messages that nobody sends hears nothing', async (t) => {
  const { servers, topic, producer } = await filled(t, 0);
  const words = ['consume', topic, '-n', '1', '--timeout', '200', '-c', 'debug=metadata'];
  const { ended, until } = start(t, servers, words);
  await until(({ stderr }) => stderr.split('===== Received metadata').length > 6);
  await producer.send({ topic, messages: [{ value: 'a' }] });
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stdout], [0, 'a\n']);
  assert.doesNotMatch(stderr, /there is no|nothing was heard/);
});
