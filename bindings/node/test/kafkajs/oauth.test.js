'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { KeptLogger, atEnd, delay, gate, until } = require('../support');

// Tokens are asked for before any broker is: what a broker makes of them is tested on a real one.

const PREFIX = 'oauthbearer_token_refresh_cb: ';
const inAnHour = () => Date.now() + 3_600_000;

/** An admin that is connected, and the errors that it tells. */
async function adminWith(t, oauthbearer_token_refresh_cb, rest = {}) {
  const errors = [];
  const admin = new Kafka({
    'bootstrap.servers': '127.0.0.1:1',
    'security.protocol': 'sasl_plaintext',
    'sasl.mechanism': 'OAUTHBEARER',
    oauthbearer_token_refresh_cb,
    error_cb: (error) => errors.push(error),
    ...rest,
    kafkaJS: { logger: new KeptLogger(), ...rest.kafkaJS },
  }).admin();
  atEnd(t, () => admin.disconnect());
  await admin.connect();
  return { admin, errors, failure: () => until(() => errors.find(({ code }) => code === -169)) };
}

/** Resolves once the client has the token, which is when it tries to connect. */
const isTaken = ({ errors }) => until(() => errors.some(({ code }) => code === -195));

test('a token comes in a promise, in that of another library, or by the callback', async (t) => {
  const token = { tokenValue: 'abc', lifetime: inAnHour() };
  const ways = [
    async () => token,
    () => ({ then: (resolve) => resolve(token) }),
    (config, done) => setImmediate(done, null, token),
    (config, done) => {
      done(undefined, token);
    },
  ];
  for (const way of ways) {
    const client = await adminWith(t, way);
    await isTaken(client);
    assert.equal(
      client.errors.some(({ code }) => code === -169),
      false,
    );
  }
});

test('the callback is given what the configuration says, and called again before the token ends', async (t) => {
  const given = [];
  const callback = async (config) => {
    given.push(config);
    return { tokenValue: 'abc', lifetime: Date.now() + 1000, principal: 'me', extensions: new Map([['a', 'b']]) };
  };
  await adminWith(t, callback, { 'sasl.oauthbearer.config': 'scope=a' });
  await until(() => given.length >= 2);
  assert.deepEqual(given.slice(0, 2), ['scope=a', 'scope=a']);
});

test('without anything to say to it, the callback is given an empty text', async (t) => {
  const { promise, open } = gate();
  await adminWith(t, (config) => {
    open(config);
  });
  assert.equal(await promise, '');
});

test("principals and extensions are handed over, and refused by librdkafka's own rules", async (t) => {
  const token = { tokenValue: 'abc', lifetime: inAnHour() };
  for (const rest of [
    { principal: 'me' },
    { extensions: { a: 'b', c: 5 } },
    { extensions: new Map([['a', 'b']]) },
    { extensions: null },
  ])
    await isTaken(await adminWith(t, async () => ({ ...token, ...rest })));
  const { failure } = await adminWith(t, async () => ({ ...token, extensions: { 1: 'b' } }));
  assert.match((await failure()).message, /^oauthbearer_token_refresh_cb: .*extension/i);
});

