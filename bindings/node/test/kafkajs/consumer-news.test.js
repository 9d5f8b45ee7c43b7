'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { NativeFailure } = require('../../dist/native/failure');
const { Status } = require('../../dist/native/generated');
const { clientsOf, collect, delay, gate, mockCluster, numbered, until } = require('../support');

const GROUP = 'one-group';
const FENCED_INSTANCE_ID = 82;

async function listening(t, { config = {}, numPartitions = 1, count = 0 } = {}) {
  const { mock, topic, servers } = mockCluster(t, { numPartitions });
  const clients = clientsOf(t, servers, { kafkaJS: { retry: { initialRetryTime: 10 } } });
  const producer = await clients.producer();
  await producer.send({ topic, messages: numbered(count, 0, { partition: 0 }) });
  const consumer = await clients.consumer({ 'group.id': GROUP, ...config });
  const heard = [];
  for (const name of Object.values(consumer.events)) consumer.on(name, (event) => heard.push(event));
  const of = (type) => heard.filter((event) => event.type === type).map(({ payload }) => payload);
  return { mock, topic, clients, producer, consumer, heard, of };
}

test('connecting and disconnecting is told, each time', async (t) => {
  const { topic, servers } = mockCluster(t);
  const consumer = clientsOf(t, servers).kafka.consumer({ 'group.id': GROUP });
  const heard = [];
  for (const name of Object.values(consumer.events)) consumer.on(name, ({ type, payload }) => heard.push([type, payload]));
  for (let times = 0; times < 2; times++) {
    await consumer.connect();
    await consumer.subscribe({ topic });
    await consumer.disconnect();
  }
  await consumer.disconnect();
  const life = [['consumer.connect', null], ['consumer.disconnect', null]];
  assert.deepEqual(heard, [...life, ...life]);
});

test('joining and leaving a group is told, with what was assigned', async (t) => {
  const { topic, consumer, heard, of } = await listening(t, { numPartitions: 2, count: 1 });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 1);
  const [join] = of('consumer.group_join');
  assert.deepEqual(
    { ...join, duration: typeof join.duration },
    { groupId: GROUP, memberAssignment: { [topic]: [0, 1] }, groupProtocol: 'EAGER', duration: 'number' },
  );
  assert.ok(join.duration > 0);
  await consumer.stop();
  assert.deepEqual(of('consumer.rebalancing'), [{ groupId: GROUP }]);
  assert.deepEqual(of('consumer.stop'), [null]);
  await consumer.disconnect();
  const ends = heard.map(({ type }) => type).filter((type) => /stop|disconnect/.test(type));
  assert.deepEqual(ends, ['consumer.stop', 'consumer.disconnect']);
});

for (const [name, config] of Object.entries({
  'no callback': {},
  'a callback': { rebalance_cb: () => {} },
  'a callback that fails': {
    rebalance_cb: async () => {
      throw new Error('planted');
    },
  },
})) {
  test(`who hears of a join has the partitions, and may pause them: ${name}`, async (t) => {
    const { topic, consumer } = await listening(t, { config, count: 5 });
    const heard = [];
    consumer.on('consumer.group_join', () => {
      consumer.pause([{ topic }]);
      heard.push(consumer.assignment(), consumer.paused());
    });
    const messages = await collect(consumer, topic);
    await until(() => heard.length > 0);
    assert.deepEqual(heard, [[{ topic, partition: 0 }], [{ topic, partitions: [0] }]]);
    await delay(100);
    assert.deepEqual(messages, []);
  });
}

test('a join of a cooperative group tells all that the member has', async (t) => {
  const config = { 'partition.assignment.strategy': 'cooperative-sticky' };
  const { topic, clients, consumer, of } = await listening(t, { config, numPartitions: 4 });
  await collect(consumer, topic);
  await until(() => consumer.assignment().length === 4);
  const other = await clients.consumer({ 'group.id': GROUP, ...config });
  await collect(other, topic);
  await until(() => other.assignment().length === 2);
  await other.disconnect();
  await until(() => consumer.assignment().length === 4);
  const joins = of('consumer.group_join').map(({ memberAssignment }) => memberAssignment[topic]?.length);
  assert.deepEqual([joins[0], joins.at(-1)], [4, 4]);
  assert.ok(joins.includes(2));
  assert.ok(joins.every((count) => count >= 2), `${joins}`);
});

