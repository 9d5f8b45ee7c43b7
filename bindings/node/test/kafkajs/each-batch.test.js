'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { EachBatch } = require('../../dist/kafkajs/each-batch');
const { layout } = require('../../dist/native/generated');
const { Hand } = require('../../dist/runtime/hand');
const { Batch } = require('../../dist/runtime/reader');
const { BatchWriter } = require('../../dist/runtime/writer');
const { collect, delay, filled, gate, numbersIn, until } = require('../support');

const GROUP = { 'group.id': 'one-group' };

/** What the next member of the group is given. */
async function left(clients, topic, count) {
  const messages = await collect(await clients.consumer(GROUP), topic);
  await until(() => messages.length === count);
  await delay(100);
  return numbersIn(messages);
}

test('a batch has messages of one partition, in order, and not too many', async (t) => {
  const { topic, clients } = await filled(t, 200, { numPartitions: 2 });
  const seen = [[], []];
  const sizes = [];
  await collect(await clients.consumer(), topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch, isRunning, isStale, heartbeat }) => {
      assert.equal(batch.topic, topic);
      assert.equal(batch.isEmpty(), false);
      assert.equal(batch.firstOffset(), batch.messages[0].offset);
      assert.equal(batch.lastOffset(), batch.messages.at(-1).offset);
      assert.equal(batch.highWatermark, '100');
      assert.equal(batch.offsetLag(), String(99 - batch.lastOffset()));
      assert.equal(batch.offsetLagLow(), String(99 - batch.firstOffset()));
      assert.deepEqual([isRunning(), isStale(), await heartbeat()], [true, false, undefined]);
      sizes.push(batch.messages.length);
      seen[batch.partition].push(...batch.messages.map(({ value }) => Number(value)));
    },
  });
  await until(() => seen[0].length + seen[1].length === 200);
  for (const partition of [0, 1])
    assert.deepEqual(
      seen[partition],
      Array.from({ length: 100 }, (_, index) => index * 2 + partition),
    );
  assert.ok(Math.max(...sizes) <= 32);
});

test('batches are as large as the configuration says', async (t) => {
  const { topic, clients } = await filled(t, 100);
  for (const [size, expected] of [
    [7, 7],
    ['-1', 100],
  ]) {
    const sizes = [];
    const consumer = await clients.consumer({ 'js.consumer.max.batch.size': size });
    await collect(consumer, topic, {
      eachMessage: undefined,
      eachBatch: async ({ batch }) => {
        sizes.push(batch.messages.length);
      },
    });
    await until(() => sizes.reduce((sum, one) => sum + one, 0) === 100);
    assert.equal(sizes[0], expected);
    await consumer.disconnect();
  }
});

test('a batch is delivered when its handler ran to its end', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer(GROUP);
  const done = gate();
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async () => {
      done.open();
    },
  });
  await done.promise;
  await consumer.disconnect();
  assert.deepEqual(await left(clients, topic, 0), []);
});

test('a batch whose handler throws comes again from behind the last resolved offset', async (t) => {
  const { topic, clients } = await filled(t, 6, { common: { kafkaJS: { retry: { initialRetryTime: 10 } } } });
  const seen = [];
  await collect(await clients.consumer(), topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch, resolveOffset }) => {
      seen.push(batch.messages.map(({ value }) => Number(value)));
      if (seen.length === 1) {
        resolveOffset(batch.messages[1].offset);
        throw new Error('planted');
      }
      if (seen.length === 2) throw new Error('planted again');
    },
  });
  await until(() => seen.length === 3);
  assert.deepEqual(seen, [
    [0, 1, 2, 3, 4, 5],
    [2, 3, 4, 5],
    [2, 3, 4, 5],
  ]);
});

test('without automatic resolving, only what was resolved is committed, and the consumer goes on', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const consumer = await clients.consumer({ ...GROUP, 'js.consumer.max.batch.size': 5 });
  let count = 0;
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset }) => {
      count += batch.messages.length;
      if (batch.firstOffset() === '0') for (const { offset } of batch.messages.slice(0, 3)) resolveOffset(offset);
    },
  });
  await until(() => count === 10);
  await consumer.disconnect();
  assert.deepEqual(await left(clients, topic, 7), [3, 4, 5, 6, 7, 8, 9]);
});

test('offsets are resolved in rising order only, and must be offsets', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer(GROUP);
  const done = gate();
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatchAutoResolve: false,
    eachBatch: async ({ resolveOffset, uncommittedOffsets }) => {
      resolveOffset('3');
      resolveOffset('1');
      assert.throws(uncommittedOffsets, { name: 'KafkaJSNotImplemented', code: -170 });
      done.open();
    },
  });
  await done.promise;
  await consumer.disconnect();
  assert.deepEqual(await left(clients, topic, 1), [4]);
});

