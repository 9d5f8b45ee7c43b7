'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { KeptLogger, atEnd, until } = require('../support');
const { PASSWORDS, guardedCluster, unsignedToken } = require('./guarded');

const KINDS = ['producer', 'consumer', 'admin'];
/** What cannot be done is known long before the time is over. */
const AT_ONCE_MS = 10_000;

let cluster;
let end;

before(async () => {
  cluster = await guardedCluster({ after: (stop) => (end = stop) });
});

after(() => end());

const password = (username, secret = PASSWORDS[username]) => ({
  'bootstrap.servers': cluster.passwords,
  kafkaJS: { sasl: { mechanism: 'plain', username, password: secret } },
});

/** A client, and the lines of its log. */
function clientOf(t, kind, { kafkaJS, ...config }) {
  const logger = new KeptLogger();
  const group = kind === 'consumer' ? { 'group.id': 'guarded' } : {};
  const client = new Kafka({ ...group, ...config, kafkaJS: { logger, ...kafkaJS } })[kind]();
  atEnd(t, () => client.disconnect());
  return { client, logger };
}

/** How connecting is refused, and that it does not take the time that it may. */
async function refusal(client) {
  const start = performance.now();
  const error = await client.connect().then(
    () => assert.fail('it was let in'),
    (error) => error,
  );
  assert.ok(performance.now() - start < AT_ONCE_MS, `only after ${performance.now() - start} ms`);
  return error;
}

describe('passwords', () => {
  test('the right one lets in, from the block and from outside of it', async (t) => {
    for (const kind of KINDS) {
      const { client } = clientOf(t, kind, password('me'));
      await client.connect();
    }
    const { client } = clientOf(t, 'producer', {
      'bootstrap.servers': cluster.passwords,
      'security.protocol': 'sasl_plaintext',
      'sasl.mechanisms': 'PLAIN',
      'sasl.username': 'you',
      'sasl.password': PASSWORDS.you,
    });
    await client.connect();
    assert.equal((await client.send({ topic: 'guarded', messages: [{ value: 'v' }] })).length, 1);
  });

  test('a wrong one is refused at once, and so are users and mechanisms that are not known', async (t) => {
    const cases = [
      [password('me', 'wrong'), /SASL authentication error: Authentication failed/],
      [password('nobody', 'secret'), /SASL authentication error: Authentication failed/],
      [
        { ...password('me'), 'sasl.mechanism': 'SCRAM-SHA-256' },
        /SCRAM-SHA-256 mechanism handshake failed: Broker: Unsupported SASL mechanism/,
      ],
    ];
    for (const [config, message] of cases) {
      for (const kind of ['producer', 'consumer']) {
        const error = await refusal(clientOf(t, kind, config).client);
        assert.deepEqual([error.name, error.code], ['KafkaJSSASLAuthenticationError', -169]);
        assert.match(error.message, /^connecting cannot succeed: sasl_plaintext:\/\/127\.0\.0\.1:/);
        assert.match(error.message, message);
      }
    }
  });

  test('other credentials let in a client that was refused, and one that is not connected yet', async (t) => {
    for (const kind of ['producer', 'consumer']) {
      const { client } = clientOf(t, kind, password('me', 'wrong'));
      await refusal(client);
      client.setSaslCredentials({ username: 'you', password: PASSWORDS.you });
      await client.connect();
    }
  });

  test('a client that is connected uses other credentials for its next connection', async (t) => {
    const { client: producer, logger } = clientOf(t, 'producer', password('me'));
    const send = () => producer.send({ topic: 'guarded', messages: [{ value: 'v' }] });
    await producer.connect();
    await send();
    producer.setSaslCredentials({ username: 'me', password: 'wrong' });
    await send();
    await cluster.restart();
    const sending = send();
    await until(() => logger.lines.some((line) => /SASL authentication error/.test(line)));
    producer.setSaslCredentials({ username: 'you', password: PASSWORDS.you });
    await sending;
  });
});

describe('certificates', () => {
  const behind = (rest = {}) => ({ 'bootstrap.servers': cluster.certificates, ...rest, kafkaJS: { ssl: true } });

  test('one that nobody vouches for, or that is made out to another host, is refused at once', async (t) => {
    for (const config of [behind(), behind({ 'ssl.ca.pem': Buffer.from(cluster.certificate) })]) {
      const error = await refusal(clientOf(t, 'producer', config).client);
      assert.deepEqual([error.name, error.code, error.type], ['KafkaJSError', -181, 'ERR__SSL']);
      assert.match(error.message, /^connecting cannot succeed: .*certificate/);
    }
  });

  test('one that is vouched for lets in', async (t) => {
    const names = { 'ssl.endpoint.identification.algorithm': 'none' };
    for (const kind of KINDS) {
      const config = behind({ ...names, 'ssl.ca.pem': cluster.certificate });
      await clientOf(t, kind, config).client.connect();
    }
    await clientOf(t, 'producer', behind({ 'enable.ssl.certificate.verification': false })).client.connect();
  });

  test('a client that does not speak TLS is told what the broker does at the end of its time', async (t) => {
    const config = { 'bootstrap.servers': cluster.certificates, 'js.connect.timeout.ms': 1500 };
    const { name, code, message } = await refusal(clientOf(t, 'producer', config).client);
    assert.deepEqual([name, code], ['KafkaJSConnectionError', -195]);
    assert.match(message, /^no broker answered within 1500 ms: .*Disconnected.*compare security\.protocol/);
  });
});

