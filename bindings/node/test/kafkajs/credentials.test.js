'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { settingsOf } = require('../../dist/kafkajs/config');
const { withCredentials } = require('../../dist/kafkajs/credentials');
const { KeptLogger, atEnd } = require('../support');

// What they are good for is tested on a broker that asks for them.

const credentials = { username: 'me', password: 'secret' };

test('credentials take the place of those in a configuration, wherever they stand, which stays as it is', () => {
  const sasl = Object.freeze({ mechanism: 'plain', username: 'you', password: 'hidden' });
  const configs = [
    { 'sasl.mechanism': 'PLAIN', 'sasl.username': 'you', 'sasl.password': 'hidden' },
    { kafkaJS: Object.freeze({ sasl }) },
    { kafkaJS: Object.freeze({ sasl: Object.freeze({ mechanism: 'plain' }) }) },
    { 'sasl.username': 'them', kafkaJS: Object.freeze({ sasl }) },
  ];
  for (const config of configs) {
    const { properties } = settingsOf(withCredentials(Object.freeze(config), credentials), {}, () => {});
    assert.deepEqual(
      [properties['sasl.mechanism'], properties['sasl.username'], properties['sasl.password']],
      ['PLAIN', 'me', 'secret'],
    );
  }
  assert.deepEqual(sasl, { mechanism: 'plain', username: 'you', password: 'hidden' });
});

for (const kind of ['producer', 'consumer', 'admin']) {
  test(`credentials that are none are refused, at any time: ${kind}`, async (t) => {
    const config = { 'bootstrap.servers': '127.0.0.1:1', 'js.connect.timeout.ms': 60_000 };
    const group = kind === 'consumer' ? { 'group.id': 'g' } : {};
    const client = new Kafka({ ...config, ...group, kafkaJS: { logger: new KeptLogger() } })[kind]();
    atEnd(t, () => client.disconnect());
    const refusals = () => {
      for (const wrong of [undefined, null, {}, 'me', { username: 'me' }, { username: 5, password: 'secret' }])
        assert.throws(
          () => {
            client.setSaslCredentials(wrong);
          },
          { name: 'KafkaJSError', code: -186, message: /^setSaslCredentials needs a (username|password), a string\.$/ },
        );
    };
    refusals();
    client.setSaslCredentials(credentials);
    const connecting = client.connect().catch(() => {});
    refusals();
    client.setSaslCredentials(credentials);
    for (const username of ['', 'm\0'])
      assert.throws(
        () => {
          client.setSaslCredentials({ username, password: 'secret' });
        },
        { name: 'KafkaJSError', code: -186, message: /^username / },
      );
    await client.disconnect();
    await connecting;
    refusals();
    client.setSaslCredentials(credentials);
  });
}