test('what is no offset cannot be resolved, whatever it is, and the error shows it', async (t) => {
  const { topic, clients } = await filled(t, 1);
  const consumer = await clients.consumer();
  const circular = {};
  circular.itself = circular;
  const values = ['x', '-1', -1, -1n, 2n ** 63n, 1.5, undefined, null, Symbol('x'), circular, Object.create(null), [1]];
  const errors = [];
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ resolveOffset }) => {
      for (const value of values) {
        try {
          errors.push(resolveOffset(value));
        } catch (error) {
          errors.push(error);
        }
      }
    },
  });
  await until(() => errors.length === values.length);
  for (const error of errors) assert.deepEqual([error?.name, error?.code], ['KafkaJSError', -186]);
  assert.equal(errors[4].message, 'An offset must be a number from 0: resolveOffset got 9223372036854775808n.');
});

test('what is resolved is committed when asked for, if that does not happen by itself', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer({ ...GROUP, 'enable.auto.commit': false });
  const done = gate();
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ resolveOffset, commitOffsetsIfNecessary }) => {
      resolveOffset('2');
      await assert.rejects(commitOffsetsIfNecessary({ signal: AbortSignal.abort() }), { name: 'AbortError' });
      await assert.rejects(commitOffsetsIfNecessary({ signal: 5 }), { code: -186 });
      await commitOffsetsIfNecessary({ signal: new AbortController().signal });
      done.open();
    },
  });
  await done.promise;
  await consumer.disconnect();
  assert.deepEqual(await left(clients, topic, 2), [3, 4]);
});

test('a batch learns that the consumer is being disconnected', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer(GROUP);
  const [started, ended] = [gate(), gate()];
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, isRunning }) => {
      resolveOffset(batch.messages[0].offset);
      started.open();
      await until(() => !isRunning());
      ended.open();
    },
  });
  await started.promise;
  await consumer.disconnect();
  await ended.promise;
  assert.deepEqual(await left(clients, topic, 4), [1, 2, 3, 4]);
});

for (const end of ['stop', 'disconnect']) {
  test(`a batch that is left because its consumer ends is delivered as far as it was resolved: ${end}`, async (t) => {
    const { topic, clients } = await filled(t, 10);
    const consumer = await clients.consumer(GROUP);
    const [started, go] = [gate(), gate()];
    const handled = [];
    await collect(consumer, topic, {
      eachMessage: undefined,
      eachBatch: async ({ batch, resolveOffset, isRunning, isStale }) => {
        for (const { offset } of batch.messages) {
          if (!isRunning() || isStale()) break;
          handled.push(Number(offset));
          if (handled.length === 3) {
            started.open();
            await go.promise;
          }
          resolveOffset(offset);
        }
      },
    });
    await started.promise;
    const ending = consumer[end]();
    go.open();
    await ending;
    assert.deepEqual(handled, [0, 1, 2]);
    assert.deepEqual(await left(clients, topic, 7), [3, 4, 5, 6, 7, 8, 9]);
  });
}

for (const [what, ask] of Object.entries({
  'it was sought': ({ isStale }) => assert.equal(isStale(), true),
  'its consumer ends': ({ isRunning }) => assert.equal(isRunning(), false),
})) {
  test(`a batch that is told late that ${what} is no other batch, which is delivered as a whole`, async (t) => {
    const { topic, clients } = await filled(t, 4);
    const consumer = await clients.consumer({ ...GROUP, 'js.consumer.max.batch.size': 2 });
    const [started, go] = [gate(), gate()];
    const handled = [];
    let first;
    await collect(consumer, topic, {
      eachMessage: undefined,
      eachBatch: async (payload) => {
        handled.push(...numbersIn(payload.batch.messages));
        if (first === undefined) {
          first = payload;
          consumer.seek({ topic, partition: 0, offset: '2' });
          return;
        }
        started.open();
        await go.promise;
        ask(first);
      },
    });
    await started.promise;
    const ending = consumer.disconnect();
    go.open();
    await ending;
    assert.deepEqual(handled, [0, 1, 2, 3]);
    const other = await clients.consumer(GROUP);
    assert.equal((await other.committed([{ topic, partition: 0 }]))[0].offset, '4');
  });
}

for (const end of ['delivered', 'failed'])
  test(`of a delivery that is over nothing is kept: ${end}`, () => {
    const writer = new BatchWriter();
    writer.message(writer.topic('things'), 0, 0, null, 'v', 0);
    const bytes = Buffer.from(writer.finish());
    bytes.writeBigInt64LE(7n, 64 + layout.RECORD_OFFSET);
    const messages = Batch.over(bytes);
    const hand = new Hand('things', 0, { moved: () => {} });
    hand.assign(0);
    hand.add(messages, messages.first, messages.end);
    const owner = { isRunning: false, handlerFailed: () => {}, heartbeat: async () => {}, batchStarted: () => undefined };
    const each = new EachBatch(({ isRunning }) => isRunning(), 1, true, owner);
    each.deliver(hand, 1);
    each[end](...(end === 'failed' ? [new Error('planted')] : []), hand, 1);
    assert.equal(hand.count, 1, 'the handler was told not to go on');
    each.delivered(hand, 1);
    assert.equal(hand.count, 0);
  });
