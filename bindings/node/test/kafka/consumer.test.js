'use strict';
// What only a broker can show of a consumer, under both group protocols.
const assert = require('node:assert/strict');
const { Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { collect, delay, gate, numbered, until } = require('../support');
const { newTopic, realClients, sharedServers } = require('./support');

const { ErrorCodes } = KafkaJS;

const PROTOCOLS = {
  classic: {},
  'the new group protocol': { 'group.protocol': 'consumer', 'heartbeat.interval.ms': undefined },
};

const valuesOf = (messages) => messages.map(({ value }) => Number(value));
const upTo = (count) => Array.from({ length: count }, (_, index) => index);

async function setUp(t, numPartitions = 1) {
  const clients = realClients(t, sharedServers(), { kafkaJS: { retry: { initialRetryTime: 10 } } });
  const admin = await clients.admin();
  const topic = await newTopic(t, admin, numPartitions);
  const producer = await clients.producer();
  const send = (count, first = 0) => producer.send({ topic, messages: numbered(count, first, { partition: 0 }) });
  return { clients, admin, topic, producer, send };
}

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  test(`pausing, seeking, stopping and running again lose and double nothing: ${name}`, async (t) => {
    const { clients, topic, send } = await setUp(t);
    await send(300);
    const consumer = await clients.consumer({ ...protocol, 'group.id': topic });
    const messages = [];
    let resume;
    await collect(consumer, topic, {
      eachMessage: async ({ message, pause }) => {
        messages.push(message);
        if (messages.length === 100) resume = pause();
      },
    });
    await until(() => messages.length === 100);
    await delay(200);
    assert.equal(messages.length, 100, 'a message came after the pause');
    assert.deepEqual(consumer.paused(), [{ topic, partitions: [0] }]);
    resume();
    await until(() => messages.length === 300);
    await consumer.stop();
    assert.deepEqual(consumer.assignment(), []);
    await send(100, 300);
    const more = await collect(consumer, topic);
    await until(() => more.length === 100);
    assert.deepEqual(valuesOf([...messages, ...more]), upTo(400));
    consumer.seek({ topic, partition: 0, offset: '390' });
    await until(() => more.length === 110);
    assert.deepEqual(
      valuesOf(more.slice(100)),
      upTo(400).slice(390),
    );
  });

  test(`a loop, a Node stream and a Web stream read on where the one before was left: ${name}`, async (t) => {
    const { clients, topic, send } = await setUp(t);
    await send(3000);
    const consumer = await clients.consumer({ ...protocol, 'group.id': topic });
    await consumer.subscribe({ topics: [topic] });
    const seen = [];
    for await (const message of consumer.messages()) {
      // What a loop is left with comes again.
      if (message.value.toString() === '1000') break;
      seen.push(message);
    }
    const sink = new Writable({
      objectMode: true,
      write(message, _encoding, done) {
        seen.push(message);
        if (seen.length === 2000) consumer.stop().then(() => done(), done);
        else done();
      },
    });
    await pipeline(consumer.messages().toReadable(), sink);
    // The one at hand when the consumer was stopped comes again.
    assert.equal(valuesOf(seen).at(-1), 1999);
    seen.pop();
    const web = consumer.messages().toReadableStream();
    for await (const message of web) if (seen.push(message) === 3000) break;
    assert.deepEqual(valuesOf(seen), upTo(3000));
  });

  test(`offsets of any size are committed and come back, with metadata: ${name}`, async (t) => {
    const { clients, topic, send } = await setUp(t, 2);
    await send(1);
    const consumer = await clients.consumer({ ...protocol, 'group.id': topic, 'enable.auto.commit': false });
    const messages = await collect(consumer, topic);
    await until(() => messages.length === 1 && consumer.assignment().length === 2);
    const places = upTo(2).map((partition) => ({ topic, partition }));
    assert.deepEqual(
      (await consumer.committed(places)).map(({ offset }) => offset),
      [null, null],
    );
    await consumer.commitOffsets();
    await consumer.commitOffsets([{ topic, partition: 1, offset: '9007199254740993', metadata: 'mine', leaderEpoch: 0 }]);
    const committed = await consumer.committed();
    assert.deepEqual(
      committed.map(({ partition, offset, metadata }) => [partition, offset, metadata]),
      [
        [0, '1', ''],
        [1, '9007199254740993', 'mine'],
      ],
    );
  });

  test(`a pattern follows topics that come later: ${name}`, async (t) => {
    const { clients, admin, topic, producer } = await setUp(t);
    const later = `${topic}-later`;
    const consumer = await clients.consumer({
      ...protocol,
      'group.id': topic,
      'topic.metadata.refresh.interval.ms': 300,
    });
    const messages = await collect(consumer, new RegExp(`${topic}.*`));
    await until(() => consumer.assignment().length === 1);
    await admin.createTopics({ topics: [{ topic: later, numPartitions: 1 }], timeout: 30_000 });
    await producer.send({ topic: later, messages: numbered(1) });
    // In the new protocol it is the broker that looks for them, in its own time.
    await until(() => consumer.assignment().some((place) => place.topic === later), 'it was not found', 90_000);
    await until(() => messages.length === 1);
  });

  test(`a pattern finds what it finds in JavaScript, from the beginning of a name: ${name}`, async (t) => {
    const { clients, admin, topic } = await setUp(t);
    const ends = ['-1', '-12', '-x', '.y', '-y'];
    await admin.createTopics({
      topics: ends.map((end) => ({ topic: topic + end, numPartitions: 1 })),
      waitForLeaders: true,
      timeout: 30_000,
    });
    const found = {
      '-\\d': ['-1', '-12'],
      '-\\d$': ['-1'],
      '(?:-\\w|\\.y)$': ['-1', '-x', '-y', '.y'],
      '-1|x': ['-1', '-12'],
    };
    const ask = async ([source, expected]) => {
      const consumer = await clients.consumer({ ...protocol, 'group.id': `${topic}${source}` });
      await collect(consumer, new RegExp(topic + source));
      const assigned = () => consumer.assignment().map((place) => place.topic.slice(topic.length));
      await until(() => assigned().length >= expected.length, () => `${source} found ${assigned().join()}`, 90_000);
      assert.deepEqual(assigned().sort(), expected, source);
    };
    await Promise.all(Object.entries(found).map(ask));
  });

  test(`what was aborted is not read, unless it is asked for: ${name}`, async (t) => {
    const { clients, topic } = await setUp(t);
    const producer = await clients.producer({ 'transactional.id': topic });
    for (const end of ['abort', 'commit']) {
      await producer.transaction();
      await producer.send({ topic, messages: [{ value: end === 'abort' ? '0' : '1' }] });
      await producer[end]();
    }
    const committed = await collect(await clients.consumer(protocol), topic);
    const all = await collect(await clients.consumer({ ...protocol, 'isolation.level': 'read_uncommitted' }), topic);
    await until(() => committed.length === 1 && all.length === 2);
    assert.deepEqual([valuesOf(committed), valuesOf(all)], [[1], [0, 1]]);
  });
}

