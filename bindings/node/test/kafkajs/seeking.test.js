'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const {
  KeptLogger,
  clientsOf,
  collect,
  dealt,
  delay,
  filled,
  gate,
  numbered,
  numbersIn,
  range,
  until,
} = require('../support');

const QUIET_MS = 60;
const SENT_MAX = 500;
const ASSIGN = -175;
const LEADER_NOT_AVAILABLE = 5;

/** What is committed, as a member that has no part in it sees it. */
async function committedBy(clients, group, topic, partition = 0) {
  const observer = await clients.consumer({ 'group.id': group });
  const [{ offset }] = await observer.committed([{ topic, partition }]);
  await observer.disconnect();
  return offset;
}

/** Sends numbers from `first` on, one now and then, until one of them is seen: only those that follow a seek to the end are. */
async function sendUntilSeen(producer, topic, first, seen) {
  for (let number = first; !(seen.at(-1) >= first); number++) {
    assert.ok(number < first + SENT_MAX, 'none of them was seen');
    await producer.send({ topic, messages: numbered(1, number) });
    await delay(QUIET_MS);
  }
}

test('a seek outside of handlers goes back and forth', async (t) => {
  const { topic, clients } = await filled(t, 20);
  const consumer = await clients.consumer();
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 20);
  consumer.seek({ topic, partition: 0, offset: '15' });
  await until(() => messages.length === 25);
  consumer.seek({ topic, partition: 0, offset: '-2' });
  await until(() => messages.length === 45);
  await delay(QUIET_MS);
  assert.deepEqual(numbersIn(messages), [...range(20), ...range(5, 15), ...range(20)]);
});

test('a seek to the end skips what is there', async (t) => {
  const { topic, clients, producer } = await filled(t, 1000);
  const consumer = await clients.consumer();
  const seen = [];
  await collect(consumer, topic, {
    eachMessage: async ({ partition, message }) => {
      seen.push(Number(message.value));
      if (seen.length === 3) consumer.seek({ topic, partition, offset: '-1' });
    },
  });
  await until(() => seen.length === 3);
  await sendUntilSeen(producer, topic, 1000, seen);
  const [next] = seen.slice(3);
  assert.ok(next >= 1000, String(next));
  assert.deepEqual(seen, [...range(3), ...range(seen.length - 3, next)]);
});

for (const when of ['before it runs', 'while it runs']) {
  test(`a seek to the newest message is one to the end where the broker knows of none: ${when}`, async (t) => {
    const { topic, clients, producer } = await filled(t, 20);
    const consumer = await clients.consumer({ 'js.consumer.max.batch.size': 1 });
    const seen = [];
    const seek = () => consumer.seek({ topic, partition: 0, offset: '-3' });
    if (when === 'before it runs') seek();
    await collect(consumer, topic, {
      eachMessage: undefined,
      eachBatch: async ({ batch, isStale }) => {
        seen.push(...numbersIn(batch.messages));
        if (seen.length > 1 || when === 'before it runs') return;
        seek();
        // The broker has answered.
        await until(isStale);
      },
    });
    await sendUntilSeen(producer, topic, 20, seen);
    assert.deepEqual(
      seen.filter((number) => number < 20),
      when === 'before it runs' ? [] : [0],
    );
  });
}

test('a seek to the newest message counts also when its partition goes before the broker has answered, and comes back', async (t) => {
  const { mock, topic, clients } = await filled(t, 20);
  mock.createTopic({ topic: 'others', numPartitions: 1 });
  const group = { 'group.id': 'one-group' };
  const consumer = await clients.consumer({ ...group, 'js.consumer.max.batch.size': 1 });
  const sought = gate();
  let faults = 0;
  /** The broker has no answer for now. */
  const fail = () => {
    const asked = mock.requests().filter(({ request }) => request === 'ListOffsets').length;
    for (; faults < asked + 10; faults++) mock.failNext('ListOffsets', [LEADER_NOT_AVAILABLE]);
  };
  let started = 0;
  let stale = 0;
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ isStale }) => {
      if (++started === 1) {
        mock.watchRequests();
        fail();
        consumer.seek({ topic, partition: 0, offset: '-3' });
        sought.open();
      }
      await until(isStale);
      stale++;
    },
  });
  await sought.promise;
  const faulty = setInterval(fail, 10);
  await collect(await clients.consumer(group), 'others');
  await until(() => stale > 0);
  clearInterval(faulty);
  const isAtEnd = async () => {
    const before = started;
    if (consumer.assignment().length === 0 || stale < started) return false;
    await delay(QUIET_MS * 10);
    return consumer.assignment().length > 0 && started === before;
  };
  await until(isAtEnd, 'behind the rebalance it was sought no more', 10_000);
  assert.ok(started < 10, 'it went there at once');
});

