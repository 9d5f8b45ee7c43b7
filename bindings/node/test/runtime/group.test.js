'use strict';
// What a consumer says to its group, waiting for it and not.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Consumer } = require('../../dist/runtime/consumer');
const { atEnd, filled, until } = require('../support');

const SESSION = { 'session.timeout.ms': '1500', 'heartbeat.interval.ms': '100' };

async function member(t) {
  const { servers, topic } = await filled(t, 5);
  const told = [];
  const events = { log: () => {}, error: () => {}, statistics: () => told.push('statistics') };
  const config = { ...SESSION, 'bootstrap.servers': servers, 'group.id': 'g', 'auto.offset.reset': 'earliest' };
  const consumer = new Consumer({ ...config, 'statistics.interval.ms': '10' }, events, () => false);
  atEnd(t, () => consumer.close(0, false));
  await consumer.connect(5000);
  await consumer.group.subscribe([topic]);
  consumer.flow({ read: () => 0, message: () => {}, ended: () => {} });
  await until(() => consumer.assignment().length === 1);
  return { consumer, group: consumer.group, topic, told };
}

test('a commit that blocks is answered when it returns, and what came meanwhile is told afterwards', async (t) => {
  const { group, topic, told } = await member(t);
  const place = (offset) => ({ topic, partition: 0, offset });
  for (let offset = 1; offset < 20; offset++) {
    const { length } = told;
    assert.equal(group.commitNow([place(offset)], 10_000)[0].offset, offset);
    assert.equal(told.length, length);
  }
  await until(() => told.length > 0);
  assert.equal((await group.committed([place(0)], 5000))[0].offset, 19);
  assert.throws(() => group.commitNow(null, 10_000), { code: -168 });
  assert.throws(() => group.commitNow([place(20)], 0), { code: -185 });
  // The answer that nobody waited for comes to nobody.
  assert.equal((await group.commit([place(21)]))[0].offset, 21);
});

test('what is stored is committed', async (t) => {
  const { group, topic } = await member(t);
  // Answered when librdkafka has taken over the assignment: what is stored before is left out.
  await group.committed(null, 5000);
  group.store([{ topic, partition: 0, offset: 3 }]);
  assert.equal((await group.commit(null))[0].offset, 3);
});

test('a member knows its protocol and that its assignment is not lost', async (t) => {
  const { consumer, group } = await member(t);
  assert.deepEqual([group.rebalanceProtocol(), group.isAssignmentLost()], ['EAGER', false]);
  assert.ok((await group.metadata()).length > 0);
  await group.unsubscribe();
  await until(() => consumer.assignment().length === 0);
  await consumer.close(0, false);
  assert.throws(() => group.commitNow(null, 100));
});
