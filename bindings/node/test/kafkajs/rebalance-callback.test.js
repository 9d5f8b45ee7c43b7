'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { ErrorCodes } = require('../..').KafkaJS;
const { callBack } = require('../../dist/kafkajs/rebalance-callback');
const { clientsOf, collect, delay, filled, gate, mockCluster, numbered, numbersIn, range, until } = require('../support');

const QUIET_MS = 60;
const ASSIGN = ErrorCodes.ERR__ASSIGN_PARTITIONS;
const REVOKE = ErrorCodes.ERR__REVOKE_PARTITIONS;
const GROUP = { 'group.id': 'one-group' };

/** A rebalance of partitions 0 and 1, and the answers that it was given. */
function rebalanceOf(kind, isLost = false) {
  const answers = [];
  const partitions = [0, 1].map((partition) => ({ topic: 'things', partition, offset: -1001, leaderEpoch: -1, code: 0 }));
  return { answers, rebalance: { kind, partitions, isLost, answer: (...chosen) => answers.push(...chosen) } };
}

const logOf = (lines) => ({ error: (line) => lines.push(line) });

test('an error of a rebalance has what errors of the callback API have', async () => {
  for (const [kind, code] of [
    ['assigned', -175],
    ['revoked', -174],
  ]) {
    const { rebalance } = rebalanceOf(kind);
    let heard;
    await callBack((error) => void (heard = error), rebalance, { error: assert.fail });
    const { code: found, errno, origin, name } = heard;
    assert.deepEqual([found, errno, origin, name], [code, code, 'local', 'KafkaJSError']);
  }
});

test('a callback is told what happened, to which partitions, and whether they are lost', async () => {
  for (const [kind, code] of [
    ['assigned', ASSIGN],
    ['revoked', REVOKE],
  ]) {
    const { rebalance } = rebalanceOf(kind, kind === 'revoked');
    const calls = [];
    await callBack((...values) => calls.push(values), rebalance, logOf([]));
    const [[error, assignment, functions]] = calls;
    assert.equal(error.name, 'KafkaJSError');
    assert.equal(error.code, code);
    assert.deepEqual(assignment, [
      { topic: 'things', partition: 0 },
      { topic: 'things', partition: 1 },
    ]);
    assert.equal(functions.assignmentLost(), kind === 'revoked');
  }
});

test('what is assigned may begin anywhere, and need not be taken', async () => {
  const given = [
    { topic: 'things', partition: 0, offset: 34 },
    { topic: 'things', partition: 1, offset: '9007199254740993' },
  ];
  const { answers, rebalance } = rebalanceOf('assigned');
  await callBack((_, assignment, { assign }) => assign([...given, { ...assignment[0], offset: -2n }]), rebalance, logOf([]));
  assert.deepEqual(answers, [
    [
      { topic: 'things', partition: 0, offset: 34 },
      { topic: 'things', partition: 1, offset: 9007199254740993n },
      { topic: 'things', partition: 0, offset: -2 },
    ],
  ]);
  const other = rebalanceOf('assigned');
  await callBack((_, assignment, { unassign }) => unassign(assignment), other.rebalance, logOf([]));
  assert.deepEqual(other.answers[0], []);
});

test('what is no assignment is refused where it is given', async () => {
  const { answers, rebalance } = rebalanceOf('assigned');
  const place = { topic: 'things', partition: 0 };
  const wrongs = [undefined, null, 'x', [null], [{}], [{ ...place, topic: 5 }], [{ ...place, partition: -1 }]];
  for (const offset of ['x', 0.5, NaN, {}]) wrongs.push([{ ...place, offset }]);
  await callBack(
    (_, __, { assign }) => {
      for (const wrong of wrongs) assert.throws(() => assign(wrong), { code: -186 }, JSON.stringify(wrong));
    },
    rebalance,
    { error: assert.fail },
  );
  assert.equal(answers.length, 1, 'the usual answer is all there is');
});

test('a callback that throws or rejects is told to the log', async () => {
  for (const callback of [
    () => {
      throw new Error('planted');
    },
    async () => {
      throw new Error('planted');
    },
    () => Promise.reject(Object.create(null)),
  ]) {
    const lines = [];
    await callBack(callback, rebalanceOf('assigned').rebalance, logOf(lines));
    assert.match(lines[0], /^The rebalance_cb failed, and the rebalance goes on without it: /);
  }
});

