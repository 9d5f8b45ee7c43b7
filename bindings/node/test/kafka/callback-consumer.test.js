'use strict';
// Consumers of the callback API on a real Kafka: reading, places, commits, assignments by hand.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { LibrdKafkaError } = require('../..');
const { call, fill, flowOf, next, until, valuesOf } = require('../rdkafka/support');
const { range } = require('../support');
const { REAL_SESSION, callbackKafka } = require('./callback-support');
const { sharedServers } = require('./support');

const { codes } = LibrdKafkaError;

const PROTOCOLS = {
  classic: REAL_SESSION,
  'the new group protocol': { 'group.protocol': 'consumer', 'session.timeout.ms': undefined, 'heartbeat.interval.ms': undefined },
};

/** A topic with numbers in it, and a consumer that commits by hand. */
async function filled(t, count, { partitions = 1, ...config } = {}) {
  const kafka = callbackKafka(t, sharedServers());
  const topic = await kafka.newTopic(partitions);
  await fill(await kafka.producer(), topic, count, { partitions });
  const client = await kafka.consumer({ ...REAL_SESSION, 'enable.auto.commit': false, ...config });
  return { ...kafka, topic, client, place: (offset, partition = 0) => ({ topic, partition, offset }) };
}

test('messages come by number, as patiently as is asked for', async (t) => {
  const { client, topic } = await filled(t, 10);
  client.setDefaultConsumeTimeout(20_000);
  client.setDefaultConsumeLoopTimeoutDelay(5);
  client.subscribe([topic]);
  assert.deepEqual(valuesOf(await call(client, 'consume', 3)), [0, 1, 2]);
  client.setDefaultIsTimeoutOnlyForFirstMessage(true);
  const rest = [];
  while (rest.length < 7) rest.push(...(await call(client, 'consume', 100)));
  assert.deepEqual(valuesOf(rest), range(7, 3));
  client.setDefaultConsumeTimeout(200);
  assert.deepEqual(await call(client, 'consume', 1), []);
});

test('subscriptions are told, by names and patterns, and end', async (t) => {
  const { client, topic } = await filled(t, 3);
  const subscribed = next(client, 'subscribed');
  const pattern = new RegExp(`^${topic}$`);
  client.subscribe([pattern]);
  assert.deepEqual(await subscribed, [[pattern]]);
  assert.deepEqual(client.subscription(), [`^${topic}$`]);
  const messages = [];
  client.consume((error, message) => messages.push(message));
  await until(() => messages.length === 3);
  assert.equal(client.rebalanceProtocol(), 'EAGER');
  assert.equal(client.assignmentLost(), false);
  const ended = Promise.all([next(client, 'unsubscribed'), next(client, 'unsubscribe')]);
  client.unsubscribe();
  assert.deepEqual(await ended, [[[]], [[]]]);
  await until(() => client.assignments().length === 0);
});

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  test(`a pattern finds what it finds in JavaScript: ${name}`, async (t) => {
    const { newTopic, consumer, admin } = callbackKafka(t, sharedServers());
    const topic = await newTopic();
    const ends = ['-1', '-12', '-x', '.y'];
    await Promise.all(
      ends.map((end) =>
        call(admin, 'createTopic', { topic: topic + end, num_partitions: 1, replication_factor: 1 }, 30_000),
      ),
    );
    // Nobody else's topics have this in their names.
    const own = topic.slice(topic.indexOf('callback'));
    const found = {
      [`^${topic}-\\d`]: ['-1', '-12'],
      [`${own}-\\d$`]: ['-1'],
      [`${own}(?:-x|\\.y)`]: ['-x', '.y'],
      [`${own}-x|^${topic}$`]: ['', '-x'],
      [own]: ['', ...ends],
    };
    const ask = async ([source, expected]) => {
      const client = await consumer(protocol);
      client.subscribe([new RegExp(source)]);
      client.consume();
      const assigned = () => client.assignments().map((place) => place.topic.slice(topic.length));
      await until(() => assigned().length >= expected.length, () => `${source} found ${assigned().join()}`, 90_000);
      assert.deepEqual(assigned().sort(), expected, source);
    };
    await Promise.all(Object.entries(found).map(ask));
  });
}

test('a topic that is not there is a warning, until it comes', async (t) => {
  const { client, topic, admin, producer } = await filled(t, 0, {
    'allow.auto.create.topics': false,
    'topic.metadata.refresh.interval.ms': 500,
  });
  const warning = next(client, 'warning');
  const late = `${topic}-late`;
  const messages = flowOf(client, late);
  assert.equal((await warning)[0].code, codes.ERR_UNKNOWN_TOPIC_OR_PART);
  await call(admin, 'createTopic', { topic: late, num_partitions: 1, replication_factor: 1 }, 30_000);
  await fill(await producer(), late, 2);
  await until(() => messages.length === 2);
  await call(client, 'disconnect');
  await call(admin, 'deleteTopic', late, 30_000);
});

