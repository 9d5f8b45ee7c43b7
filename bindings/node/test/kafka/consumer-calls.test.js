'use strict';
// The calls of a consumer and what it is given, where a broker may answer otherwise than the mock cluster, under both protocols.
const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');

const { ErrorCodes } = require('../..').KafkaJS;
const { collect, delay, gate, numbered, numbersIn, range, until } = require('../support');
const { newTopic, ownCluster, realClients } = require('./support');

const NEW = { 'group.protocol': 'consumer', 'heartbeat.interval.ms': undefined };
const PROTOCOLS = {
  classic: { config: {}, rebalances: 'EAGER' },
  'cooperative-sticky': { config: { 'partition.assignment.strategy': 'cooperative-sticky' }, rebalances: 'COOPERATIVE' },
  'the new group protocol': { config: NEW, rebalances: 'COOPERATIVE' },
};
const QUIET_MS = 300;
const UNKNOWN = { name: 'KafkaJSProtocolError', code: 3, type: 'ERR_UNKNOWN_TOPIC_OR_PART' };
const NOTHING = { offset: null, metadata: null, leaderEpoch: null };

/** Members of the new protocol hear of a rebalance with a heartbeat, and how often that comes is the broker's business. */
const BROKER = {
  'group.consumer.min.heartbeat.interval.ms': 100,
  'group.consumer.heartbeat.interval.ms': 100,
};

let cluster;
let end;

before(async () => {
  cluster = await ownCluster({ after: (stop) => (end = stop) }, 1, BROKER);
});

after(() => end());

async function setUp(t, numPartitions = 1) {
  const clients = realClients(t, cluster.servers);
  const admin = await clients.admin();
  const topic = await newTopic(t, admin, numPartitions);
  const producer = await clients.producer();
  const send = (count, first = 0) => producer.send({ topic, messages: numbered(count, first, { partition: 0 }) });
  return { clients, admin, topic, producer, send };
}

const placesOf = (consumer) => consumer.assignment().map(({ topic, partition }) => `${topic} ${partition}`).sort();

for (const [name, { config, rebalances }] of Object.entries(PROTOCOLS)) {
  test(`a subscription grows and is replaced, and either end is sought, while the consumer runs: ${name}`, async (t) => {
    const { clients, admin, topic, send } = await setUp(t);
    const other = await newTopic(t, admin, 2);
    const statistics = [];
    const consumer = await clients.consumer({
      ...config,
      'group.id': topic,
      'statistics.interval.ms': 100,
      stats_cb: ({ message }) => statistics.push(JSON.parse(message)),
    });
    assert.equal(consumer.rebalanceProtocol(), 'NONE');
    const messages = await collect(consumer, other);
    await until(() => consumer.assignment().length === 2);
    assert.equal(consumer.rebalanceProtocol(), rebalances);
    await consumer.subscribe({ topic });
    await until(() => consumer.assignment().length === 3, 'what was added does not come');
    assert.deepEqual(placesOf(consumer), [`${topic} 0`, `${other} 0`, `${other} 1`].sort());
    await consumer.subscribe({ topics: [topic], replace: true });
    await until(() => consumer.assignment().length === 1, 'what was replaced does not go');
    assert.deepEqual(consumer.assignment(), [{ topic, partition: 0 }]);

    await send(5);
    await until(() => messages.length === 5);
    consumer.seek({ topic, partition: 0, offset: '-2' });
    await until(() => messages.length === 10, 'the beginning was not sought');
    // What lies behind the third message comes if the second seek does nothing.
    consumer.seek({ topic, partition: 0, offset: '3' });
    consumer.seek({ topic, partition: 0, offset: '-1' });
    let sent = 5;
    await until(async () => {
      if (messages.length === 10) await send(1, sent++);
      return messages.length > 10;
    });
    const [{ value: first }] = messages.slice(10);
    assert.ok(Number(first) >= 5, `${first} lies before the end`);
    await until(() => Number(messages.at(-1).value) === sent - 1);
    assert.deepEqual(numbersIn(messages), [...range(5), ...range(5), ...range(sent - Number(first), Number(first))]);

    await until(() => statistics.at(-1)?.topics[topic]?.partitions['0']?.rxmsgs >= 10);
    const { type, cgrp } = statistics.at(-1);
    assert.deepEqual([type, cgrp.state, cgrp.assignment_size], ['consumer', 'up', 1]);
  });

  test(`a rebalance_cb takes an assignment itself, from where it likes, and gives it back: ${name}`, async (t) => {
    const { clients, topic, send } = await setUp(t, 2);
    await send(10);
    const told = [];
    const rebalance_cb = (error, assignment, { assign, unassign, assignmentLost }) => {
      const isAssigned = error.code === ErrorCodes.ERR__ASSIGN_PARTITIONS;
      told.push([isAssigned ? 'assigned' : 'revoked', assignment.length, assignmentLost()]);
      if (isAssigned) assign(assignment.map((place) => ({ ...place, offset: '7' })));
      else unassign(assignment);
    };
    const group = { ...config, 'group.id': topic };
    const first = await clients.consumer({ ...group, rebalance_cb });
    const messages = await collect(first, topic);
    await until(() => messages.length === 3);
    assert.equal(first.assignment().length, 2);
    const second = await clients.consumer(group);
    await collect(second, topic);
    await until(() => first.assignment().length === 1 && second.assignment().length === 1, 'nothing is shared');
    await first.stop();
    await until(() => second.assignment().length === 2, 'nothing is given back');
    assert.deepEqual(first.assignment(), []);
    assert.deepEqual(numbersIn(messages).slice(0, 3), [7, 8, 9]);
    // An empty list is no partition for anybody.
    const some = told.filter(([, count]) => count > 0);
    const both = rebalances === 'EAGER' ? 2 : 1;
    const shared = rebalances === 'EAGER' ? [['assigned', 1, false]] : [];
    assert.deepEqual(some, [['assigned', 2, false], ['revoked', both, false], ...shared, ['revoked', 1, false]]);
  });
}

