'use strict';
const assert = require('node:assert/strict');
const { Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { test } = require('node:test');

const { clientsOf, collect, delay, filled, gate, numbered, numbersIn, range, until } = require('../support');

const QUIET_MS = 60;
const GROUP = { 'group.id': 'one-group' };
/** Far below the time that handlers are waited for. */
const SOON_MS = 8_000;

/** A topic with messages, and a member of the group that has subscribed to it. */
async function subscribed(t, count, { numPartitions, ...config } = {}) {
  const { topic, servers, clients, producer } = await filled(t, count, { numPartitions });
  const consumer = await clients.consumer({ ...GROUP, ...config });
  await consumer.subscribe({ topic });
  return { topic, servers, clients, producer, consumer };
}

/** The numbers that the next member of the group is given. */
async function left(clients, topic, count) {
  const consumer = await clients.consumer(GROUP);
  const messages = await collect(consumer, topic);
  await until(() => consumer.assignment().length > 0 && messages.length >= count);
  await delay(QUIET_MS * 2);
  await consumer.disconnect();
  return numbersIn(messages);
}

/** Begins a loop that is not inside of whoever begins it. */
function apart(loop) {
  return new Promise((resolve, reject) => {
    setImmediate(() => loop().then(resolve, reject));
  });
}

/** Resolves when this does; rejects when that takes too long. */
async function soon(work, what) {
  const start = performance.now();
  await work;
  const took = performance.now() - start;
  assert.ok(took < SOON_MS, `${what} took ${Math.round(took)} ms`);
}

test('a loop is given the messages one after the other, each with its place', async (t) => {
  const { topic, producer, consumer } = await subscribed(t, 50, { numPartitions: 2 });
  const seen = [[], []];
  let first;
  for await (const message of consumer.messages()) {
    first ??= message;
    assert.equal(message.topic, topic);
    seen[message.partition].push(Number(message.value));
    const count = seen.flat().length;
    if (count === 50) await producer.send({ topic, messages: numbered(5, 50, { partition: 1 }) });
    if (count === 55) break;
  }
  assert.deepEqual(seen, [range(25, 0, 2), [...range(25, 1, 2), ...range(5, 50)]]);
  const fields = ['attributes', 'headers', 'key', 'leaderEpoch', 'offset', 'partition', 'size', 'timestamp', 'topic', 'value'];
  assert.deepEqual(Object.keys(first).sort(), fields);
});

test('a loop is given batches, each of one partition', async (t) => {
  const { consumer } = await subscribed(t, 100, { numPartitions: 2, 'js.consumer.max.batch.size': 7 });
  const seen = [[], []];
  for await (const batch of consumer.batches()) {
    assert.ok(batch.messages.length <= 7 && !batch.isEmpty());
    seen[batch.partition].push(...numbersIn(batch.messages));
    if (seen.flat().length === 100) break;
  }
  assert.deepEqual(seen, [range(50, 0, 2), range(50, 1, 2)]);
});

test('nothing is asked for ahead of a loop', async (t) => {
  const { consumer } = await subscribed(t, 10);
  let count = 0;
  const running = { now: 0, most: 0 };
  for await (const message of consumer.messages()) {
    running.most = Math.max(running.most, ++running.now);
    await delay(1);
    running.now--;
    assert.equal(message.offset, String(count));
    if (++count === 10) break;
  }
  assert.equal(running.most, 1);
});

for (const [name, leave] of Object.entries({
  breaks: () => 'break',
  throws: () => {
    throw new Error('planted');
  },
  returns: () => 'return',
})) {
  test(`a loop that ${name} leaves the group, and the item at hand comes again`, async (t) => {
    const { topic, clients, consumer } = await subscribed(t, 10);
    const seen = [];
    const loop = async () => {
      for await (const message of consumer.messages()) {
        seen.push(Number(message.value));
        if (seen.length < 4) continue;
        if (leave() === 'return') return;
        break;
      }
    };
    if (name === 'throws') await assert.rejects(loop(), /planted/);
    else await loop();
    assert.deepEqual(consumer.assignment(), []);
    assert.deepEqual(await left(clients, topic, 7), range(7, 3));
    assert.deepEqual(seen, range(4));
  });
}

test('a batch that a loop is left with comes again as a whole', async (t) => {
  const { topic, clients, consumer } = await subscribed(t, 20, { 'js.consumer.max.batch.size': 5 });
  let count = 0;
  for await (const batch of consumer.batches()) {
    count += batch.messages.length;
    if (count >= 10) break;
  }
  assert.deepEqual((await left(clients, topic, 15)).slice(-15), range(15, 5));
});

test('after a loop the consumer can be looped over or run again', async (t) => {
  const { consumer } = await subscribed(t, 30);
  const seen = [];
  for (let round = 1; round <= 3; round++) {
    for await (const message of consumer.messages()) {
      if (seen.length === round * 5) break;
      seen.push(Number(message.value));
    }
  }
  for await (const batch of consumer.batches()) {
    seen.push(...numbersIn(batch.messages).slice(0, 5));
    break;
  }
  await consumer.run({
    eachMessage: async ({ message }) => {
      seen.push(Number(message.value));
    },
  });
  await until(() => seen.length === 35);
  assert.deepEqual(seen, [...range(20), ...range(15, 15)]);
});

for (const end of ['stop', 'disconnect']) {
  test(`a loop ends when its consumer is ended from outside, after the item at hand: ${end}`, async (t) => {
    const { topic, clients, consumer } = await subscribed(t, 10);
    const [started, go] = [gate(), gate()];
    const seen = [];
    const loop = apart(async () => {
      for await (const message of consumer.messages()) {
        seen.push(Number(message.value));
        if (seen.length < 3) continue;
        started.open();
        await go.promise;
      }
    });
    await started.promise;
    let ended = false;
    const ending = consumer[end]().then(() => {
      ended = true;
    });
    await delay(QUIET_MS);
    assert.equal(ended, false);
    go.open();
    await soon(Promise.all([ending, loop]), end);
    assert.deepEqual(seen, range(3));
    assert.deepEqual(await left(clients, topic, 7), range(7, 3));
  });

  test(`a loop that waits for messages ends when its consumer is ended: ${end}`, async (t) => {
    const { consumer } = await subscribed(t, 3);
    const seen = [];
    const loop = (async () => {
      for await (const message of consumer.messages()) seen.push(Number(message.value));
    })();
    await until(() => seen.length === 3);
    await delay(QUIET_MS);
    await soon(Promise.all([consumer[end](), loop]), end);
  });

  test(`the body of a loop may end its consumer, and the item at hand comes again: ${end}`, async (t) => {
    const { topic, clients, consumer } = await subscribed(t, 10);
    const seen = [];
    const loop = (async () => {
      for await (const message of consumer.messages()) {
        seen.push(Number(message.value));
        await delay(1);
        if (seen.length === 4) await consumer[end]();
      }
    })();
    await soon(loop, end);
    assert.deepEqual(seen, range(4));
    assert.deepEqual(await left(clients, topic, 7), range(7, 3));
  });

  test(`a loop may be left while its consumer is ended outside: ${end}`, async (t) => {
    const { consumer } = await subscribed(t, 10);
    const [started, go] = [gate(), gate()];
    const loop = apart(async () => {
      for await (const message of consumer.messages()) {
        assert.equal(message.offset, '0');
        started.open();
        await go.promise;
        break;
      }
    });
    await started.promise;
    const ending = consumer[end]();
    go.open();
    await soon(Promise.all([ending, loop]), end);
  });

  test(`a loop that never began holds nothing up: ${end}`, async (t) => {
    const { topic, clients, consumer } = await subscribed(t, 10);
    const source = consumer.messages();
    await until(() => consumer.assignment().length === 1);
    await delay(QUIET_MS * 2);
    await soon(consumer[end](), end);
    for await (const message of source) assert.fail(`a message came: ${message.value}`);
    assert.deepEqual(await left(clients, topic, 10), range(10));
  });
}

test('there is one loop at a time', async (t) => {
  const { consumer } = await subscribed(t, 10);
  const wrongState = { name: 'KafkaJSError', code: -172, message: 'Consumer is already running.' };
  const source = consumer.messages();
  assert.throws(() => consumer.messages(), wrongState);
  assert.throws(() => consumer.batches(), wrongState);
  await assert.rejects(consumer.run({ eachMessage: async () => {} }), wrongState);
  const seen = [];
  for await (const message of source) {
    seen.push(Number(message.value));
    if (seen.length === 5) break;
  }
  for await (const message of source) assert.fail(`a message came: ${message.value}`);
  await consumer.run({ eachMessage: async () => {} });
  assert.throws(() => consumer.messages(), wrongState);
});

test('two who ask in turn for the items of one loop share them', async (t) => {
  const { consumer } = await subscribed(t, 40);
  const source = consumer.messages();
  const seen = [];
  const take = async () => {
    for await (const message of source) {
      seen.push(Number(message.value));
      if (seen.length >= 20) return;
    }
  };
  await Promise.all([take(), take()]);
  assert.deepEqual(seen.slice(0, 20), range(20));
});

test('a loop begun in one breath with a stop is given what follows', async (t) => {
  const { consumer } = await subscribed(t, 10);
  const seen = [];
  for await (const message of consumer.messages()) {
    seen.push(Number(message.value));
    if (seen.length === 5) break;
  }
  await consumer.run({ eachMessage: async () => {} });
  consumer.pause([{ topic: 'things' }]);
  const stopping = consumer.stop();
  const loop = consumer.messages();
  await stopping;
  for await (const message of loop) {
    seen.push(Number(message.value));
    if (message.offset === '9') break;
  }
  assert.equal(seen.at(-1), 9);
});

test('seeking and pausing work in a loop as in a handler', async (t) => {
  const { topic, consumer } = await subscribed(t, 30);
  const seen = [];
  let resumedAfter;
  for await (const message of consumer.messages()) {
    seen.push(Number(message.value));
    if (seen.length === 5) consumer.seek({ topic, partition: 0, offset: '20' });
    if (seen.length === 8) {
      const resume = consumer.pause([{ topic }]);
      const pausedAt = performance.now();
      setTimeout(() => {
        resumedAfter = performance.now() - pausedAt;
        resume();
      }, QUIET_MS);
    }
    if (seen.length === 9) assert.ok(resumedAfter > 0, 'a message came while it was paused');
    if (message.offset === '29') break;
  }
  assert.deepEqual(seen, [...range(5), ...range(10, 20)]);
});

test('a seek and a pause count for the first message of a loop, too, however late that begins', async (t) => {
  const { topic, consumer } = await subscribed(t, 10);
  const source = consumer.messages();
  await until(() => consumer.assignment().length === 1);
  await delay(QUIET_MS * 3);
  consumer.seek({ topic, partition: 0, offset: '5' });
  consumer.pause([{ topic }]);
  const loop = source[Symbol.asyncIterator]();
  const first = loop.next();
  assert.equal(await Promise.race([first, delay(QUIET_MS)]), undefined);
  consumer.resume([{ topic }]);
  assert.equal((await first).value.offset, '5');
  await loop.return();
});

test('a loop that has not begun holds up no rebalance', async (t) => {
  const { topic, clients, consumer } = await subscribed(t, 20, { numPartitions: 2 });
  const source = consumer.messages();
  await until(() => consumer.assignment().length === 2);
  await delay(QUIET_MS * 3);
  const other = await clients.consumer(GROUP);
  const others = await collect(other, topic);
  await soon(until(() => others.length === 10), 'a rebalance');
  const own = [];
  for await (const message of source) {
    own.push(message);
    if (own.length === 10) break;
  }
  assert.deepEqual(numbersIn([...own, ...others]).sort((one, two) => one - two), range(20));
});

test('a loop of a consumer that cannot run says why', async (t) => {
  const { servers, clients, consumer } = await subscribed(t, 1);
  const complaint = { name: 'KafkaJSError', code: -172, message: 'Messages can only be asked for while connected.' };
  await consumer.disconnect();
  for (const other of [consumer, clientsOf(t, servers).kafka.consumer(GROUP)]) {
    assert.throws(() => other.messages(), complaint);
    assert.throws(() => other.batches(), complaint);
  }
  const wrong = await clients.consumer();
  await wrong.subscribe({ topic: '^[' });
  await assert.rejects(
    async () => {
      for await (const message of wrong.messages()) assert.fail(`a message came: ${message.value}`);
    },
    { name: 'KafkaJSError', code: -186 },
  );
});

test('a Node stream goes through a pipeline with its back-pressure', async (t) => {
  const { topic, clients, consumer } = await subscribed(t, 500);
  const seen = [];
  let most = 0;
  let running = 0;
  const sink = new Writable({
    objectMode: true,
    highWaterMark: 4,
    write(message, _, done) {
      most = Math.max(most, ++running);
      seen.push(Number(message.value));
      setImmediate(() => {
        running--;
        done();
      });
    },
  });
  const piped = pipeline(consumer.messages().toReadable(), sink);
  await until(() => seen.length === 500);
  await soon(Promise.all([consumer.disconnect(), piped]), 'the end of the pipeline');
  assert.deepEqual(seen, range(500));
  assert.equal(most, 1);
  assert.deepEqual(await left(clients, topic, 0), []);
});

for (const [name, streamOf] of Object.entries({
  'a Node stream': (source) => source.toReadable(),
  'a Web stream': (source) => source.toReadableStream(),
})) {
  test(`${name} that is left has delivered what was asked for before the last, and that comes again`, async (t) => {
    const { topic, clients, consumer } = await subscribed(t, 10);
    const seen = [];
    for await (const message of streamOf(consumer.messages())) {
      seen.push(Number(message.value));
      await delay(1);
      if (seen.length === 4) break;
    }
    await until(() => consumer.assignment().length === 0);
    assert.deepEqual(seen, range(4));
    assert.deepEqual(await left(clients, topic, 7), range(7, 3));
  });

  test(`${name} that nobody reads holds nothing up`, async (t) => {
    const { topic, clients, consumer } = await subscribed(t, 10);
    streamOf(consumer.messages());
    await until(() => consumer.assignment().length === 1);
    await delay(QUIET_MS * 2);
    await soon(consumer.disconnect(), 'disconnect');
    assert.deepEqual(await left(clients, topic, 10), range(10));
  });

  test(`${name} whose reader disconnects ends`, async (t) => {
    const { consumer } = await subscribed(t, 10);
    const seen = [];
    const loop = (async () => {
      for await (const message of streamOf(consumer.messages())) {
        seen.push(Number(message.value));
        await delay(1);
        if (seen.length === 4) await consumer.disconnect();
      }
    })();
    await soon(loop, 'disconnect');
  });

  test(`${name} ends with its consumer`, async (t) => {
    const { consumer } = await subscribed(t, 10);
    const seen = [];
    const loop = (async () => {
      for await (const batch of streamOf(consumer.batches())) seen.push(...numbersIn(batch.messages));
    })();
    await until(() => seen.length === 10);
    await soon(Promise.all([consumer.stop(), loop]), 'stop');
    assert.deepEqual(seen, range(10));
  });
}

test('a Node stream that is destroyed stops its consumer', async (t) => {
  const { topic, clients, consumer } = await subscribed(t, 10);
  for (const error of [undefined, new Error('planted')]) {
    const stream = consumer.messages().toReadable();
    const [heard, closed] = [gate(), gate()];
    const errors = [];
    stream.on('error', (thrown) => errors.push(thrown));
    stream.on('close', closed.open);
    stream.once('data', () => {
      stream.pause();
      heard.open();
    });
    await heard.promise;
    stream.destroy(error);
    await soon(closed.promise, 'destroy');
    assert.deepEqual(errors, error === undefined ? [] : [error]);
    await until(() => consumer.assignment().length === 0);
  }
  await consumer.run({ eachMessage: async () => {} });
  await consumer.disconnect();
  assert.ok((await left(clients, topic, 0)).length <= 10);
});

test('a Web stream that is cancelled stops its consumer, also while it waits', async (t) => {
  const { topic, clients, consumer } = await subscribed(t, 4);
  const reader = consumer.messages().toReadableStream().getReader();
  for (let index = 0; index < 4; index++) assert.equal(Number((await reader.read()).value.value), index);
  const waiting = reader.read();
  await delay(QUIET_MS);
  await soon(reader.cancel(), 'cancel');
  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.deepEqual(consumer.assignment(), []);
  assert.deepEqual(await left(clients, topic, 0), []);
});

test('a loop ends when its signal is aborted, with the reason', async (t) => {
  const { topic, clients, consumer } = await subscribed(t, 4);
  const controller = new AbortController();
  const seen = [];
  const loop = (async () => {
    for await (const message of consumer.messages({ signal: controller.signal })) seen.push(Number(message.value));
  })();
  await until(() => seen.length === 4);
  await delay(QUIET_MS);
  const rejected = assert.rejects(loop, /enough/);
  controller.abort(new Error('enough'));
  await soon(rejected, 'abort');
  await until(() => consumer.assignment().length === 0);
  assert.deepEqual(await left(clients, topic, 0), []);
});

for (const [name, leave] of Object.entries({
  'is left': () => true,
  'hears its signal': (controller) => {
    controller.abort(new Error('enough'));
  },
})) {
  test(`a loop that ${name} while its consumer is stopped from outside does not stop the next run`, async (t) => {
    const { consumer } = await subscribed(t, 10);
    const controller = new AbortController();
    const [started, go] = [gate(), gate()];
    const loop = apart(async () => {
      for await (const message of consumer.messages({ signal: controller.signal })) {
        assert.equal(message.offset, '0');
        started.open();
        await go.promise;
        if (leave(controller)) break;
      }
    }).catch(({ message }) => message);
    await started.promise;
    const stopping = consumer.stop();
    const seen = [];
    const running = consumer.run({
      eachMessage: ({ message }) => {
        seen.push(Number(message.value));
      },
    });
    go.open();
    await Promise.all([stopping, running, loop]);
    await until(() => seen.length === 10);
    assert.deepEqual(seen, range(10));
  });
}
