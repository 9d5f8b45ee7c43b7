'use strict';
const assert = require('node:assert/strict');
const { once } = require('node:events');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka, KafkaJSError },
} = require('../..');
const { logOf } = require('../../dist/kafkajs/client');
const { KeptLogger, atEnd, clientsOf, delay, mockCluster, numbered, until } = require('../support');

// Throttling needs a real broker, and so do tokens that one takes.

const NOWHERE = '127.0.0.1:1';

/** A client of each kind, connected, with functions among its properties. */
async function eachKind(t, servers, config, run) {
  const clients = clientsOf(t, servers, config);
  for (const kind of ['producer', 'consumer', 'admin']) await run(await clients[kind](), kind, clients.logger);
}

test('statistics go to stats_cb of every kind of client, as librdkafka writes them', async (t) => {
  const { servers } = mockCluster(t);
  const heard = [];
  const config = { 'statistics.interval.ms': 100, stats_cb: (statistics) => heard.push(statistics) };
  await eachKind(t, servers, config, async (client, kind) => {
    heard.length = 0;
    const { message, ...rest } = await until(() => heard[0]);
    assert.deepEqual(rest, {});
    const { type, brokers } = JSON.parse(message);
    assert.deepEqual([type, typeof brokers], [kind === 'consumer' ? 'consumer' : 'producer', 'object']);
    await client.disconnect();
  });
});

test("librdkafka's lines go to log_cb instead of the logger", async (t) => {
  const { servers } = mockCluster(t);
  const heard = [];
  await eachKind(t, servers, { debug: 'broker', log_cb: (line) => heard.push(line) }, async (client, kind, logger) => {
    const { severity, fac, message, name, ...rest } = await until(() => heard.at(-1));
    assert.deepEqual([severity, typeof fac, typeof message, rest], [7, 'string', 'string', {}]);
    assert.match(name, new RegExp(`^rdkafka#${kind}-`));
    assert.deepEqual(logger.lines, []);
    await client.disconnect();
    heard.length = 0;
  });
});

test('errors that answer no call go to error_cb instead of the log', async (t) => {
  const errors = [];
  const logger = new KeptLogger();
  const config = {
    'bootstrap.servers': NOWHERE,
    error_cb: (error) => errors.push(error),
    kafkaJS: { logger, logLevel: 0 },
  };
  const admin = new Kafka(config).admin();
  atEnd(t, () => admin.disconnect());
  await admin.connect();
  const error = await until(() => errors.find(({ code }) => code === -195));
  assert.ok(error instanceof KafkaJSError);
  assert.deepEqual([error.name, error.type, error.fatal], ['KafkaJSConnectionError', 'ERR__TRANSPORT', false]);
  assert.match(error.message, /127\.0\.0\.1:1.*Connection refused/);
  assert.deepEqual(logger.lines, []);
});

test('without error_cb they go to the log, with their codes', async (t) => {
  const { kafka, logger } = clientsOf(t, NOWHERE);
  const admin = kafka.admin();
  atEnd(t, () => admin.disconnect());
  await admin.connect();
  await until(() => logger.lines.some((line) => /Connection refused.* \(-195\)$/.test(line)));
});

test('what a function throws surfaces as uncaught, and the client goes on', async (t) => {
  const { servers, topic } = mockCluster(t);
  // The test runner would take it for a failure of this test.
  const runners = process.rawListeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  t.after(() => {
    for (const runner of runners) process.on('uncaughtException', runner);
  });
  const surfaced = once(process, 'uncaughtException');
  let calls = 0;
  const stats_cb = () => {
    if (++calls === 1) throw new Error('planted');
  };
  const producer = await clientsOf(t, servers).producer({ 'statistics.interval.ms': 50, stats_cb });
  assert.equal((await surfaced)[0].message, 'planted');
  await until(() => calls > 1);
  assert.equal((await producer.send({ topic, messages: numbered(1) })).length, 1);
});

test('functions come to a client while it lives, and no longer', async (t) => {
  const { servers } = mockCluster(t);
  let calls = 0;
  const admin = await clientsOf(t, servers).admin({ 'statistics.interval.ms': 20, stats_cb: () => calls++ });
  await until(() => calls > 0);
  await admin.disconnect();
  calls = 0;
  await delay(100);
  assert.equal(calls, 0);
  await admin.connect();
  await until(() => calls > 0);
});

test('what concerns other kinds of clients may be in what is common to all, and in no configuration of their own', async (t) => {
  const { servers } = mockCluster(t);
  const functions = { partitioner_cb() {}, dr_cb() {}, dr_msg_cb() {}, rebalance_cb() {}, offset_commit_cb() {} };
  const kafka = new Kafka({ 'bootstrap.servers': servers, ...functions });
  const admin = kafka.admin();
  atEnd(t, () => admin.disconnect());
  await admin.connect();
  for (const [name, value] of Object.entries(functions))
    await assert.rejects(kafka.admin({ [name]: value }).connect(), {
      name: 'KafkaJSError',
      code: -186,
      message: `The '${name}' property is not supported.`,
    });
  await assert.rejects(kafka.producer({ rebalance_cb() {} }).connect(), { code: -186 });
  await assert.rejects(kafka.consumer({ 'group.id': 'g', partitioner_cb() {} }).connect(), { code: -186 });
});

test('clients are named in the log after their id, their kind and their number', () => {
  const nameOf = (config) => logOf(config, 'producer').name;
  assert.match(nameOf({}), /^rdkafka#producer-\d+$/);
  assert.match(nameOf({ 'client.id': 'me', kafkaJS: { clientId: 'you' } }), /^me#producer-\d+$/);
  assert.match(nameOf({ kafkaJS: { clientId: 'you' } }), /^you#producer-\d+$/);
  // Connecting says what is wrong with these.
  for (const wrong of [{ 'client.id': 5 }, { kafkaJS: { clientId: {} } }, { kafkaJS: 5 }])
    assert.match(nameOf(wrong), /^rdkafka#producer-\d+$/);
  assert.notEqual(nameOf({}), nameOf({}));
});