for (const concurrency of [1, 3]) {
  test(`after a seek in a handler the next message is the one sought, ${concurrency} at a time`, async (t) => {
    const { topic, clients } = await filled(t, 300, { numPartitions: 3 });
    const consumer = await clients.consumer();
    const seen = [[], [], []];
    const seeks = [
      [20, 10],
      [30, 90],
      [35, 0],
    ];
    await collect(consumer, topic, {
      partitionsConsumedConcurrently: concurrency,
      eachMessage: async ({ partition, message }) => {
        const mine = seen[partition];
        mine.push(Number(message.offset));
        await delay(0);
        const [, offset] = seeks.find(([at]) => partition !== 1 && at === mine.length) ?? [];
        if (offset !== undefined) consumer.seek({ topic, partition, offset: String(offset) });
      },
    });
    await until(() => seen[0].length + seen[1].length + seen[2].length === 135 + 100 + 135);
    await delay(QUIET_MS);
    const sought = [...range(20), ...range(10, 10), ...range(5, 90), ...range(100)];
    assert.deepEqual(seen, [sought, range(100), sought]);
  });
}

test('from a seek on, no message from before it begins, whenever it comes', async (t) => {
  const { topic, clients } = await filled(t, 2000);
  const consumer = await clients.consumer();
  const seen = [];
  let running = 0;
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      running++;
      seen.push(Number(message.offset));
      if (seen.length % 20 === 0) await delay(1);
      running--;
    },
  });
  const jumps = [];
  for (let round = 0; round < 30; round++) {
    const offset = (round * 577) % 1900;
    await until(() => seen.length > (jumps.at(-1)?.at ?? 0) + (round % 3) * 40);
    consumer.seek({ topic, partition: 0, offset: String(offset) });
    jumps.push({ at: seen.length, offset });
    if (running > 0 && round % 2 === 0) await until(() => running === 0);
  }
  const last = jumps.at(-1);
  await until(() => seen.length === last.at + 2000 - last.offset);
  const expected = [];
  let next = 0;
  for (let index = 0; index < seen.length; index++) {
    const jump = jumps.findLast(({ at }) => at === index);
    if (jump !== undefined) next = jump.offset;
    expected.push(next++);
  }
  assert.deepEqual(seen, expected);
});

test('the last of several seeks counts', async (t) => {
  const { topic, clients } = await filled(t, 50);
  const consumer = await clients.consumer();
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 50);
  for (const offset of ['10', '-2', '30', '47']) consumer.seek({ topic, partition: 0, offset });
  await until(() => messages.length === 53);
  for (const offset of ['10', '20', '49']) {
    consumer.seek({ topic, partition: 0, offset });
    await delay(0);
  }
  await until(() => messages.some(({ offset }, index) => index >= 53 && offset === '49'));
  await delay(QUIET_MS);
  const later = numbersIn(messages).slice(53);
  assert.deepEqual(later.slice(later.lastIndexOf(49)), [49]);
  assert.deepEqual(numbersIn(messages).slice(50, 53), range(3, 47));
});

test('a seek before the consumer runs is where it begins', async (t) => {
  const { topic, clients } = await filled(t, 60, { numPartitions: 3 });
  const consumer = await clients.consumer();
  consumer.seek({ topic, partition: 0, offset: '3' });
  consumer.seek({ topic, partition: 0, offset: '15' });
  consumer.seek({ topic, partition: 1, offset: '-2' });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 45);
  await delay(QUIET_MS);
  for (const [partition, first] of [[0, 15], [1, 0], [2, 0]]) {
    const offsets = messages.filter((message) => message.partition === partition).map(({ offset }) => Number(offset));
    assert.deepEqual(offsets, range(20 - first, first));
  }
});

