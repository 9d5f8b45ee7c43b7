'use strict';
// What members of one group owe to each other, under both group protocols: the mock cluster refuses commits in a rebalance.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { ErrorCodes } = require('../..').KafkaJS;
const { collect, dealt, delay, gate, numbered, numbersIn, range, until } = require('../support');
const { newTopic, ownCluster, realClients, sharedServers } = require('./support');

const PROTOCOLS = {
  range: { 'partition.assignment.strategy': 'range' },
  roundrobin: { 'partition.assignment.strategy': 'roundrobin' },
  'cooperative-sticky': { 'partition.assignment.strategy': 'cooperative-sticky' },
  'the new group protocol': { 'group.protocol': 'consumer', 'heartbeat.interval.ms': undefined },
};
const QUIET_MS = 300;
const ascending = (one, other) => one - other;

/** A topic of four partitions with messages in it, and how to join a group that reads it. */
async function setUp(t, count, protocol, servers = sharedServers()) {
  const clients = realClients(t, servers);
  const topic = await newTopic(t, await clients.admin(), 4);
  const producer = await clients.producer();
  const send = (messages) => producer.send({ topic, messages });
  await send(dealt(count, 4));
  const member = (config = {}) => clients.consumer({ 'group.id': topic, ...protocol, ...config });
  return { topic, send, member };
}

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  test(`a rebalance_cb commits what was delivered as another member joins: ${name}`, async (t) => {
    const { topic, send, member } = await setUp(t, 40, protocol);
    const failures = [];
    let commits = 0;
    const first = await member({
      'enable.auto.commit': false,
      rebalance_cb: async (error) => {
        if (error.code !== ErrorCodes.ERR__REVOKE_PARTITIONS) return;
        await first.commitOffsets().catch((thrown) => failures.push(thrown));
        commits++;
      },
    });
    const messages = await collect(first, topic, {});
    await until(() => messages.length === 40);
    const second = await member();
    const more = await collect(second, topic);
    await until(() => second.assignment().length === 2 && first.assignment().length === 2, 'nothing is shared', 60_000);
    await send(dealt(40, 4, 40));
    await until(() => messages.length + more.length >= 80);
    await delay(QUIET_MS);
    assert.deepEqual(failures, []);
    assert.ok(commits > 0);
    assert.deepEqual(numbersIn([...messages, ...more]).sort(ascending), range(80));
  });

  test(`a member that stops leaves nothing undone, and others have what follows at once: ${name}`, async (t) => {
    const { topic, send, member } = await setUp(t, 200, protocol);
    const [first, second] = [await member(), await member()];
    const seen = [];
    const config = {
      partitionsConsumedConcurrently: 4,
      eachMessage: async ({ message }) => {
        await delay(1);
        seen.push(Number(message.value));
      },
    };
    await collect(first, topic, config);
    await until(() => seen.length > 20);
    await collect(second, topic, config);
    await until(() => second.assignment().length > 0, 'nothing is shared', 60_000);
    await first.stop();
    await send(dealt(200, 4, 200));
    await until(() => second.assignment().length === 4, 'not everything is taken over', 60_000);
    await until(() => seen.length >= 400);
    await first.run(config);
    await until(() => first.assignment().length > 0, 'the member does not come back', 60_000);
    await send(dealt(40, 4, 400));
    await until(() => new Set(seen).size === 440);
    await delay(QUIET_MS);
    assert.deepEqual(seen.sort(ascending), range(440));
  });
}

test('what a member outstays is delivered to another, once', async (t) => {
  const { topic, member } = await setUp(t, 4, PROTOCOLS['cooperative-sticky']);
  const never = gate();
  let stuck = 0;
  const first = await member({ 'session.timeout.ms': 6000, 'max.poll.interval.ms': 3000, 'js.consumer.disconnect.timeout.ms': 100 });
  await collect(first, topic, {
    partitionsConsumedConcurrently: 4,
    eachMessage: async () => {
      stuck++;
      await never.promise;
    },
  });
  await until(() => stuck === 4);
  const messages = await collect(await member(), topic);
  await until(() => messages.length === 4, 'the messages of the stuck member are lost', 60_000);
  never.open();
  await delay(QUIET_MS * 3);
  assert.deepEqual(numbersIn(messages).sort(ascending), range(4));
});

test('a batch that takes too long costs one loss, comes again as a whole, and nothing else does', async (t) => {
  const { topic, send, member } = await setUp(t, 0, PROTOCOLS.range);
  await send(numbered(64, 0, { partition: 0 }));
  const rebalances = [];
  const consumer = await member({
    'session.timeout.ms': 6000,
    'max.poll.interval.ms': 3000,
    rebalance_cb: (error, _, { assignmentLost }) => {
      rebalances.push(`${error.code === ErrorCodes.ERR__ASSIGN_PARTITIONS ? 'assigned' : 'revoked'}${assignmentLost() ? ', lost' : ''}`);
    },
  });
  const delivered = [];
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch }) => {
      delivered.push(...numbersIn(batch.messages));
      if (delivered.length === 64) await until(() => rebalances.length === 2, 'nothing was lost', 60_000);
    },
  });
  await until(() => delivered.length === 96, 'the batch does not come again', 60_000);
  assert.deepEqual(delivered, [...range(64), ...range(64).slice(32)]);
  await consumer.disconnect();
  assert.deepEqual(rebalances, ['assigned', 'revoked, lost', 'assigned', 'revoked']);
});

test('a member that is asked to share and outstays meanwhile comes back', async (t) => {
  const { servers } = await ownCluster(t, 1, {
    'group.consumer.min.heartbeat.interval.ms': 100,
    'group.consumer.heartbeat.interval.ms': 100,
  });
  const { topic, member } = await setUp(t, 4, PROTOCOLS['the new group protocol'], servers);
  const held = gate();
  let stuck = 0;
  const first = await member({ 'max.poll.interval.ms': 3000 });
  await collect(first, topic, {
    partitionsConsumedConcurrently: 4,
    eachMessage: async () => {
      stuck++;
      await held.promise;
    },
  });
  await until(() => stuck === 4);
  const second = await member();
  const messages = await collect(second, topic);
  await until(() => messages.length === 4, 'the messages of the stuck member are lost', 60_000);
  held.open();
  await until(() => first.assignment().length === 2, 'the member does not come back', 20_000);
});
