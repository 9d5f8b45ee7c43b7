'use strict';
// What clients of the callback API tell of a real Kafka by themselves: events, and the functions for them.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { AdminClient, KafkaConsumer, LibrdKafkaError, Producer } = require('../..');
const { call, connected, consumerConfig, next, until } = require('../rdkafka/support');
const { atEnd } = require('../support');
const { REAL_SESSION, callbackKafka } = require('./callback-support');
const { kafkaTool, ownCluster, sharedServers } = require('./support');

/** Both kinds of clients, as they are made for a cluster. */
const MAKERS = {
  producer: (servers, config) => new Producer({ 'bootstrap.servers': servers, ...config }),
  consumer: (servers, config) => new KafkaConsumer(consumerConfig(servers, { ...REAL_SESSION, ...config })),
};

for (const [kind, make] of Object.entries(MAKERS)) {
  test(`a ${kind} tells when it is ready and when it is gone`, async (t) => {
    const client = make(sharedServers(), { 'client.id': 'mine' });
    const ready = next(client, 'ready');
    const metadata = await call(client, 'connect', {});
    atEnd(t, () => call(client, 'disconnect'));
    const [info, told] = await ready;
    assert.deepEqual([info, told], [{ name: client.name }, metadata]);
    assert.match(client.name, /^mine#/);
    assert.equal(metadata.brokers.length, 1);
    assert.equal(`${metadata.brokers[0].host}:${metadata.brokers[0].port}`, sharedServers());
    assert.deepEqual([client.isConnected(), client.getLastError()], [true, null]);
    await until(() => client.connectedTime() > 0);
    const gone = next(client, 'disconnected');
    const metrics = await call(client, 'disconnect');
    assert.deepEqual(await gone, [metrics]);
    assert.ok(metrics.connectionOpened > 1e12);
    assert.deepEqual([client.isConnected(), client.connectedTime()], [false, 0]);
  });

  test(`a ${kind} tells statistics, lines of its log and everything`, async (t) => {
    const called = { stats_cb: [], log_cb: [], event_cb: [] };
    const functions = {
      stats_cb: (statistics) => called.stats_cb.push(statistics),
      log_cb: (line) => called.log_cb.push(line),
      event_cb: (name, data) => called.event_cb.push([name, data]),
    };
    const client = make(sharedServers(), { 'statistics.interval.ms': 100, debug: 'broker', ...functions });
    const events = Promise.all(['event.stats', 'event.log', 'event'].map((name) => next(client, name)));
    await connected(t, client);
    const [[statistics], [line], [first]] = await events;
    assert.equal(JSON.parse(statistics.message).type, kind);
    assert.deepEqual([line.name, typeof line.severity, typeof line.fac], [client.name, 'number', 'string']);
    assert.deepEqual([called.stats_cb[0], called.log_cb[0]], [statistics, line]);
    assert.equal(called.event_cb[0][1], first);
    assert.deepEqual([...new Set(called.event_cb.map(([name]) => name))].sort(), ['log', 'stats']);
  });
}

test('a client whose broker dies tells so, with a code, and comes back', async (t) => {
  const cluster = await ownCluster(t);
  const called = [];
  const clients = Object.values(MAKERS).map((make) => make(cluster.servers, { error_cb: (error) => called.push(error) }));
  await Promise.all(clients.map((client) => connected(t, client)));
  const errors = Promise.all(clients.map((client) => next(client, 'event.error')));
  await cluster.kill();
  for (const [error] of await errors) {
    assert.ok(error instanceof LibrdKafkaError);
    assert.deepEqual([error.origin, error.isFatal, error.code < -1], ['local', false, true]);
    assert.ok(called.includes(error));
  }
  for (const client of clients) assert.ok(client.getLastError() instanceof LibrdKafkaError);
  await cluster.restart();
  for (const client of clients) await call(client, 'getMetadata', { timeout: 30_000 });
});

test('a broker that is not there is told by the callback and by an event', async (t) => {
  const cluster = await ownCluster(t);
  await cluster.kill();
  for (const make of Object.values(MAKERS)) {
    const client = make(cluster.servers);
    const failure = next(client, 'connection.failure');
    await assert.rejects(call(client, 'connect', { timeout: 500 }), { name: 'LibrdKafkaError', origin: 'local' });
    assert.deepEqual((await failure)[1], {});
    assert.equal(client.isConnected(), false);
  }
});

test('a broker that slows a client down is told', async (t) => {
  const { servers, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic();
  const name = `slow-${process.pid}`;
  const quota = ['--entity-type', 'clients', '--entity-name', name];
  await kafkaTool('configs', servers, '--alter', ...quota, '--add-config', 'producer_byte_rate=1000');
  atEnd(t, () => kafkaTool('configs', servers, '--alter', ...quota, '--delete-config', 'producer_byte_rate'));
  const called = [];
  const slow = { 'client.id': name, throttle_cb: (throttle) => called.push(throttle) };
  const client = await connected(t, MAKERS.producer(servers, slow));
  const events = { 'event.throttle': [], 'event.event': [] };
  for (const [event, heard] of Object.entries(events)) client.on(event, (throttle) => heard.push(throttle));
  const isSlow = ({ throttleTime }) => throttleTime > 0;
  await until(() => {
    client.produce(topic, 0, Buffer.alloc(2000));
    return events['event.throttle'].some(isSlow);
  });
  const { message, throttleTime, brokerName, brokerId } = events['event.throttle'].find(isSlow);
  assert.deepEqual([Number.isInteger(throttleTime), brokerId], [true, 1]);
  assert.ok(message.includes(brokerName));
  assert.deepEqual([called, events['event.event']], [events['event.throttle'], events['event.throttle']]);
});

test('with event_cb false there are none but its own', async (t) => {
  let calls = 0;
  const config = { event_cb: false, 'statistics.interval.ms': 50, stats_cb: () => calls++ };
  const client = MAKERS.producer(sharedServers(), config);
  for (const event of ['event', 'event.stats']) client.on(event, () => assert.fail('no events were wanted'));
  await connected(t, client);
  await until(() => calls > 2);
});

test('an admin client tells its handlers', async (t) => {
  const told = [];
  const handlers = { ready: ({ name }) => told.push(name), 'event.log': ({ name }) => told.push(name) };
  const admin = AdminClient.create({ 'bootstrap.servers': sharedServers(), debug: 'admin' }, handlers);
  atEnd(t, () => admin.isConnected() && admin.disconnect());
  await call(admin, 'describeCluster');
  await until(() => told.length > 1);
  assert.ok(told.every((name) => name === admin.name));
  const gone = next(admin, 'disconnected');
  admin.disconnect();
  assert.equal(admin.isConnected(), false);
  await gone;
});

test('a rebalance is told, with the partitions and without a function that answers', async (t) => {
  const { consumer, newTopic } = callbackKafka(t, sharedServers());
  const topic = await newTopic(2);
  const client = await consumer({ ...REAL_SESSION, rebalance_cb: true });
  const told = [];
  client.on('rebalance', ({ code }, partitions) => told.push([code, partitions.map(({ partition }) => partition)]));
  client.subscribe([topic]);
  client.consume();
  await until(() => told.length === 1);
  client.unsubscribe();
  await until(() => told.length === 2);
  const { ERR__ASSIGN_PARTITIONS, ERR__REVOKE_PARTITIONS } = LibrdKafkaError.codes;
  assert.deepEqual(told, [
    [ERR__ASSIGN_PARTITIONS, [0, 1]],
    [ERR__REVOKE_PARTITIONS, [0, 1]],
  ]);
});
