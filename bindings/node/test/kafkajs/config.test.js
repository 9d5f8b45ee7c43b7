'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka, logLevel },
} = require('../..');
const { KeptLogger } = require('../support');
const { loggerOf, merged, retryOf, settingsOf } = require('../../dist/kafkajs/config');
const { consumerSettings } = require('../../dist/kafkajs/consumer-config');
const { producerSettings } = require('../../dist/kafkajs/producer-config');

/** For the rest of a test. */
function environment(t, level) {
  process.env.KAFKAJS_LOG_LEVEL = level;
  t.after(() => {
    delete process.env.KAFKAJS_LOG_LEVEL;
  });
}

const settings = (config) => settingsOf(config, {}, () => {});
const properties = (config) => settings(config).properties;
const block = (kafkaJS, rest = {}) => properties({ ...rest, kafkaJS });

/** What a block says that sets nothing that is looked at. */
const DEFAULTS = {
  'socket.timeout.ms': '30000',
  'socket.connection.setup.timeout.ms': '11000',
  'retry.backoff.ms': '300',
  'retry.backoff.max.ms': '30000',
  log_level: '6',
};

test('without a block, properties go to librdkafka as they are', () => {
  const config = {
    'bootstrap.servers': 'a:1',
    'linger.ms': 5,
    'enable.idempotence': true,
    debug: ['broker', 'msg'],
    'client.id': undefined,
  };
  const expected = { 'bootstrap.servers': 'a:1', 'linger.ms': '5', 'enable.idempotence': 'true', debug: 'broker,msg' };
  assert.deepEqual(properties(config), expected);
  assert.deepEqual(properties({ ...config, kafkaJS: {} }), expected);
});

test("a block brings KafkaJS's defaults", () => {
  assert.deepEqual(block({ brokers: ['a:1', 'b:2'], clientId: 'me' }), {
    ...DEFAULTS,
    'bootstrap.servers': 'a:1,b:2',
    'client.id': 'me',
  });
});

test('times of a block become times of librdkafka', () => {
  const expected = {
    ...DEFAULTS,
    'socket.timeout.ms': '1',
    'socket.connection.setup.timeout.ms': '5000',
    'retry.backoff.ms': '7',
    'retry.backoff.max.ms': '70',
  };
  assert.deepEqual(
    block({
      requestTimeout: 1,
      connectionTimeout: 2000,
      authenticationTimeout: 3000,
      retry: { initialRetryTime: 7, maxRetryTime: 70 },
    }),
    expected,
  );
  assert.equal(block({ requestTimeout: 1, enforceRequestTimeout: false })['socket.timeout.ms'], '300000');
  assert.equal(block({ connectionTimeout: 1, authenticationTimeout: 1 })['socket.connection.setup.timeout.ms'], '1000');
});

test('properties outside of the block win', () => {
  assert.equal(block({ clientId: 'theirs' }, { 'client.id': 'ours' })['client.id'], 'ours');
});

test('properties outside of the block win under all of their names', () => {
  const names = {
    'metadata.broker.list': ['bootstrap.servers', { brokers: ['a:1'] }],
    'sasl.mechanisms': ['sasl.mechanism', { sasl: { mechanism: 'plain', username: 'u', password: 'p' } }],
    'compression.type': ['compression.codec', { compression: 'gzip' }, producerSettings],
    'request.required.acks': ['acks', { acks: 1 }, producerSettings],
    'max.in.flight.requests.per.connection': ['max.in.flight', { maxInFlightRequests: 1 }, producerSettings],
    'message.send.max.retries': ['retries', { retry: { retries: 1 } }, producerSettings],
    'max.partition.fetch.bytes': ['fetch.message.max.bytes', { maxBytesPerPartition: 1 }, consumerSettings],
  };
  for (const [name, [other, kafkaJS, settingsFor = settings]] of Object.entries(names)) {
    assert.notEqual(settingsFor({ kafkaJS }).properties[other], undefined, other);
    const { [name]: given, [other]: derived } = settingsFor({ kafkaJS, [name]: 'mine' }).properties;
    assert.deepEqual({ given, derived }, { given: 'mine', derived: undefined }, name);
  }
});

