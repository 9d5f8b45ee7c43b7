'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka, logLevel },
} = require('../..');
const { loggerOf, merged, retryOf, settingsOf } = require('../../dist/kafkajs/config');

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
  process.env.KAFKAJS_LOG_LEVEL = 'debug';
  t.after(() => {
    delete process.env.KAFKAJS_LOG_LEVEL;
  });
  assert.equal(block({ logLevel: logLevel.ERROR }).log_level, '7');
  assert.equal(block({ clientId: 'me' }).log_level, '6');
});

test('what cannot be done is refused by name', () => {
  const refused = [
    [{ brokers: 'a:1' }, /'brokers' property must be an array/],
    [{ brokers: () => [] }, /'brokers'/],
    [{ ssl: {} }, /'ssl' property must be a boolean/],
    [{ sasl: { mechanism: 'aws' } }, /mechanism 'aws' is not supported/],
    [{ sasl: { mechanism: 'plain', username: 'u' } }, /sasl\.password/],
    [{ retry: { factor: 0.2 } }, /'retry\.factor' property is not supported/],
    [{ retry: { multiplier: 2 } }, /'retry\.multiplier'/],
    [{ retry: { restartOnFailure: async () => true } }, /'retry\.restartOnFailure'/],
    [{ socketFactory: () => {} }, /^The 'socketFactory' property is not supported\.$/],
    [{ reauthenticationThreshold: 1 }, /^The 'reauthenticationThreshold' property is not supported\.$/],
    [{ logLevel: 9 }, /'logLevel' property has no level 9/],
    [{ foo: 1 }, /^The 'foo' property is not supported\.$/],
  ];
  for (const [kafkaJS, message] of refused)
    assert.throws(() => block(kafkaJS), { name: 'KafkaJSError', code: -186, message });
  assert.throws(() => properties({ rebalance_cb: () => {} }), {
    code: -186,
    message: "The 'rebalance_cb' property is not supported.",
  });
  assert.throws(() => properties({ 'client.id': {} }), { code: -186, message: /'client\.id' property must be/ });
  assert.throws(() => settings({ 'js.connect.timeout.ms': 0 }), { code: -186, message: /'js\.connect\.timeout\.ms'/ });
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

test("a logger of the user's is taken, and told the level", () => {
  const told = [];
  const logger = {
    setLogLevel: (level) => {
      told.push(level);
    },
  };
  assert.equal(loggerOf({ kafkaJS: { logger } }), logger);
  loggerOf({ kafkaJS: { logger, logLevel: logLevel.WARN } });
  loggerOf({ log_level: 3, kafkaJS: { logger, logLevel: logLevel.WARN } });
  loggerOf({ debug: 'all', log_level: 3, kafkaJS: { logger } });
  assert.deepEqual(told, [logLevel.WARN, logLevel.ERROR, logLevel.DEBUG]);
});

test('handlers are tried again as a block says', () => {
  assert.deepEqual(retryOf({}), { initialMs: 300, maxMs: 30_000 });
  assert.deepEqual(retryOf({ kafkaJS: { retry: { initialRetryTime: 1, maxRetryTime: 2 } } }), {
    initialMs: 1,
    maxMs: 2,
  });
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
