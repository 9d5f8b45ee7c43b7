'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { ErrorCodes } = require('../..').KafkaJS;
const { clientsOf, collect, delay, filled, gate, numbered, numbersIn, range, until } = require('../support');

const QUIET_MS = 60;
const GROUP = { 'group.id': 'one-group' };
const MANUALLY = { ...GROUP, 'enable.auto.commit': false };
const INVALID = { name: 'KafkaJSError', code: -186 };

/** The offsets of committed partitions. */
const offsetsIn = (committed) => committed.map(({ offset }) => offset);

test('what nobody has committed has no offset, no metadata and no leader epoch', async (t) => {
  const { topic, clients } = await filled(t, 0, { numPartitions: 2 });
  const consumer = await clients.consumer(GROUP);
  const nothing = { offset: null, metadata: null, leaderEpoch: null };
  assert.deepEqual(await consumer.committed([{ topic, partition: 1 }]), [{ topic, partition: 1, ...nothing }]);
});

test('of topics that do not exist nothing is known, and nothing can be committed', async (t) => {
  // To the question the mock cluster says so; a Kafka answers that nothing is committed (../kafka/consumer-calls.test.js).
  const { topic, clients } = await filled(t, 0);
  const consumer = await clients.consumer(GROUP);
  const unknown = { name: 'KafkaJSProtocolError', code: 3, type: 'ERR_UNKNOWN_TOPIC_OR_PART' };
  const places = [{ topic, partition: 0 }, { topic: 'unknown', partition: 3 }];
  await assert.rejects(consumer.committed(places, 5000), unknown);
  await assert.rejects(consumer.commitOffsets(places.map((place) => ({ ...place, offset: '1' }))), unknown);
});

test('what is committed comes back, whatever its size', async (t) => {
  const { topic, clients } = await filled(t, 5, { numPartitions: 6 });
  const consumer = await clients.consumer(MANUALLY);
  const offsets = ['0', '7', '9007199254740991', '9007199254740992', '9007199254740993', String(2n ** 63n - 1n)];
  await consumer.commitOffsets(offsets.map((offset, partition) => ({ topic, partition, offset })));
  const places = offsets.map((_, partition) => ({ topic, partition }));
  assert.deepEqual(offsetsIn(await consumer.committed(places)), offsets);
  assert.deepEqual(
    (await consumer.committed(places)).map(({ topic: of, partition }) => [of, partition]),
    offsets.map((_, partition) => [topic, partition]),
  );
});

test('metadata comes back as it was given', async (t) => {
  const { topic, clients } = await filled(t, 0, { numPartitions: 4 });
  const consumer = await clients.consumer(MANUALLY);
  const metadata = ['why not', '', null, 'ünïcödé 🦀'];
  await consumer.commitOffsets(metadata.map((text, partition) => ({ topic, partition, offset: '3', metadata: text })));
  const committed = await consumer.committed(metadata.map((_, partition) => ({ topic, partition })));
  assert.deepEqual(
    committed.map((entry) => entry.metadata),
    ['why not', '', '', 'ünïcödé 🦀'],
  );
});

for (const name of ['ERR_NOT_COORDINATOR', 'ERR_COORDINATOR_NOT_AVAILABLE']) {
  test(`where a partition begins is asked again after ${name}`, async (t) => {
    const { mock, topic, clients } = await filled(t, 10);
    const first = await clients.consumer(GROUP);
    await first.commitOffsets([{ topic, partition: 0, offset: '4' }]);
    await first.disconnect();
    mock.failNext('OffsetFetch', Array(2).fill(ErrorCodes[name]));
    const messages = await collect(await clients.consumer(GROUP), topic);
    await until(() => messages.length === 6, 'the partition is not read');
    assert.deepEqual(numbersIn(messages), range(6, 4));
  });
}