test('of two names of one property the later one counts', () => {
  assert.deepEqual(properties({ 'linger.ms': 1, 'queue.buffering.max.ms': 2 }), { 'queue.buffering.max.ms': '2' });
  assert.deepEqual(properties({ 'queue.buffering.max.ms': 2, 'linger.ms': 1 }), { 'linger.ms': '1' });
  assert.deepEqual(properties({ 'linger.ms': 1, 'queue.buffering.max.ms': undefined }), { 'linger.ms': '1' });
});

test('security is what ssl and sasl say together', () => {
  const sasl = { mechanism: 'scram-sha-256', username: 'u', password: 'p' };
  assert.equal(block({ ssl: true })['security.protocol'], 'ssl');
  assert.equal(block({ ssl: false })['security.protocol'], undefined);
  assert.equal(block({ ssl: true, sasl })['security.protocol'], 'sasl_ssl');
  assert.deepEqual(block({ sasl }), {
    ...DEFAULTS,
    'security.protocol': 'sasl_plaintext',
    'sasl.mechanism': 'SCRAM-SHA-256',
    'sasl.username': 'u',
    'sasl.password': 'p',
  });
});

test('levels become syslog levels, and the environment wins over a level that is given', (t) => {
  for (const [level, syslog] of [
    ['NOTHING', 0],
    ['ERROR', 3],
    ['WARN', 4],
    ['INFO', 6],
    ['DEBUG', 7],
  ]) {
    assert.equal(block({ logLevel: logLevel[level] }).log_level, String(syslog));
  }
  environment(t, 'debug');
  assert.equal(block({ logLevel: logLevel.ERROR }).log_level, '7');
  assert.equal(block({ clientId: 'me' }).log_level, '6');
  process.env.KAFKAJS_LOG_LEVEL = '';
  assert.equal(block({ logLevel: logLevel.ERROR }).log_level, '3');
  process.env.KAFKAJS_LOG_LEVEL = 'loud';
  assert.throws(() => block({ logLevel: logLevel.ERROR }), {
    code: -186,
    message: 'KAFKAJS_LOG_LEVEL has no level loud: it takes one of NOTHING, ERROR, WARN, INFO, DEBUG.',
  });
});

test('what cannot be done is refused by name', () => {
  const refused = [
    [{ brokers: 'a:1' }, /'brokers' property must be an array of strings/],
    [{ brokers: [5] }, /'brokers'/],
    [{ brokers: () => [] }, /'brokers'/],
    [{ clientId: {} }, /'clientId' property must be a string/],
    [{ ssl: {} }, /'ssl' property must be a boolean/],
    [{ ssl: null }, /'ssl' property must be a boolean/],
    [{ sasl: { mechanism: 'aws' } }, /mechanism 'aws' is not supported/],
    [{ sasl: {} }, /mechanism undefined is not supported/],
    [{ sasl: null }, /'sasl' property must be an object/],
    [{ sasl: { mechanism: 'plain', username: 'u' } }, /sasl\.password/],
    [
      { sasl: { mechanism: 'oauthbearer', oauthBearerProvider: 'token' } },
      /'oauthBearerProvider' property must be a func/,
    ],
    [
      { requestTimeout: 'long' },
      /^The 'requestTimeout' property must be a number of milliseconds from 0, not 'long'\.$/,
    ],
    [{ connectionTimeout: -1 }, /'connectionTimeout'/],
    [{ authenticationTimeout: true }, /'authenticationTimeout'/],
    [{ retry: 5 }, /'retry' property must be an object/],
    [{ retry: { initialRetryTime: NaN } }, /'retry\.initialRetryTime'/],
    [{ retry: { maxRetryTime: true } }, /'retry\.maxRetryTime'/],
    [{ retry: { factor: 0.2 } }, /'retry\.factor' property is not supported/],
    [{ retry: { multiplier: 2 } }, /'retry\.multiplier'/],
    [{ retry: { restartOnFailure: async () => true } }, /'retry\.restartOnFailure'/],
    [{ socketFactory: () => {} }, /^The 'socketFactory' property is not supported\.$/],
    [{ reauthenticationThreshold: 1 }, /^The 'reauthenticationThreshold' property is not supported\.$/],
    [{ logLevel: 9 }, /'logLevel' property has no level 9: it takes one of logLevel\.NOTHING, logLevel\.ERROR,/],
    [{ logger: {} }, /'logger' property must have the methods setLogLevel, info,/],
    [{ logger: null }, /'logger'/],
    [{ logCreator: 5 }, /'logCreator' property must be a function/],
    [{ foo: 1 }, /^The 'foo' property is not supported\.$/],
    [{ toString: 1 }, /^The 'toString' property is not supported\.$/],
  ];
  for (const [kafkaJS, message] of refused)
    assert.throws(() => block(kafkaJS), { name: 'KafkaJSError', code: -186, message }, JSON.stringify(kafkaJS));
  for (const value of [{}, null, Symbol('x')])
    assert.throws(() => properties({ 'client.id': value }), {
      code: -186,
      message: /'client\.id' property must be a str/,
    });
});