test('a seek to the newest message goes to the one with the latest timestamp, wherever it lies', async (t) => {
  const { clients, topic, producer } = await setUp(t);
  const now = Date.now();
  const messages = [0, 40, 20, 30, 10].map((later, index) => ({ value: String(index), timestamp: String(now + later) }));
  await producer.send({ topic, messages });
  const consumer = await clients.consumer({ 'group.id': topic });
  const received = await collect(consumer, topic);
  await until(() => received.length === 5);
  consumer.seek({ topic, partition: 0, offset: '-3' });
  await until(() => received.length === 9);
  assert.deepEqual(numbersIn(received), [...range(5), ...range(4, 1)]);
});

for (const name of ['classic', 'the new group protocol']) {
  const { config } = PROTOCOLS[name];

  test(`messages, batches and their lag are told as they are: ${name}`, async (t) => {
    const { clients, topic, producer } = await setUp(t);
    const consumer = await clients.consumer({ ...config, 'group.id': topic, 'js.consumer.max.batch.size': 3 });
    const headers = { one: 'a', more: ['b', Buffer.from([0, 255])] };
    const messages = numbered(5).map((message) => ({ ...message, key: 'k', timestamp: '1732000000123', headers }));
    await producer.send({ topic, messages });
    const batches = [];
    const others = [];
    await collect(consumer, topic, {
      eachMessage: undefined,
      eachBatch: async ({ batch, ...other }) => {
        batches.push(batch);
        others.push([other.isRunning(), other.isStale()]);
        await other.heartbeat();
        await other.commitOffsetsIfNecessary();
      },
    });
    const seen = () => batches.flatMap((batch) => batch.messages);
    await until(() => seen().length === 5);
    for (const batch of batches) {
      const { length } = batch.messages;
      const [low, high] = [Number(batch.firstOffset()), Number(batch.lastOffset())];
      assert.deepEqual([batch.topic, batch.partition, batch.isEmpty(), length], [topic, 0, false, high - low + 1]);
      assert.ok(length <= 3, `${length} messages`);
      const lags = [batch.highWatermark, batch.offsetLag(), batch.offsetLagLow()];
      assert.deepEqual(lags, ['5', String(4 - high), String(4 - low)]);
    }
    assert.deepEqual(
      others,
      batches.map(() => [true, false]),
    );
    await consumer.stop();
    const payloads = [];
    consumer.seek({ topic, partition: 0, offset: '4' });
    await consumer.run({ eachMessage: (payload) => void payloads.push(payload) });
    await until(() => payloads.length === 1);
    const expected = range(5).map((number) => ({
      key: Buffer.from('k'),
      value: Buffer.from(String(number)),
      timestamp: '1732000000123',
      attributes: 0,
      offset: String(number),
      size: 1,
      leaderEpoch: 0,
      headers: { one: Buffer.from('a'), more: [Buffer.from('b'), Buffer.from([0, 255])] },
    }));
    assert.deepEqual(seen(), expected);
    const [{ heartbeat, pause, ...payload }] = payloads;
    assert.deepEqual(payload, { topic, partition: 0, message: expected[4] });
    assert.deepEqual([typeof heartbeat, typeof pause], ['function', 'function']);
  });

  test(`a handler disconnects its consumer, which connects again and goes on there: ${name}`, async (t) => {
    const { clients, admin, topic, send } = await setUp(t);
    await send(10);
    const consumer = await clients.consumer({ ...config, 'group.id': topic });
    const seen = [];
    const ended = gate();
    await collect(consumer, topic, {
      eachMessage: async ({ message }) => {
        seen.push(message);
        if (seen.length === 5) await consumer.disconnect().then(ended.open, ended.fail);
      },
    });
    await ended.promise;
    await consumer.finished();
    const { groups } = await admin.describeGroups([topic]);
    assert.deepEqual(groups[0].members, []);
    assert.throws(() => consumer.assignment(), { code: ErrorCodes.ERR__STATE });
    await consumer.connect();
    const more = await collect(consumer, topic);
    // The handler that has disconnected had not ended: its message comes again.
    await until(() => more.length === 6);
    await delay(QUIET_MS);
    assert.deepEqual([numbersIn(seen), numbersIn(more)], [range(5), range(6, 4)]);
  });

  test(`nothing is committed of what does not exist: ${name}`, async (t) => {
    const { clients, topic } = await setUp(t);
    const consumer = await clients.consumer({ ...config, 'group.id': topic });
    const unknown = [{ topic: `${topic}-unknown`, partition: 0 }, { topic, partition: 9 }];
    assert.deepEqual(
      await consumer.committed(unknown, 10_000),
      unknown.map((place) => ({ ...place, ...NOTHING })),
    );
    for (const place of unknown) await assert.rejects(consumer.commitOffsets([{ ...place, offset: '1' }]), UNKNOWN);
    const known = { topic, partition: 0 };
    const both = [known, unknown[1]].map((place) => ({ ...place, offset: '1' }));
    await assert.rejects(consumer.commitOffsets(both), UNKNOWN);
    // The broker takes the one that it can.
    assert.deepEqual((await consumer.committed([known]))[0].offset, '1');
  });
}

