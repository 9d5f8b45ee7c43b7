'use strict';
// Consuming: flowing and by number, offsets, positions, and who is not connected.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaConsumer, LibrdKafkaError } = require('../..');
const { range } = require('../support');
const { call, callbackCluster, caught, consumerConfig, fill, filledCluster, flowOf, next, until, valuesOf } = require('./support');

const { codes } = LibrdKafkaError;

test('messages flow to listeners and to the callback, in order', async (t) => {
  const { consumer, topic } = await filledCluster(t, 500);
  const client = await consumer();
  const [emitted, called] = [[], []];
  client.on('data', (message) => emitted.push(message));
  const subscribed = next(client, 'subscribed');
  assert.equal(client.subscribe([topic]), client);
  client.consume((error, message) => {
    assert.equal(error, null);
    called.push(message);
  });
  assert.deepEqual(await subscribed, [[topic]]);
  await until(() => called.length === 500);
  assert.deepEqual(valuesOf(called), range(500));
  assert.ok(called.every((message, index) => message === emitted[index]));
});

test('messages come by number, and no more of them', async (t) => {
  const { consumer, topic } = await filledCluster(t, 10);
  const client = await consumer();
  const emitted = [];
  client.on('data', (message) => emitted.push(message));
  client.subscribe([topic]);
  client.setDefaultConsumeTimeout(10_000);
  const first = await call(client, 'consume', 3);
  assert.deepEqual(valuesOf(first), [0, 1, 2]);
  assert.deepEqual(emitted, first);
  const [second, third] = await Promise.all([call(client, 'consume', 2), call(client, 'consume', 4)]);
  assert.deepEqual([valuesOf(second), valuesOf(third)], [
    [3, 4],
    [5, 6, 7, 8],
  ]);
  client.setDefaultConsumeTimeout(100);
  assert.deepEqual(valuesOf(await call(client, 'consume', 100)), [9]);
  assert.deepEqual(await call(client, 'consume', 100), []);
  client.consume(1);
});

test('with patience for the first message alone, what is there is given at once', async (t) => {
  const { consumer, topic } = await filledCluster(t, 5);
  const client = await consumer();
  client.subscribe([topic]);
  client.setDefaultConsumeTimeout(60_000);
  client.setDefaultConsumeLoopTimeoutDelay(5);
  client.setDefaultIsTimeoutOnlyForFirstMessage(true);
  const messages = [];
  while (messages.length < 5) messages.push(...(await call(client, 'consume', 1000)));
  assert.deepEqual(valuesOf(messages), range(5));
});

test('a callback is never called during the call, and may consume again', async (t) => {
  const { consumer, topic } = await filledCluster(t, 50);
  const client = await consumer();
  client.subscribe([topic]);
  client.setDefaultConsumeTimeout(10_000);
  const values = [];
  await new Promise((resolve) => {
    const more = () => {
      let isDuringCall = true;
      client.consume(5, (error, messages) => {
        assert.equal(isDuringCall, false);
        values.push(...valuesOf(messages));
        if (values.length < 50) more();
        else resolve();
      });
      isDuringCall = false;
    };
    more();
  });
  assert.deepEqual(values, range(50));
});

test('the ends of partitions are told behind their last messages', async (t) => {
  const { consumer, topic, filler } = await filledCluster(t, 4);
  for (const consume of [(client) => client.consume(), (client) => client.consume(100)]) {
    const client = await consumer({ 'enable.partition.eof': true });
    const told = [];
    client.on('data', ({ value }) => told.push(String(value)));
    client.on('partition.eof', (end) => told.push(end));
    client.subscribe([topic]);
    client.setDefaultConsumeTimeout(20_000);
    consume(client);
    await until(() => told.length >= 5);
    assert.deepEqual(told, ['0', '1', '2', '3', { topic, partition: 0, offset: 4 }]);
    await call(client, 'disconnect');
  }
  await fill(filler, topic, 1, { first: 4 });
});