/** What says no number that is of use, not even as a text. */
const NO_NUMBERS = [Symbol('x'), true, [7], {}, { toString: null }, Object.create(null), () => 7, '', ' ', 'many', NaN, 0.5];

test('what is no number where one is needed is refused by name, whatever it is', () => {
  for (const value of [...NO_NUMBERS, null, 0, 0n, -5n, -1])
    assert.throws(() => settings({ 'js.connect.timeout.ms': value }), {
      name: 'KafkaJSError',
      code: -186,
      message: /^The 'js\.connect\.timeout\.ms' property must be a positive integer, not /,
    });
  for (const value of [...NO_NUMBERS.slice(0, -1), -5n, -1])
    for (const name of ['requestTimeout', 'connectionTimeout', 'authenticationTimeout'])
      assert.throws(() => block({ [name]: value }), { name: 'KafkaJSError', code: -186, message: new RegExp(`'${name}'`) });
  assert.equal(settings({ 'js.connect.timeout.ms': 7n }).connectTimeoutMs, 7);
  assert.equal(block({ requestTimeout: 7n })['socket.timeout.ms'], '7');
});

test('the wildest values are refused by name when a client connects, not when it is made', async () => {
  const wild = [Symbol('x'), { toString: null }, Object.create(null)];
  const places = {
    log_level: (value) => ({ log_level: value }),
    logLevel: (value) => ({ kafkaJS: { logLevel: value } }),
    mechanism: (value) => ({ kafkaJS: { sasl: { mechanism: value } } }),
    'client.id': (value) => ({ 'client.id': value }),
  };
  const kafka = new Kafka({ 'bootstrap.servers': '127.0.0.1:1', 'group.id': 'g', kafkaJS: { logger: new KeptLogger() } });
  for (const [name, configOf] of Object.entries(places))
    for (const value of wild)
      for (const kind of ['producer', 'consumer', 'admin'])
        await assert.rejects(kafka[kind](configOf(value)).connect(), {
          name: 'KafkaJSError',
          code: -186,
          message: new RegExp(name.replace('.', '\\.')),
        });
});

test('what is not given may be undefined', () => {
  const keys = ['brokers', 'clientId', 'ssl', 'sasl', 'requestTimeout', 'retry', 'logLevel', 'logger', 'logCreator'];
  assert.deepEqual(block(Object.fromEntries(keys.map((name) => [name, undefined]))), DEFAULTS);
});

test('a time that is null has its default', () => {
  const times = { requestTimeout: null, connectionTimeout: null, authenticationTimeout: null };
  assert.deepEqual(block({ ...times, retry: { initialRetryTime: null, maxRetryTime: null } }), DEFAULTS);
  assert.deepEqual(block({ retry: null }), DEFAULTS);
  assert.deepEqual(retryOf({ kafkaJS: { retry: { initialRetryTime: null } } }), { initialMs: 300, maxMs: 30_000 });
});

test('values are what librdkafka reads', () => {
  const given = {
    'ssl.ca.pem': Buffer.from('-----'),
    'message.max.bytes': 10n,
    'linger.ms': 0.5,
    debug: ['a', Buffer.from('b')],
  };
  const expected = { 'ssl.ca.pem': '-----', 'message.max.bytes': '10', 'linger.ms': '0.5', debug: 'a,b' };
  assert.deepEqual(properties(given), expected);
});