for (const way of ['stop', 'disconnect']) {
  test(`what was delivered is committed by a ${way} in the midst of a rebalance`, async (t) => {
    const { mock, topic, clients } = await filled(t, 10);
    const consumer = await clients.consumer({ ...GROUP, 'auto.commit.interval.ms': 60_000 });
    const messages = await collect(consumer, topic);
    await until(() => messages.length === 10);
    mock.failNext('OffsetCommit', Array(3).fill(ErrorCodes.ERR_REBALANCE_IN_PROGRESS));
    await consumer[way]();
    const other = await clients.consumer(GROUP);
    assert.deepEqual(offsetsIn(await other.committed([{ topic, partition: 0 }])), ['10']);
  });
}

test('what is committed can be committed as it is', async (t) => {
  const { topic, clients } = await filled(t, 0, { numPartitions: 2 });
  const consumer = await clients.consumer(MANUALLY);
  const places = range(2).map((partition) => ({ topic, partition }));
  await consumer.commitOffsets(places.map((place) => ({ ...place, offset: '4', leaderEpoch: null, metadata: null })));
  const committed = await consumer.committed(places);
  await consumer.commitOffsets(committed);
  assert.deepEqual(await consumer.committed(places), committed);
});

test('the lists that are given are not changed', async (t) => {
  const { topic, clients } = await filled(t, 0);
  const consumer = await clients.consumer(MANUALLY);
  const offsets = Object.freeze([Object.freeze({ topic, partition: 0, offset: '4', extra: 1 })]);
  await consumer.commitOffsets(offsets);
  await consumer.committed(offsets);
  assert.deepEqual(offsets, [{ topic, partition: 0, offset: '4', extra: 1 }]);
});

test('without a list, what was delivered is committed and all that is assigned is asked for', async (t) => {
  const { topic, clients } = await filled(t, 10, { numPartitions: 2 });
  const consumer = await clients.consumer(MANUALLY);
  assert.deepEqual(await consumer.committed(), [], 'nothing is assigned');
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 10);
  assert.deepEqual(offsetsIn(await consumer.committed()), [null, null]);
  for (const [commit, expected] of [
    [() => consumer.commitOffsets(), ['5', '5']],
    [() => consumer.commitOffsets([]), ['5', '5']],
    [() => consumer.commitOffsets(null), ['5', '5']],
  ]) {
    await commit();
    assert.deepEqual(offsetsIn(await consumer.committed()), expected);
    assert.deepEqual(offsetsIn(await consumer.committed(null)), expected);
    assert.deepEqual(offsetsIn(await consumer.committed(undefined, 5000)), expected);
  }
  assert.deepEqual(await consumer.committed([]), []);
});

test('an empty list commits nothing', async (t) => {
  const { topic, clients } = await filled(t, 4);
  const consumer = await clients.consumer(MANUALLY);
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 4);
  await consumer.commitOffsets([]);
  assert.deepEqual(offsetsIn(await consumer.committed()), [null]);
});

test('only what was delivered is committed, not what a handler has', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const consumer = await clients.consumer(MANUALLY);
  const [started, go] = [gate(), gate()];
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      if (message.offset !== '3') return;
      started.open();
      await go.promise;
    },
  });
  await started.promise;
  await consumer.commitOffsets();
  assert.deepEqual(offsetsIn(await consumer.committed()), ['3']);
  go.open();
  await until(async () => {
    await consumer.commitOffsets();
    return offsetsIn(await consumer.committed())[0] === '10';
  });
});