test('whatever goes wrong is told once, with its reason', async (t) => {
  const later = inAnHour();
  const planted = new Error('planted');
  const cases = [
    [
      () => {
        throw planted;
      },
      'planted',
      planted,
    ],
    [() => Promise.reject(planted), 'planted', planted],
    [() => Promise.reject(), 'undefined'],
    [(config, done) => done(planted), 'planted', planted],
    [(config, done) => done('no'), "'no'"],
    [async () => undefined, 'A token must be an object with tokenValue and lifetime.'],
    [(config, done) => done(), 'A token must be an object with tokenValue and lifetime.'],
    [async () => 'abc', 'A token must be an object with tokenValue and lifetime.'],
    [async () => ({ lifetime: later }), "The 'tokenValue' of a token must be a string."],
    [async () => ({ tokenValue: '', lifetime: later }), '"token" is empty; report a failure when there is none'],
    [async () => ({ tokenValue: 'abc' }), "The 'lifetime' of a token must be its end in milliseconds since 1970."],
    [
      async () => ({ tokenValue: 'a', lifetime: 'soon' }),
      "The 'lifetime' of a token must be its end in milliseconds since 1970.",
    ],
    [async () => ({ tokenValue: 'a', lifetime: later, principal: 5 }), "The 'principal' of a token must be a string."],
    [
      async () => ({ tokenValue: 'a', lifetime: later, extensions: 'a=b' }),
      "The 'extensions' of a token must be a Map or an object.",
    ],
    [undefined, 'the broker wants a token, and this function, which brings it, is not in the configuration.'],
  ];
  for (const [callback, reason, cause] of cases) {
    const { admin, errors, failure } = await adminWith(t, callback);
    const error = await failure();
    assert.deepEqual([error.name, error.message], ['KafkaJSSASLAuthenticationError', PREFIX + reason]);
    if (cause !== undefined) assert.equal(error.cause, cause);
    // librdkafka repeats the reason in words of its own, which have come by the time the client has ended.
    await admin.disconnect();
    assert.equal(errors.length, 1, JSON.stringify(errors.map(({ message }) => message)));
  }
  const { failure } = await adminWith(t, async () => ({ tokenValue: 'abc', lifetime: 5 }));
  assert.match((await failure()).message, /^oauthbearer_token_refresh_cb: .*unexpired/);
});

test('only the first answer counts', async (t) => {
  const client = await adminWith(t, async (config, done) => {
    done(null, { tokenValue: 'abc', lifetime: inAnHour() });
    done(new Error('second'));
    throw new Error('third');
  });
  await isTaken(client);
  assert.equal(
    client.errors.some(({ code }) => code === -169),
    false,
  );
});

test('without error_cb a failure goes to the log', async (t) => {
  const logger = new KeptLogger();
  const callback = async () => {
    throw new Error('planted');
  };
  await adminWith(t, callback, { error_cb: undefined, kafkaJS: { logger } });
  await until(() => logger.lines.includes(`${PREFIX}planted (-169)`));
});

test('an answer that comes when the client has gone does no harm', async (t) => {
  for (const way of ['open', 'fail']) {
    const answer = gate();
    const asked = gate();
    const { admin, errors } = await adminWith(t, () => {
      asked.open();
      return answer.promise;
    });
    await asked.promise;
    await admin.disconnect();
    answer[way](way === 'open' ? { tokenValue: 'abc', lifetime: inAnHour() } : new Error('late'));
    await answer.promise.catch(() => {});
    await delay(0);
    assert.deepEqual(errors, []);
  }
});

test("a block's provider has KafkaJS's shape", async (t) => {
  const given = [];
  const whole = { value: 'abc', principal: 'me', lifetime: inAnHour(), extensions: { a: 'b' } };
  const withProvider = (oauthBearerProvider) =>
    adminWith(t, undefined, {
      'sasl.oauthbearer.config': 'scope=a',
      kafkaJS: { sasl: { mechanism: 'oauthbearer', oauthBearerProvider } },
    });
  await isTaken(
    await withProvider(async (config) => {
      given.push(config);
      return whole;
    }),
  );
  assert.equal(given[0], 'scope=a');
  for (const name of ['value', 'principal', 'lifetime']) {
    const { failure } = await withProvider(async () => ({ ...whole, [name]: undefined }));
    const { message, cause } = await failure();
    assert.equal(message, `${PREFIX}The 'oauthBearerProvider' must bring a token that has a '${name}'.`);
    assert.equal(cause.code, -186);
  }
  for (const nothing of [undefined, null]) {
    const { failure } = await withProvider(async () => nothing);
    assert.match((await failure()).message, /that has a 'value'/);
  }
});

test('where librdkafka makes tokens itself, nobody is asked', async (t) => {
  const config = { 'enable.sasl.oauthbearer.unsecure.jwt': true, 'sasl.oauthbearer.config': 'principal=me' };
  const client = await adminWith(t, undefined, config);
  await isTaken(client);
  assert.equal(
    client.errors.some(({ code }) => code === -169),
    false,
  );
});
