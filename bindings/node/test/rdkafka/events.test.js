'use strict';
// What clients tell by themselves: to functions of the configuration and to listeners.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaConsumer, LibrdKafkaError, Producer } = require('../..');
const { call, callbackCluster, connected, consumerConfig, next, until } = require('./support');

const OAUTH = { 'security.protocol': 'sasl_plaintext', 'sasl.mechanism': 'OAUTHBEARER' };

test('statistics come to a function and to listeners', async (t) => {
  const { servers } = callbackCluster(t);
  for (const make of [(config) => new Producer(config), (config) => new KafkaConsumer(consumerConfig(servers, config))]) {
    const given = [];
    const client = make({
      'bootstrap.servers': servers,
      'statistics.interval.ms': 50,
      stats_cb(statistics) {
        given.push([this, statistics]);
      },
    });
    const event = next(client, 'event.stats');
    await connected(t, client);
    const [statistics] = await event;
    assert.equal(typeof JSON.parse(statistics.message).name, 'string');
    await until(() => given.length > 0);
    assert.equal(given[0][0], client);
    assert.deepEqual(Object.keys(given[0][1]), ['message']);
  }
});

test('lines of the log have a severity, a facility, a text and the name of their client', async (t) => {
  const { servers } = callbackCluster(t);
  const given = [];
  const client = new Producer({ 'bootstrap.servers': servers, debug: 'broker', log_cb: (line) => given.push(line) });
  const lines = [];
  client.on('event.log', (line) => lines.push(line));
  await connected(t, client);
  await until(() => lines.some(({ name }) => name === client.name));
  assert.deepEqual(Object.keys(lines[0]).sort(), ['fac', 'message', 'name', 'severity']);
  assert.equal(typeof lines[0].severity, 'number');
  assert.deepEqual(given[0], lines[0]);
});

test('errors that no call answers have their codes, and the last is kept', async (t) => {
  const { servers, mock } = callbackCluster(t);
  const given = [];
  const client = await connected(t, new Producer({ 'bootstrap.servers': servers, error_cb: (error) => given.push(error) }));
  assert.equal(client.getLastError(), null);
  const event = next(client, 'event.error');
  mock.brokerDown(1);
  const [error] = await event;
  assert.ok(error instanceof LibrdKafkaError);
  assert.ok(error.code < -1, String(error.code));
  assert.equal(typeof error.isFatal, 'boolean');
  assert.equal(given[0], error);
  assert.ok(client.getLastError() instanceof LibrdKafkaError);
});

test('event_cb is told of every kind of event, and with false there are none', async (t) => {
  const { servers } = callbackCluster(t);
  const base = { 'bootstrap.servers': servers, 'statistics.interval.ms': 50 };
  const kinds = [];
  const eager = new Producer({
    ...base,
    event_cb(kind) {
      kinds.push([this, kind]);
    },
  });
  const general = next(eager, 'event');
  await connected(t, eager);
  await general;
  await until(() => kinds.some(([client, kind]) => client === eager && kind === 'stats'));
  let functionCalls = 0;
  const silent = new Producer({ ...base, event_cb: false, stats_cb: () => functionCalls++ });
  silent.on('event.stats', () => assert.fail('no events were wanted'));
  await connected(t, silent);
  await until(() => functionCalls > 1);
});

test('tokens come from oauthbearer_token_refresh_cb', async (t) => {
  const asked = next(
    {
      once: (name, listener) => {
        const client = new Producer({
          'bootstrap.servers': '127.0.0.1:1',
          ...OAUTH,
          'sasl.oauthbearer.config': 'for=me',
          oauthbearer_token_refresh_cb: async (config) => {
            listener(config);
            return { tokenValue: 'abc', lifetime: Date.now() + 3_600_000, principal: 'me' };
          },
        });
        t.after(() => call(client, 'disconnect'));
        client.connect({ timeout: 500 });
      },
    },
    'token',
  );
  assert.deepEqual(await asked, ['for=me']);
});

test('a token that cannot be had is an error event, or without a listener one like any other', async (t) => {
  const planted = new Error('planted');
  const refused = (listenTo) => {
    const client = new Producer({
      'bootstrap.servers': '127.0.0.1:1',
      ...OAUTH,
      oauthbearer_token_refresh_cb: (config, done) => done(planted),
    });
    t.after(() => call(client, 'disconnect'));
    const event = next(client, listenTo);
    client.connect({ timeout: 1000 });
    return event;
  };
  for (const name of ['error', 'event.error']) {
    const [error] = await refused(name);
    assert.ok(error instanceof LibrdKafkaError);
    assert.deepEqual(
      [error.message, error.code, error.cause],
      ['oauthbearer_token_refresh_cb: planted', LibrdKafkaError.codes.ERR__AUTHENTICATION, planted],
    );
  }
  assert.equal(planted.message, 'planted');
});

test('a token that is none is told as well, and remembered as the last error', async (t) => {
  const given = [];
  const client = new Producer({
    'bootstrap.servers': '127.0.0.1:1',
    ...OAUTH,
    error_cb: (error) => given.push(error),
    oauthbearer_token_refresh_cb: async () => ({ tokenValue: 5 }),
  });
  t.after(() => call(client, 'disconnect'));
  client.connect({ timeout: 1000 });
  await until(() => given.length > 0);
  assert.match(given[0].message, /'tokenValue' of a token must be a string/);
  assert.ok(given[0] instanceof LibrdKafkaError);
  assert.ok(given.includes(client.getLastError()));
});
