'use strict';
// Rebalances: left to the package, seen, and answered by the program; and assignments without a group.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaConsumer, LibrdKafkaError } = require('../..');
const { range } = require('../support');
const { call, callbackCluster, caught, connected, consumerConfig, filledCluster, flowOf, next, until, valuesOf } = require('./support');

const { codes } = LibrdKafkaError;
const { ERR__ASSIGN_PARTITIONS: ASSIGN, ERR__REVOKE_PARTITIONS: REVOKE } = codes;

const partitionsOf = (assignment) => assignment.map(({ partition }) => partition).sort();

test('without a rebalance_cb it is left to the package, and no event comes', async (t) => {
  const { consumer, topic } = await filledCluster(t, 4, { numPartitions: 2 });
  const client = await consumer();
  client.on('rebalance', () => assert.fail('nobody asked for rebalances'));
  const messages = flowOf(client, topic);
  await until(() => messages.length === 4);
  assert.deepEqual(partitionsOf(client.assignments()), [0, 1]);
  assert.equal(client.rebalanceProtocol(), 'EAGER');
  assert.equal(client.assignmentLost(), false);
  await call(client, 'disconnect');
});

for (const strategy of ['range', 'cooperative-sticky']) {
  test(`with true it is seen and left to the package (${strategy})`, async (t) => {
    const { consumer, topic } = await filledCluster(t, 4, { numPartitions: 2 });
    const client = await consumer({ rebalance_cb: true, 'partition.assignment.strategy': strategy });
    const seen = [];
    client.on('rebalance', (error, assignment) => seen.push([error.code, partitionsOf(assignment)]));
    const messages = flowOf(client, topic);
    await until(() => messages.length === 4);
    await call(client, 'disconnect');
    assert.deepEqual(seen, [
      [ASSIGN, [0, 1]],
      [REVOKE, [0, 1]],
    ]);
  });

  test(`with a function the program answers (${strategy})`, async (t) => {
    const { consumer, topic } = await filledCluster(t, 4, { numPartitions: 2 });
    const seen = [];
    const client = await consumer({
      'partition.assignment.strategy': strategy,
      rebalance_cb(error, assignment) {
        seen.push([this, error.code]);
        const isIncremental = this.rebalanceProtocol() === 'COOPERATIVE';
        if (error.code === ASSIGN) this[isIncremental ? 'incrementalAssign' : 'assign'](assignment);
        else this[isIncremental ? 'incrementalUnassign' : 'unassign'](assignment);
      },
    });
    const event = next(client, 'rebalance');
    const messages = flowOf(client, topic);
    await until(() => messages.length === 4);
    assert.equal((await event)[0].code, ASSIGN);
    client.unsubscribe();
    await until(() => seen.length === 2);
    assert.deepEqual(seen, [
      [client, ASSIGN],
      [client, REVOKE],
    ]);
    await until(() => client.assignments().length === 0);
  });
}

test('the program may answer later, choose offsets, and take less', async (t) => {
  const { consumer, topic } = await filledCluster(t, 20, { numPartitions: 2 });
  let assignment;
  const client = await consumer({
    rebalance_cb: (error, partitions) => {
      if (error.code === ASSIGN) assignment = partitions;
    },
  });
  const messages = flowOf(client, topic);
  await until(() => assignment);
  assert.deepEqual(client.assignments(), []);
  client.assign([{ ...assignment.find(({ partition }) => partition === 1), offset: 7 }]);
  assert.deepEqual(client.assignments(), [{ topic, partition: 1 }]);
  await until(() => messages.length === 3);
  assert.deepEqual(valuesOf(messages), [15, 17, 19]);
});

for (const count of [1, 0]) {
  test(`a cooperative member takes ${count} of two partitions, leaves, and comes again`, async (t) => {
    const { consumer, topic } = await filledCluster(t, 20, { numPartitions: 2 });
    let taken = count;
    const seen = [];
    const client = await consumer({
      'partition.assignment.strategy': 'cooperative-sticky',
      rebalance_cb(error, assignment) {
        seen.push([error.code, partitionsOf(assignment)]);
        if (error.code === ASSIGN) this.incrementalAssign(assignment.slice(0, taken));
        else this.incrementalUnassign(assignment);
      },
    });
    const messages = flowOf(client, topic);
    await until(() => seen.length === 1 && messages.length === count * 10);
    taken = 2;
    client.unsubscribe();
    await until(() => seen.length === 2);
    assert.deepEqual(seen[1], [REVOKE, [0, 1]]);
    client.subscribe([topic]);
    client.consume();
    await until(() => messages.length === 20);
    assert.deepEqual(partitionsOf(client.assignments()), [0, 1]);
  });
}

