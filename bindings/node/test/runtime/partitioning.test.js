'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Client } = require('../../dist/runtime/client');
const { Failure, invalid } = require('../../dist/runtime/failure');
const { Partitioning } = require('../../dist/runtime/partitioning');
const { Topics } = require('../../dist/runtime/topics');
const { faultyCluster } = require('../faulty-cluster');
const { atEnd, until } = require('../support');

const EVENTS = { log: () => {}, error: () => {} };
const TAKER = {
  wantsMessages: () => false,
  take: (batch, at) => at + batch.step,
  batchEnd: () => false,
  ended: () => {},
};

/** By the number that the key is. */
const byKey = { isAskedAlways: false, choose: (topic, partitions, { key }) => Number(key) };

/** Sends that end here, to topics of three partitions which are not there before a test lets them in. */
async function partitioningOf(t, partitioner = byKey) {
  const cluster = faultyCluster(t, { topic: 'x', numPartitions: 3 });
  cluster.createTopic('y', 3);
  for (const topic of ['x', 'y']) cluster.failTopic(topic, 3);
  const client = new Client('producer', { 'bootstrap.servers': cluster.servers, log_level: '0' }, EVENTS, TAKER);
  atEnd(t, () => client.close());
  await client.connect(5000);
  const sent = [];
  const partitioning = new Partitioning(partitioner, new Topics(client, Infinity), {
    weigh: (messages) => {
      if (messages.some(({ value }) => value === undefined)) throw invalid('no value');
      return messages[0].weight ?? 1;
    },
    enqueue: async (topic, messages, isEachTold, chosen) => {
      sent.push([topic, messages.map(({ value }) => value).join(), chosen.join(), isEachTold]);
      return chosen.map((partition) => ({ partition, baseOffset: 0 }));
    },
  });
  return {
    partitioning,
    sent,
    send: (topic, key, value, isEachTold = false) => partitioning.send(topic, [{ key, value }], isEachTold),
    letIn: (topic) => cluster.failTopic(topic, 0),
    refuse: (topic) => cluster.failTopic(topic, 29),
  };
}

test('the sends to a topic wait until it is described, and keep their order', async (t) => {
  const { sent, send, letIn } = await partitioningOf(t);
  const sends = [send('x', '1', 'a'), send('x', '2', 'b', true), send('y', '0', 'c')];
  letIn('y');
  await sends[2];
  assert.deepEqual(sent, [['y', 'c', '0', false]]);
  letIn('x');
  assert.deepEqual(await sends[0], [{ partition: 1, baseOffset: 0 }]);
  sends.push(send('x', '0', 'd'));
  assert.deepEqual(sent.slice(1), [
    ['x', 'a', '1', false],
    ['x', 'b', '2', true],
    ['x', 'd', '0', false],
  ]);
  await Promise.all(sends);
});

test('what waits is sent as it was', async (t) => {
  const { partitioning, sent, letIn } = await partitioningOf(t);
  const message = { key: Buffer.from('1'), value: 'first' };
  const send = partitioning.send('x', [message], false);
  message.key.write('2');
  message.value = 'second';
  letIn('x');
  await send;
  assert.deepEqual(sent, [['x', 'first', '1', false]]);
});

test('a topic that cannot be described rejects what waits for it, and is asked for again', async (t) => {
  const { send, letIn, refuse } = await partitioningOf(t);
  const sends = [send('x', '1', 'a'), send('x', '1', 'b')];
  refuse('x');
  for (const one of sends) await assert.rejects(one, { code: 29 });
  letIn('x');
  assert.deepEqual(await send('x', '1', 'c'), [{ partition: 1, baseOffset: 0 }]);
});

for (const [isAskedAlways, expected] of [
  [false, '1,7'],
  [true, '1,2'],
]) {
  test(`a message that names its partition is asked about: ${isAskedAlways}`, async (t) => {
    const { partitioning, sent, letIn } = await partitioningOf(t, { ...byKey, isAskedAlways });
    letIn('x');
    const messages = [
      { key: '1', value: 'a', partition: -1 },
      { key: '2', value: 'b', partition: 7 },
    ];
    await partitioning.send('x', messages, false);
    assert.deepEqual(sent, [['x', 'a,b', expected, false]]);
  });
}

test('only a partition that there is can be chosen', async (t) => {
  let answer = 0;
  const { sent, send, letIn } = await partitioningOf(t, { isAskedAlways: false, choose: () => answer });
  letIn('x');
  await send('x', null, 'good');
  for (answer of [3, -1, 0.5, NaN, '1', null, undefined, Promise.resolve(1)]) {
    assert.throws(() => send('x', null, 'bad'), {
      code: -190,
      message: /^The partitioner must return a partition of x, 0 to 2: for messages\[0\] it returned /,
    });
  }
  assert.equal(sent.length, 1);
});

test('a partitioner that throws rejects its send and no other', async (t) => {
  const choose = (topic, partitions, { value }) => {
    if (value === 'bad') throw new TypeError('boom');
    return 0;
  };
  const { sent, send, letIn } = await partitioningOf(t, { isAskedAlways: false, choose });
  const outcomes = Promise.allSettled(['a', 'bad', 'b'].map((value) => send('x', null, value)));
  letIn('x');
  assert.deepEqual(
    (await outcomes).map(({ status, reason }) => reason?.message ?? status),
    ['fulfilled', 'boom', 'fulfilled'],
  );
  assert.equal(sent.length, 2);
});

test('a partitioner may send by itself', async (t) => {
  const inner = [];
  const { partitioning, sent, send, letIn } = await partitioningOf(t, {
    isAskedAlways: false,
    choose: (topic, partitions, { value }) => {
      if (value !== 'inner') inner.push(send('x', null, 'inner'));
      return 0;
    },
  });
  letIn('x');
  await partitioning.send('x', [{ value: 'a' }, { value: 'b' }], false);
  await Promise.all(inner);
  assert.deepEqual(
    sent.map(([, values]) => values),
    ['inner', 'inner', 'a,b'],
  );
});

test('a message that is none is refused at once', async (t) => {
  const { partitioning } = await partitioningOf(t);
  assert.throws(() => partitioning.send('x', [{}], false), { code: -186 });
  await partitioning.whenServed(0);
});

test('what waits is bounded', async (t) => {
  const { partitioning, letIn } = await partitioningOf(t);
  const messages = [{ key: '1', value: 'a', weight: 200 * 1024 * 1024 }];
  const send = partitioning.send('x', messages, false);
  assert.throws(() => partitioning.send('y', messages, false), { code: -184, retriable: true });
  letIn('x');
  await send;
  letIn('y');
  await partitioning.send('y', messages, false);
});

test('it is known when nothing waits any more, or that this takes too long', async (t) => {
  const { partitioning, send, letIn } = await partitioningOf(t);
  await partitioning.whenServed(0);
  const one = send('x', '1', 'a');
  await assert.rejects(partitioning.whenServed(1), { code: -185, message: /of x are not known after 1 ms/ });
  const served = partitioning.whenServed(Infinity);
  letIn('x');
  await Promise.all([served, one]);
});

test('at the end what waits is rejected, and an answer that comes later changes nothing', async (t) => {
  const { partitioning, sent, send, letIn } = await partitioningOf(t);
  const gone = send('x', '1', 'gone');
  partitioning.failAll(new Failure(-197, 'closed'));
  await assert.rejects(gone, { code: -197 });
  const next = send('x', '1', 'next');
  letIn('x');
  await next;
  await until(() => sent.length === 1);
  assert.deepEqual(sent, [['x', 'next', '1', false]]);
});
