'use strict';
// Partitions and offsets, as programs write them and as they come back.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { LibrdKafkaError, Topic, TopicPartition } = require('../..');
const { outcomeFrom, placeFrom, placesFrom, placesOf } = require('../../dist/rdkafka/topic-partition');

test('names of offsets become their numbers, in letters of any case', () => {
  for (const [name, number] of [
    ['earliest', -2],
    ['Beginning', -2],
    ['LATEST', -1],
    ['end', -1],
    ['stored', -1000],
    [undefined, Topic.OFFSET_STORED],
    [null, Topic.OFFSET_STORED],
    [7, 7],
  ])
    assert.equal(new TopicPartition('things', 0, name).offset, number);
});

test('what is no partition is refused', () => {
  assert.throws(() => new TopicPartition(undefined, 0), new TypeError('"topic" must be a string and must be set'));
  assert.throws(() => new TopicPartition('', 0), new TypeError('"topic" must be a string and must be set'));
  assert.throws(() => new TopicPartition('a\0', 0), /^TypeError: "topic" must be a name of at most 249 bytes/);
  assert.throws(() => new TopicPartition('things'), new TypeError('"partition" must be a number and must set'));
  assert.throws(
    () => new TopicPartition('things', 0, 'soon'),
    new TypeError('"offset", if provided as a string, must be beginning, end, or stored.'),
  );
  assert.throws(
    () => new TopicPartition('things', 0, {}),
    new TypeError('"offset" must be a special string or number if it is set'),
  );
  for (const element of [null, undefined, {}, 5]) assert.throws(() => TopicPartition.create(element), TypeError);
});

test('lists are made of copies', () => {
  const element = Object.freeze({ topic: 'things', partition: 0, offset: 'end', leaderEpoch: 3, metadata: 'mine' });
  const [created] = TopicPartition.map([element]);
  assert.ok(created instanceof TopicPartition);
  assert.deepEqual({ ...created }, { topic: 'things', partition: 0, offset: -1, leaderEpoch: 3, metadata: 'mine' });
});

test('one partition is a list of one, and the stored offset is none', () => {
  const place = { topic: 'things', partition: 1, offset: -1001, leaderEpoch: -1, metadata: null };
  assert.deepEqual(placesOf({ topic: 'things', partition: 1 }), [place]);
  assert.deepEqual(placesOf([{ topic: 'things', partition: 1, offset: 'stored' }]), [place]);
});

test('what is not known is left out of what comes back', () => {
  const place = { topic: 'things', partition: 0 };
  assert.deepEqual(placeFrom(place), place);
  assert.deepEqual(placeFrom(place, 2n ** 53n, 0, ''), { ...place, offset: 2 ** 53, leaderEpoch: 0, metadata: '' });
});

test('a partition with which something went wrong stands in a list as an error', () => {
  const entry = { topic: 'things', partition: 0, offset: 5, leaderEpoch: -1, metadata: null };
  const [good, bad] = placesFrom([
    { ...entry, code: 0 },
    { ...entry, code: 3 },
  ]);
  assert.deepEqual(good, { topic: 'things', partition: 0, offset: 5 });
  assert.ok(bad instanceof LibrdKafkaError);
  assert.deepEqual([bad.code, bad.topic, bad.partition, bad.offset], [3, 'things', 0, 5]);
  const { error, ...place } = outcomeFrom({ ...entry, code: 3 });
  assert.deepEqual([error.name, error.code, place], ['LibrdKafkaError', 3, good]);
  assert.deepEqual(outcomeFrom({ ...entry, code: 0 }), good);
});
