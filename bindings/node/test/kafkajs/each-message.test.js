'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { EachMessage } = require('../../dist/kafkajs/each-message');
const { layout } = require('../../dist/native/generated');
const { Hand } = require('../../dist/runtime/hand');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');

function handOf(...values) {
  const writer = new BatchWriter();
  for (const value of values) writer.message(writer.topic('things'), 2, 0, null, value, 0);
  const bytes = Buffer.from(writer.finish());
  values.forEach((_, index) => {
    bytes.writeBigInt64LE(BigInt(index), 64 * (index + 1) + layout.RECORD_OFFSET);
  });
  const batch = Batch.over(bytes);
  const hand = new Hand('things', 2, { moved: () => {} });
  hand.assign(0);
  hand.add(batch, batch.first, batch.end);
  return hand;
}

const OWNER = { isRunning: true, pause: (...place) => place, handlerFailed: () => {}, heartbeat: async () => {}, batchStarted: () => {} };

test('a handler is given one message and where it is from', async () => {
  const payloads = [];
  const each = new EachMessage(
    async (payload) => {
      payloads.push(payload);
    },
    OWNER,
  );
  const hand = handOf('a', 'b');
  await each.deliver(hand);
  each.delivered(hand);
  await each.deliver(hand);
  const [{ topic, partition, message, heartbeat }, second] = payloads;
  assert.deepEqual({ topic, partition, value: String(message.value) }, { topic: 'things', partition: 2, value: 'a' });
  assert.equal(await heartbeat(), undefined);
  assert.deepEqual(payloads[0].pause(), ['things', 2]);
  assert.equal(payloads[0].pause, second.pause, 'it is made once for a partition');
  assert.equal(String(second.message.value), 'b');
  assert.equal(hand.position, 1);
});

test('what the handler returns is what is waited for, and what it throws is passed on', () => {
  const errors = [];
  const each = new EachMessage(
    () => 'returned',
    {
      ...OWNER,
      handlerFailed: (error, hand) => {
        errors.push([error, hand.partition]);
      },
    },
  );
  assert.equal(each.deliver(handOf('a')), 'returned');
  assert.throws(
    () =>
      new EachMessage(
        () => {
          throw new Error('planted');
        },
        OWNER,
      ).deliver(handOf('a')),
    /planted/,
  );
  each.failed('x', handOf('a'));
  assert.deepEqual(errors, [['x', 2]]);
});

test('what came together is a batch to those who ask, and ends also where its start leads elsewhere', () => {
  const told = [];
  const hand = handOf('a', 'b');
  let onStart = () => {};
  const batchStarted = (batchOf) => {
    const batch = batchOf();
    told.push([batch.firstOffset(), batch.lastOffset(), batch.messages.length]);
    onStart();
    return () => told.push('end');
  };
  const each = new EachMessage(({ message }) => String(message.value), { ...OWNER, batchStarted });
  for (const value of ['a', 'a', 'b']) {
    each.starting(hand);
    assert.equal(each.deliver(hand), value);
    // The second time the handler was tried again.
    if (value === 'b' || told.push('tried') > 2) each.delivered(hand);
  }
  assert.deepEqual(told, [['0', '1', 2], 'tried', 'tried', 'end']);
  const other = handOf('c');
  onStart = () => other.seek(7, 0);
  each.starting(other);
  assert.deepEqual(told.slice(4), [['0', '0', 1], 'end']);
});
