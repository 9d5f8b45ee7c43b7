'use strict';
const assert = require('node:assert/strict');
const { getEventListeners } = require('node:events');
const { test } = require('node:test');

const { untilAborted } = require('../../dist/runtime/abort');
const { Lifecycle } = require('../../dist/kafkajs/lifecycle');
const { gate } = require('../support');

const ENDED = { name: 'KafkaJSError', code: -172, message: 'Connect was ended by disconnect().' };
const nothing = async () => {};

/** Fails once its signal is aborted, as opening a client does. */
const openNever = (signal) => untilAborted(gate().promise, signal);

test('a client is connected once at a time', async () => {
  const lifecycle = new Lifecycle();
  const expected = { name: 'KafkaJSError', code: -172, message: 'Connect has already been called elsewhere.' };
  const opening = gate();
  const connecting = lifecycle.connect(() => opening.promise);
  assert.deepEqual([lifecycle.isConnected, lifecycle.isOpen], [false, true]);
  await assert.rejects(lifecycle.connect(nothing), expected);
  opening.open();
  await connecting;
  assert.deepEqual([lifecycle.isConnected, lifecycle.isOpen], [true, true]);
  lifecycle.mustBeConnected('never');
  await assert.rejects(lifecycle.connect(nothing), expected);
});

test('a client that could not connect may try again', async () => {
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
    { name: 'KafkaJSError', code: -172, message: 'not now' },
  );
  await lifecycle.disconnect(() => assert.fail('there is nothing to close'));
  await lifecycle.connect(nothing);
  assert.equal(lifecycle.isConnected, true);
});

test('a client is disconnected once, however many ask, and can be connected again', async () => {
  const lifecycle = new Lifecycle();
  let closes = 0;
  for (let times = 1; times <= 2; times++) {
    await lifecycle.connect(nothing);
    const closing = gate();
    const close = () => {
      closes++;
      return closing.promise;
    };
    const asked = [lifecycle.disconnect(close), lifecycle.disconnect(close)];
    assert.deepEqual([lifecycle.isConnected, lifecycle.isOpen], [false, false]);
    await assert.rejects(lifecycle.connect(nothing), {
      code: -172,
      message: 'Connect can be called again when disconnect() has ended.',
    });
    closing.open();
    await Promise.all(asked);
    await lifecycle.disconnect(close);
    assert.equal(closes, times);
  }
});

test('disconnecting what never was connected does nothing', async () => {
  const lifecycle = new Lifecycle();
  await lifecycle.disconnect(() => assert.fail('there is nothing to close'));
  await lifecycle.connect(nothing);
});

test('a disconnect ends the connect that is under way, and waits until it has', async () => {
  const lifecycle = new Lifecycle();
  const connecting = assert.rejects(lifecycle.connect(openNever), ENDED);
  let closes = 0;
  await lifecycle.disconnect(async () => {
    closes++;
  });
  await connecting;
  assert.deepEqual([lifecycle.isConnected, closes], [false, 1]);
  await lifecycle.connect(nothing);
  assert.equal(lifecycle.isConnected, true);
});

test('a connect that succeeds as it is ended has failed all the same', async () => {
  const lifecycle = new Lifecycle();
  const opening = gate();
  const connecting = assert.rejects(
    lifecycle.connect(() => opening.promise),
    ENDED,
  );
  await lifecycle.disconnect(async () => {
    opening.open();
  });
  await connecting;
  assert.equal(lifecycle.isConnected, false);
});

test('a signal ends a connect with its reason, and nothing stays behind', async () => {
  const lifecycle = new Lifecycle();
  const controller = new AbortController();
  const { signal } = controller;
  const connecting = assert.rejects(lifecycle.connect(openNever, { signal }), { message: 'enough' });
  controller.abort(new Error('enough'));
  await connecting;
  assert.equal(lifecycle.isOpen, false);
  await assert.rejects(
    lifecycle.connect(() => assert.fail('there is nothing to open'), { signal }),
    /enough/,
  );
  const other = new AbortController();
  await lifecycle.connect(nothing, { signal: other.signal });
  assert.equal(getEventListeners(other.signal, 'abort').length, 0, 'a listener stayed behind');
  other.abort();
  assert.equal(lifecycle.isConnected, true);
});

test('a signal ends the waiting for a disconnect, which goes on', async () => {
  const lifecycle = new Lifecycle();
  await lifecycle.connect(nothing);
  const closing = gate();
  const controller = new AbortController();
  const disconnecting = assert.rejects(
    lifecycle.disconnect(() => closing.promise, { signal: controller.signal }),
    { name: 'AbortError' },
  );
  controller.abort();
  await disconnecting;
  await assert.rejects(
    lifecycle.disconnect(() => assert.fail('it is closed already'), { signal: AbortSignal.abort() }),
    { name: 'AbortError' },
  );
  assert.equal(lifecycle.isOpen, false);
  closing.open();
  await lifecycle.disconnect(() => assert.fail('it is closed already'));
  await lifecycle.connect(nothing);
});

test('changes are told: what came to be connected, and what no longer is', async () => {
  const changes = [];
  const lifecycle = new Lifecycle((isConnected) => changes.push([isConnected, lifecycle.isConnected]));
  await lifecycle.disconnect(nothing);
  await assert.rejects(
    lifecycle.connect(() => Promise.reject(new Error('no'))),
    /no/,
  );
  const connecting = assert.rejects(lifecycle.connect(openNever), ENDED);
  await lifecycle.disconnect(nothing);
  await connecting;
  assert.deepEqual(changes, []);
  await lifecycle.connect(nothing);
  await Promise.all([lifecycle.disconnect(nothing), lifecycle.disconnect(nothing)]);
  const expected = [
    [true, true],
    [false, false],
  ];
  assert.deepEqual(changes, expected);
});

test('a close that fails is told, and the client is disconnected', async () => {
  const lifecycle = new Lifecycle();
  await lifecycle.connect(nothing);
  await assert.rejects(
    lifecycle.disconnect(() => Promise.reject(new Error('broken'))),
    /broken/,
  );
  await lifecycle.connect(nothing);
});