test('partitions beside those of the group can be taken in its place', async (t) => {
  const { consumer, topic, mock, filler } = await filledCluster(t, 2);
  mock.createTopic({ topic: 'beside', numPartitions: 1 });
  filler.produce('beside', 0, Buffer.from('77'));
  await call(filler, 'flush', 5000);
  const client = await consumer({
    rebalance_cb(error) {
      if (error.code === ASSIGN) this.assign([{ topic: 'beside', partition: 0, offset: 'beginning' }]);
      else this.unassign();
    },
  });
  const messages = flowOf(client, topic);
  await until(() => messages.length === 1);
  assert.deepEqual(valuesOf(messages), [77]);
});

test('a program that has not answered an assignment by the time it is taken back answers what comes then', async (t) => {
  const { consumer, topic, mock } = await filledCluster(t, 4, { numPartitions: 2 });
  const seen = [];
  const client = await consumer({
    'topic.metadata.refresh.interval.ms': 100,
    'partition.assignment.strategy': 'range',
    rebalance_cb(error, assignment) {
      seen.push(error.code);
      if (seen.length === 1) return;
      if (error.code === ASSIGN) this.assign(assignment);
      else this.unassign();
    },
  });
  const messages = flowOf(client, new RegExp(`^${topic}`));
  await until(() => seen.length === 1);
  mock.createTopic({ topic: `${topic}-too`, numPartitions: 1 });
  await until(() => messages.length === 4);
  assert.deepEqual(seen, [ASSIGN, REVOKE, ASSIGN]);
  assert.equal(client.assignments().length, 3);
});

test('a function that throws surfaces, and the rebalance goes the usual way', async (t) => {
  const { consumer, topic } = await filledCluster(t, 3);
  const errors = caught(t);
  const client = await consumer({
    rebalance_cb: () => {
      throw new Error('planted');
    },
  });
  const messages = flowOf(client, topic);
  await until(() => messages.length === 3);
  assert.deepEqual(errors.map(({ message }) => message), ['planted']);
  await call(client, 'disconnect');
});

test('a commit is possible in a revocation, also a synchronous one', async (t) => {
  const { consumer, topic } = await filledCluster(t, 6);
  const group = `revoked-${process.pid}`;
  const client = await consumer({
    'group.id': group,
    'enable.auto.commit': false,
    rebalance_cb(error, assignment) {
      if (error.code === ASSIGN) return void this.assign(assignment);
      this.commitSync([{ topic, partition: 0, offset: 5 }]);
      this.unassign();
    },
  });
  const messages = flowOf(client, topic);
  await until(() => messages.length === 6);
  await call(client, 'disconnect');
  const successor = await consumer({ 'group.id': group });
  assert.equal((await call(successor, 'committed', [{ topic, partition: 0 }], 5000))[0].offset, 5);
});

test('two members share the partitions, and nothing is lost or doubled', async (t) => {
  const { servers, topic, filler } = await filledCluster(t, 0, { numPartitions: 4 });
  const config = consumerConfig(servers, { rebalance_cb: true });
  const first = await connected(t, new KafkaConsumer(config));
  const values = [];
  const collect = (client) => {
    client.on('data', ({ value }) => values.push(Number(value)));
    client.subscribe([topic]);
    client.consume();
  };
  collect(first);
  await until(() => first.assignments().length === 4);
  const second = await connected(t, new KafkaConsumer(config));
  collect(second);
  await until(() => first.assignments().length === 2 && second.assignments().length === 2);
  for (let index = 0; index < 40; index++) filler.produce(topic, index % 4, Buffer.from(String(index)));
  await until(() => values.length >= 40);
  assert.deepEqual(values.sort((a, b) => a - b), range(40));
  await call(second, 'disconnect');
  await until(() => first.assignments().length === 4);
});