test('a seek of a partition that is not assigned waits until it is, also over a stop', async (t) => {
  const { topic, clients } = await filled(t, 20);
  const group = { 'group.id': 'one-group' };
  const consumer = await clients.consumer(group);
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 20);
  await consumer.stop();
  consumer.seek({ topic, partition: 0, offset: '12' });
  consumer.seek({ topic, partition: 1, offset: '12' });
  await consumer.run({
    eachMessage: async ({ message }) => {
      messages.push(message);
    },
  });
  await until(() => messages.length === 28);
  await delay(QUIET_MS);
  assert.deepEqual(numbersIn(messages), [...range(20), ...range(8, 12)]);
  await consumer.stop();
  await consumer.run({
    eachMessage: async ({ message }) => {
      messages.push(message);
    },
  });
  await until(() => consumer.assignment().length === 1);
  await delay(QUIET_MS * 3);
  assert.equal(messages.length, 28, 'the seek was made once');
});

test('where rebalance_cb lets a partition begin counts for more than a seek before', async (t) => {
  const { topic, clients } = await filled(t, 40, { numPartitions: 2 });
  const consumer = await clients.consumer({
    rebalance_cb: (error, assignment, { assign }) => {
      if (error.code !== ASSIGN) return;
      assign(assignment.map((entry) => (entry.partition === 0 ? { ...entry, offset: 18 } : entry)));
    },
  });
  for (const partition of [0, 1]) consumer.seek({ topic, partition, offset: '5' });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 17);
  await delay(QUIET_MS);
  const offsetsOf = (partition) => messages.filter((one) => one.partition === partition).map(({ offset }) => offset);
  assert.deepEqual(offsetsOf(0), ['18', '19']);
  assert.deepEqual(offsetsOf(1), range(15, 5).map(String));
});

test('rebalance_cb can seek what it has just been assigned', async (t) => {
  const { topic, clients } = await filled(t, 40, { numPartitions: 2 });
  for (const takes of [true, false]) {
    const consumer = await clients.consumer({
      rebalance_cb: (error, assignment, { assign }) => {
        if (error.code !== ASSIGN) return;
        if (takes) assign(assignment);
        for (const { partition } of assignment) consumer.seek({ topic, partition, offset: '17' });
      },
    });
    const messages = await collect(consumer, topic);
    await until(() => messages.length === 6);
    await delay(QUIET_MS);
    assert.deepEqual(messages.map(({ offset }) => offset).sort(), ['17', '17', '18', '18', '19', '19']);
    await consumer.disconnect();
  }
});

test('a seek counts also for the messages that are being read as it is made', async (t) => {
  const { topic, clients, producer } = await filled(t, 0);
  const seen = [];
  const seeks = [];
  let isOver = false;
  // Lines of the log come in the same batches as messages, before them.
  const logger = new KeptLogger();
  logger.debug = () => {
    if (isOver || seen.length < 100 * (seeks.length + 1)) return;
    consumer.seek({ topic, partition: 0, offset: '0' });
    seeks.push(seen.length);
  };
  const consumer = await clients.consumer({ debug: 'all', kafkaJS: { logger } });
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      seen.push(Number(message.offset));
    },
  });
  await until(async () => {
    await producer.send({ topic, messages: numbered(5) });
    return seeks.length >= 10;
  });
  await until(() => seen.length > seeks.at(-1));
  isOver = true;
  assert.deepEqual(
    seeks.map((at) => seen[at]),
    seeks.map(() => 0),
  );
});

test('a seek commits its offset, if offsets are committed automatically', async (t) => {
  const { topic, clients } = await filled(t, 20);
  for (const autoCommit of [true, false]) {
    const group = `group-${autoCommit}`;
    const consumer = await clients.consumer({ 'group.id': group, 'enable.auto.commit': autoCommit });
    const messages = await collect(consumer, topic);
    await until(() => messages.length === 20);
    consumer.pause([{ topic }]);
    consumer.seek({ topic, partition: 0, offset: '7' });
    if (autoCommit) await until(async () => (await committedBy(clients, group, topic)) === '7');
    else {
      await delay(QUIET_MS);
      assert.equal(await committedBy(clients, group, topic), null);
    }
    await consumer.disconnect();
    assert.equal(await committedBy(clients, group, topic), autoCommit ? '7' : null);
  }
});

