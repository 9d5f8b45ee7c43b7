'use strict';
// Clients of the callback API that say who they are, on a real Kafka.
const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { AdminClient, KafkaConsumer, LibrdKafkaError, Producer } = require('../..');
const { call, connected, next, until } = require('../rdkafka/support');
const { atEnd } = require('../support');
const { PASSWORDS, guardedCluster, unsignedToken } = require('./guarded');

const { codes } = LibrdKafkaError;

let cluster;
let end;

before(async () => {
  cluster = await guardedCluster({ after: (stop) => (end = stop) });
});

after(() => end());

const byPassword = (password) => ({
  'bootstrap.servers': cluster.passwords,
  'security.protocol': 'sasl_plaintext',
  'sasl.mechanism': 'PLAIN',
  'sasl.username': 'me',
  'sasl.password': password,
});

const byToken = (rest) => ({
  'bootstrap.servers': cluster.tokens,
  'security.protocol': 'sasl_plaintext',
  'sasl.mechanism': 'OAUTHBEARER',
  'sasl.oauthbearer.config': 'scope=a',
  ...rest,
});

const makers = [(config) => new Producer(config), (config) => new KafkaConsumer({ ...config, 'group.id': 'guarded' })];

/** Resolves when an admin client has been let in. */
async function letIn(t, admin) {
  atEnd(t, () => admin.disconnect());
  assert.equal((await call(admin, 'describeCluster', { timeout: 30_000 })).brokers.length, 1);
}

test('passwords let in, and a wrong one does not', async (t) => {
  for (const make of makers) {
    await connected(t, make(byPassword(PASSWORDS.me)));
    const failure = next(make(byPassword('wrong')).connect({}), 'connection.failure');
    assert.equal((await failure)[0].code, codes.ERR__AUTHENTICATION);
  }
  await letIn(t, AdminClient.create(byPassword(PASSWORDS.me)));
});

test('other credentials count for the next connection', async (t) => {
  for (const make of makers) {
    const client = await connected(t, make(byPassword(PASSWORDS.me)));
    client.setSaslCredentials('me', 'wrong');
    await call(client, 'getMetadata', { timeout: 10_000 });
    const refused = new Promise((resolve) => {
      client.on('event.error', (error) => error.code === codes.ERR__AUTHENTICATION && resolve());
    });
    await cluster.restart();
    await refused;
    client.setSaslCredentials('you', PASSWORDS.you);
    await call(client, 'getMetadata', { timeout: 30_000 });
  }
});

test('tokens are brought in a promise, by the callback, or set by hand', async (t) => {
  const given = [];
  for (const oauthbearer_token_refresh_cb of [
    async (config) => {
      given.push(config);
      return unsignedToken('me');
    },
    (config, done) => {
      given.push(config);
      setImmediate(done, null, { ...unsignedToken('me'), principal: 'me', extensions: { traceId: '1' } });
    },
  ]) {
    for (const make of makers) await connected(t, make(byToken({ oauthbearer_token_refresh_cb })));
    await letIn(t, AdminClient.create(byToken({ oauthbearer_token_refresh_cb })));
  }
  assert.deepEqual(given, Array(6).fill('scope=a'));
  for (const make of makers) {
    const client = make(byToken());
    client.setOauthBearerToken(unsignedToken('me').tokenValue);
    await connected(t, client);
    client.setOauthBearerToken(unsignedToken('you').tokenValue);
  }
});

test('a token that is set while the client waits for one lets it in', async (t) => {
  const client = new Producer(byToken());
  const wanted = next(client, 'event.error');
  const ready = connected(t, client);
  const [error] = await wanted;
  assert.deepEqual([error.name, error.code], ['LibrdKafkaError', codes.ERR__AUTHENTICATION]);
  client.setOauthBearerToken(unsignedToken('me').tokenValue);
  await ready;
});

test('a token that cannot be had is an error with a code, and the next one lets in', async (t) => {
  let calls = 0;
  const oauthbearer_token_refresh_cb = async () => {
    if (++calls === 1) throw new Error('the provider is away');
    return unsignedToken('me');
  };
  const client = new Producer(byToken({ oauthbearer_token_refresh_cb }));
  const told = [];
  client.on('error', (error) => told.push(error));
  await assert.rejects(call(client, 'connect', { timeout: 1500 }), { code: codes.ERR__AUTHENTICATION });
  await until(() => told.length === 1);
  assert.deepEqual(
    [told[0].name, told[0].code, told[0].message],
    ['LibrdKafkaError', codes.ERR__AUTHENTICATION, 'oauthbearer_token_refresh_cb: the provider is away'],
  );
  await connected(t, client);
});