/** A consumer with a callback, what its group did with it, and what it was delivered. */
async function member(clients, topic, callback, config = {}) {
  const events = [];
  const consumer = await clients.consumer({
    ...config,
    rebalance_cb: (error, assignment, functions) => {
      events.push([error.code === ASSIGN ? 'assign' : 'revoke', ...assignment.map(({ partition }) => partition)]);
      return callback(error, assignment, functions, consumer);
    },
  });
  const messages = await collect(consumer, topic);
  return { consumer, events, messages };
}

for (const [name, callback] of Object.entries({
  'synchronous one': () => {},
  'asynchronous one': () => delay(20),
  'throwing one': () => {
    throw new Error('planted');
  },
  'rejecting one': async () => {
    await delay(20);
    throw new Error('planted');
  },
  'one that answers': (error, assignment, { assign, unassign }) => {
    if (error.code === ASSIGN) assign(assignment);
    else unassign(assignment);
  },
  'one that answers in many ways': async (error, assignment, { assign, unassign }) => {
    if (error.code === ASSIGN) {
      assign(assignment);
      unassign(assignment);
      assign([]);
    } else {
      assign(assignment);
      unassign(assignment);
      unassign();
    }
    return [];
  },
})) {
  test(`a callback hears of one assignment and one revocation: a ${name}`, async (t) => {
    const { topic, clients } = await filled(t, 20, { numPartitions: 2 });
    const { consumer, events, messages } = await member(clients, topic, callback);
    await until(() => messages.length === 20);
    assert.deepEqual(consumer.assignment().length, 2);
    await consumer.disconnect();
    assert.deepEqual(events, [
      ['assign', 0, 1],
      ['revoke', 0, 1],
    ]);
    assert.equal(messages.length, 20);
  });
}

test('what committed answers can be assigned as it is, also where nothing is committed', async (t) => {
  const { topic, clients } = await filled(t, 20, { numPartitions: 2 });
  const early = await clients.consumer(GROUP);
  await early.commitOffsets([{ topic, partition: 0, offset: '7' }]);
  const { messages } = await member(
    clients,
    topic,
    async (error, assignment, { assign }, consumer) => {
      if (error.code === ASSIGN) assign(await consumer.committed(assignment));
    },
    GROUP,
  );
  await until(() => messages.length === 13);
  await delay(QUIET_MS);
  const first = (partition) => messages.find((message) => message.partition === partition).offset;
  assert.deepEqual([first(0), first(1)], ['7', '0']);
  assert.deepEqual(clients.logger.lines.filter((line) => line.includes('rebalance_cb')), []);
});

test('a list that a callback returns takes the place of the assignment', async (t) => {
  const { topic, clients } = await filled(t, 20, { numPartitions: 2 });
  const { consumer, messages } = await member(clients, topic, (error, assignment) =>
    error.code === ASSIGN ? [{ ...assignment[1], offset: '7' }] : undefined,
  );
  await until(() => messages.length === 3);
  await delay(QUIET_MS);
  assert.deepEqual(
    messages.map(({ partition, offset }) => [partition, offset]),
    [
      [1, '7'],
      [1, '8'],
      [1, '9'],
    ],
  );
  assert.deepEqual(consumer.assignment(), [{ topic, partition: 1 }]);
});

test('an offset that a callback writes into the assignment counts, also if it does not assign', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const { messages } = await member(clients, topic, (error, assignment) => {
    if (error.code === ASSIGN) assignment[0].offset = 6;
  });
  await until(() => messages.length === 4);
  await delay(QUIET_MS);
  assert.deepEqual(numbersIn(messages), range(4, 6));
});

test('what a callback writes into the assignment is checked, and passed over if it is wrong', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const { messages } = await member(clients, topic, (error, assignment) => {
    if (error.code === ASSIGN) assignment[0].offset = 'nowhere';
  });
  await until(() => messages.length === 10);
  assert.ok(clients.logger.lines.some((line) => line.includes('Offset must be >= 0')));
});