test('a seek to the beginning commits nothing, and neither does one of a partition that is not assigned', async (t) => {
  const { topic, clients } = await filled(t, 20);
  const consumer = await clients.consumer({ 'group.id': 'one-group' });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 20);
  await consumer.commitOffsets();
  consumer.pause([{ topic }]);
  consumer.seek({ topic, partition: 0, offset: '-2' });
  consumer.seek({ topic, partition: 1, offset: '5' });
  await delay(QUIET_MS);
  assert.equal(await committedBy(clients, 'one-group', topic), '20');
});

test('what was delivered before a seek to the end or the beginning is committed', async (t) => {
  const { topic, clients } = await filled(t, 10);
  for (const offset of ['-1', '-2']) {
    const config = { 'group.id': `sought-${offset}` };
    const consumer = await clients.consumer(config);
    const messages = await collect(consumer, topic);
    await until(() => messages.length === 10);
    consumer.pause([{ topic }]);
    consumer.seek({ topic, partition: 0, offset });
    await consumer.disconnect();
    const other = await clients.consumer(config);
    assert.equal((await other.committed([{ topic, partition: 0 }]))[0].offset, '10');
  }
});

test('what was sought and then delivered is what is committed on disconnect', async (t) => {
  const { topic, clients } = await filled(t, 20);
  const consumer = await clients.consumer({ 'group.id': 'one-group' });
  const done = gate();
  let count = 0;
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      if (++count === 15) consumer.seek({ topic, partition: 0, offset: '3' });
      if (count > 15 && message.offset === '5') {
        consumer.pause([{ topic }]);
        done.open();
      }
    },
  });
  await done.promise;
  await consumer.disconnect();
  assert.equal(await committedBy(clients, 'one-group', topic), '6');
});

test('a batch learns of a seek, in its handler and outside, and what it resolves then moves nothing', async (t) => {
  const { topic, clients } = await filled(t, 30);
  const consumer = await clients.consumer({ 'group.id': 'one-group', 'js.consumer.max.batch.size': 10 });
  const [started, ended] = [gate(), gate()];
  const batches = [];
  const stale = [];
  await collect(consumer, topic, {
    eachMessage: undefined,
    eachBatch: async ({ batch, isStale, resolveOffset }) => {
      batches.push(batch.firstOffset());
      if (batches.length === 1) {
        stale.push(isStale());
        consumer.seek({ topic, partition: 0, offset: '20' });
        stale.push(isStale());
        resolveOffset('9');
      } else if (batches.length === 2) {
        started.open();
        await until(isStale);
        resolveOffset('29');
        consumer.pause([{ topic }]);
        ended.open();
      }
    },
  });
  await started.promise;
  consumer.seek({ topic, partition: 0, offset: '4' });
  await ended.promise;
  await consumer.commitOffsets();
  assert.deepEqual(stale, [false, true]);
  assert.deepEqual(batches, ['0', '20']);
  assert.equal(await committedBy(clients, 'one-group', topic), '4');
});

for (const [name, configOf] of Object.entries({
  eachMessage: (handle) => ({ eachMessage: ({ message }) => handle(message) }),
  eachBatch: (handle) => ({ eachMessage: undefined, eachBatch: ({ batch }) => handle(batch.messages[0]) }),
})) {
  test(`a handler that seeks and throws is given what it sought: ${name}`, async (t) => {
    const { topic, clients } = await filled(t, 10);
    const consumer = await clients.consumer({ 'js.consumer.max.batch.size': 1 });
    const seen = [];
    await collect(
      consumer,
      topic,
      configOf(async (message) => {
        seen.push(Number(message.value));
        if (seen.length !== 3) return;
        consumer.seek({ topic, partition: 0, offset: '8' });
        throw new Error('planted');
      }),
    );
    await until(() => seen.length === 5);
    await delay(QUIET_MS);
    assert.deepEqual(seen, [0, 1, 2, 8, 9]);
  });
}