test('a batch that takes too long costs one loss, and comes again once: the new group protocol', async (t) => {
  const { clients, topic, send } = await setUp(t);
  await send(64);
  const rebalances = [];
  const consumer = await clients.consumer({
    ...NEW,
    'group.id': topic,
    'max.poll.interval.ms': 1000,
    rebalance_cb: (error, _, { assignmentLost }) => {
      const kind = error.code === ErrorCodes.ERR__ASSIGN_PARTITIONS ? 'assigned' : 'revoked';
      rebalances.push(`${kind}${assignmentLost() ? ', lost' : ''}`);
    },
  });
  const delivered = [];
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch }) => {
      delivered.push(...numbersIn(batch.messages));
      if (delivered.length === 64) await until(() => rebalances.length === 2, 'nothing was lost');
    },
  });
  await until(() => delivered.length === 96, 'the batch does not come again');
  await consumer.disconnect();
  assert.deepEqual(delivered, [...range(64), ...range(64).slice(32)]);
  assert.deepEqual(rebalances, ['assigned', 'revoked, lost', 'assigned', 'revoked']);
});

test('a member by the name of one that lives crashes, and later has its partitions: the new group protocol', async (t) => {
  const { clients, topic, send } = await setUp(t);
  const mine = { ...NEW, 'group.id': topic, 'group.instance.id': 'mine' };
  const first = await clients.consumer(mine);
  const messages = await collect(first, topic);
  await until(() => first.assignment().length === 1);
  const second = await clients.consumer(mine);
  const told = [];
  for (const event of [second.events.CRASH, second.events.STOP])
    second.on(event, ({ type, payload }) => told.push([type, payload?.error.type, payload?.groupId, payload?.restart]));
  await collect(second, topic);
  await assert.rejects(second.finished(), { fatal: true, type: 'ERR_UNRELEASED_INSTANCE_ID' });
  assert.deepEqual(told[0], ['consumer.crash', 'ERR_UNRELEASED_INSTANCE_ID', topic, false]);
  await send(1);
  await until(() => messages.length === 1);
  await first.disconnect();
  // It is out of order until it connects again.
  await second.disconnect();
  await second.connect();
  const more = await collect(second, topic);
  await until(() => second.assignment().length === 1, 'the name was not left');
  await send(1, 1);
  await until(() => more.length === 1);
  assert.deepEqual(numbersIn([...messages, ...more]), [0, 1]);
  assert.deepEqual(told.filter(([type]) => type === 'consumer.crash').length, 1);
});
