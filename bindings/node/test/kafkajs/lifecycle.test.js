'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Lifecycle } = require('../../dist/kafkajs/lifecycle');
const { gate } = require('../support');

test('a client is connected once', async () => {
  const lifecycle = new Lifecycle();
  await lifecycle.connect(async () => {});
  assert.equal(lifecycle.isConnected, true);
  lifecycle.mustBeConnected('never');
  await assert.rejects(
    lifecycle.connect(async () => {}),
    { code: -172, message: 'Connect has already been called elsewhere.' },
  );
});

test('a client that could not connect stays so', async () => {
  const lifecycle = new Lifecycle();
  await assert.rejects(
    lifecycle.connect(async () => {
      throw new Error('no');
    }),
    /no/,
  );
  assert.throws(
    () => {
      lifecycle.mustBeConnected('not now');
    },
    { code: -172, message: 'not now' },
  );
  await assert.rejects(
    lifecycle.connect(async () => {}),
    { code: -172 },
  );
  await lifecycle.disconnect(() => assert.fail('there is nothing to close'));
});

test('a client is disconnected once, however many ask', async () => {
  const lifecycle = new Lifecycle();
  await lifecycle.connect(async () => {});
  const closing = gate();
  let closes = 0;
  const close = () => {
    closes++;
    return closing.promise;
  };
  const asked = [lifecycle.disconnect(close), lifecycle.disconnect(close)];
  assert.equal(lifecycle.isConnected, false);
  closing.open();
  await Promise.all(asked);
  await lifecycle.disconnect(close);
  assert.equal(closes, 1);
});

test('disconnecting what never was connected does nothing', async () => {
  const lifecycle = new Lifecycle();
  await lifecycle.disconnect(() => assert.fail('there is nothing to close'));
  await lifecycle.connect(async () => {});
});

test('a client that is disconnected while it connects does not become connected', async () => {
  const lifecycle = new Lifecycle();
  const opening = gate();
  const connecting = lifecycle.connect(() => opening.promise);
  const disconnecting = lifecycle.disconnect(async () => {
    opening.open();
  });
  await Promise.all([connecting, disconnecting]);
  assert.equal(lifecycle.isConnected, false);
});
