'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { logLevel },
} = require('../..');
const { ClientLog, DefaultLogger } = require('../../dist/kafkajs/logger');

function listen(t) {
  const lines = [];
  for (const method of ['error', 'warn', 'info', 'debug'])
    t.mock.method(console, method, (line) => {
      lines.push([method, line]);
    });
  return lines;
}

test('the default logger prints lines of its level and the more urgent ones', (t) => {
  const lines = listen(t);
  const logger = new DefaultLogger();
  for (const method of ['error', 'warn', 'info', 'debug']) logger[method]('hello', { name: 'me' });
  assert.deepEqual(
    lines,
    ['error', 'warn', 'info'].map((method) => [method, { message: 'hello', name: 'me' }]),
  );
  lines.length = 0;
  logger.setLogLevel(logLevel.ERROR);
  for (const method of ['error', 'warn', 'info', 'debug']) logger[method]('hello');
  assert.deepEqual(lines, [['error', { message: 'hello' }]]);
  logger.setLogLevel(logLevel.NOTHING);
  logger.error('hello');
  assert.equal(lines.length, 1);
});

test('a line of librdkafka goes where its level belongs', (t) => {
  const lines = listen(t);
  const log = new ClientLog(new DefaultLogger(logLevel.DEBUG), 'rdkafka#producer-1');
  for (let level = 0; level <= 7; level++) log.write(level, 'FETCH', `level ${level}`);
  assert.deepEqual(
    lines.map(([method]) => method),
    ['error', 'error', 'error', 'error', 'warn', 'info', 'info', 'debug'],
  );
  const { message, name, fac, timestamp } = lines[0][1];
  assert.deepEqual(
    { message, name, fac, timestamp: typeof timestamp },
    { message: 'level 0', name: 'rdkafka#producer-1', fac: 'FETCH', timestamp: 'number' },
  );
});

test("a line of our own is told from librdkafka's", (t) => {
  const lines = listen(t);
  new ClientLog(new DefaultLogger(), 'me').error('mine');
  assert.equal(lines[0][1].fac, 'BINDING');
});
