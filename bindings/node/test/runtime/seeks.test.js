'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { layout } = require('../../dist/native/generated');
const { codes } = require('../../dist/runtime/codes');
const { Failure } = require('../../dist/runtime/failure');
const { Hand } = require('../../dist/runtime/hand');
const { Batch } = require('../../dist/runtime/reader');
const { NO_OFFSET } = require('../../dist/runtime/offset');
const { Positions } = require('../../dist/runtime/positions');
const { NEWEST, Seeks } = require('../../dist/runtime/seeks');
const { BatchWriter } = require('../../dist/runtime/writer');
const { readPartitions } = require('../../dist/runtime/partitions');
const { gate, until } = require('../support');

/** Where a beginning or an end turns out to be. */
const PLACE = 77;

/** Seeks whose attempts the library answers one after the other: with a code, or with a failure of the call. */
function seeksOf(t, ...answers) {
  return seeksAsking(t, async () => assert.fail('nothing is to be asked'), ...answers);
}

/** As `seeksOf`; `ask` answers where the newest message is. */
function seeksAsking(t, ask, ...answers) {
  const attempts = [];
  const failures = [];
  const done = gate();
  t.mock.method(native, 'consumerSeek', (_, list) => {
    const [{ partition, offset }] = readPartitions(Batch.over(list));
    attempts.push([partition, offset]);
  });
  const client = {
    ticket: 0,
    epoch: 7,
    request: async (start, read) => {
      start(1);
      const answer = answers.shift() ?? codes.ERR_NO_ERROR;
      if (answers.length === 0) setImmediate(done.open);
      if (answer instanceof Error) throw answer;
      const writer = new BatchWriter();
      writer.topicPartition('things', 0, PLACE);
      const list = Buffer.from(writer.finish());
      const outcome = Batch.over(list);
      t.mock.method(outcome, 'code', () => answer);
      return read({ valueBatch: () => outcome }, 0);
    },
  };
  const requests = { isOfMock: false, send: ask };
  const positions = new Positions(new BatchWriter(), () => {});
  const seeks = new Seeks(client, requests, positions, new BatchWriter(), (failure) => {
    failures.push(failure.code);
  });
  const handOf = (partition, isAssigned = true) => {
    const hand = new Hand('things', partition, { moved: () => {} });
    if (isAssigned) hand.assign(3);
    return hand;
  };
  return { seeks, attempts, failures, handOf, done: done.promise };
}

test('a partition that is assigned is sought at once', async (t) => {
  const { seeks, attempts, failures, handOf, done } = seeksOf(t);
  const hand = handOf(2);
  seeks.seek(hand, 50);
  assert.deepEqual(attempts, [[2, 50]], 'from the call on nothing of the partition comes');
  assert.equal(hand.position, 50);
  await done;
  assert.deepEqual([attempts.length, failures], [1, []]);
});

test('an attempt that runs out of its time is followed by another, until there is another seek', async (t) => {
  const { seeks, attempts, failures, handOf, done } = seeksOf(t, codes.ERR__TIMED_OUT, codes.ERR__TIMED_OUT, 0);
  const hand = handOf(0);
  seeks.seek(hand, 50);
  await done;
  assert.deepEqual(attempts, Array(3).fill([0, 50]));
  const other = seeksOf(t, codes.ERR__TIMED_OUT, 0);
  other.seeks.seek(hand, 50);
  other.seeks.seek(hand, 60);
  await other.done;
  assert.deepEqual(other.attempts, [
    [0, 50],
    [0, 60],
  ]);
  assert.deepEqual([...failures, ...other.failures], []);
});

/** Puts messages in hand, and has somebody start with them who seeks when they are gone. */
function seekingWhenGone(seeks, hand, offset) {
  const writer = new BatchWriter();
  writer.topicPartition('things', 0, 10, 4);
  const bytes = Buffer.from(writer.finish());
  bytes.writeUInt32LE(hand.epoch, layout.HEADER_EPOCH);
  const batch = Batch.over(bytes);
  hand.add(batch, batch.first, batch.end);
  hand.start(() => void seeks.seek(hand, offset));
}

test('of a seek and another by who hears of it, only the last is carried out', async (t) => {
  const { seeks, attempts, handOf } = seeksOf(t);
  const hand = handOf(0);
  seekingWhenGone(seeks, hand, 70);
  await seeks.seek(hand, 50);
  assert.deepEqual([attempts, hand.position], [[[0, 70]], 70]);
});

test('a seek by who hears that a partition is gone counts as soon as it is back', (t) => {
  const { seeks, attempts, handOf } = seeksOf(t);
  const hand = handOf(0);
  seekingWhenGone(seeks, hand, 70);
  hand.forget();
  assert.deepEqual([attempts, seeks.sought(hand)], [[], 70]);
});

