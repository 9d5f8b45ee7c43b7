'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { RecordKind, Status } = require('../../dist/native/generated');
const { openLibrary } = require('../../dist/native/library');
const { Client } = require('../../dist/runtime/client');
const { atEnd, delay, mockCluster, until } = require('../support');

/** A client whose records are written down. */
function clientOf(t, role, properties) {
  const heard = { logs: [], errors: [], kinds: [], ends: [] };
  const events = { log: (...line) => heard.logs.push(line), error: (failure) => heard.errors.push(failure) };
  const taker = {
    wantsMessages: () => false,
    take: (batch, at) => {
      heard.kinds.push(batch.kind(at));
      return at + batch.step;
    },
    batchEnd: () => false,
    ended: (failure) => heard.ends.push(failure.code),
  };
  const client = new Client(role, properties, events, taker);
  atEnd(t, () => client.close());
  return { client, heard };
}

function panic(ticket) {
  const err = Buffer.alloc(512);
  err.writeUInt32LE(512);
  return openLibrary().get('kc__panic')(ticket, err);
}

test('a client connects, is closed once however many ask, and then answers nothing more', async (t) => {
  const { servers } = mockCluster(t);
  const { client, heard } = clientOf(t, 'producer', { 'bootstrap.servers': servers });
  await client.connect(5000);
  await Promise.all([client.close(), client.close()]);
  assert.deepEqual(heard.ends, [-197]);
  await assert.rejects(client.connect(5000), { code: -197 });
});

test('a configuration that is wrong makes no client', (t) => {
  assert.throws(() => clientOf(t, 'producer', { nonsense: '1' }), { code: -186, message: /"nonsense"/ });
  assert.throws(() => clientOf(t, 'consumer', { 'bootstrap.servers': 'a:1' }), { code: -186, message: /group\.id/ });
});

test('what is asked when the client closes is answered all the same', async (t) => {
  const { client } = clientOf(t, 'producer', { 'bootstrap.servers': '127.0.0.1:1' });
  const connecting = assert.rejects(client.connect(60_000));
  const start = performance.now();
  await client.close();
  await connecting;
  assert.ok(performance.now() - start < 5000);
});

test('logs and errors are told', async (t) => {
  const { heard } = clientOf(t, 'producer', { 'bootstrap.servers': '127.0.0.1:1', debug: 'broker' });
  await until(() => heard.logs.length > 0 && heard.errors.length > 0);
  const [level, facility, text] = heard.logs[0];
  assert.deepEqual([typeof level, typeof facility, typeof text], ['number', 'string', 'string']);
  assert.ok(heard.errors.some(({ code }) => code === -195 || code === -187));
});

test('a record larger than the memory for batches gets memory of its own', async (t) => {
  const { servers } = mockCluster(t);
  const { client } = clientOf(t, 'producer', { 'bootstrap.servers': servers });
  const sizes = [];
  const poll = t.mock.method(native, 'clientPoll', (ticket, flags, out) => {
    sizes.push(out.length);
    return sizes.length === 1 ? { status: Status.BUFFER, length: 5_000_000 } : { status: Status.OK, length: 0 };
  });
  client.pollSoon();
  await until(() => sizes.length > 1);
  assert.equal(sizes[1], 5_000_000);
  // The wakes that the replacement took have to be made good.
  poll.mock.restore();
  client.pollSoon();
});

test('a panic in the core fails what is asked of that client, and it can still be closed', async (t) => {
  const { servers } = mockCluster(t);
  const { client, heard } = clientOf(t, 'producer', { 'bootstrap.servers': servers });
  await client.connect(5000);
  assert.equal(panic(client.ticket), Status.PANIC);
  await assert.rejects(client.connect(5000), { code: -172, message: /panicked/ });
  const { client: other } = clientOf(t, 'producer', { 'bootstrap.servers': servers });
  await other.connect(5000);
  await client.close();
  assert.deepEqual(heard.ends, [-197]);
});

test('a client that is dropped from under its owner fails what is open, and says so', async (t) => {
  const { client, heard } = clientOf(t, 'producer', { 'bootstrap.servers': '127.0.0.1:1' });
  const connecting = assert.rejects(client.connect(60_000), { code: -172 });
  native.clientDrop(client.ticket);
  client.pollSoon();
  await connecting;
  assert.deepEqual(heard.ends, [-172]);
  assert.deepEqual(
    heard.errors.filter(({ fatal }) => fatal).map(({ code }) => code),
    [-172],
  );
  await client.close();
});

test("records that only the role knows are the role's", async (t) => {
  const { topic, servers } = mockCluster(t);
  const { BatchWriter } = require('../../dist/runtime/writer');
  const { client, heard } = clientOf(t, 'producer', { 'bootstrap.servers': servers });
  const writer = new BatchWriter();
  writer.message(writer.topic(topic), 0, 0, null, 'v', 1_000_000);
  native.producerSend(client.ticket, writer.finish());
  await until(() => heard.kinds.includes(RecordKind.DELIVERED_RUN));
  await delay(0);
});
