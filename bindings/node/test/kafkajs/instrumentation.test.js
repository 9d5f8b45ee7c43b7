'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { PRODUCER_EVENTS } = require('../../dist/kafkajs/events');
const { Instrumentation } = require('../../dist/kafkajs/instrumentation');
const { ClientLog } = require('../../dist/kafkajs/logger');
const { KeptLogger, atEnd, mockCluster, until } = require('../support');

const { CONNECT, DISCONNECT } = PRODUCER_EVENTS;

function instrumented() {
  const logger = new KeptLogger();
  return { instrumentation: new Instrumentation('producer', PRODUCER_EVENTS, new ClientLog(logger, 'me')), logger };
}

test('a listener is given what happened, when, and a number of its own', () => {
  const { instrumentation } = instrumented();
  const heard = [];
  instrumentation.on(CONNECT, (event) => heard.push(event));
  const before = Date.now();
  instrumentation.emit(CONNECT, null);
  instrumentation.emit(DISCONNECT, null);
  instrumentation.emit(CONNECT, { a: 1 });
  assert.deepEqual(
    heard.map(({ type, payload }) => [type, payload]),
    [
      [CONNECT, null],
      [CONNECT, { a: 1 }],
    ],
  );
  assert.equal(heard[1].id, heard[0].id + 1, 'an event that nobody heard of has no number');
  for (const { timestamp } of heard) assert.ok(timestamp >= before && timestamp <= Date.now());
});

test('listeners come and go, also while they are called and twice', () => {
  const { instrumentation } = instrumented();
  const heard = [];
  const listener = () => heard.push('both');
  const removes = [instrumentation.on(CONNECT, listener), instrumentation.on(CONNECT, listener)];
  const remove = instrumentation.on(CONNECT, () => {
    heard.push('once');
    remove();
    instrumentation.on(CONNECT, () => heard.push('late'));
  });
  instrumentation.emit(CONNECT, null);
  assert.deepEqual(heard.splice(0), ['both', 'both', 'once']);
  removes[0]();
  removes[0]();
  instrumentation.emit(CONNECT, null);
  assert.deepEqual(heard.splice(0), ['both', 'late']);
});

test('whether anybody listens is known', () => {
  const { instrumentation } = instrumented();
  assert.equal(instrumentation.isHeard(CONNECT), false);
  const remove = instrumentation.on(CONNECT, () => {});
  assert.deepEqual([instrumentation.isHeard(CONNECT), instrumentation.isHeard(DISCONNECT)], [true, false]);
  remove();
  assert.equal(instrumentation.isHeard(CONNECT), false);
});

test('a listener that throws, or rejects, goes to the log and disturbs nobody', async () => {
  const { instrumentation, logger } = instrumented();
  const heard = [];
  instrumentation.on(CONNECT, () => {
    throw new Error('planted');
  });
  instrumentation.on(CONNECT, () => Promise.reject('text'));
  instrumentation.on(CONNECT, () => heard.push('third'));
  instrumentation.emit(CONNECT, null);
  assert.deepEqual(heard, ['third']);
  await until(() => logger.lines.length === 2);
  assert.match(logger.lines[0], /^A listener of producer\.connect failed: Error: planted\n/);
  assert.equal(logger.lines[1], "A listener of producer.connect failed: 'text'");
});

test('names of no event and listeners that are none are refused', () => {
  const { instrumentation } = instrumented();
  for (const name of ['consumer.connect', 'CONNECT', '', undefined, null, 'toString'])
    assert.throws(() => instrumentation.on(name, () => {}), {
      name: 'KafkaJSError',
      code: -186,
      message: /^Event name should be one of producer\.events\.CONNECT, producer\.events\.DISCONNECT, /,
    });
  for (const listener of [undefined, null, 'text', {}])
    assert.throws(() => instrumentation.on(CONNECT, listener), { code: -186, message: /must be a function/ });
});

for (const kind of ['producer', 'admin']) {
  test(`a client tells when it is connected and disconnected: ${kind}`, async (t) => {
    const { servers } = mockCluster(t);
    const client = new Kafka({ 'bootstrap.servers': servers, kafkaJS: { logger: new KeptLogger() } })[kind]();
    atEnd(t, () => client.disconnect());
    const heard = [];
    const { CONNECT: connect, DISCONNECT: disconnect } = client.events;
    for (const name of [connect, disconnect]) client.on(name, ({ type, payload }) => heard.push([type, payload]));
    for (let times = 0; times < 2; times++) {
      await client.connect();
      assert.deepEqual(heard.splice(0), [[connect, null]]);
      await Promise.all([client.disconnect(), client.disconnect()]);
      assert.deepEqual(heard.splice(0), [[disconnect, null]]);
    }
  });
}