test('nothing is delivered before an asynchronous callback has decided', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const open = gate();
  const { events, messages } = await member(clients, topic, async (error, assignment, { assign }) => {
    if (error.code !== ASSIGN) return;
    await open.promise;
    assign([{ ...assignment[0], offset: 5 }]);
  });
  await until(() => events.length === 1);
  await delay(QUIET_MS * 2);
  assert.equal(messages.length, 0);
  open.open();
  await until(() => messages.length === 5);
});

test('a partition that was not assigned is refused, and the others may be taken instead', async (t) => {
  const { topic, clients } = await filled(t, 10, { numPartitions: 2 });
  const errors = [];
  const { consumer, messages } = await member(clients, topic, (error, assignment, { assign }) => {
    if (error.code !== ASSIGN) return;
    for (const wrong of [
      [...assignment, { topic, partition: 2 }],
      [{ topic: 'others', partition: 0 }],
      [assignment[0], assignment[0]],
      [{ ...assignment[0], offset: -7 }],
    ]) {
      try {
        assign(wrong);
      } catch (thrown) {
        errors.push(thrown);
      }
    }
    assign([assignment[0]]);
  });
  await until(() => messages.length === 5);
  assert.deepEqual(consumer.assignment(), [{ topic, partition: 0 }]);
  assert.deepEqual(
    errors.map(({ name, code }) => [name, code]),
    Array(4).fill(['KafkaJSError', -186]),
  );
  await consumer.disconnect();
});

test('a partition that is given back at once is read when it comes again', async (t) => {
  const { topic, clients } = await filled(t, 10);
  let takes = false;
  const { consumer, messages } = await member(clients, topic, (error, assignment, { unassign }) => {
    if (error.code === ASSIGN && !takes) unassign(assignment);
  });
  await delay(QUIET_MS * 3);
  assert.deepEqual([consumer.assignment(), messages], [[], []]);
  takes = true;
  await consumer.stop();
  await consumer.run({
    eachMessage: async ({ message }) => {
      messages.push(message);
    },
  });
  await until(() => messages.length === 10);
});

for (const count of [1, 0]) {
  test(`a cooperative member takes ${count} of two partitions, leaves, and comes again`, async (t) => {
    const { topic, clients } = await filled(t, 20, { numPartitions: 2 });
    const config = { 'partition.assignment.strategy': 'cooperative-sticky' };
    let taken = count;
    const callback = (error, assignment, { assign }) => {
      if (error.code === ASSIGN) assign(assignment.slice(0, taken));
    };
    const { consumer, events, messages } = await member(clients, topic, callback, config);
    await until(() => events.length === 1 && messages.length === count * 10);
    taken = 2;
    await consumer.stop();
    assert.deepEqual(events.at(-1), ['revoke', 0, 1]);
    await consumer.run({
      eachMessage: ({ message }) => {
        messages.push(message);
      },
    });
    await until(() => messages.length === 20);
    const start = performance.now();
    await consumer.disconnect();
    assert.ok(performance.now() - start < 4000);
  });
}

for (const end of ['disconnect', 'stop']) {
  test(`a callback commits what was delivered before the partitions go: ${end}`, async (t) => {
    const { topic, clients } = await filled(t, 10, { numPartitions: 2 });
    const group = { ...GROUP, 'enable.auto.commit': false };
    const commits = [];
    const callback = async (error, assignment, { assignmentLost }, self) => {
      if (error.code !== REVOKE) return;
      const before = await self.committed(assignment);
      await self.commitOffsets();
      const after = await self.committed(assignment);
      commits.push([assignmentLost(), ...[...before, ...after].map(({ offset }) => offset)]);
    };
    const { consumer, messages } = await member(clients, topic, callback, group);
    await until(() => messages.length === 10);
    await consumer[end]();
    assert.deepEqual(commits, [[false, null, null, '5', '5']]);
    const next = await clients.consumer(group);
    const more = await collect(next, topic);
    await until(() => next.assignment().length === 2);
    await delay(QUIET_MS);
    assert.deepEqual(more, []);
  });
}

