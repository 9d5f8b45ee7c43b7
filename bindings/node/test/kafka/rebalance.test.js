'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { ErrorCodes } = require('../..').KafkaJS;
const { collect, delay, gate, numbered, until } = require('../support');
const { newTopic, realClients, sharedServers } = require('./support');

const PROTOCOLS = {
  'eager partitions': { 'partition.assignment.strategy': 'range' },
  'cooperative partitions': { 'partition.assignment.strategy': 'cooperative-sticky' },
  'the new group protocol': { 'group.protocol': 'consumer', 'heartbeat.interval.ms': undefined },
};

/** Configurations of run in which `handle` gets every message. */
const HANDLERS = {
  eachMessage: (handle) => ({ eachMessage: ({ partition, message }) => handle(partition, message) }),
  eachBatch: (handle) => ({
    eachBatch: async ({ batch }) => {
      for (const message of batch.messages) await handle(batch.partition, message);
    },
  }),
};

const CASES = Object.entries(PROTOCOLS).flatMap(([name, protocol]) =>
  Object.entries(HANDLERS).map(([handlerName, handlerOf]) => [`${name}, ${handlerName}`, protocol, handlerOf]),
);

for (const [name, protocol, handlerOf] of CASES) {
  test(`members come and go, and every message is delivered once: ${name}`, async (t) => {
    const clients = realClients(t, sharedServers());
    const topic = await newTopic(t, await clients.admin(), 4);
    const producer = await clients.producer();
    const group = { 'group.id': topic, ...protocol };
    const seen = [];
    const last = new Map();

    const member = async () => {
      const consumer = await clients.consumer(group);
      const mine = { consumer, count: 0 };
      await collect(consumer, topic, {
        partitionsConsumedConcurrently: 4,
        eachMessage: undefined,
        ...handlerOf(async (partition, message) => {
          await delay(1);
          mine.count++;
          seen.push(Number(message.value));
          assert.ok(Number(message.offset) > (last.get(partition) ?? -1), 'out of order');
          last.set(partition, Number(message.offset));
        }),
      });
      return mine;
    };
    let sent = 0;
    const send = async () => {
      const messages = numbered(100, sent).map((message, index) => ({ ...message, partition: index % 4 }));
      await producer.send({ topic, messages });
      sent += messages.length;
    };
    /** Keeps a few messages on their way until a member gets some. */
    const feedUntilServed = (mine) =>
      until(async () => {
        if (sent - seen.length < 400) await send();
        return mine.count > 50;
      });

    const first = await member();
    await feedUntilServed(first);
    const second = await member();
    await feedUntilServed(second);
    await first.consumer.disconnect();
    const third = await member();
    await feedUntilServed(third);
    await second.consumer.disconnect();
    await send();
    await until(() => new Set(seen).size === sent, 'messages were lost');
    assert.equal(seen.length, sent, 'messages came twice');
  });
}

for (const name of ['cooperative partitions', 'the new group protocol']) {
  test(`a group goes on when a member takes some of its partitions: ${name}`, async (t) => {
    const clients = realClients(t, sharedServers());
    const topic = await newTopic(t, await clients.admin(), 2);
    const group = { 'group.id': topic, ...PROTOCOLS[name] };
    const first = await clients.consumer({
      ...group,
      rebalance_cb: (error, assignment, { assign }) => {
        if (error.code === ErrorCodes.ERR__ASSIGN_PARTITIONS) assign(assignment.filter(({ partition }) => partition === 0));
      },
    });
    await collect(first, topic);
    await until(() => first.assignment().length === 1);
    const second = await clients.consumer(group);
    await collect(second, topic);
    await until(() => second.assignment().length === 1, 'the second member was given nothing');
    await first.disconnect();
    await until(() => second.assignment().length === 2, 'the second member was not given the rest');
  });
}