test('a partition that goes meanwhile is sought no longer, and nobody is told', async (t) => {
  for (const answer of [codes.ERR__STATE, codes.ERR__TIMED_OUT]) {
    const { seeks, attempts, failures, handOf, done } = seeksOf(t, answer);
    const hand = handOf(0);
    seeks.seek(hand, 50);
    hand.revoke();
    await done;
    assert.deepEqual([attempts.length, failures], [1, []]);
  }
});

test('a seek that fails is told, unless the client is gone', async (t) => {
  const refused = seeksOf(t, codes.ERR__UNKNOWN_PARTITION);
  refused.seeks.seek(refused.handOf(0), 50);
  await refused.done;
  assert.deepEqual(refused.failures, [codes.ERR__UNKNOWN_PARTITION]);
  const gone = seeksOf(t, new Failure(codes.ERR__DESTROY, 'closed'));
  gone.seeks.seek(gone.handOf(0), 50);
  await gone.done;
  assert.deepEqual(gone.failures, []);
});

test('a partition that is not assigned is sought when it is, where it was sought last', (t) => {
  const { seeks, attempts, handOf } = seeksOf(t);
  const hand = handOf(4, false);
  seeks.seek(hand, 50);
  seeks.seek(hand, -1);
  assert.deepEqual([attempts, seeks.sought(hand)], [[], -1]);
  hand.assign(3);
  seeks.seekPending(hand);
  assert.deepEqual([attempts, seeks.sought(hand)], [[[4, -1]], undefined]);
  seeks.seekPending(hand);
  assert.equal(attempts.length, 1);
});

for (const place of [-1, -2]) {
  test(`where ${place} is counts as soon as that is known, and no later than a message`, async (t) => {
    const { seeks, attempts, handOf } = seeksOf(t);
    const [hand, other] = [handOf(0), handOf(1)];
    hand.begin(3);
    const sought = seeks.seek(hand, place);
    assert.equal(hand.position, -1);
    await sought;
    assert.deepEqual([attempts, hand.position], [[[0, place]], PLACE]);
    hand.forget();
    hand.assign(4);
    seeks.arrive(hand, NO_OFFSET);
    assert.equal(attempts.length, 1, 'it is done');
    const late = seeks.seek(other, place);
    other.deliverTo(90, 0);
    await late;
    assert.equal(other.position, 91);
  });
}

test('a partition that begins where it was sought is not sought again', (t) => {
  const { seeks, attempts, handOf } = seeksOf(t);
  const hand = handOf(4, false);
  seeks.seek(hand, 50);
  hand.assign(3);
  seeks.arrive(hand, 50);
  seeks.seekPending(hand);
  assert.deepEqual([attempts, hand.position], [[], 50]);
});

test('a partition that is about to go has its position there, and is not read', (t) => {
  const { seeks, attempts, handOf } = seeksOf(t);
  const hand = handOf(0);
  hand.revoke();
  seeks.seek(hand, 50);
  assert.deepEqual([attempts, hand.position], [[], 50]);
});

test('what is forgotten is sought no more', (t) => {
  const { seeks, attempts, handOf } = seeksOf(t);
  const hand = handOf(0, false);
  seeks.seek(hand, 50);
  seeks.forget();
  hand.assign(3);
  seeks.seekPending(hand);
  assert.deepEqual(attempts, []);
});

const found = (partition, offset) => ({ partitions: [{ topic: 'things', partition, offset, code: 0 }] });

test('the newest message is asked for, again if need be, and then sought', async (t) => {
  const questions = [];
  const ask = async (question) => {
    questions.push(question);
    if (questions.length === 1) throw new Failure(codes.ERR__TRANSPORT, 'gone', 1);
    return found(2, '9007199254740993');
  };
  const { seeks, attempts, failures, handOf } = seeksAsking(t, ask);
  const hand = handOf(2);
  await seeks.seek(hand, NEWEST);
  assert.deepEqual([attempts, failures, hand.position], [[[2, 9007199254740993n]], [], 9007199254740993n]);
  const [{ operation, partitions }, second] = questions;
  assert.deepEqual([operation, partitions], ['ListOffsets', [{ topic: 'things', partition: 2, at: 'MAX_TIMESTAMP' }]]);
  assert.equal(second.operation, operation);
});

test('of a seek to the newest message and one behind it, the last counts', async (t) => {
  for (const change of ['seek', 'revoke']) {
    const answer = gate();
    const { seeks, attempts, failures, handOf } = seeksAsking(t, () => answer.promise);
    const hand = handOf(0);
    const sought = seeks.seek(hand, NEWEST);
    if (change === 'seek') await seeks.seek(hand, 50);
    else hand.revoke();
    answer.open(found(0, '7'));
    await sought;
    assert.deepEqual([attempts, failures], [change === 'seek' ? [[0, 50]] : [], []]);
  }
});

