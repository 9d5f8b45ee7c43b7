'use strict';
// A token that a program sets by hand.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Producer } = require('../..');
const { OwnToken } = require('../../dist/rdkafka/own-token');
const { call, callbackCluster, until } = require('./support');

const OAUTH = { 'bootstrap.servers': '127.0.0.1:1', 'security.protocol': 'sasl_plaintext', 'sasl.mechanism': 'OAUTHBEARER' };

test('without one nothing is brought', () => {
  assert.equal(new OwnToken().callback, undefined);
});

test('what is no token is refused', () => {
  const producer = new Producer(OAUTH);
  for (const wrong of [undefined, null, '', 5, {}, true])
    assert.throws(() => producer.setOauthBearerToken(wrong), {
      name: 'TypeError',
      code: -186,
      message: '"token" must be a string that is not empty',
    });
});

test('it is brought to a client that wants one, before and after connecting', async (t) => {
  const errors = [];
  const producer = new Producer({ ...OAUTH, error_cb: ({ message }) => errors.push(message) });
  t.after(() => call(producer, 'disconnect'));
  assert.equal(producer.setOauthBearerToken('abc'), producer);
  for (let times = 0; times < 2; times++) {
    const connecting = call(producer, 'connect', { timeout: 500 });
    await assert.rejects(connecting, /Connection refused/);
  }
  assert.equal(errors.some((message) => message.includes('token')), false);
  const late = new Producer({ ...OAUTH, error_cb: ({ message }) => errors.push(message) });
  t.after(() => call(late, 'disconnect'));
  const connecting = assert.rejects(call(late, 'connect', { timeout: 2000 }), /Connection refused/);
  await until(() => errors.some((message) => message.includes('oauthbearer_token_refresh_cb')));
  late.setOauthBearerToken('abc');
  await connecting;
});

test('a client that uses none goes on', async (t) => {
  const client = await callbackCluster(t).producer();
  assert.equal(client.setOauthBearerToken('abc'), client);
  assert.equal((await call(client, 'getMetadata', {})).topics.length, 1);
});
