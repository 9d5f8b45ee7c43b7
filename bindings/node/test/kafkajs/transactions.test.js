'use strict';
// When which call of a transaction may be made, and what it says if not.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Request, faultyCluster } = require('../faulty-cluster');
const { clientsOf, numbered, until } = require('../support');

async function transactional(t, config) {
  const cluster = faultyCluster(t, { numPartitions: 1 });
  const clients = clientsOf(t, cluster.servers);
  const producer = await clients.producer({ 'transactional.id': 'id', ...config });
  return { producer, cluster, clients, send: () => producer.send({ topic: cluster.topic, messages: numbered(1) }) };
}

const state = (message) => ({ name: 'KafkaJSError', code: -172, message });
const NONE = {
  send: state('Cannot send, no transaction ongoing.'),
  sendOffsets: state('Cannot sendOffsets, no transaction ongoing.'),
  commit: state('Cannot commit, no transaction ongoing.'),
  abort: state('Cannot abort, no transaction ongoing.'),
};
const secondOne = (advice) => state(`Can only start one transaction at a time. ${advice}`);
const ABORTABLE = {
  abortable: true,
  retriable: false,
  fatal: false,
  message: /^The transaction has failed, call abort\(\)/,
};
const FATAL = {
  fatal: true,
  abortable: false,
  retriable: false,
  message: /^The producer cannot go on, disconnect it: /,
};

/** Gives up a message soon, but not before a broker that comes back is found. */
const IMPATIENT = { 'message.timeout.ms': 1500, 'reconnect.backoff.ms': 50, 'reconnect.backoff.max.ms': 100 };

/** Gives up a commit or an abort soon. */
const HASTY = { 'transaction.timeout.ms': 1000, 'retry.backoff.ms': 100, 'retry.backoff.max.ms': 100 };

/** Ends the transaction as its errors say: by the same call, as long as they are retriable. */
async function again(producer, end) {
  for (;;) {
    const error = await producer[end]().catch((thrown) => thrown);
    if (error === undefined) break;
    if (!error.retriable) throw error;
  }
  assert.equal(producer.isActive(), false);
}

const offsets = (consumer, topic) => ({ consumer, topics: [{ topic, partitions: [{ partition: 0, offset: '1' }] }] });

async function refusesOutside({ producer, send, clients, cluster }) {
  const consumer = await clients.consumer();
  await assert.rejects(send(), NONE.send);
  await assert.rejects(producer.sendOffsets(offsets(consumer, cluster.topic)), NONE.sendOffsets);
  await assert.rejects(producer.commit(), NONE.commit);
  await assert.rejects(producer.abort(), NONE.abort);
  assert.equal(producer.isActive(), false);
}

test('a transaction is its producer, and is there from its beginning to its end', async (t) => {
  const all = await transactional(t);
  const { producer, send } = all;
  await refusesOutside(all);
  for (const end of ['commit', 'abort', 'commit']) {
    assert.equal(await producer.transaction(), producer);
    assert.equal(producer.isActive(), true);
    await send();
    await producer[end]();
    assert.equal(producer.isActive(), false);
  }
  await refusesOutside(all);
});

test('there is one transaction at a time', async (t) => {
  const { producer } = await transactional(t);
  const first = producer.transaction();
  await assert.rejects(producer.transaction(), secondOne('Another one is beginning.'));
  await first;
  await assert.rejects(producer.transaction(), secondOne('Another one is open: end it by commit() or abort().'));
  for (const end of ['commit', 'abort']) {
    const ending = producer[end]();
    await assert.rejects(producer.transaction(), secondOne('Another one is ending: await its commit() or abort().'));
    await ending;
    await producer.transaction();
  }
});

test('nothing can be sent in a transaction that is ending, nor can it be ended twice', async (t) => {
  const { producer, send, clients, cluster } = await transactional(t);
  const consumer = await clients.consumer();
  for (const end of ['commit', 'abort']) {
    await producer.transaction();
    const sent = Promise.allSettled([send()]);
    const ending = producer[end]();
    assert.equal(producer.isActive(), true);
    await assert.rejects(send(), NONE.send);
    await assert.rejects(producer.sendOffsets(offsets(consumer, cluster.topic)), NONE.sendOffsets);
    await assert.rejects(producer.commit(), NONE.commit);
    await assert.rejects(producer.abort(), NONE.abort);
    await ending;
    const [{ status, reason }] = await sent;
    assert.equal(reason?.type ?? status, end === 'commit' ? 'fulfilled' : 'ERR__PURGE_QUEUE');
  }
});