test('commits are told to listeners and to the offset_commit_cb, whoever makes them', async (t) => {
  const commits = [];
  const offset_commit_cb = (error, offsets) => commits.push([error, ...offsets.map(({ offset }) => offset)]);
  const config = { 'auto.commit.interval.ms': 50, offset_commit_cb };
  const { topic, consumer, of } = await listening(t, { config, count: 7 });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 7);
  await until(() => commits.some(([error, offset]) => error === null && offset === '7'));
  await consumer.commitOffsets([{ topic, partition: 0, offset: '3', metadata: 'mine' }]);
  assert.deepEqual(commits.at(-1), [null, '3']);
  const [first, last] = [of('consumer.commit_offsets')[0], of('consumer.commit_offsets').at(-1)];
  assert.equal(first.groupId, GROUP);
  assert.deepEqual(last.topics, [{ topic, partitions: [{ partition: 0, offset: '3' }] }]);
});

test('the commit of a seek is told, and so is one that fails', async (t) => {
  const commits = [];
  const offset_commit_cb = (error, offsets) => commits.push([error?.code ?? null, ...offsets]);
  const config = { 'auto.commit.interval.ms': 60_000, offset_commit_cb };
  const { topic, consumer, of } = await listening(t, { config, count: 7 });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 7);
  consumer.pause([{ topic }]);
  consumer.seek({ topic, partition: 0, offset: '2' });
  await until(() => commits.length === 1);
  const place = { topic, partition: 0, offset: '2', leaderEpoch: null };
  const [[error, { metadata, ...rest }]] = commits;
  assert.deepEqual([error, metadata || null, rest], [null, null, place]);
  assert.deepEqual(of('consumer.commit_offsets').at(-1).topics, [{ topic, partitions: [{ partition: 0, offset: '2' }] }]);
  const unknown = { topic: 'unknown', partition: 3, offset: '1', leaderEpoch: 4, metadata: 'mine' };
  await assert.rejects(consumer.commitOffsets([unknown]), { code: 3 });
  assert.deepEqual(commits.at(-1), [3, unknown]);
  assert.equal(of('consumer.commit_offsets').length, 1);
});

test('batches, fetches and heartbeats are told', async (t) => {
  const { topic, consumer, of } = await listening(t, { count: 10 });
  const done = gate();
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch, heartbeat }) => {
      await heartbeat();
      if (batch.lastOffset() === '9') done.open();
    },
  });
  await done.promise;
  await until(() => of('consumer.end_batch_process').length === of('consumer.start_batch_process').length);
  const [start] = of('consumer.start_batch_process');
  assert.deepEqual([start.topic, start.partition, start.firstOffset, start.highWatermark], [topic, 0, '0', '10']);
  assert.equal(start.batchSize, Number(start.lastOffset) + 1);
  assert.equal(start.offsetLagLow, '9');
  assert.ok(of('consumer.end_batch_process')[0].duration >= 0);
  assert.deepEqual(of('consumer.heartbeat')[0], { groupId: GROUP });
  const fetched = of('consumer.fetch').reduce((sum, { numberOfBatches }) => sum + numberOfBatches, 0);
  assert.equal(fetched, 10);
});

/** What was told of batches, each start with its end behind it. */
function pairsOf(of) {
  const [starts, ends] = [of('consumer.start_batch_process'), of('consumer.end_batch_process')];
  assert.deepEqual(
    ends.map(({ duration, ...rest }) => (assert.ok(duration >= 0), rest)),
    starts,
  );
  return starts.map(({ firstOffset, lastOffset }) => [Number(firstOffset), Number(lastOffset)]);
}