for (const end of ['disconnect', 'stop']) {
  test(`a callback that is being told of a revocation is waited for, and can commit: ${end}`, async (t) => {
    const { mock, topic, clients } = await filled(t, 10, { numPartitions: 2 });
    mock.createTopic({ topic: 'others', numPartitions: 1 });
    const group = { ...GROUP, 'enable.auto.commit': false };
    const [started, go] = [gate(), gate()];
    const outcomes = [];
    const callback = async (error, _, __, self) => {
      if (error.code !== REVOKE) return;
      started.open();
      await go.promise;
      outcomes.push(await self.commitOffsets().then(() => 'committed', ({ message }) => message));
    };
    const { consumer, messages } = await member(clients, topic, callback, group);
    await until(() => messages.length === 10);
    // The member begins that by itself: in the midst of a rebalance the mock cluster takes no commits.
    await consumer.subscribe({ topic: 'others' });
    await started.promise;
    const ending = consumer[end]();
    await delay(QUIET_MS);
    go.open();
    await ending;
    assert.deepEqual(outcomes, ['committed']);
  });
}

test('a revocation is told when the handlers of its partitions have ended', async (t) => {
  const { topic, clients } = await filled(t, 2, { numPartitions: 2 });
  const open = gate();
  const told = [];
  let running = 0;
  const consumer = await clients.consumer({
    ...GROUP,
    rebalance_cb: (error) => {
      if (error.code === REVOKE) told.push(running);
    },
  });
  await collect(consumer, topic, {
    partitionsConsumedConcurrently: 2,
    eachMessage: async () => {
      running++;
      await open.promise;
      running--;
    },
  });
  await until(() => running === 2);
  await collect(await clients.consumer(GROUP), topic);
  await delay(500);
  assert.deepEqual(told, []);
  open.open();
  await until(() => told.length === 1);
  assert.deepEqual(told, [0]);
});

/** Longer than a session, as librdkafka demands; it is doubled. */
const HASTY = { 'max.poll.interval.ms': 1500 };

test('a callback that never ends holds up an assignment for max.poll.interval.ms', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const { consumer, events, messages } = await member(clients, topic, () => new Promise(() => {}), {
    ...HASTY,
    'js.consumer.disconnect.timeout.ms': 200,
  });
  await until(() => events.length === 1);
  await delay(QUIET_MS);
  assert.equal(messages.length, 0);
  await until(() => messages.length === 10);
  const start = performance.now();
  await consumer.disconnect();
  assert.ok(performance.now() - start < 5000);
  assert.equal(events[0][0], 'assign');
  assert.equal(events.at(-1)[0], 'revoke');
});

test('a callback that never ends holds up a revocation for max.poll.interval.ms, and a stop for its own time', async (t) => {
  const { topic, clients, producer } = await filled(t, 10, { numPartitions: 2 });
  const config = { ...GROUP, ...HASTY, 'js.consumer.disconnect.timeout.ms': 200 };
  const never = (error) => (error.code === REVOKE ? new Promise(() => {}) : undefined);
  const { consumer, events, messages } = await member(clients, topic, never, config);
  await until(() => messages.length === 10);
  const more = await collect(await clients.consumer(GROUP), topic);
  await until(() => events.some(([kind]) => kind === 'revoke'));
  await until(async () => {
    await producer.send({ topic, messages: numbered(2, 10) });
    return more.length > 0;
  });
  const start = performance.now();
  await consumer.stop();
  await consumer.disconnect();
  assert.ok(performance.now() - start < 10_000);
});

test('a callback may stop or disconnect its consumer, and wait for that', async (t) => {
  const { topic, clients } = await filled(t, 10, { numPartitions: 2 });
  for (const end of ['disconnect', 'stop']) {
    for (const kind of [ASSIGN, REVOKE]) {
      let ended = 0;
      const config = { 'group.id': `${end}-${kind}` };
      const callback = async (error, _, __, self) => {
        if (error.code !== kind) return;
        await self[end]();
        ended++;
      };
      const { consumer, messages } = await member(clients, topic, callback, config);
      if (kind === REVOKE) {
        await until(() => messages.length === 10);
        await collect(await clients.consumer(config), topic);
      }
      await until(() => ended > 0, `${end} in ${kind} does not end`, 10_000);
      const start = performance.now();
      await consumer.disconnect();
      assert.ok(performance.now() - start < 5000);
    }
  }
});