test('a partition whose newest message nobody can tell goes on where it was, and that is told', async (t) => {
  const refuse = () => Promise.reject(new Failure(codes.ERR_UNSUPPORTED_VERSION, 'too old'));
  const { seeks, attempts, failures, handOf } = seeksAsking(t, refuse);
  const hand = handOf(0);
  hand.begin(3);
  const { generation } = hand;
  await assert.rejects(seeks.seek(hand, NEWEST), { code: codes.ERR_UNSUPPORTED_VERSION });
  assert.deepEqual([attempts, failures], [[], [codes.ERR_UNSUPPORTED_VERSION]]);
  assert.deepEqual([hand.generation, hand.position], [generation, 3]);
});

test('a partition that was sought to its newest message begins where its group left off', async (t) => {
  const { seeks, attempts, handOf, done } = seeksAsking(t, async () => found(4, '-1'));
  const hand = handOf(4, false);
  seeks.seek(hand, NEWEST);
  assert.equal(seeks.sought(hand), undefined);
  hand.assign(3);
  seeks.arrive(hand, NO_OFFSET);
  await done;
  assert.deepEqual(attempts, [[4, -1]], 'there is none: it goes on at the end');
  const other = handOf(5, false);
  seeks.seek(other, NEWEST);
  other.assign(3);
  seeks.arrive(other, 30);
  await new Promise(setImmediate);
  assert.deepEqual([attempts.length, other.position], [1, 30]);
});

for (const when of ['before it is gone', 'when it is gone', 'when it is back'])
  test(`a partition that goes before its newest message is known is sought to it when it is back: answered ${when}`, async (t) => {
    const answers = [gate(), gate()];
    let asked = 0;
    const { seeks, attempts, failures, handOf, done } = seeksAsking(t, () => answers[asked++].promise);
    const hand = handOf(0);
    const sought = seeks.seek(hand, NEWEST);
    const answer = async (now) => {
      if (now !== when) return;
      answers[0].open(found(0, '7'));
      await sought;
    };
    hand.revoke();
    await answer('before it is gone');
    hand.forget();
    await answer('when it is gone');
    hand.assign(4);
    seeks.arrive(hand, NO_OFFSET);
    await answer('when it is back');
    assert.deepEqual(attempts, []);
    answers[1].open(found(0, '9'));
    await done;
    assert.deepEqual([asked, attempts, failures, hand.position], [2, [[0, 9]], [], 9]);
    hand.forget();
    hand.assign(5);
    seeks.arrive(hand, NO_OFFSET);
    assert.equal(asked, 2, 'it is done');
  });

test('a partition without a newest message is sought to its end when it is back, if it goes before it is known where that is', async (t) => {
  let asked = 0;
  const ask = async () => (asked++, found(0, '-1'));
  const { seeks, attempts, failures, handOf } = seeksAsking(t, ask, codes.ERR__STATE);
  const hand = handOf(0);
  const sought = seeks.seek(hand, NEWEST);
  await until(() => attempts.length === 1);
  hand.forget();
  await sought;
  hand.assign(4);
  seeks.arrive(hand, NO_OFFSET);
  await until(() => hand.position === PLACE);
  hand.forget();
  hand.assign(5);
  seeks.arrive(hand, NO_OFFSET);
  await new Promise(setImmediate);
  assert.deepEqual([asked, attempts, failures], [2, Array(2).fill([0, -1]), []]);
});

for (const when of ['before', 'after'])
  test(`a seek to the newest message is none any more after another seek, ${when} the partition is revoked`, async (t) => {
    const answer = gate();
    let asked = 0;
    const { seeks, handOf } = seeksAsking(t, () => (asked++, answer.promise));
    const hand = handOf(0);
    const sought = seeks.seek(hand, NEWEST);
    if (when === 'after') hand.revoke();
    await seeks.seek(hand, 50);
    hand.forget();
    answer.open(found(0, '7'));
    await sought;
    hand.assign(4);
    seeks.arrive(hand, NO_OFFSET);
    assert.equal(asked, 1);
  });

test('a newest message that nobody can tell for a minute is sought no more, and that is told', async (t) => {
  let asked = 0;
  const { seeks, attempts, failures, handOf } = seeksAsking(t, async () => {
    asked++;
    throw new Failure(codes.ERR__TRANSPORT, 'gone', 1);
  });
  const start = performance.now();
  t.mock.method(performance, 'now', () => start + asked * 25_000);
  const hand = handOf(0);
  hand.begin(3);
  await assert.rejects(seeks.seek(hand, NEWEST), { code: codes.ERR__TRANSPORT });
  assert.deepEqual([asked, attempts, failures, hand.position], [3, [], [codes.ERR__TRANSPORT], 3]);
  hand.forget();
  hand.assign(4);
  seeks.arrive(hand, NO_OFFSET);
  assert.equal(asked, 3);
});

test('a partition that goes again and again is sought to its newest message each time', async (t) => {
  let asked = 0;
  const { seeks, handOf } = seeksAsking(t, () => (asked++, new Promise(() => {})));
  const hand = handOf(0);
  seeks.seek(hand, NEWEST);
  for (const epoch of [4, 5, 6]) {
    hand.forget();
    hand.assign(epoch);
    seeks.arrive(hand, NO_OFFSET);
  }
  assert.equal(asked, 4);
});
