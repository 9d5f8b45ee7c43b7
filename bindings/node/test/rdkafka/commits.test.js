'use strict';
// Commits in every form, and what is stored for them.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { LibrdKafkaError } = require('../..');
const { call, filledCluster, flowOf, until } = require('./support');

const { codes } = LibrdKafkaError;

/** A consumer that commits by hand, and has read everything. */
async function reader(t, config = {}, count = 10) {
  const cluster = await filledCluster(t, count);
  const commits = [];
  const client = await cluster.consumer({
    'enable.auto.commit': false,
    offset_commit_cb(error, offsets) {
      commits.push([this, error, offsets]);
    },
    ...config,
  });
  const messages = flowOf(client, cluster.topic);
  await until(() => messages.length === count);
  const committed = async () => (await call(client, 'committed', null, 5000))[0].offset;
  return { ...cluster, client, messages, commits, committed };
}

test('what was handed over is committed, and told', async (t) => {
  const { client, topic, commits, committed } = await reader(t);
  assert.equal(await committed(), undefined);
  const events = [];
  client.on('offset.commit', (error, offsets) => events.push([error, offsets]));
  assert.equal(client.commit(), client);
  await until(() => commits.length === 1);
  const [self, error, [place]] = commits[0];
  assert.deepEqual([self, error, place.topic, place.partition, place.offset], [client, null, topic, 0, 10]);
  assert.deepEqual(events, [[null, commits[0][2]]]);
  assert.equal(await committed(), 10);
  assert.equal(await committed(), (await call(client, 'committed', 5000))[0].offset);
});

test('offsets, lists and messages are committed', async (t) => {
  const { client, topic, messages, commits, committed } = await reader(t);
  const place = (offset) => ({ topic, partition: 0, offset });
  for (const [expected, commit] of [
    [3, () => client.commit(place(3))],
    [4, () => client.commit([place(4)])],
    [6, () => client.commitMessage(messages[5])],
  ]) {
    const { length } = commits;
    commit();
    await until(() => commits.length > length);
    assert.equal(await committed(), expected);
  }
  await call(client, 'commitCb', [place(2)]);
  assert.equal(await committed(), 2);
  await call(client, 'commitCb', null);
  assert.equal(await committed(), 10);
  await assert.rejects(call(client, 'commitCb', null), { code: codes.ERR__NO_OFFSET });
});

test('metadata and leader epochs travel along', async (t) => {
  const { client, topic } = await reader(t);
  await call(client, 'commitCb', [{ topic, partition: 0, offset: 3, metadata: 'mine' }]);
  const [place] = await call(client, 'committed', [{ topic, partition: 0 }], 5000);
  assert.deepEqual([place.offset, place.metadata], [3, 'mine']);
});

test('synchronous commits are done when they return', async (t) => {
  const { client, topic, messages, committed } = await reader(t);
  assert.equal(client.commitSync({ topic, partition: 0, offset: 3 }), client);
  assert.equal(await committed(), 3);
  client.commitMessageSync(messages[6]);
  assert.equal(await committed(), 7);
  client.commitSync();
  assert.equal(await committed(), 10);
  assert.throws(() => client.commitSync(), { name: 'LibrdKafkaError', code: codes.ERR__NO_OFFSET });
  assert.throws(() => client.commitSync([{ topic, partition: 0, offset: 'soon' }]), TypeError);
});

test('a synchronous commit in the middle of the flow loses nothing', async (t) => {
  const { consumer, topic } = await filledCluster(t, 400);
  const client = await consumer({ 'enable.auto.commit': false, 'statistics.interval.ms': 20 });
  const values = [];
  client.on('data', (message) => {
    values.push(Number(message.value));
    if (values.length < 50 || values.length % 25 === 0) client.commitMessageSync(message);
  });
  client.subscribe([topic]);
  client.consume();
  await until(() => values.length === 400);
  assert.deepEqual(
    values,
    values.map((_, index) => index),
  );
  assert.equal((await call(client, 'committed', null, 5000))[0].offset, 400);
});

test('with automatic storing off only what the program stores is committed', async (t) => {
  const { client, topic, committed } = await reader(t, { 'enable.auto.offset.store': false });
  await assert.rejects(call(client, 'commitCb', null), { code: codes.ERR__NO_OFFSET });
  client.offsetsStore([{ topic, partition: 0, offset: 4 }]);
  await call(client, 'commitCb', null);
  assert.equal(await committed(), 4);
});

test('with automatic storing on the program cannot store', async (t) => {
  const { client, topic } = await reader(t);
  assert.throws(() => client.offsetsStore([{ topic, partition: 0, offset: 4 }]), { code: codes.ERR__INVALID_ARG });
});

test('disconnecting commits what was handed over, if that is automatic', async (t) => {
  for (const [isAutomatic, expected] of [
    [true, 10],
    [false, undefined],
  ]) {
    const group = `ended-${process.pid}-${isAutomatic}`;
    const { client, topic, consumer } = await reader(t, { 'enable.auto.commit': isAutomatic, 'group.id': group });
    await call(client, 'disconnect');
    const successor = await consumer({ 'group.id': group });
    assert.equal((await call(successor, 'committed', [{ topic, partition: 0 }], 5000))[0].offset, expected);
  }
});