test('a revocation waits for the handler that runs, and its message does not come again', async (t) => {
  const clients = realClients(t, sharedServers());
  const topic = await newTopic(t, await clients.admin(), 2);
  const producer = await clients.producer();
  await producer.send({
    topic,
    messages: [
      { value: 'a', partition: 0 },
      { value: 'b', partition: 1 },
    ],
  });
  const group = { 'group.id': topic };
  const delivered = [];
  const slowly = async ({ message }) => {
    delivered.push(String(message.value));
    await delay(1500);
  };
  const first = await clients.consumer(group);
  await collect(first, topic, { partitionsConsumedConcurrently: 2, eachMessage: slowly });
  await until(() => delivered.length === 2);
  const second = await clients.consumer(group);
  const messages = await collect(second, topic);
  await producer.send({
    topic,
    messages: [
      { value: 'c', partition: 0 },
      { value: 'd', partition: 1 },
    ],
  });
  await until(() => messages.length + delivered.length === 4);
  await delay(300);
  assert.deepEqual([...delivered, ...messages.map(({ value }) => String(value))].sort(), ['a', 'b', 'c', 'd']);
});

for (const name of ['eager partitions', 'cooperative partitions']) {
  test(`a revocation waits for its handlers although the topic grows meanwhile: ${name}`, async (t) => {
    const clients = realClients(t, sharedServers());
    const admin = await clients.admin();
    const topic = await newTopic(t, admin, 2);
    const sendEach = async (...values) => {
      const producer = await clients.producer();
      await producer.send({ topic, messages: values.map((value, partition) => ({ value, partition })) });
    };
    await sendEach('a', 'b');
    const group = { 'group.id': topic, 'topic.metadata.refresh.interval.ms': 200, ...PROTOCOLS[name] };
    const delivered = [];
    const hold = gate();
    let known;
    const first = await clients.consumer({
      ...group,
      'statistics.interval.ms': 20,
      stats_cb: ({ message }) => {
        const { cgrp, topics } = JSON.parse(message);
        known = { state: cgrp.join_state, hasGrown: topics[topic]?.partitions['2'] !== undefined };
      },
    });
    await collect(first, topic, {
      partitionsConsumedConcurrently: 2,
      eachMessage: ({ message }) => (delivered.push(String(message.value)), hold.promise),
    });
    await until(() => delivered.length === 2);
    const messages = await collect(await clients.consumer(group), topic);
    await until(() => known.state === 'wait-unassign-call', 'nothing was revoked');
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    await until(() => known.hasGrown, 'the new partition was not seen');
    assert.equal(known.state, 'wait-unassign-call', 'it joined again with what its handlers have');
    hold.open();
    await sendEach('c', 'd', 'e');
    await until(() => messages.length + delivered.length >= 5, 'messages were lost');
    assert.deepEqual([...delivered, ...messages.map(({ value }) => String(value))].sort(), ['a', 'b', 'c', 'd', 'e']);
  });
}

test('a group goes on when a member is stuck in a handler for longer than it may be', async (t) => {
  const clients = realClients(t, sharedServers());
  const topic = await newTopic(t, await clients.admin(), 2);
  const producer = await clients.producer();
  await producer.send({
    topic,
    messages: [
      { value: 'a', partition: 0 },
      { value: 'b', partition: 1 },
    ],
  });
  const group = {
    'group.id': topic,
    'session.timeout.ms': 6000,
    'max.poll.interval.ms': 6000,
    'js.consumer.disconnect.timeout.ms': 100,
  };
  let stuck = 0;
  const hanging = await clients.consumer(group);
  await collect(hanging, topic, {
    partitionsConsumedConcurrently: 2,
    eachMessage: () => (stuck++, new Promise(() => {})),
  });
  await until(() => stuck === 2);
  const messages = await collect(await clients.consumer(group), topic);
  await until(() => messages.length > 0, 'the other member was given nothing', 60_000);
  await hanging.disconnect();
  await until(() => messages.length === 2, 'the messages of the stuck handlers were lost', 60_000);
});