test('NaN is no number, also where librdkafka would take it', () => {
  for (const name of ['linger.ms', 'client.id', 'message.max.bytes'])
    assert.throws(() => settings({ [name]: NaN }), {
      name: 'KafkaJSError',
      code: -186,
      message: `The '${name}' property must be a string, a number or a boolean, not NaN.`,
    });
  assert.throws(() => block({ clientId: NaN }), { name: 'KafkaJSError', code: -186, message: /'clientId'/ });
});

test('functions are taken out: those that every client has, and those of its kind; others are refused by name', () => {
  const names = ['stats_cb', 'log_cb', 'error_cb', 'throttle_cb', 'oauthbearer_token_refresh_cb'];
  const functions = Object.fromEntries(names.map((name) => [name, () => name]));
  const rebalance_cb = () => {};
  const { properties: texts, callbacks } = settingsOf({ ...functions, rebalance_cb, acks: 1 }, {}, () => {}, [
    'rebalance_cb',
  ]);
  assert.deepEqual(texts, { acks: '1' });
  assert.deepEqual(callbacks, { ...functions, rebalance_cb });
  for (const name of ['rebalance_cb', 'dr_cb', 'socket_cb', 'event_cb', 'client.id'])
    assert.throws(() => settings({ [name]: () => {} }), {
      code: -186,
      message: `The '${name}' property is not supported.`,
    });
  for (const value of [5, 'text', null, {}])
    assert.throws(() => settings({ stats_cb: value }), {
      code: -186,
      message: "The 'stats_cb' property must be a function.",
    });
  // Leaves it to the client, as in other bindings of librdkafka.
  for (const name of ['stats_cb', 'event_cb'])
    for (const value of [true, false, undefined])
      assert.deepEqual(settings({ [name]: value }), { ...settings({}), properties: {}, callbacks: {} });
});

test("a provider of tokens becomes the callback, and a callback of the configuration's own wins", async () => {
  const token = { value: 't', principal: 'me', lifetime: 7, extensions: { a: 'b' } };
  const given = [];
  const oauthBearerProvider = async (config) => {
    given.push(config);
    return token;
  };
  const sasl = { mechanism: 'OAuthBearer', oauthBearerProvider };
  const { properties: texts, callbacks } = settings({ kafkaJS: { sasl } });
  assert.deepEqual(texts, { ...DEFAULTS, 'security.protocol': 'sasl_plaintext', 'sasl.mechanism': 'OAUTHBEARER' });
  assert.deepEqual(await callbacks.oauthbearer_token_refresh_cb('scope=a'), {
    tokenValue: 't',
    principal: 'me',
    lifetime: 7,
    extensions: { a: 'b' },
  });
  assert.deepEqual(given, ['scope=a']);
  const oauthbearer_token_refresh_cb = () => {};
  const both = settings({ oauthbearer_token_refresh_cb, kafkaJS: { sasl } });
  assert.equal(both.callbacks.oauthbearer_token_refresh_cb, oauthbearer_token_refresh_cb);
  assert.deepEqual(settings({ kafkaJS: { sasl: { mechanism: 'oauthbearer' } } }).callbacks, {});
});

test('the time for connecting is thirty seconds unless said otherwise', () => {
  assert.equal(settings({}).connectTimeoutMs, 30_000);
  assert.equal(settings({ 'js.connect.timeout.ms': '500' }).connectTimeoutMs, 500);
});

test("a client's configuration goes over the common one, block over block", () => {
  assert.deepEqual(merged({ a: 1, b: 1, kafkaJS: { c: 1, d: 1 } }, { b: 2, kafkaJS: { d: 2 } }), {
    a: 1,
    b: 2,
    kafkaJS: { c: 1, d: 2 },
  });
});