test('a position that was only sought is not committed', async (t) => {
  const { client, topic, commits } = await reader(t, { 'enable.auto.commit': true });
  client.pause([{ topic, partition: 0 }]);
  client.commitSync();
  const sought = call(client, 'seek', { topic, partition: 0, offset: 2 }, 5000);
  assert.throws(() => client.commitSync(), { code: codes.ERR__NO_OFFSET });
  await sought;
  client.assign([{ topic, partition: 0, offset: 3 }]);
  client.pause([{ topic, partition: 0 }]);
  assert.throws(() => client.commitSync(), { code: codes.ERR__NO_OFFSET });
  assert.ok(commits.every(([, , offsets]) => offsets[0].offset === 10));
});

test('what is committed can be asked for in every form', async (t) => {
  const { client, topic } = await reader(t);
  client.commitSync({ topic, partition: 0, offset: 3 });
  const place = { topic, partition: 0 };
  const unknown = { topic: 'nowhere', partition: 5 };
  for (const values of [[[place, unknown], 5000], [[place, unknown], null], [[place, unknown]]]) {
    const [known, failed] = await call(client, 'committed', ...values);
    assert.equal(known.offset, 3);
    assert.deepEqual([failed.name, failed.code], ['LibrdKafkaError', codes.ERR_UNKNOWN_TOPIC_OR_PART]);
    assert.deepEqual([failed.topic, failed.partition], ['nowhere', 5]);
  }
  for (const values of [[null, 5000], [undefined, 5000], [5000], [null], [undefined], []])
    assert.deepEqual((await call(client, 'committed', ...values)).map(({ offset }) => offset), [3]);
  assert.deepEqual(await call(client, 'committed', []), []);
  for (const values of [[[place], 5000], [[place], 5000, null], [[place], null], [null, null, null], []])
    assert.equal(client.committed(...values), client);
});

test('a commit that fails is told with its places', async (t) => {
  const { client, topic, commits, mock } = await reader(t, { 'enable.auto.offset.store': false });
  const place = { topic, partition: 0, offset: 3 };
  const events = [];
  client.on('offset.commit', (error, offsets) => events.push([error, offsets]));
  mock.failNext('OffsetCommit', [codes.ERR_GROUP_AUTHORIZATION_FAILED]);
  await assert.rejects(call(client, 'commitCb', [place]), { code: codes.ERR_GROUP_AUTHORIZATION_FAILED });
  const [[self, error, [told]]] = commits;
  assert.deepEqual([self, error.name, error.code], [client, 'LibrdKafkaError', codes.ERR_GROUP_AUTHORIZATION_FAILED]);
  assert.deepEqual([told.topic, told.partition, told.offset], [topic, 0, 3]);
  assert.deepEqual([told.error.name, told.error.code], ['LibrdKafkaError', codes.ERR_GROUP_AUTHORIZATION_FAILED]);
  assert.deepEqual(events, [[error, [told]]]);
  client.commit();
  await until(() => commits.length === 2);
  const [, nothing, places] = commits[1];
  assert.deepEqual([nothing.code, places.length, places[0].topic], [codes.ERR__NO_OFFSET, 1, topic]);
  await assert.rejects(call(client, 'commitCb', [place, { topic: 'nowhere', partition: 1, offset: 2 }]), LibrdKafkaError);
  assert.deepEqual(commits[2][2].map(({ topic: name, offset }) => [name, offset]), [
    [topic, 3],
    ['nowhere', 2],
  ]);
});

test('an automatic commit that fails is told with its places', async (t) => {
  const cluster = await filledCluster(t, 3);
  const { topic, mock, consumer } = cluster;
  const commits = [];
  const faults = Array.from({ length: 20 }, () => codes.ERR_GROUP_AUTHORIZATION_FAILED);
  mock.failNext('OffsetCommit', faults);
  const client = await consumer({
    'auto.commit.interval.ms': 50,
    offset_commit_cb: (error, offsets) => commits.push([error, offsets]),
  });
  flowOf(client, topic);
  await until(() => commits.length > 0);
  const [error, [place]] = commits[0];
  assert.equal(error.code, codes.ERR_GROUP_AUTHORIZATION_FAILED);
  assert.deepEqual([place.topic, place.partition, typeof place.offset], [topic, 0, 'number']);
  assert.equal(place.error.code, codes.ERR_GROUP_AUTHORIZATION_FAILED);
});

test('offsets of partitions that are not assigned are not stored', async (t) => {
  const { client, topic, committed } = await reader(t, { 'enable.auto.offset.store': false });
  const mine = { topic, partition: 0, offset: 4 };
  const other = { topic, partition: 7, offset: 4 };
  for (const places of [[other], other, [other, { topic: 'nowhere', partition: 0, offset: 1 }]])
    assert.throws(() => client.offsetsStore(places), { name: 'LibrdKafkaError', code: codes.ERR__STATE });
  client.offsetsStore([]);
  client.offsetsStore([other, mine]);
  await call(client, 'commitCb', null);
  assert.equal(await committed(), 4);
  client.unassign();
  assert.throws(() => client.offsetsStore([mine]), { code: codes.ERR__STATE });
});

test('a commit in an offset_commit_cb, and a disconnect in it, are answered', async (t) => {
  const { client, topic, commits } = await reader(t);
  const place = (offset) => ({ topic, partition: 0, offset });
  const ended = new Promise((resolve) => {
    client.once('offset.commit', () => {
      client.commitSync(place(5));
      client.commit(place(6));
      client.once('offset.commit', () => client.disconnect(resolve));
    });
  });
  client.commit(place(4));
  await ended;
  assert.deepEqual(commits.slice(0, 2).map(([, error, [{ offset }]]) => [error, offset]), [
    [null, 4],
    [null, 6],
  ]);
});
