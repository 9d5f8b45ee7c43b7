'use strict';
// Producing one by one: every form of a message, reports, a full queue, and who is not connected.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { LibrdKafkaError, Producer } = require('../..');
const { call, callbackCluster, connected, fill, flowOf, next, until } = require('./support');

const { codes } = LibrdKafkaError;

test('every part of a message arrives', async (t) => {
  const { producer, consumer, topic } = callbackCluster(t);
  const client = await producer();
  const headers = [{ a: 'x' }, { b: Buffer.from('y') }, { a: 'z' }];
  assert.equal(client.produce(topic, 0, Buffer.from('value'), Buffer.from('key'), 1_234_567, null, headers), true);
  client.produce(topic, null, null, 'text key');
  client.produce(topic, -1, Buffer.alloc(0), 17);
  client.produce(topic, undefined, new Uint8Array([1, 2]));
  await call(client, 'flush', 5000);
  const messages = flowOf(await consumer(), topic);
  await until(() => messages.length === 4);
  const [first, second, third, fourth] = messages;
  assert.deepEqual(
    [first.value, first.key, first.timestamp, first.size, first.offset, first.partition, first.topic],
    [Buffer.from('value'), Buffer.from('key'), 1_234_567, 5, 0, 0, topic],
  );
  assert.deepEqual(first.headers, [{ a: Buffer.from('x') }, { b: Buffer.from('y') }, { a: Buffer.from('z') }]);
  assert.deepEqual([second.value, second.size, second.key.toString()], [null, 0, 'text key']);
  assert.ok(Date.now() - second.timestamp < 60_000);
  assert.equal(Object.hasOwn(second, 'headers'), false);
  assert.deepEqual([third.value.length, third.key.toString()], [0, '17']);
  assert.deepEqual([[...fourth.value], fourth.key], [[1, 2], null]);
  assert.equal(client.sentMessages, 4);
});

test('reports tell what became of each message', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const called = [];
  const client = await producer({
    dr_cb(error, report) {
      called.push([this, error, report]);
    },
  });
  const reports = [];
  client.on('delivery-report', (error, report) => reports.push([error, report]));
  const opaque = { mine: true };
  client.produce(topic, 0, Buffer.from('value'), 'key', 1_234_567, opaque);
  client.produce(topic, 0, null);
  await call(client, 'flush', 5000);
  assert.deepEqual(reports[0], [
    null,
    { topic, partition: 0, offset: 0, key: Buffer.from('key'), timestamp: 1_234_567, size: 5, opaque },
  ]);
  assert.equal(reports[0][1].opaque, opaque);
  const { timestamp, ...second } = reports[1][1];
  assert.deepEqual(second, { topic, partition: 0, offset: 1, key: null, size: 0 });
  assert.ok(Date.now() - timestamp < 60_000);
  assert.equal(called.length, 2);
  assert.equal(called[0][0], client);
});

test('with dr_msg_cb they have the value, without either there are none', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const [asked, silent] = [await producer({ dr_msg_cb: true }), await producer()];
  silent.on('delivery-report', () => assert.fail('nobody asked for reports'));
  const report = next(asked, 'delivery-report');
  asked.produce(topic, 0, Buffer.from('value'));
  await fill(silent, topic, 3);
  assert.deepEqual((await report)[1].value, Buffer.from('value'));
});

test('a message that fails is reported with its error', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true });
  const report = next(client, 'delivery-report');
  client.produce(topic, 99, Buffer.from('a'), 'key', 5, 'mine');
  const [error, { offset, ...rest }] = await report;
  assert.ok(error instanceof LibrdKafkaError);
  assert.equal(error.code, codes.ERR__UNKNOWN_PARTITION);
  assert.deepEqual(rest, { topic, partition: 99, key: Buffer.from('key'), timestamp: 5, size: 1, opaque: 'mine' });
  assert.ok(offset < 0);
});

test('produces of one tick arrive in order', async (t) => {
  const { producer, consumer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true });
  const offsets = [];
  client.on('delivery-report', (error, { offset, opaque }) => offsets.push([opaque, offset]));
  for (let index = 0; index < 3000; index++)
    client.produce(topic, 0, Buffer.from(String(index)), null, null, index, index % 7 === 0 ? [{ h: 'v' }] : null);
  await call(client, 'flush', 10_000);
  assert.equal(offsets.length, 3000);
  assert.ok(offsets.every(([opaque, offset]) => opaque === offset));
  const messages = flowOf(await consumer(), topic);
  await until(() => messages.length === 3000);
  assert.ok(messages.every(({ value, offset }) => Number(value) === offset));
});

test('a message that cannot be harms no other of its tick', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true });
  const failures = [];
  client.on('delivery-report', (error) => failures.push(error));
  client.produce(topic, 0, Buffer.from('before'));
  for (const [wrongTopic, partition] of [['a\0b', 0], ['a'.repeat(250), 0], [topic, 2 ** 31], [topic, 2 ** 32 + 1]])
    assert.throws(() => client.produce(wrongTopic, partition, Buffer.from('x')), TypeError);
  client.produce(topic, 0, Buffer.from('after'));
  await until(() => failures.length === 2);
  assert.deepEqual(failures, [null, null]);
});

test('a full queue throws during the call, and has room again after reports', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true, 'queue.buffering.max.messages': 100, 'linger.ms': 60_000 });
  for (let index = 0; index < 100; index++) client.produce(topic, 0, Buffer.from('a'));
  assert.throws(() => client.produce(topic, 0, Buffer.from('a')), { code: codes.ERR__QUEUE_FULL });
  assert.equal(client.sentMessages, 100);
  await call(client, 'flush', 10_000);
  client.produce(topic, 0, Buffer.from('a'));
  await call(client, 'flush', 10_000);
});