test('without a connection there is no transaction', async (t) => {
  const { producer, clients, cluster } = await transactional(t);
  const consumer = await clients.consumer();
  await producer.transaction();
  const fresh = clients.kafka.producer({ 'transactional.id': 'other' });
  await producer.disconnect();
  for (const one of [fresh, producer]) {
    await assert.rejects(one.transaction(), state('Cannot start transaction without awaiting connect()'));
    await assert.rejects(one.commit(), state('Cannot commit without awaiting connect()'));
    await assert.rejects(one.abort(), state('Cannot abort without awaiting connect()'));
    await assert.rejects(
      one.sendOffsets(offsets(consumer, cluster.topic)),
      state('Cannot sendOffsets without awaiting connect()'),
    );
    assert.equal(one.isActive(), false);
  }
});

test('without a transactional.id there is none either', async (t) => {
  const { clients, send } = await transactional(t);
  const producer = await clients.producer();
  await assert.rejects(producer.transaction(), { name: 'KafkaJSError', code: -145, type: 'ERR__NOT_CONFIGURED' });
  await assert.rejects(producer.commit(), NONE.commit);
  await assert.rejects(producer.abort(), NONE.abort);
  assert.equal(producer.isActive(), false);
  await assert.rejects(send(), NONE.send);
});

test('sendOffsets takes a connected consumer and a list of offsets', async (t) => {
  const { producer, clients } = await transactional(t);
  const consumer = await clients.consumer({ 'enable.auto.commit': false });
  await producer.transaction();
  const invalid = { name: 'KafkaJSError', code: -186 };
  const topics = [{ topic: 'things', partitions: [{ partition: 0, offset: '5' }] }];
  const refused = [
    undefined,
    null,
    {},
    { topics },
    { consumer },
    { consumer, topics: [] },
    { consumer, topics: {} },
    { consumer: {}, topics },
    { consumer: producer, topics },
    { consumerGroupId: 'g', topics },
    { consumer, consumerGroupId: 'g', topics },
    { consumer, topics: [{ topic: 'things' }] },
    { consumer, topics: [{ topic: 5, partitions: topics[0].partitions }] },
    { consumer, topics: [{ topic: 'things', partitions: [{ partition: -1, offset: '5' }] }] },
    { consumer, topics: [{ topic: 'things', partitions: [{ partition: 0, offset: '-1' }] }] },
    { consumer, topics: [{ topic: 'things', partitions: [{ partition: 0, offset: 'x' }] }] },
    { consumer, topics, signal: 5 },
  ];
  for (const [index, one] of refused.entries()) await assert.rejects(producer.sendOffsets(one), invalid, String(index));
  const { kafka } = clients;
  await assert.rejects(producer.sendOffsets({ consumer: kafka.consumer({ 'group.id': 'g' }), topics }), {
    code: -172,
    message: 'The consumer of sendOffsets must be connected.',
  });
  await producer.sendOffsets({ consumer, topics });
  await producer.sendOffsets({ consumer, topics: [{ topic: 'things', partitions: [] }] });
  await producer.commit();
});

test('a commit takes along the offsets that are on their way, and is not made without them', async (t) => {
  const { producer, clients, cluster } = await transactional(t);
  const consumer = await clients.consumer();
  await producer.transaction();
  const sent = producer.sendOffsets(offsets(consumer, cluster.topic));
  await producer.commit();
  await sent;

  await producer.transaction();
  const unconnected = clients.kafka.consumer({ 'group.id': 'g' });
  const failed = assert.rejects(producer.sendOffsets(offsets(unconnected, cluster.topic)), { code: -172 });
  await assert.rejects(producer.commit(), { message: 'The consumer of sendOffsets must be connected.' });
  await failed;
  await producer.sendOffsets(offsets(consumer, cluster.topic));
  await producer.commit();
});

test('offsets that are on their way when their transaction is aborted go nowhere', async (t) => {
  const { producer, clients, cluster } = await transactional(t);
  const consumer = await clients.consumer();
  for (let times = 0; times < 20; times++) {
    await producer.transaction();
    const late = assert.rejects(producer.sendOffsets(offsets(consumer, cluster.topic)), { code: -172 });
    await producer.abort();
    await producer.transaction();
    await late;
    await producer.commit();
  }
});

test('a message that fails leaves nothing but the abort, after which all is well', async (t) => {
  const { producer, clients, cluster, send } = await transactional(t, IMPATIENT);
  const consumer = await clients.consumer();
  await producer.transaction();
  await send();
  cluster.brokerDown();
  const late = { ...ABORTABLE, code: -192, type: 'ERR__MSG_TIMED_OUT' };
  await assert.rejects(send(), late);
  cluster.brokerUp();
  await assert.rejects(send(), late);
  await assert.rejects(producer.sendOffsets(offsets(consumer, cluster.topic)), late);
  const second = state(/^Can only start one transaction at a time\. The transaction has failed, call abort\(\): /);
  await assert.rejects(producer.transaction(), second);
  await assert.rejects(producer.commit(), { ...ABORTABLE, name: 'KafkaJSTimeout', code: -185 });
  assert.equal(producer.isActive(), true);
  await producer.abort();
  assert.equal(producer.isActive(), false);
  await producer.transaction();
  await send();
  await producer.commit();
});

