'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { NativeFailure } = require('../../dist/native/failure');
const { PollFlag, Status } = require('../../dist/native/generated');
const { BatchWriter } = require('../../dist/runtime/writer');
const { goldenBatches } = require('../support');

function failureOf(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof NativeFailure, String(error));
    return error;
  }
  return assert.fail('nothing was thrown');
}

function producer(t, properties = { 'bootstrap.servers': '127.0.0.1:1' }) {
  const ticket = native.clientCreate('producer', JSON.stringify(properties));
  t.after(() => {
    native.clientDrop(ticket);
  });
  return ticket;
}

test('the library describes itself', () => {
  const { version, abi, librdkafka, features } = JSON.parse(native.describe());
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.equal(typeof abi, 'number');
  assert.match(librdkafka, /^2\./);
  assert.ok(features.includes('ssl'));
});

test('a failure carries its status, code, flags and text', () => {
  const failure = failureOf(() => native.clientCreate('producer', '{"bootstrap.server":"a:1"}'));
  assert.equal(failure.status, Status.INVALID);
  assert.equal(failure.code, -186);
  assert.match(failure.message, /No such configuration property: "bootstrap\.server".*bootstrap\.servers/);
});

test('tickets that are stale, zero or of another kind are refused, and dropping them does nothing', (t) => {
  const ticket = producer(t);
  native.clientDrop(ticket);
  for (const wrong of [ticket, 0, 2 ** 53 - 1]) {
    assert.equal(failureOf(() => native.clientPoll(wrong, PollFlag.CONTROL, Buffer.alloc(1024))).status, Status.STATE);
    native.clientDrop(wrong);
  }
  const other = producer(t);
  assert.ok(failureOf(() => native.consumerSubscribe(other, Buffer.alloc(64), 1)).status < 0);
  assert.ok(failureOf(() => native.mockBootstrap(other)).status < 0);
});

test('a truncated batch is refused, and nothing of it is sent', (t) => {
  const ticket = producer(t);
  const writer = new BatchWriter();
  for (const value of ['a', 'b']) writer.message(writer.topic('things'), -1, 0, null, value, 1);
  const batch = Buffer.from(writer.finish());
  for (const length of [0, 63, 64, 130, batch.length - 1]) {
    const failure = failureOf(() => native.producerSend(ticket, batch.subarray(0, length)));
    assert.equal(failure.status, Status.INVALID, `${length} bytes`);
    assert.match(failure.message, /batch/);
  }
  assert.equal(native.producerSend(ticket, batch), 2);
});

test('batches that are wrong anywhere are refused with the reason', (t) => {
  const ticket = producer(t);
  const refused = goldenBatches().filter(({ content }) => content.refused !== undefined);
  assert.ok(refused.length > 3);
  for (const { title, content, bytes } of refused) {
    assert.equal(failureOf(() => native.producerSend(ticket, bytes)).message, content.refused, title);
  }
});

test('a buffer that is too small is told how much would do', (t) => {
  const ticket = producer(t);
  native.producerFlush(ticket, 0, 7);
  const small = Buffer.alloc(64);
  let outcome;
  do outcome = native.clientPoll(ticket, PollFlag.CONTROL, small);
  while (outcome.status !== Status.BUFFER);
  assert.ok(outcome.length >= 128);
  assert.equal(native.clientPoll(ticket, PollFlag.CONTROL, Buffer.alloc(outcome.length)).length > 0, true);
});