describe('tokens', () => {
  const asked = (rest) => ({
    'bootstrap.servers': cluster.tokens,
    'security.protocol': 'sasl_plaintext',
    'sasl.mechanisms': 'OAUTHBEARER',
    'sasl.oauthbearer.config': 'scope=a',
    ...rest,
  });
  const provided = (oauthBearerProvider) => ({
    'bootstrap.servers': cluster.tokens,
    kafkaJS: { sasl: { mechanism: 'oauthbearer', oauthBearerProvider } },
  });

  test('one lets in, brought in a promise, by the callback, or by the provider of a block', async (t) => {
    const given = [];
    const configs = [
      asked({
        oauthbearer_token_refresh_cb: async (config) => {
          given.push(config);
          return { ...unsignedToken('me'), principal: 'me' };
        },
      }),
      asked({ oauthbearer_token_refresh_cb: (config, done) => setImmediate(done, null, unsignedToken('me')) }),
      provided(async () => {
        const { tokenValue, lifetime } = unsignedToken('me');
        return { value: tokenValue, lifetime, principal: 'me', extensions: new Map([['traceId', '1']]) };
      }),
    ];
    for (const config of configs) {
      for (const kind of ['producer', 'consumer']) await clientOf(t, kind, config).client.connect();
      const { client: admin } = clientOf(t, 'admin', config);
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: 'guarded-by-tokens' }], timeout: 30_000 });
    }
    assert.deepEqual(given, ['scope=a', 'scope=a', 'scope=a']);
  });

  test('one that the broker does not take is refused at once', async (t) => {
    const oauthbearer_token_refresh_cb = async () => ({ ...unsignedToken('me'), tokenValue: 'not.a.token' });
    const error = await refusal(clientOf(t, 'producer', asked({ oauthbearer_token_refresh_cb })).client);
    assert.deepEqual([error.name, error.code], ['KafkaJSSASLAuthenticationError', -169]);
    assert.match(error.message, /^connecting cannot succeed: /);
  });

  test('without one, connecting ends at the end of its time with the reason, and may be tried again', async (t) => {
    let calls = 0;
    const oauthbearer_token_refresh_cb = async () => {
      if (++calls === 1) throw new Error('the provider is away');
      return unsignedToken('me');
    };
    const config = asked({ oauthbearer_token_refresh_cb, 'js.connect.timeout.ms': 1500 });
    const { client, logger } = clientOf(t, 'producer', config);
    const error = await refusal(client);
    assert.deepEqual([error.name, error.code], ['KafkaJSSASLAuthenticationError', -169]);
    assert.match(error.message, /^no broker answered within 1500 ms: .*: the provider is away$/);
    assert.deepEqual(
      logger.lines.filter((line) => line.includes('provider')),
      ['oauthbearer_token_refresh_cb: the provider is away (-169)'],
    );
    await client.connect();
  });

  test('a connection outlives its token', async (t) => {
    let calls = 0;
    const oauthbearer_token_refresh_cb = async () => {
      calls++;
      return unsignedToken('me', 2000);
    };
    const { client } = clientOf(t, 'producer', asked({ oauthbearer_token_refresh_cb }));
    await client.connect();
    await until(() => calls >= 3);
    await client.send({ topic: 'guarded', messages: [{ value: 'v' }] });
  });
});

describe('a broker that is away', () => {
  test('is waited for', async (t) => {
    await cluster.kill();
    const { client } = clientOf(t, 'producer', password('me'));
    const connecting = client.connect();
    await Promise.all([cluster.restart(), connecting]);
  });

  test('keeps nobody from ending the waiting', async (t) => {
    await cluster.kill();
    t.after(() => cluster.restart());
    for (const kind of ['producer', 'consumer']) {
      const { client } = clientOf(t, kind, password('me'));
      const connecting = assert.rejects(client.connect(), {
        code: -172,
        message: 'Connect was ended by disconnect().',
      });
      await client.disconnect();
      await connecting;
      const controller = new AbortController();
      const aborted = assert.rejects(client.connect({ signal: controller.signal }), { name: 'AbortError' });
      controller.abort();
      await aborted;
    }
  });
});