test('a handler may take longer than max.poll.interval.ms, but not twice as long', async (t) => {
  const { clients, topic, send } = await setUp(t);
  await send(2);
  const rebalances = [];
  const consumer = await clients.consumer({
    'group.id': topic,
    'session.timeout.ms': 6000,
    'max.poll.interval.ms': 6000,
    'js.consumer.disconnect.timeout.ms': 100,
    rebalance_cb: (error, _, { assignmentLost }) => rebalances.push([error.code, assignmentLost()]),
  });
  const stuck = gate();
  const stale = [];
  let count = 0;
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch, resolveOffset, isStale }) => {
      if (++count > 1) return;
      await delay(7000);
      resolveOffset(batch.messages[0].offset);
      stale.push(isStale());
      await stuck.promise;
      stale.push(isStale());
    },
  });
  await until(() => stale.length === 1);
  assert.deepEqual([stale, rebalances], [[false], [[ErrorCodes.ERR__ASSIGN_PARTITIONS, false]]]);
  await until(() => rebalances.length > 1, 'the stuck member was not told', 60_000);
  assert.deepEqual(rebalances[1], [ErrorCodes.ERR__REVOKE_PARTITIONS, true]);
  stuck.open();
  await until(() => stale.length === 2);
  assert.equal(stale[1], true);
});

test('a member that is known by name comes back to its partitions, and is fenced by another of that name', async (t) => {
  const { clients, topic, producer } = await setUp(t, 2);
  const group = { 'group.id': topic, 'session.timeout.ms': 20_000 };
  const rebalances = [];
  const other = await clients.consumer({
    ...group,
    'group.instance.id': 'other',
    rebalance_cb: (error) => rebalances.push(error.code),
  });
  await collect(other, topic);
  const mine = { ...group, 'group.instance.id': 'mine' };
  const first = await clients.consumer(mine);
  await collect(first, topic);
  await until(() => other.assignment().length === 1 && first.assignment().length === 1);
  const seen = rebalances.length;
  const [{ partition }] = first.assignment();
  await first.disconnect();
  const second = await clients.consumer(mine);
  const messages = await collect(second, topic);
  await until(() => second.assignment().length === 1);
  assert.deepEqual([second.assignment(), rebalances.length], [[{ topic, partition }], seen]);

  const crashes = [];
  second.on(second.events.CRASH, ({ payload }) => crashes.push(payload.error));
  const finished = assert.rejects(second.finished(), { fatal: true });
  const third = await clients.consumer(mine);
  const taken = await collect(third, topic);
  await finished;
  assert.deepEqual([crashes.length, crashes[0].fatal, crashes[0].type], [1, true, 'ERR_FENCED_INSTANCE_ID']);
  await until(() => third.assignment().length === 1);
  await producer.send({ topic, messages: numbered(1, 0, { partition }) });
  await until(() => taken.length === 1);
  assert.equal(messages.length, 0);
});