test("a client's own property wins over the common one, whichever names the two have", () => {
  const names = [
    ['metadata.broker.list', 'bootstrap.servers'],
    ['sasl.mechanisms', 'sasl.mechanism'],
    ['queue.buffering.max.ms', 'linger.ms'],
    ['message.timeout.ms', 'delivery.timeout.ms'],
    ['request.required.acks', 'acks'],
  ];
  for (const [one, other] of [...names, ...names.map(([one, other]) => [other, one])]) {
    const common = Object.freeze({ [other]: 'common', [one]: 'common', log_level: 3 });
    assert.deepEqual(properties(merged(common, { [other]: 'own' })), { log_level: '3', [other]: 'own' }, one);
  }
});

test("a logger of the user's is taken, and told the level", () => {
  const told = [];
  const logger = new KeptLogger();
  logger.setLogLevel = (level) => {
    told.push(level);
  };
  assert.equal(loggerOf({ kafkaJS: { logger } }, 'Admin'), logger);
  loggerOf({ kafkaJS: { logger, logLevel: logLevel.WARN } }, 'Admin');
  loggerOf({ log_level: 3, kafkaJS: { logger, logLevel: logLevel.WARN } }, 'Admin');
  loggerOf({ debug: 'all', log_level: 3, kafkaJS: { logger } }, 'Admin');
  assert.deepEqual(told, [logLevel.INFO, logLevel.WARN, logLevel.ERROR, logLevel.DEBUG]);
});

test('without one, lines of the level that is asked for go to the console, or where a logCreator sends them', (t) => {
  const levelOf = (config) => loggerOf(config, 'Admin').level;
  assert.equal(levelOf({}), logLevel.INFO);
  assert.equal(levelOf({ kafkaJS: { clientId: 'me' } }), logLevel.INFO);
  assert.equal(levelOf({ kafkaJS: { logLevel: logLevel.NOTHING } }), logLevel.NOTHING);
  assert.equal(levelOf({ log_level: '4', kafkaJS: { logLevel: logLevel.NOTHING } }), logLevel.WARN);
  assert.equal(levelOf({ debug: '', log_level: 3 }), logLevel.DEBUG);
  // Connecting says what is wrong with these.
  for (const wrong of [{ logLevel: 9 }, { logger: 5 }, { logger: { info() {} } }, { logCreator: 5 }])
    assert.equal(levelOf({ kafkaJS: wrong }), logLevel.INFO);
  environment(t, 'nonsense');
  assert.equal(levelOf({ kafkaJS: { logLevel: logLevel.ERROR } }), logLevel.INFO);

  const levels = [];
  const logCreator = (level) => {
    levels.push(level);
    return () => {};
  };
  for (const level of [{}, { logLevel: logLevel.NOTHING }]) {
    process.env.KAFKAJS_LOG_LEVEL = '';
    loggerOf({ kafkaJS: { logCreator, ...level } }, 'Admin');
  }
  assert.deepEqual(levels, [logLevel.INFO, logLevel.NOTHING]);
});

test('handlers are tried again as a block says', () => {
  assert.deepEqual(retryOf({}), { initialMs: 300, maxMs: 30_000 });
  assert.deepEqual(retryOf({ kafkaJS: { retry: { initialRetryTime: 1, maxRetryTime: 2 } } }), {
    initialMs: 1,
    maxMs: 2,
  });
});

test('a configuration is not modified', () => {
  const kafkaJS = Object.freeze({ clientId: 'me', retry: Object.freeze({ retries: 1 }) });
  const config = Object.freeze({ 'bootstrap.servers': 'a:1', stats_cb: () => {}, kafkaJS });
  new Kafka(config).producer(Object.freeze({ kafkaJS: Object.freeze({ acks: 1 }) }));
  settings(config);
});

test("KafkaJS's keys outside of the block are refused, with what to write instead", () => {
  assert.throws(
    () => new Kafka({ brokers: ['a:1'] }),
    (error) => {
      assert.equal(error.name, 'KafkaJSError');
      assert.match(error.message, /brokers/);
      assert.match(error.message, /Before:[^]*After:[^]*kafkaJS: \{ brokers/);
      return true;
    },
  );
});

test('a property of ours that does not exist is refused, with those that do', () => {
  assert.throws(() => settings({ 'js.conect.timeout.ms': 1 }), {
    code: -186,
    message: /^No such configuration property: "js\.conect\.timeout\.ms"; there are js\.connect\.timeout\.ms,/,
  });
});
