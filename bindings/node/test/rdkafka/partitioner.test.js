'use strict';
// A partitioner_cb, which librdkafka's own partitioners make room for.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { call, callbackCluster, next } = require('./support');

test('a partitioner_cb chooses, for messages that do not say their partition', async (t) => {
  const { producer, topic } = callbackCluster(t, { numPartitions: 4 });
  const asked = [];
  const client = await producer({
    dr_cb: true,
    partitioner_cb(name, key, count) {
      asked.push([this, name, key?.toString(), count]);
      return key === null ? 3 : 1;
    },
  });
  const places = [];
  client.on('delivery-report', (error, { partition, opaque }) => places.push([error, opaque, partition]));
  client.produce(topic, null, Buffer.from('a'), 'key', null, 'keyed', [{ a: 'b' }, { a: 'c' }]);
  client.produce(topic, null, Buffer.from('a'), null, null, 'plain');
  client.produce(topic, 2, Buffer.from('a'), null, null, 'told');
  await call(client, 'flush', 10_000);
  assert.deepEqual(places.sort(), [
    [null, 'keyed', 1],
    [null, 'plain', 3],
    [null, 'told', 2],
  ]);
  assert.deepEqual(asked, [
    [client, topic, 'key', 4],
    [client, topic, undefined, 4],
  ]);
});

test('it may stand among the properties of topics', async (t) => {
  const { producer, topic } = callbackCluster(t, { numPartitions: 4 });
  const client = await producer({ dr_cb: true }, { partitioner_cb: () => 2 });
  const report = next(client, 'delivery-report');
  client.produce(topic, null, Buffer.from('a'));
  assert.equal((await report)[1].partition, 2);
});

test('one that fails, or chooses what is not there, fails the message', async (t) => {
  const { producer, topic } = callbackCluster(t, { numPartitions: 2 });
  let choose = () => {
    throw new Error('planted');
  };
  const client = await producer({ dr_cb: true, partitioner_cb: () => choose() });
  const first = next(client, 'delivery-report');
  client.produce(topic, null, Buffer.from('a'));
  assert.match((await first)[0].message, /The partitioner failed .*planted/);
  choose = () => 7;
  // The partitions are known by now, so that the partitioner is asked during the call.
  assert.throws(() => client.produce(topic, null, Buffer.from('a')), /returned 7/);
  choose = () => 1;
  const last = next(client, 'delivery-report');
  client.produce(topic, null, Buffer.from('a'));
  assert.equal((await last)[1].partition, 1);
});