test('a handler whose partition was taken back meanwhile commits nothing of it', async (t) => {
  const { topic, clients, producer } = await filled(t, 2, { numPartitions: 2 });
  const [started, open] = [gate(), gate()];
  const [losses, outcomes] = [[], []];
  const consumer = await clients.consumer({
    ...MANUALLY,
    'max.poll.interval.ms': 1500,
    rebalance_cb: (_, __, { assignmentLost }) => {
      if (assignmentLost()) losses.push('lost');
    },
  });
  const commit = (partition, offset) =>
    consumer.commitOffsets([{ topic, partition, offset }]).then(
      () => 'committed',
      ({ code }) => code,
    );
  await collect(consumer, topic, {
    partitionsConsumedConcurrently: 2,
    eachMessage: async ({ partition }) => {
      if (partition === 1 || outcomes.length > 0) return;
      started.open();
      await open.promise;
      outcomes.push(await commit(0, '1'), await commit(1, '1'));
    },
  });
  await started.promise;
  await until(() => losses.length > 0);
  await until(async () => {
    await producer.send({ topic, messages: numbered(1, 2, { partition: 1 }) });
    return consumer.assignment().length === 2;
  });
  assert.equal(await commit(0, '7'), 'committed');
  open.open();
  await until(() => outcomes.length === 2);
  assert.deepEqual(outcomes, [ErrorCodes.ERR__ASSIGNMENT_LOST, 'committed']);
  assert.deepEqual(offsetsIn(await consumer.committed([{ topic, partition: 0 }])), ['7']);
});

test('offsets can be committed backwards, and the next member begins there', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const consumer = await clients.consumer(MANUALLY);
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 10);
  await consumer.commitOffsets();
  await consumer.commitOffsets([{ topic, partition: 0, offset: '6' }]);
  await consumer.disconnect();
  const more = await collect(await clients.consumer(MANUALLY), topic);
  await until(() => more.length === 4);
  assert.deepEqual(numbersIn(more), range(4, 6));
});

test('commits and questions may be under way together', async (t) => {
  const { topic, clients } = await filled(t, 10, { numPartitions: 2 });
  const consumer = await clients.consumer(MANUALLY);
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 10);
  const calls = range(40).flatMap((offset) => [
    consumer.commitOffsets([{ topic, partition: offset % 2, offset: String(offset) }]),
    consumer.committed(),
  ]);
  for (const { status, reason } of await Promise.allSettled(calls)) assert.equal(status, 'fulfilled', reason?.message);
  assert.deepEqual(offsetsIn(await consumer.committed()), ['38', '39']);
});

test('what is delivered is committed by itself, and a callback is told', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const told = [];
  const consumer = await clients.consumer({
    ...GROUP,
    'auto.commit.interval.ms': 50,
    offset_commit_cb: (error, offsets) => told.push([error, ...offsets]),
  });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 10);
  await until(async () => offsetsIn(await consumer.committed())[0] === '10');
  await until(() => told.length > 0);
  const [error, { offset, partition }] = told.at(-1);
  assert.deepEqual([error, partition, offset], [null, 0, '10']);
});

test('what is no list of offsets is refused, and nothing of it is committed', async (t) => {
  const { topic, clients } = await filled(t, 0, { numPartitions: 2 });
  const consumer = await clients.consumer(MANUALLY);
  const good = { topic, partition: 0, offset: '5' };
  const wrongs = [
    'x',
    5,
    {},
    good,
    [null],
    [undefined],
    ['x'],
    [{}],
    [{ ...good, topic: null }],
    [{ ...good, topic: 5 }],
    [{ ...good, topic: '' }],
    ...[undefined, null, -1, '0', 0.5, NaN, 2 ** 31].map((partition) => [{ ...good, partition }]),
    ...[undefined, null, '', '-1', '-2', '-1001', 'x', '1.5', NaN, -1, 1.5, {}, String(2n ** 63n)].map((offset) => [
      { ...good, offset },
    ]),
    ...['x', 0.5, 3n, 2 ** 31, {}].map((leaderEpoch) => [{ ...good, leaderEpoch }]),
    ...[5, {}, Buffer.from('x')].map((metadata) => [{ ...good, metadata }]),
    [{ ...good, partition: 1 }, { ...good, offset: 'x' }],
  ];
  for (const wrong of wrongs)
    await assert.rejects(consumer.commitOffsets(wrong), INVALID, require('node:util').inspect(wrong));
  assert.deepEqual(offsetsIn(await consumer.committed(range(2).map((partition) => ({ topic, partition })))), [null, null]);
});