test('what a partition got of one fetch is told as a batch of eachMessage, around its handlers', async (t) => {
  const { topic, consumer, heard, of } = await listening(t, { count: 10 });
  let calls = 0;
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      calls++;
      await delay(0);
      heard.push({ type: 'handled', payload: Number(message.offset) });
      if (calls === 4) throw new Error('planted');
    },
  });
  await until(() => calls === 11 && of('consumer.end_batch_process').some(({ lastOffset }) => lastOffset === '9'));
  const pairs = pairsOf(of);
  assert.deepEqual([pairs[0][0], pairs.at(-1)[1]], [0, 9]);
  pairs.slice(1).forEach(([first], index) => assert.equal(first, pairs[index][1] + 1));
  const [start] = of('consumer.start_batch_process');
  const lags = { highWatermark: '10', offsetLag: String(9 - pairs[0][1]), offsetLagLow: '9', batchSize: pairs[0][1] + 1 };
  assert.deepEqual(start, { topic, partition: 0, ...lags, firstOffset: '0', lastOffset: String(pairs[0][1]) });
  const order = heard.flatMap(({ type, payload }) => {
    if (type === 'handled') return [payload];
    return /batch_process/.test(type) ? [`${type.split(/[._]/)[1]} ${payload.firstOffset}`] : [];
  });
  const expected = pairs.flatMap(([first, last]) => {
    const offsets = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return [`start ${first}`, ...offsets.flatMap((offset) => (offset === 3 ? [3, 3] : [offset])), `end ${first}`];
  });
  assert.deepEqual(order, expected);
});

test('a batch of eachMessage that is sought away from, or left by a stop, has its end all the same', async (t) => {
  const { topic, consumer, of } = await listening(t, { count: 10 });
  const [go, started] = [gate(), gate()];
  let calls = 0;
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      calls++;
      if (message.offset === '2' && calls <= 3) consumer.seek({ topic, partition: 0, offset: '1' });
      if (calls < 6) return;
      started.open();
      await go.promise;
    },
  });
  await started.promise;
  const stopping = consumer.stop();
  go.open();
  await stopping;
  const pairs = pairsOf(of);
  assert.ok(pairs.length >= 2, String(pairs));
  assert.ok(pairs.some(([first]) => first === 1), 'behind the seek another one begins');
});

for (const mode of ['eachMessage', 'eachBatch']) {
  /** Runs with a listener of the first start of a batch; what it and the handlers did stands in a list. */
  const withListener = async (t, act) => {
    const { topic, consumer, of } = await listening(t, { count: 10 });
    const handled = [];
    const place = { topic, partition: 0 };
    let starts = 0;
    consumer.on('consumer.start_batch_process', () => {
      if (++starts === 1) act(consumer, place);
    });
    await collect(consumer, topic, {
      eachMessage: undefined,
      [mode]: async ({ message, batch }) => {
        handled.push(...(batch?.messages ?? [message]).map(({ offset }) => Number(offset)));
      },
    });
    await until(() => starts > 0);
    return { consumer, handled, place, of };
  };

  test(`a seek by who is told of a batch that starts keeps it from its handler, and loses nothing: ${mode}`, async (t) => {
    const seek = (consumer, place) => consumer.seek({ ...place, offset: '5' });
    const { consumer, handled, place, of } = await withListener(t, seek);
    await until(() => handled.at(-1) === 9);
    assert.deepEqual(handled, [5, 6, 7, 8, 9]);
    assert.equal(pairsOf(of)[0][0], 0);
    await consumer.stop();
    assert.deepEqual(await consumer.committed([place]).then(([{ offset }]) => offset), '10');
  });

  test(`a pause by who is told of a batch that starts keeps it from its handler until the resume: ${mode}`, async (t) => {
    let resume;
    const { handled, of } = await withListener(t, (consumer, { topic }) => {
      resume = consumer.pause([{ topic }]);
    });
    await delay(100);
    assert.deepEqual(handled, []);
    resume();
    await until(() => handled.at(-1) === 9);
    assert.deepEqual(handled, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await until(() => of('consumer.end_batch_process').some(({ lastOffset }) => lastOffset === '9'));
    assert.equal(pairsOf(of)[0][0], 0);
  });

  test(`a stop by who is told of a batch that starts keeps it from its handler, and delivers nothing: ${mode}`, async (t) => {
    let stopped;
    const { consumer, handled, place, of } = await withListener(t, (consumer) => {
      stopped = consumer.stop();
    });
    await stopped;
    assert.deepEqual([handled, pairsOf(of).length], [[], 1]);
    assert.deepEqual(await consumer.committed([place]).then(([{ offset }]) => offset), null);
  });
}

test('of a seek and another by who is told that its batch has ended, the last counts', async (t) => {
  const { topic, consumer } = await listening(t, { count: 10 });
  const handled = [];
  const seek = (offset) => consumer.seek({ topic, partition: 0, offset });
  const forget = consumer.on('consumer.end_batch_process', () => {
    forget();
    seek('8');
  });
  await collect(consumer, topic, {
    eachMessage: ({ message }) => {
      handled.push(Number(message.offset));
      if (handled.length === 1) seek('5');
    },
  });
  await until(() => handled.at(-1) === 9);
  assert.deepEqual(handled, [0, 8, 9]);
});

test('a handler that fails is told, each time it does', async (t) => {
  const { topic, consumer, of } = await listening(t, { count: 1 });
  const error = new Error('planted');
  let calls = 0;
  await collect(consumer, topic, {
    eachMessage: async () => {
      if (++calls < 4) throw error;
    },
  });
  await until(() => calls === 4);
  const told = of('consumer.handler_failed');
  assert.deepEqual(
    told.map(({ failures }) => failures),
    [1, 2, 3],
  );
  assert.deepEqual(told[0], { groupId: GROUP, topic, partition: 0, error, failures: 1 });
});

test('a member that another of its name has fenced crashes, is told once, and may run again', async (t) => {
  const { mock, topic, consumer, of } = await listening(t, { config: { 'group.instance.id': 'mine' }, count: 3 });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 3);
  const finished = assert.rejects(consumer.finished(), { fatal: true, type: 'ERR_FENCED_INSTANCE_ID' });
  mock.failNext('Heartbeat', [FENCED_INSTANCE_ID]);
  await finished;
  await until(() => of('consumer.crash').length === 1);
  const [{ error, ...crash }] = of('consumer.crash');
  assert.deepEqual([error.fatal, error.type, crash], [true, 'ERR_FENCED_INSTANCE_ID', { groupId: GROUP, restart: false }]);
  await consumer.disconnect();
  assert.equal(of('consumer.crash').length, 1);
  await consumer.connect();
  const more = await collect(consumer, topic);
  consumer.seek({ topic, partition: 0, offset: '1' });
  await until(() => more.length >= 2);
});