test('a callback may end its consumer while that is done outside', async (t) => {
  const { topic, clients } = await filled(t, 10);
  for (const end of ['disconnect', 'stop']) {
    const callback = (error, _, __, self) => (error.code === REVOKE ? self[end]() : undefined);
    const { consumer, events, messages } = await member(clients, topic, callback);
    await until(() => messages.length === 10);
    const start = performance.now();
    await consumer[end]();
    assert.ok(performance.now() - start < 5000);
    assert.deepEqual(events.at(-1), ['revoke', 0]);
    if (end === 'stop') await consumer.disconnect();
  }
});

test('a stop while a callback decides about an assignment ends, and the consumer runs again', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const open = gate();
  const { consumer, events, messages } = await member(clients, topic, () => open.promise);
  await until(() => events.length === 1);
  const stopping = consumer.stop();
  await delay(QUIET_MS);
  open.open();
  await stopping;
  await consumer.run({
    eachMessage: async ({ message }) => {
      messages.push(message);
    },
  });
  await until(() => messages.length === 10);
  assert.deepEqual(consumer.assignment(), [{ topic, partition: 0 }]);
});

test('what other members were given while a callback decided is theirs', async (t) => {
  const { mock, topic, servers } = mockCluster(t, { numPartitions: 4 });
  const clients = clientsOf(t, servers);
  const config = { ...GROUP, 'topic.metadata.refresh.interval.ms': 100, 'partition.assignment.strategy': 'range' };
  const open = gate();
  const decide = (error) => (error.code === ASSIGN ? open.promise : undefined);
  const { consumer: first, events } = await member(clients, new RegExp(`^${topic}`), decide, config);
  await until(() => events.length === 1);
  const second = await clients.consumer(config);
  await collect(second, new RegExp(`^${topic}`));
  // The group begins anew, with both.
  mock.createTopic({ topic: `${topic}-too`, numPartitions: 2 });
  await until(() => events.filter(([kind]) => kind === 'assign').length === 2);
  open.open();
  await until(() => first.assignment().length + second.assignment().length >= 6);
  await delay(QUIET_MS);
  const assigned = [...first.assignment(), ...second.assignment()].map((place) => `${place.topic}-${place.partition}`);
  assert.equal(assigned.length, 6);
  assert.equal(new Set(assigned).size, 6, 'two members have the same partition');
  const start = performance.now();
  await first.stop();
  assert.ok(performance.now() - start < 4000);
  assert.deepEqual(first.assignment(), []);
});

for (const [name, joins] of [
  ['by itself', false],
  ['as another member joins', true],
]) {
  test(`a partition whose handler outstays the limit is lost, and told so, ${name}`, async (t) => {
    const { topic, clients } = await filled(t, 1);
    const events = [];
    const consumer = await clients.consumer({
      ...GROUP,
      ...HASTY,
      rebalance_cb: (error, _, { assignmentLost }) => {
        events.push(error.code === ASSIGN ? 'assign' : assignmentLost());
      },
    });
    const [started, open] = [gate(), gate()];
    const stale = [];
    await collect(consumer, topic, {
      eachMessage: undefined,
      eachBatch: async ({ isStale, resolveOffset }) => {
        if (stale.length > 0) return;
        stale.push(isStale());
        started.open();
        await open.promise;
        stale.push(isStale());
        resolveOffset('0');
      },
    });
    await started.promise;
    const join = async () => collect(await clients.consumer(GROUP), topic);
    let messages = joins ? await join() : undefined;
    await until(() => events.length === 2);
    assert.deepEqual(events, ['assign', true]);
    messages ??= await join();
    await until(() => messages.length === 1, 'the message of the hung handler was lost');
    open.open();
    await until(() => stale.length === 2);
    assert.deepEqual(stale, [false, true]);
  });
}

test('rebalance_cb must be a function, or true', async (t) => {
  const { topic, clients } = await filled(t, 5);
  for (const wrong of ['x', 5, {}, null])
    await assert.rejects(clients.consumer({ rebalance_cb: wrong }), { code: -186, message: /'rebalance_cb'/ });
  const messages = await collect(await clients.consumer({ rebalance_cb: true }), topic);
  await until(() => messages.length === 5);
});