test('a seek ends the waiting of a message for another try', async (t) => {
  const { topic, clients } = await filled(t, 10);
  const consumer = await clients.consumer();
  const seen = [];
  let tries = 0;
  await collect(consumer, topic, {
    eachMessage: async ({ message }) => {
      if (message.offset === '2') {
        tries++;
        throw new Error('planted');
      }
      seen.push(Number(message.value));
    },
  });
  // Its next try is 600 ms away.
  await until(() => tries === 3);
  consumer.seek({ topic, partition: 0, offset: '8' });
  await until(() => seen.length === 4);
  await delay(QUIET_MS);
  assert.deepEqual(seen, [0, 1, 8, 9]);
  assert.equal(tries, 3);
});

test('a paused partition that is sought goes on there when it is resumed', async (t) => {
  const { topic, clients } = await filled(t, 1000);
  const consumer = await clients.consumer();
  const seen = [];
  let resume;
  await collect(consumer, topic, {
    eachMessage: async ({ message, pause }) => {
      seen.push(Number(message.value));
      if (seen.length === 10) resume = pause();
    },
  });
  await until(() => resume !== undefined);
  consumer.seek({ topic, partition: 0, offset: '500' });
  await delay(QUIET_MS);
  consumer.seek({ topic, partition: 0, offset: '990' });
  await delay(QUIET_MS);
  assert.deepEqual(seen, range(10));
  resume();
  await until(() => seen.length === 20);
  assert.deepEqual(seen, [...range(10), ...range(10, 990)]);
});

test('a seek behind the end goes where auto.offset.reset says', async (t) => {
  const { topic, clients, producer } = await filled(t, 5);
  const consumer = await clients.consumer();
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 5);
  consumer.seek({ topic, partition: 0, offset: '1000' });
  await until(() => messages.length === 10);
  consumer.seek({ topic, partition: 0, offset: String(2n ** 63n - 1n) });
  await until(() => messages.length === 15);
  await producer.send({ topic, messages: numbered(1, 5) });
  await until(() => messages.length === 16);
  assert.deepEqual(numbersIn(messages), [...range(5), ...range(5), ...range(6)]);
});

test('an offset beyond 2^53 is committed as it was sought', async (t) => {
  const { topic, clients } = await filled(t, 5);
  const consumer = await clients.consumer({ 'group.id': 'one-group' });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 5);
  consumer.pause([{ topic }]);
  consumer.seek({ topic, partition: 0, offset: '9007199254740993' });
  await until(async () => (await committedBy(clients, 'one-group', topic)) === '9007199254740993');
});

test('a partition that does not exist can be sought, and nothing comes of it', async (t) => {
  const { topic, clients, producer } = await filled(t, 5);
  const consumer = await clients.consumer();
  consumer.seek({ topic, partition: 2 ** 31 - 1, offset: '3' });
  consumer.seek({ topic: 'unknown', partition: 0, offset: '3' });
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 5);
  consumer.seek({ topic, partition: 1, offset: '0' });
  await producer.send({ topic, messages: dealt(5, 1, 5) });
  await until(() => messages.length === 10);
  assert.deepEqual(numbersIn(messages), range(10));
});

test('what is no place to seek is refused', async (t) => {
  const { topic, servers, clients } = await filled(t, 5);
  const consumer = await clients.consumer();
  const messages = await collect(consumer, topic);
  await until(() => messages.length === 5);
  const place = { topic, partition: 0, offset: '0' };
  const invalid = (message) => ({ name: 'KafkaJSError', code: -186, ...(message && { message }) });
  for (const wrong of [undefined, null, {}, { ...place, topic: undefined }, { ...place, topic: 5 }])
    assert.throws(() => consumer.seek(wrong), invalid('Topic must be a string.'), JSON.stringify(wrong));
  for (const partition of [undefined, null, -1, '0', 0.5, NaN, 2 ** 31])
    assert.throws(() => consumer.seek({ ...place, partition }), invalid(), String(partition));
  const sentence = 'Offset must be >= 0, or a special value.';
  for (const offset of [undefined, null, '', 'x', '-4', '-1001', '1.5', '0x1', ' 1', NaN, 1.5, {}, String(2n ** 63n)])
    assert.throws(() => consumer.seek({ ...place, offset }), invalid(sentence), String(offset));
  await delay(QUIET_MS);
  assert.equal(messages.length, 5);

  await consumer.disconnect();
  const never = clientsOf(t, servers).kafka.consumer({ 'group.id': 'g' });
  for (const other of [consumer, never])
    assert.throws(() => other.seek(place), { code: -172, message: 'Seek can only be called while connected.' });
});