test('a transaction that librdkafka has given up says why, as soon as it is known', async (t) => {
  const { producer, cluster, send } = await transactional(t);
  await producer.transaction();
  cluster.fail(Request.ADD_PARTITIONS, 29);
  await assert.rejects(send(), { ...ABORTABLE, type: 'ERR__PURGE_QUEUE' });
  await assert.rejects(send(), { ...ABORTABLE, code: -172 });
  const reason = { ...ABORTABLE, name: 'KafkaJSProtocolError', type: 'ERR_TOPIC_AUTHORIZATION_FAILED' };
  await assert.rejects(producer.commit(), reason);
  await assert.rejects(send(), reason);
  await producer.abort();
  assert.equal(producer.isActive(), false);
});

test('a message that is refused before it counts does not harm the transaction', async (t) => {
  const { producer, cluster, send } = await transactional(t);
  const { topic } = cluster;
  await producer.transaction();
  await assert.rejects(producer.send({ topic, messages: [{}] }), { code: -186, abortable: false });
  await send();
  await assert.rejects(producer.send({ topic, messages: [{ value: 'v', partition: 9 }] }), {
    code: -190,
    abortable: false,
  });
  await producer.commit();
});

test('a message that the broker refuses takes its transaction along, and says so', async (t) => {
  const { producer, cluster, send } = await transactional(t);
  await producer.transaction();
  await send();
  cluster.fail(Request.PRODUCE, 10);
  await assert.rejects(send(), { ...ABORTABLE, code: 10 });
  await assert.rejects(producer.commit(), ABORTABLE);
  await producer.abort();
});

test('a producer that is fenced says so from then on, whatever is called', async (t) => {
  const { producer, cluster, clients, send } = await transactional(t);
  const consumer = await clients.consumer();
  await producer.transaction();
  await send();
  cluster.fail(Request.END, 47);
  const fenced = { ...FATAL, code: -144, type: 'ERR__FENCED' };
  await assert.rejects(producer.commit(), fenced);
  assert.equal(producer.isActive(), false);
  await assert.rejects(send(), fenced);
  await assert.rejects(producer.sendOffsets(offsets(consumer, cluster.topic)), fenced);
  await assert.rejects(producer.commit(), fenced);
  await assert.rejects(producer.abort(), fenced);
  await assert.rejects(producer.transaction(), fenced);
  await producer.disconnect();
});

test('a send that is refused because the producer is fenced says so, as whatever is called behind it', async (t) => {
  const { producer, cluster, send } = await transactional(t);
  await producer.transaction();
  cluster.fail(Request.PRODUCE, 47);
  const fenced = { ...FATAL, code: -144, type: 'ERR__FENCED' };
  await Promise.all([assert.rejects(send(), fenced), assert.rejects(send(), fenced)]);
  assert.equal(producer.isActive(), false);
  await assert.rejects(producer.abort(), fenced);
});

test('a commit that takes too long goes on, and is called again', async (t) => {
  const { producer, cluster, send } = await transactional(t, HASTY);
  await producer.transaction();
  await send();
  cluster.fail(Request.END, ...Array(20).fill(14));
  const advice = 'The transaction is not committed yet, call commit() again';
  const message = /^The transaction is not committed yet, call commit\(\) again: /;
  await assert.rejects(producer.commit(), { name: 'KafkaJSTimeout', code: -185, retriable: true, message });
  assert.equal(producer.isActive(), true);
  await assert.rejects(send(), state(`${advice}.`));
  // What librdkafka has begun to commit it does not abort.
  await assert.rejects(producer.abort(), { code: -173, retriable: true, message });
  await assert.rejects(producer.transaction(), secondOne(`${advice}.`));
  await again(producer, 'commit');
  await producer.transaction();
});

test('an abort that takes too long goes on, and is called again', async (t) => {
  const { producer, cluster, send } = await transactional(t, HASTY);
  await producer.transaction();
  await send();
  cluster.fail(Request.END, ...Array(20).fill(14));
  const advice = 'The transaction is not aborted yet, call abort() again';
  const message = /^The transaction is not aborted yet, call abort\(\) again: /;
  await assert.rejects(producer.abort(), { name: 'KafkaJSTimeout', code: -185, retriable: true, message });
  assert.equal(producer.isActive(), true);
  await assert.rejects(send(), state(`${advice}.`));
  await assert.rejects(producer.commit(), { code: -173, retriable: true, message });
  await assert.rejects(producer.transaction(), secondOne(`${advice}.`));
  await again(producer, 'abort');
  await producer.transaction();
});