test('partitions are assigned by hand, at places, and the ends of them are told', async (t) => {
  const { client, topic, place } = await filled(t, 20, { partitions: 2, 'enable.partition.eof': true });
  const [messages, ends] = [[], []];
  client.on('data', (message) => messages.push(message));
  client.on('partition.eof', (end) => ends.push(end));
  client.assign([place(8)]);
  client.consume();
  await until(() => ends.length === 1);
  assert.deepEqual([valuesOf(messages), ends], [[16, 18], [place(10)]]);
  client.incrementalAssign([place('beginning', 1)]);
  await until(() => ends.length === 2);
  assert.deepEqual(valuesOf(messages).slice(2), range(10, 1, 2));
  assert.deepEqual(
    client.assignments().map(({ partition }) => partition),
    [0, 1],
  );
  client.incrementalUnassign([{ topic, partition: 0 }]);
  assert.deepEqual(client.assignments(), [{ topic, partition: 1 }]);
  client.unassign();
  assert.deepEqual(client.assignments(), []);
});

test('pauses, seeks, positions and watermarks', async (t) => {
  const { client, topic, place } = await filled(t, 10);
  const messages = [];
  client.on('data', (message) => {
    messages.push(message);
    if (messages.length === 4) client.pause([{ topic, partition: 0 }]);
  });
  client.assign([place(0)]);
  client.consume();
  await until(() => messages.length === 4);
  assert.deepEqual(client.position(), [place(4)]);
  assert.deepEqual(client.getWatermarkOffsets(topic, 0), { lowOffset: 0, highOffset: 10 });
  assert.deepEqual(await call(client, 'queryWatermarkOffsets', topic, 0, 10_000), { lowOffset: 0, highOffset: 10 });
  await call(client, 'seek', place(8), 10_000);
  client.resume([{ topic, partition: 0 }]);
  await until(() => messages.length === 6);
  assert.deepEqual(valuesOf(messages), [0, 1, 2, 3, 8, 9]);
  await assert.rejects(call(client, 'seek', place(0, 5), 1000), { code: codes.ERR__STATE });
});

test('commits in every form, told to offset_commit_cb and its event', async (t) => {
  const told = [];
  const offset_commit_cb = (error, [{ offset }]) => told.push(error?.code ?? offset);
  const { client, topic, place } = await filled(t, 10, { offset_commit_cb });
  const events = [];
  client.on('offset.commit', (error, [{ offset }]) => events.push(error?.code ?? offset));
  const messages = flowOf(client, topic);
  await until(() => messages.length === 10);
  const committed = async (...values) => (await call(client, 'committed', ...values))[0].offset;
  for (const [offset, commit] of [
    [3, () => client.commit(place(3))],
    [4, () => client.commit([place(4)])],
    [6, () => client.commitMessage(messages[5])],
    [7, () => client.commitCb([place(7)], () => undefined)],
    [10, () => client.commit()],
  ]) {
    commit();
    await until(() => told.at(-1) === offset);
    assert.equal(await committed([{ topic, partition: 0 }]), offset);
  }
  client.commitSync(place(2));
  assert.equal(await committed(null, 10_000), 2);
  client.commitMessageSync(messages[8]);
  assert.equal(await committed(10_000), 9);
  assert.deepEqual([told, events], [
    [3, 4, 6, 7, 10],
    [3, 4, 6, 7, 10],
  ]);
  await assert.rejects(call(client, 'commitCb', [place(1, 9)]), { code: codes.ERR_UNKNOWN_TOPIC_OR_PART });
  assert.equal(told.at(-1), codes.ERR_UNKNOWN_TOPIC_OR_PART);
});

test('a commit that the group refuses is told with its places', async (t) => {
  const told = [];
  const offset_commit_cb = (error, places) => told.push([error, places]);
  const { client, topic, consumer, place } = await filled(t, 5, { offset_commit_cb });
  const messages = flowOf(client, topic);
  await until(() => messages.length === 5);
  // One of no group knows no generation of it, and the group has a member.
  const stranger = await consumer({ ...REAL_SESSION, 'group.id': client.globalConfig['group.id'], offset_commit_cb });
  await assert.rejects(call(stranger, 'commitCb', [place(2)]), { origin: 'kafka' });
  const [[error, [failed]]] = told;
  assert.deepEqual([failed.topic, failed.partition, failed.offset, failed.error.code], [topic, 0, 2, error.code]);
});

test('what the program stores is committed by itself', async (t) => {
  const { client, topic, consumer, place } = await filled(t, 5, {
    'enable.auto.commit': true,
    'enable.auto.offset.store': false,
  });
  const messages = flowOf(client, topic);
  await until(() => messages.length === 5);
  assert.throws(() => client.offsetsStore([place(1, 8)]), { code: codes.ERR__STATE });
  client.offsetsStore([place(3)]);
  await call(client, 'disconnect');
  const successor = await consumer({ ...REAL_SESSION, 'group.id': client.globalConfig['group.id'] });
  const [{ offset }] = await call(successor, 'committed', [{ topic, partition: 0 }]);
  assert.equal(offset, 3);
});