test('topics are subscribed to by patterns, which match anywhere if they are not bound', async (t) => {
  const { consumer, mock } = callbackCluster(t);
  const topics = ['orders-1', 'orders-12', 'orders-x', 'returns', 'my-returns', 'a.b', 'aXb'];
  for (const topic of topics) mock.createTopic({ topic, numPartitions: 1 });
  const found = {
    '^orders': ['orders-1', 'orders-12', 'orders-x'],
    '^returns': ['returns'],
    returns: ['my-returns', 'returns'],
    '-\\d': ['orders-1', 'orders-12'],
    '^orders-\\d$': ['orders-1'],
    '-(?:1|x)$': ['orders-1', 'orders-x'],
    '2|^returns': ['orders-12', 'returns'],
    '^a|returns$': ['a.b', 'aXb', 'my-returns', 'returns'],
    'a\\.b': ['a.b'],
  };
  const ask = async ([source, expected]) => {
    const client = await consumer();
    client.subscribe([new RegExp(source)]);
    assert.deepEqual(client.subscription(), [source]);
    client.consume();
    const assigned = () => client.assignments().map(({ topic }) => topic);
    await until(() => assigned().length >= expected.length, () => `${source} found ${assigned().join()}`, 10_000);
    assert.deepEqual(assigned().sort(), expected, source);
  };
  await Promise.all(Object.entries(found).map(ask));
});

test('unsubscribing stops the flow, and subscribing again goes on', async (t) => {
  const { consumer, topic, filler } = await filledCluster(t, 3);
  const client = await consumer();
  const messages = flowOf(client, topic);
  await until(() => messages.length === 3);
  const events = Promise.all([next(client, 'unsubscribed'), next(client, 'unsubscribe')]);
  assert.equal(client.unsubscribe(), client);
  assert.deepEqual(await events, [[[]], [[]]]);
  assert.deepEqual(client.subscription(), []);
  await until(() => client.assignments().length === 0);
  await fill(filler, topic, 2, { first: 3 });
  client.subscribe([topic]);
  assert.deepEqual(client.subscription(), [topic]);
  client.consume();
  await until(() => messages.length === 5);
  assert.deepEqual(valuesOf(messages), range(5));
});

test('pausing keeps what is fetched, to the message', async (t) => {
  const { consumer, topic } = await filledCluster(t, 200);
  const client = await consumer();
  const partition = [{ topic, partition: 0 }];
  const values = [];
  client.on('data', ({ value }) => {
    values.push(Number(value));
    if (values.length % 50 !== 0 || values.length === 200) return;
    client.pause(partition);
    const { length } = values;
    setTimeout(() => {
      assert.equal(values.length, length);
      client.resume(partition);
    }, 20);
  });
  client.subscribe([topic]);
  client.consume();
  await until(() => values.length === 200);
  assert.deepEqual(values, range(200));
});

test('seeking goes on elsewhere, and says when', async (t) => {
  const { consumer, topic } = await filledCluster(t, 20);
  const client = await consumer();
  const messages = flowOf(client, topic);
  await until(() => messages.length === 20);
  const place = (offset) => ({ topic, partition: 0, offset });
  await call(client, 'seek', place(15), 5000);
  await until(() => messages.length === 25);
  await call(client, 'seek', place('beginning'), 0);
  await until(() => messages.length === 45);
  assert.equal(
    client.seek(place(19), null, () => undefined),
    client,
  );
  await until(() => messages.length === 46);
  assert.deepEqual(valuesOf(messages).slice(20), [...range(5, 15), ...range(20), 19]);
  await assert.rejects(call(client, 'seek', { topic, partition: 7, offset: 0 }, 1000), { code: codes.ERR__STATE });
  await assert.rejects(call(client, 'seek', place('stored'), 1000), { code: codes.ERR__INVALID_ARG });
  assert.throws(() => client.seek({}, 0, () => undefined), TypeError);
});