test('a commit that is given up after all leaves the abort', async (t) => {
  const { producer, cluster, send } = await transactional(t, HASTY);
  await producer.transaction();
  await send();
  cluster.fail(Request.END, ...Array(12).fill(14), 29);
  await assert.rejects(producer.commit(), { code: -185, retriable: true });
  const failed = { ...ABORTABLE, code: 29 };
  await assert.rejects(again(producer, 'commit'), failed);
  await assert.rejects(send(), failed);
  await assert.rejects(
    producer.transaction(),
    state(/^Can only start one transaction at a time\. The transaction has failed, call abort\(\): /),
  );
  await producer.abort();
  await producer.transaction();
});

test('a signal ends the waiting for a call, not the call', async (t) => {
  const { producer, cluster, clients, send } = await transactional(t);
  const consumer = await clients.consumer();
  const reason = new Error('enough');
  const aborted = AbortSignal.abort(reason);
  await assert.rejects(producer.transaction({ signal: aborted }), reason);
  assert.equal(producer.isActive(), false);
  await producer.transaction();
  await assert.rejects(producer.sendOffsets({ ...offsets(consumer, cluster.topic), signal: aborted }), reason);
  await assert.rejects(producer.commit({ signal: aborted }), reason);
  await assert.rejects(producer.abort({ signal: aborted }), reason);
  await send();
  cluster.delay(300);
  const controller = new AbortController();
  const commit = producer.commit({ signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(commit, reason);
  assert.equal(producer.isActive(), true);
  await assert.rejects(producer.commit(), NONE.commit);
  cluster.delay(0);
  while (producer.isActive()) await new Promise((resolve) => setTimeout(resolve, 5));
  await producer.transaction();
});

test('a call is refused whose options are none', async (t) => {
  const { producer } = await transactional(t);
  for (const options of [null, 5, { signal: {} }])
    await assert.rejects(producer.transaction(options), { name: 'KafkaJSError', code: -186 });
  await producer.transaction();
  for (const options of [null, 5, { signal: {} }]) {
    await assert.rejects(producer.commit(options), { name: 'KafkaJSError', code: -186 });
    await assert.rejects(producer.abort(options), { name: 'KafkaJSError', code: -186 });
  }
  await producer.commit();
});

test('connecting takes as long as its own deadline says, also for the transactional.id', async (t) => {
  const cluster = faultyCluster(t);
  const { kafka } = clientsOf(t, cluster.servers);
  cluster.fail(Request.INIT_PRODUCER_ID, ...Array(100).fill(14));
  const producer = kafka.producer({ 'transactional.id': 'id', 'js.connect.timeout.ms': 500 });
  const start = performance.now();
  await assert.rejects(producer.connect(), { retriable: true });
  assert.ok(performance.now() - start < 5000);
  await assert.rejects(producer.transaction(), { code: -172 });
  await producer.disconnect();
});

test('a topic whose partitions cannot be told to the partitioner does not harm the transaction', async (t) => {
  const { producer, cluster, send } = await transactional(t, { partitioner_cb: () => 0 });
  cluster.failTopic('secret', 29);
  await producer.transaction();
  await assert.rejects(producer.send({ topic: 'secret', messages: numbered(1) }), { code: 29, abortable: false });
  await send();
  await producer.commit();
});

test('disconnecting settles every call', async (t) => {
  for (const delayMs of [0, 200]) {
    const { producer, cluster, clients, send } = await transactional(t);
    const consumer = await clients.consumer();
    await producer.transaction();
    await send();
    cluster.delay(delayMs);
    const calls = [
      send(),
      producer.sendOffsets(offsets(consumer, cluster.topic)),
      producer.flush({ timeout: 60_000 }),
      producer.commit(),
      producer.disconnect(),
      producer.withTransaction(() => {}),
    ];
    for (const { reason } of await Promise.allSettled(calls)) assert.match(reason?.name ?? 'KafkaJS', /^KafkaJS/);
  }
});

test('disconnecting does not wait for a group that does not answer', async (t) => {
  const { producer, cluster, clients, send } = await transactional(t);
  const consumer = await clients.consumer();
  await producer.transaction();
  await send();
  cluster.watch();
  cluster.delay(60_000);
  const sending = assert.rejects(producer.sendOffsets(offsets(consumer, cluster.topic)), { code: -197 });
  await until(() => cluster.hasSeen(Request.ADD_OFFSETS));
  await producer.disconnect();
  await sending;
});

test('a transaction that is open when the producer is disconnected is aborted, and its sends are settled', async (t) => {
  const { producer, send, clients } = await transactional(t, { 'linger.ms': 10_000 });
  await producer.transaction();
  const sent = assert.rejects(send(), { name: 'KafkaJSError', abortable: false });
  await producer.disconnect();
  await sent;
  const next = await clients.producer({ 'transactional.id': 'id' });
  await next.transaction();
  await next.commit();
});
