'use strict';
// Assignments that the user makes himself, by themselves.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Consumer } = require('../../dist/runtime/consumer');
const { atEnd, filled, range, until } = require('../support');

/** A consumer without a group, and what flows out of it. */
async function reading(t, count) {
  const { servers, topic } = await filled(t, count, { numPartitions: 2 });
  const errors = [];
  const events = { log: () => {}, error: (failure) => errors.push(failure) };
  const consumer = new Consumer({ 'bootstrap.servers': servers, 'group.id': 'g' }, events, () => false);
  atEnd(t, () => consumer.close(0, false));
  await consumer.connect(5000);
  const read = [];
  const flow = consumer.flow({
    read: (batch, at) => `${batch.partition(at)}/${batch.offset(at)}`,
    message: (place) => read.push(place),
    ended: () => {},
  });
  flow.setFlowing(true);
  const at = (partition, offset) => ({ topic, partition, offset });
  return { consumer, assignments: consumer.assignments, read, errors, at, topic };
}

const places = (partition, count, first) => range(count, first).map((offset) => `${partition}/${offset}`);

test('what is assigned is so at once, and read from its offset', async (t) => {
  const { consumer, assignments, read, at, topic } = await reading(t, 20);
  assignments.replace([at(0, 7)]);
  assert.ok(assignments.isChanging);
  assert.deepEqual(consumer.assignment(), [{ topic, partition: 0 }]);
  await until(() => read.length === 3);
  assert.equal(assignments.isChanging, false);
  assignments.add([at(1, 9)]);
  await until(() => read.length === 4);
  assignments.remove([at(0, 0)]);
  assert.deepEqual(consumer.assignment(), [{ topic, partition: 1 }]);
  assert.deepEqual(read, [...places(0, 3, 7), '1/9']);
});

test('of changes that overtake each other the last one counts', async (t) => {
  const { assignments, read, at } = await reading(t, 40);
  for (const offset of range(20)) assignments.replace([at(0, offset), at(1, offset)]);
  assignments.replace([at(0, 18)]);
  await until(() => read.length === 2);
  assert.deepEqual(read, places(0, 2, 18));
});

test('what is refused at once changes nothing', async (t) => {
  const { consumer, assignments, read, at } = await reading(t, 20);
  assignments.replace([at(0, 8)]);
  assert.throws(() => assignments.replace([at(1, -77)]), { name: 'NativeFailure' });
  await until(() => read.length === 2);
  assert.equal(consumer.assignment().length, 1);
});

test('what is refused later is told, and taken back', async (t) => {
  const { consumer, assignments, errors, at } = await reading(t, 20);
  assignments.remove([at(1, 0)]);
  await until(() => errors.length === 1);
  assert.match(errors[0].message, /assigned/);
  assert.deepEqual(consumer.assignment(), []);
});

test('who is closed is assigned nothing any more', async (t) => {
  const { consumer, assignments, errors, at } = await reading(t, 2);
  assignments.replace([at(0, 0)]);
  await consumer.close(0, false);
  assert.throws(() => assignments.replace([at(0, 0)]));
  assert.deepEqual([consumer.assignment(), errors], [[], []]);
});
