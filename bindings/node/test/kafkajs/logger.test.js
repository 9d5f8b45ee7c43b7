'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka, logLevel },
} = require('../..');
const { ClientLog, CreatedLogger, DefaultLogger } = require('../../dist/kafkajs/logger');
const { KeptLogger, atEnd, mockCluster, until } = require('../support');

const METHODS = ['error', 'warn', 'info', 'debug'];

function listen(t) {
  const lines = [];
  for (const method of METHODS)
    t.mock.method(console, method, (line) => {
      lines.push([method, line]);
    });
  return lines;
}

test('the default logger prints lines of its level and the more urgent ones', (t) => {
  const lines = listen(t);
  const logger = new DefaultLogger();
  for (const method of METHODS) logger[method]('hello', { name: 'me' });
  assert.deepEqual(
    lines,
    ['error', 'warn', 'info'].map((method) => [method, { message: 'hello', name: 'me' }]),
  );
  for (const [count, level] of Object.values(logLevel).entries()) {
    lines.length = 0;
    logger.setLogLevel(level);
    for (const method of METHODS) logger[method]('hello');
    assert.deepEqual(
      lines,
      METHODS.slice(0, count).map((method) => [method, { message: 'hello' }]),
    );
  }
});

test('a level that does not exist is refused, and the one before stays', (t) => {
  const lines = listen(t);
  const logger = new DefaultLogger();
  for (const level of [5, -1, undefined, null, 'INFO', NaN])
    assert.throws(
      () => {
        logger.setLogLevel(level);
      },
      { name: 'KafkaJSError', code: -186, message: /has no level/ },
    );
  logger.info('hello');
  assert.equal(lines.length, 1);
});

test('a namespace is in its lines, at the level of its logger or one of its own', (t) => {
  const lines = listen(t);
  const logger = new DefaultLogger();
  const same = logger.namespace('same');
  const own = same.namespace('own', logLevel.DEBUG);
  logger.setLogLevel(logLevel.ERROR);
  for (const one of [logger, same, own]) one.info('hello');
  assert.deepEqual(lines, [['info', { message: 'hello', namespace: 'own' }]]);
  same.setLogLevel(logLevel.INFO);
  for (const one of [logger, same]) one.info('hello');
  assert.deepEqual(lines[1], ['info', { message: 'hello', namespace: 'same' }]);
  assert.throws(() => logger.namespace('other', 9), { code: -186 });
});

test("what a logCreator makes is given KafkaJS's entries", () => {
  const entries = [];
  const logger = new CreatedLogger(() => (entry) => entries.push(entry), 'Producer', logLevel.WARN);
  for (const method of METHODS) logger[method]('hello', { a: 1 });
  logger.namespace('mine', logLevel.INFO).info('hello');
  assert.deepEqual(
    entries.map(({ namespace, level, label }) => [namespace, level, label]),
    [
      ['Producer', 1, 'ERROR'],
      ['Producer', 2, 'WARN'],
      ['mine', 3, 'INFO'],
    ],
  );
  const { timestamp, ...rest } = entries[0].log;
  assert.deepEqual(rest, { logger: 'kafkacore', message: 'hello', a: 1 });
  assert.equal(new Date(timestamp).toISOString(), timestamp);
  assert.throws(() => new CreatedLogger(() => undefined, 'Producer'), {
    code: -186,
    message: /'logCreator' must return/,
  });
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

test('a level takes effect on a client that is connected: lines that are not to be seen are not made', async (t) => {
  const { servers } = mockCluster(t);
  let lines = '';
  // On this side such a function has every line, so that only librdkafka can keep any away.
  const log_cb = ({ message }) => (lines += message);
  const producer = new Kafka({ 'bootstrap.servers': servers, debug: 'all', log_cb }).producer();
  atEnd(t, () => producer.disconnect());
  let count = 0;
  /** Has librdkafka speak of a topic of which it never spoke before. */
  const speak = async () => {
    const topic = `topic-${count++}`;
    await producer.send({ topic, messages: [{ value: 'v' }] });
    return `New local topic: ${topic}`;
  };
  const levels = [logLevel.ERROR, logLevel.DEBUG, logLevel.WARN, logLevel.DEBUG];
  const unwanted = [];
  producer.logger().setLogLevel(levels[0]);
  await producer.connect();
  for (const level of levels) {
    producer.logger().setLogLevel(level);
    const line = await speak();
    if (level === logLevel.DEBUG) await until(() => lines.includes(line));
    else unwanted.push(line);
  }
  // What is made comes in order.
  for (const line of unwanted) assert.equal(lines.includes(line), false);
  await producer.disconnect();
  producer.logger().setLogLevel(logLevel.ERROR);
  await producer.connect();
  const line = await speak();
  assert.equal(lines.includes(line), false, 'the level is forgotten when a client connects again');
});

test("a logCreator's lines carry the client's kind, and librdkafka's part that speaks", async (t) => {
  const { servers } = mockCluster(t);
  const entries = [];
  const logCreator = () => (entry) => entries.push(entry);
  const admin = new Kafka({ 'bootstrap.servers': servers, debug: 'all', kafkaJS: { logCreator } }).admin();
  atEnd(t, () => admin.disconnect());
  await admin.connect();
  const { namespace, level, log } = await until(() => entries[0]);
  assert.deepEqual([namespace, level, typeof log.fac], ['Admin', logLevel.DEBUG, 'string']);
  assert.match(log.name, /^rdkafka#admin-/);
});

test('a logger of a user keeps the level to itself, and has every line', async (t) => {
  const { servers } = mockCluster(t);
  const logger = new KeptLogger();
  const admin = new Kafka({ 'bootstrap.servers': servers, debug: 'all', kafkaJS: { logger } }).admin();
  atEnd(t, () => admin.disconnect());
  await admin.connect();
  assert.equal(admin.logger(), logger);
  await until(() => logger.lines.length > 0);
});
