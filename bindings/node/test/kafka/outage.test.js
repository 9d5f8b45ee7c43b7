'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { collect, numbered, until } = require('../support');
const { isDeep, newTopic, ownCluster, realClients } = require('./support');

const MESSAGES = isDeep ? 1_000_000 : 100_000;
const MESSAGES_PER_SEND = 100;
const SENDS_IN_FLIGHT = 200;
const PARTITIONS = 6;
const DEADLINE_MS = 240_000;

/** Sends the numbers from 0 on, so many sends at a time; `onProgress` hears how many are acknowledged. */
async function produceNumbers(producer, topic, onProgress) {
  const inFlight = new Set();
  let acknowledged = 0;
  for (let first = 0; first < MESSAGES; first += MESSAGES_PER_SEND) {
    const partition = (first / MESSAGES_PER_SEND) % PARTITIONS;
    const messages = numbered(MESSAGES_PER_SEND, first, { partition });
    const send = producer.send({ topic, messages }).then(() => {
      inFlight.delete(send);
      onProgress((acknowledged += MESSAGES_PER_SEND));
    });
    inFlight.add(send);
    if (inFlight.size >= SENDS_IN_FLIGHT) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}

/** What has been delivered, and what should not have been. */
class Ledger {
  count = 0;
  complaints = [];
  #seen = new Uint8Array(MESSAGES);
  #last = new Array(PARTITIONS).fill(-1);

  deliver({ partition, message }) {
    const number = Number(message.value);
    if (this.#seen[number] === 1) this.#complain(`${number} came twice`);
    else this.count++;
    if (number <= this.#last[partition]) this.#complain(`${number} came after ${this.#last[partition]}`);
    this.#seen[number] = 1;
    this.#last[partition] = number;
  }

  #complain(text) {
    if (this.complaints.length < 10) this.complaints.push(text);
  }
}

async function transport(t, onHalf) {
  const cluster = await ownCluster(t);
  const clients = realClients(t, cluster.servers);
  const topic = await newTopic(t, await clients.admin(), PARTITIONS);
  const producer = await clients.producer({ 'enable.idempotence': true });
  const ledger = new Ledger();
  await collect(await clients.consumer(), topic, {
    partitionsConsumedConcurrently: PARTITIONS,
    eachMessage: (payload) => {
      ledger.deliver(payload);
    },
  });
  let half;
  await produceNumbers(producer, topic, (acknowledged) => {
    if (acknowledged >= MESSAGES / 2) half ??= onHalf(cluster);
  });
  await half;
  await until(
    () => ledger.count === MESSAGES,
    () => `${MESSAGES - ledger.count} messages were lost`,
    DEADLINE_MS,
  );
  assert.deepEqual(ledger.complaints, []);
}

test(`${MESSAGES} messages go through, each once and in order`, async (t) => {
  await transport(t, async () => {});
});

test(`${MESSAGES} messages go through, each once and in order, while the broker is restarted`, async (t) => {
  await transport(t, (cluster) => cluster.restart());
});

test(`${MESSAGES} messages go through, each once and in order, when the broker is killed and comes back`, async (t) => {
  await transport(t, async (cluster) => {
    await cluster.kill();
    await cluster.restart();
  });
});

test('a client goes on although a broker that was being stopped described its cluster as one without brokers', async (t) => {
  const cluster = await ownCluster(t);
  // So many ask so often that one of the answers is from the moment in which the broker knows of none.
  const clients = realClients(t, cluster.servers, { 'topic.metadata.refresh.interval.ms': 10 });
  const topic = await newTopic(t, await clients.admin());
  const producers = await Promise.all(Array.from({ length: 8 }, () => clients.producer()));
  const sendAll = () => Promise.all(producers.map((producer) => producer.send({ topic, messages: numbered(1) })));
  await sendAll();
  for (let round = 0; round < 2; round++) {
    await cluster.restart();
    await sendAll();
  }
});

test('a question that may take as long as it needs is answered although its client lost all brokers meanwhile', async (t) => {
  const cluster = await ownCluster(t);
  const clients = realClients(t, cluster.servers, { 'topic.metadata.refresh.interval.ms': 10 });
  const topic = await newTopic(t, await clients.admin());
  const consumers = await Promise.all(Array.from({ length: 8 }, () => clients.consumer()));
  for (const consumer of consumers) await collect(consumer, topic);
  let isOver = false;
  let asking = 0;
  const ask = async (consumer) => {
    asking++;
    while (!isOver) await consumer.committed([{ topic, partition: 0 }]).catch((error) => assert.match(error.name, /^KafkaJS/));
    asking--;
  };
  const questions = consumers.map(ask);
  for (let round = 0; round < 2; round++) await cluster.restart();
  isOver = true;
  await until(() => asking === 0, () => `${asking} questions have no answer`, 60_000);
  await Promise.all(questions);
});

test('a send to a broker that is killed waits for it to come back, or for its own time', async (t) => {
  const cluster = await ownCluster(t);
  const clients = realClients(t, cluster.servers);
  const topic = await newTopic(t, await clients.admin());
  const patient = await clients.producer();
  const hasty = await clients.producer({ 'message.timeout.ms': 1000 });
  await patient.send({ topic, messages: numbered(1) });
  await cluster.kill();
  const waiting = patient.send({ topic, messages: numbered(1) });
  await assert.rejects(hasty.send({ topic, messages: numbered(1) }), {
    name: 'KafkaJSError',
    code: -192,
    type: 'ERR__MSG_TIMED_OUT',
  });
  await cluster.restart();
  assert.equal((await waiting)[0].baseOffset, '1');
});

test('clients are closed in good time while their broker is dead', async (t) => {
  const cluster = await ownCluster(t);
  const clients = realClients(t, cluster.servers);
  const admin = await clients.admin();
  const topic = await newTopic(t, admin);
  const producer = await clients.producer();
  const consumer = await clients.consumer();
  const messages = await collect(consumer, topic);
  await producer.send({ topic, messages: numbered(1) });
  await until(() => messages.length === 1);
  await cluster.kill();
  const send = assert.rejects(producer.send({ topic, messages: numbered(1) }), { name: 'KafkaJSError' });
  const commit = assert.rejects(consumer.commitOffsets([{ topic, partition: 0, offset: '1' }]), { name: /^KafkaJS/ });
  const start = performance.now();
  await Promise.all([producer.disconnect(), consumer.disconnect(), admin.disconnect(), send, commit]);
  assert.ok(performance.now() - start < 12_000, `${Math.round(performance.now() - start)} ms`);
});

test('a producer that is closed while its broker dies settles every send', async (t) => {
  const cluster = await ownCluster(t);
  const clients = realClients(t, cluster.servers);
  const topic = await newTopic(t, await clients.admin());
  const producer = await clients.producer({ 'linger.ms': 50 });
  const sends = Array.from({ length: 100 }, (_, index) =>
    producer.send({ topic, messages: numbered(100, index * 100) }),
  );
  const settled = Promise.allSettled(sends);
  await Promise.all([cluster.kill(), producer.disconnect()]);
  for (const { status, reason } of await settled) if (status === 'rejected') assert.match(reason.name, /^KafkaJS/);
});