test('partitions are assigned without a group, from where the program says', async (t) => {
  const { consumer, topic } = await filledCluster(t, 20, { numPartitions: 2 });
  const client = await consumer();
  const messages = [];
  client.on('data', (message) => messages.push(message));
  client.consume();
  assert.equal(client.assign([{ topic, partition: 0, offset: 8 }]), client);
  assert.deepEqual(client.assignments(), [{ topic, partition: 0 }]);
  await until(() => messages.length === 2);
  client.incrementalAssign([{ topic, partition: 1, offset: 'earliest' }]);
  await until(() => messages.length === 12);
  assert.deepEqual(partitionsOf(client.assignments()), [0, 1]);
  client.incrementalUnassign([{ topic, partition: 0 }]);
  assert.deepEqual(partitionsOf(client.assignments()), [1]);
  client.assign([{ topic, partition: 0, offset: 9 }]);
  await until(() => messages.length === 13);
  assert.deepEqual(valuesOf(messages), [16, 18, ...range(10, 1, 2), 18]);
  assert.equal(client.unassign(), client);
  assert.deepEqual(client.assignments(), []);
});

test('a partition begins although another one is assigned while the coordinator refuses to say where', async (t) => {
  const { mock, consumer, topic } = await filledCluster(t, 20, { numPartitions: 2 });
  const client = await consumer();
  const messages = [];
  client.on('data', (message) => messages.push(message));
  client.consume();
  mock.watchRequests();
  mock.failNext('OffsetFetch', [{ code: codes.ERR_NOT_COORDINATOR, latency: 500 }], { broker: 1 });
  client.assign([{ topic, partition: 0 }]);
  await until(() => mock.requests().some(({ request }) => request === 'OffsetFetch'));
  client.incrementalAssign([{ topic, partition: 1 }]);
  await until(() => messages.length === 20, () => `${messages.length} of 20 messages came`);
});

test('assignments follow each other as fast as the program likes', async (t) => {
  const { consumer, topic } = await filledCluster(t, 40, { numPartitions: 2 });
  const client = await consumer();
  const messages = [];
  client.on('data', (message) => messages.push(message));
  client.consume();
  for (let index = 0; index < 10; index++) client.assign([{ topic, partition: index % 2, offset: index }]);
  client.unassign();
  client.assign([{ topic, partition: 1, offset: 15 }]);
  await until(() => messages.length === 5);
  assert.deepEqual(valuesOf(messages), range(5, 31, 2));
});

test('what cannot be assigned is refused, and changes nothing', async (t) => {
  const { consumer, topic } = await filledCluster(t, 3, { numPartitions: 2 });
  const client = await consumer();
  client.on('event.error', ({ message }) => assert.fail(message));
  client.assign([{ topic, partition: 0, offset: 0 }]);
  const mine = { topic, partition: 0, offset: 1 };
  const other = { topic, partition: 1 };
  const refusal = (code, message) => ({ name: 'LibrdKafkaError', code, message });
  assert.throws(() => client.incrementalAssign([other, mine]), refusal(codes.ERR__CONFLICT, `${topic} [0] is assigned already`));
  assert.throws(() => client.incrementalUnassign([mine, other]), refusal(codes.ERR__INVALID_ARG, `${topic} [1] is not assigned`));
  assert.throws(() => client.assign([mine, mine]), { code: codes.ERR__INVALID_ARG });
  assert.deepEqual(client.assignments(), [{ topic, partition: 0 }]);
  const messages = [];
  client.consume((error, message) => messages.push(message));
  await until(() => messages.length === 2);
  assert.throws(() => client.assign([{ topic, partition: 0, offset: 'soon' }]), TypeError);
  assert.throws(() => client.assign([{ topic: '', partition: 0 }]), TypeError);
  assert.throws(() => client.assign([{ topic, partition: 0, offset: -55 }]), { code: codes.ERR__INVALID_ARG });
});

test('a program that never answers is left alone with it, and can disconnect', async (t) => {
  const { servers, topic } = callbackCluster(t);
  const client = await connected(t, new KafkaConsumer(consumerConfig(servers, { rebalance_cb: () => undefined })));
  const event = next(client, 'rebalance');
  client.subscribe([topic]);
  client.consume();
  await event;
  await call(client, 'disconnect');
  assert.equal(client.isConnected(), false);
});