test('a run whose subscription is refused crashes, also that of a loop, and tells why', async (t) => {
  const { consumer, of } = await listening(t);
  const refused = { name: 'KafkaJSError', code: -186 };
  await consumer.subscribe({ topic: '^(' });
  const running = consumer.run({ eachMessage: async () => {} });
  await Promise.all([assert.rejects(running, refused), assert.rejects(consumer.finished(), refused)]);
  const error = await running.catch((reason) => reason);
  assert.deepEqual(of('consumer.crash'), [{ error, groupId: GROUP, restart: false }]);
  const loop = consumer.messages()[Symbol.asyncIterator]().next();
  await Promise.all([assert.rejects(loop, refused), assert.rejects(consumer.finished(), refused)]);
  assert.equal(of('consumer.crash').length, 2);
  await consumer.disconnect();
  assert.deepEqual(of('consumer.stop'), []);
});

test('a run is finished when it is stopped, or when the consumer disconnects', async (t) => {
  const { topic, consumer } = await listening(t);
  await consumer.finished();
  await collect(consumer, topic);
  let isFinished = false;
  const finished = consumer.finished().then(() => {
    isFinished = true;
  });
  await until(() => consumer.assignment().length === 1);
  assert.equal(isFinished, false);
  await consumer.stop();
  await finished;
  await collect(consumer, topic);
  await Promise.all([consumer.finished(), consumer.disconnect()]);
});

test('an end that nobody asked for is a crash', async (t) => {
  const { topic, producer, consumer, of } = await listening(t, { count: 1 });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 1);
  await producer.disconnect();
  t.mock.method(native, 'clientPoll', () => {
    throw new NativeFailure(Status.STATE, -172, 0, 'planted');
  });
  await assert.rejects(consumer.finished(), { name: 'KafkaJSError', code: -172, message: 'planted', fatal: true });
  const crashes = of('consumer.crash').map(({ error, ...rest }) => ({ message: error.message, ...rest }));
  assert.deepEqual(crashes, [{ message: 'planted', groupId: GROUP, restart: false }]);
  await consumer.stop();
  await consumer.disconnect();
  assert.deepEqual(of('consumer.stop'), []);
});