test('what is no list of partitions is refused', async (t) => {
  const { topic, clients } = await filled(t, 0);
  const consumer = await clients.consumer(GROUP);
  const wrongs = ['x', 5, {}, [null], [{}], [{ topic }], [{ topic, partition: -1 }], [{ topic: 5, partition: 0 }]];
  for (const wrong of wrongs) await assert.rejects(consumer.committed(wrong), INVALID, JSON.stringify(wrong));
  for (const timeout of ['x', NaN, 1.5, {}])
    await assert.rejects(consumer.committed([{ topic, partition: 0 }], timeout), INVALID, String(timeout));
});

test('a question that cannot be answered in time says so', async (t) => {
  const { mock, topic, clients } = await filled(t, 0);
  const consumer = await clients.consumer(GROUP);
  const places = [{ topic, partition: 0 }];
  await consumer.committed(places);
  mock.brokerDown(1);
  const start = performance.now();
  await assert.rejects(consumer.committed(places, 200), { name: 'KafkaJSTimeout', code: -185 });
  await assert.rejects(consumer.committed(places, 0), { name: 'KafkaJSTimeout', code: -185 });
  await assert.rejects(consumer.committed(places, -1, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' });
  assert.ok(performance.now() - start < 5000);
  mock.brokerUp(1);
  assert.deepEqual(offsetsIn(await consumer.committed(places)), [null]);
});

test('a commit that is under way as the consumer is disconnected is settled', async (t) => {
  const { topic, clients } = await filled(t, 5);
  for (let round = 0; round < 5; round++) {
    const consumer = await clients.consumer({ 'group.id': `g${round}` });
    const calls = [
      consumer.commitOffsets([{ topic, partition: 0, offset: '3' }]),
      consumer.committed([{ topic, partition: 0 }]),
    ];
    await Promise.all([consumer.disconnect(), Promise.allSettled(calls)]);
    for (const { status, reason } of await Promise.allSettled(calls))
      if (status === 'rejected') assert.match(reason.name, /^KafkaJS/);
  }
});

test('committing in the wrong state says so', async (t) => {
  const { topic, servers, clients } = await filled(t, 0);
  const consumer = await clients.consumer(GROUP);
  await consumer.disconnect();
  const wrongState = (message) => ({ name: 'KafkaJSError', code: -172, message });
  for (const other of [consumer, clientsOf(t, servers).kafka.consumer(GROUP)]) {
    const commit = wrongState('Commit can only be called while connected.');
    await assert.rejects(other.commitOffsets(), commit);
    await assert.rejects(other.commitOffsets([{ topic, partition: 0, offset: '1' }]), commit);
    const committed = wrongState('Committed can only be called while connected.');
    await assert.rejects(other.committed(), committed);
    await assert.rejects(other.committed([{ topic, partition: 0 }]), committed);
    assert.throws(() => other.assignment(), wrongState('Assignment can only be called while connected.'));
    assert.equal(other.rebalanceProtocol(), 'NONE');
  }
});

test('the protocol of rebalances is known once there was one, and not after the group is left', async (t) => {
  const { topic, clients } = await filled(t, 5);
  for (const [strategy, protocol] of [
    ['range', 'EAGER'],
    ['roundrobin', 'EAGER'],
    ['cooperative-sticky', 'COOPERATIVE'],
  ]) {
    const consumer = await clients.consumer({ 'partition.assignment.strategy': strategy });
    assert.equal(consumer.rebalanceProtocol(), 'NONE');
    const messages = await collect(consumer, topic);
    await until(() => messages.length === 5);
    assert.equal(consumer.rebalanceProtocol(), protocol);
    await delay(QUIET_MS);
    await consumer.stop();
    assert.equal(consumer.rebalanceProtocol(), 'NONE');
    await consumer.disconnect();
  }
});