test('a queue that is full of bytes throws, too, and nothing that was taken is lost', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true, 'queue.buffering.max.kbytes': 1024, 'linger.ms': 100 });
  let [taken, reported] = [0, 0];
  client.on('delivery-report', (error) => {
    assert.equal(error, null);
    reported++;
  });
  const value = Buffer.alloc(100_000);
  await until(() => {
    try {
      client.produce(topic, 0, value);
      taken++;
      return false;
    } catch (error) {
      assert.equal(error.code, codes.ERR__QUEUE_FULL);
      return true;
    }
  });
  await call(client, 'flush', 10_000);
  assert.equal(reported, taken);
});

test('a loop that polls while the queue is full comes to its end', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true, 'queue.buffering.max.messages': 50 });
  const end = performance.now() + 20_000;
  for (let index = 0; index < 500;) {
    assert.ok(performance.now() < end, 'polling makes no room');
    try {
      client.produce(topic, 0, Buffer.from('a'));
      index++;
    } catch (error) {
      assert.equal(error.code, codes.ERR__QUEUE_FULL);
      assert.equal(client.poll(), client);
    }
  }
});

test('what is no message is refused during the call', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ 'message.max.bytes': 1000 });
  const value = Buffer.from('a');
  for (const [values, expected] of [
    [[null, 0, value], new TypeError('"topic" must be a string')],
    [['', 0, value], new TypeError('"topic" must be a string')],
    [[{}, 0, value], new TypeError('"topic" must be a string')],
    [[topic, 0], { message: 'Message must be a buffer or null' }],
    [[topic, 0, 'text'], { message: 'Message must be a buffer or null' }],
    [[topic, 0, 5], { message: 'Message must be a buffer or null' }],
    [[topic, 'first', value], TypeError],
    [[topic, 0.5, value], TypeError],
    [[topic, 0, value, null, 'now'], { message: 'Timestamp must be a number' }],
    [[topic, 0, value, null, null, null, [{ a: 5 }]], { message: 'Header value must be a string or buffer' }],
    [[topic, 0, value, null, null, null, [{ a: undefined }]], { message: 'Header value must be a string or buffer' }],
    [[topic, 0, value, null, null, null, { a: 'b' }], TypeError],
    [[topic, 0, Buffer.alloc(1001)], { code: codes.ERR_MSG_SIZE_TOO_LARGE }],
  ])
    assert.throws(() => client.produce(...values), expected);
  assert.equal(client.sentMessages, 0);
  await call(client, 'flush', 1000);
});

test('topic and partition of the configuration are the defaults', async (t) => {
  const { producer, topic } = callbackCluster(t, { numPartitions: 3 });
  const client = await producer({ dr_cb: true, topic, partition: 2 });
  const report = next(client, 'delivery-report');
  client.produce(null, null, Buffer.from('a'));
  assert.equal((await report)[1].partition, 2);
});

test('reports come by themselves, and in every way of polling', async (t) => {
  const { producer, topic } = callbackCluster(t);
  for (const poll of [
    () => undefined,
    (client) => client.poll(),
    (client) => assert.equal(client.setPollInterval(5), client),
    (client) => client.setPollInterval(0),
    (client) => client.setPollInBackground(true),
    (client) => client.setPollInBackground(false),
  ]) {
    const client = await producer({ dr_cb: true });
    poll(client);
    const report = next(client, 'delivery-report');
    client.produce(topic, 0, Buffer.from('a'));
    await report;
  }
});

test('a flush that takes too long says so', async (t) => {
  const { servers, mock, topic } = callbackCluster(t);
  const client = await connected(t, new Producer({ 'bootstrap.servers': servers, dr_cb: true }));
  mock.brokerDown(1);
  client.produce(topic, 0, Buffer.from('a'));
  await assert.rejects(call(client, 'flush', 100), { code: codes.ERR__TIMED_OUT, name: 'LibrdKafkaError' });
  const report = next(client, 'delivery-report');
  await call(client, 'disconnect', 100);
  assert.ok((await report)[0] instanceof LibrdKafkaError);
});

test('disconnecting delivers what was taken', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true, 'linger.ms': 60_000 });
  const reports = [];
  client.on('delivery-report', (error, report) => reports.push([error, report.offset]));
  for (let index = 0; index < 10; index++) client.produce(topic, 0, Buffer.from('a'));
  await call(client, 'disconnect');
  assert.deepEqual(
    reports,
    Array.from({ length: 10 }, (_, index) => [null, index]),
  );
});

test('who is not connected cannot produce', async (t) => {
  const { servers, topic } = callbackCluster(t);
  const client = new Producer({ 'bootstrap.servers': servers });
  const notConnected = new Error('Producer not connected');
  const tryAll = () => {
    assert.throws(() => client.produce(topic, 0, Buffer.from('a')), notConnected);
    assert.throws(() => client.poll(), notConnected);
    assert.throws(() => client.flush(100, () => undefined), notConnected);
  };
  tryAll();
  client.setPollInterval(100);
  await connected(t, client);
  client.produce(topic, 0, Buffer.from('a'));
  await call(client, 'disconnect');
  tryAll();
});

test('a producer makes another in a report, and the process has nothing to wait for', async (t) => {
  const { producer, topic } = callbackCluster(t);
  const client = await producer({ dr_cb: true });
  let left = 20;
  await new Promise((resolve) => {
    client.on('delivery-report', () => {
      client.poll();
      if (--left === 0) resolve();
      else client.produce(topic, 0, Buffer.from('again'));
    });
    client.produce(topic, 0, Buffer.from('first'));
  });
});