test('positions are behind what was handed over, watermarks as of the last fetch', async (t) => {
  const { consumer, topic } = await filledCluster(t, 5);
  const client = await consumer();
  assert.deepEqual(client.position(), []);
  assert.deepEqual(client.position([{ topic, partition: 0 }]), [{ topic, partition: 0 }]);
  assert.throws(() => client.getWatermarkOffsets(topic, 0), { code: codes.ERR__UNKNOWN_PARTITION });
  const messages = [];
  client.on('data', (message) => messages.push([message.offset, client.position()[0].offset]));
  client.subscribe([topic]);
  client.consume();
  await until(() => messages.length === 5);
  assert.deepEqual(
    messages,
    range(5).map((offset) => [offset, offset + 1]),
  );
  assert.deepEqual(client.getWatermarkOffsets(topic, 0), { lowOffset: 0, highOffset: 5 });
});

test('what a listener throws surfaces, and the flow goes on', async (t) => {
  const { consumer, topic } = await filledCluster(t, 5);
  const client = await consumer();
  const errors = caught(t);
  const seen = [];
  client.on('data', ({ offset }) => {
    seen.push(offset);
    throw new Error(`planted ${offset}`);
  });
  const called = [];
  client.subscribe([topic]);
  client.consume((error, { offset }) => {
    called.push(offset);
    throw new Error(`planted in the callback ${offset}`);
  });
  await until(() => errors.length === 10);
  assert.deepEqual([seen, called], [range(5), range(5)]);
});

test('who is not connected says so', async (t) => {
  const { servers, topic } = callbackCluster(t);
  const client = new KafkaConsumer(consumerConfig(servers));
  const place = { topic, partition: 0, offset: 0 };
  const tryAll = async () => {
    for (const [method, ...values] of [
      ['subscribe', [topic]],
      ['unsubscribe'],
      ['subscription'],
      ['assign', [place]],
      ['unassign'],
      ['incrementalAssign', [place]],
      ['incrementalUnassign', [place]],
      ['assignments'],
      ['assignmentLost'],
      ['commit'],
      ['commitMessage', place],
      ['commitCb', null, () => undefined],
      ['commitSync'],
      ['commitMessageSync', place],
      ['position'],
      ['committed', null, 100, () => undefined],
      ['seek', place, 0, () => undefined],
    ])
      assert.throws(() => client[method](...values), { name: 'LibrdKafkaError', code: codes.ERR__STATE }, method);
    for (const [method, ...values] of [
      ['pause', [place]],
      ['resume', [place]],
      ['offsetsStore', [place]],
      ['getWatermarkOffsets', topic, 0],
    ])
      assert.throws(() => client[method](...values), new Error('Client is disconnected'), method);
    assert.equal(client.rebalanceProtocol(), 'NONE');
    await assert.rejects(call(client, 'consume', 5), { code: codes.ERR__STATE });
    await assert.rejects(call(client, 'consume'), { code: codes.ERR__STATE });
    client.consume();
  };
  await tryAll();
  await call(client, 'connect', {});
  assert.throws(() => client.consume(5, 'callback'), new TypeError('Callback must be a function'));
  for (const topics of [topic, [5], [''], [/a/i], null]) assert.throws(() => client.subscribe(topics), TypeError);
  await call(client, 'disconnect');
  await tryAll();
});

test('a disconnect gives those who wait what there is', async (t) => {
  const { consumer, topic } = callbackCluster(t);
  const client = await consumer();
  client.subscribe([topic]);
  client.setDefaultConsumeTimeout(60_000);
  const waiting = call(client, 'consume', 5);
  await call(client, 'disconnect');
  assert.deepEqual(await waiting, []);
});

test('a topic that is not there is a warning while messages flow, and an error to who asks for them', async (t) => {
  const { consumer } = callbackCluster(t);
  const config = { 'allow.auto.create.topics': false, 'topic.metadata.refresh.interval.ms': 500 };
  const flowing = await consumer(config);
  const warning = next(flowing, 'warning');
  flowing.subscribe(['nowhere']);
  flowing.consume();
  assert.equal((await warning)[0].code, codes.ERR_UNKNOWN_TOPIC_OR_PART);
  const asking = await consumer(config);
  asking.setDefaultConsumeTimeout(20_000);
  asking.subscribe(['nowhere']);
  await assert.rejects(call(asking, 'consume', 1), { code: codes.ERR_UNKNOWN_TOPIC_OR_PART });
});
