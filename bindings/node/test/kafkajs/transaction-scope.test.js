'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaJS } = require('../..');
const { Request, faultyCluster } = require('../faulty-cluster');
const { clientsOf, collect, delay, gate, numbered, until } = require('../support');

async function transactional(t, config) {
  const cluster = faultyCluster(t, { numPartitions: 1 });
  const clients = clientsOf(t, cluster.servers);
  const producer = await clients.producer({ 'transactional.id': 'id', ...config });
  const record = { topic: cluster.topic, messages: numbered(1) };
  /** Whether all is well with the producer, which is not the case when a transaction was left open. */
  const isReady = async () => {
    assert.equal(producer.isActive(), false);
    await producer.transaction();
    await producer.send(record);
    await producer.commit();
  };
  return { producer, cluster, clients, record, isReady };
}

/** Gives up a message soon, but not before a broker that comes back is found. */
const IMPATIENT = { 'message.timeout.ms': 1500, 'reconnect.backoff.ms': 50, 'reconnect.backoff.max.ms': 100 };
/** Gives up a commit soon. */
const HASTY = { 'transaction.timeout.ms': 1000, 'retry.backoff.ms': 100, 'retry.backoff.max.ms': 100 };
const QUIET_MS = 60;
const ENDED = { name: 'KafkaJSError', code: -172, message: /^The transaction has ended/ };

test('what the function sends is committed, and its result is the result', async (t) => {
  const { producer, clients, cluster, record, isReady } = await transactional(t);
  const consumer = await clients.consumer({ 'enable.auto.commit': false });
  const topics = [{ topic: cluster.topic, partitions: [{ partition: 0, offset: '1' }] }];
  const result = await producer.withTransaction(async (transaction) => {
    assert.equal(producer.isActive(), true);
    const [{ baseOffset }] = await transaction.send(record);
    const batch = await transaction.sendBatch({ topicMessages: [record] });
    await transaction.sendOffsets({ consumer, topics });
    return [baseOffset, batch[0].baseOffset];
  });
  assert.deepEqual(result, ['0', '1']);
  assert.equal(await producer.withTransaction(() => 'nothing sent'), 'nothing sent');
  await isReady();
});

test('what the function does not wait for is waited for, without linger', async (t) => {
  const { producer, clients, cluster, record } = await transactional(t, { 'linger.ms': 10_000 });
  const start = performance.now();
  let sent;
  await producer.withTransaction((transaction) => {
    sent = transaction.send(record);
  });
  assert.equal((await sent)[0].baseOffset, '0');
  assert.ok(performance.now() - start < 5000);
  const messages = await collect(await clients.consumer(), cluster.topic);
  await until(() => messages.length === 1);
  await producer.withTransaction((transaction) => transaction.send({ ...record, messages: [] }));
  assert.equal(producer.isActive(), false);
});

test('what the function throws aborts the transaction, and is thrown', async (t) => {
  const { producer, record, isReady } = await transactional(t);
  const mine = new RangeError('mine');
  const failing = [
    () => {
      throw mine;
    },
    async () => {
      throw mine;
    },
    async (transaction) => {
      await transaction.send(record);
      throw mine;
    },
    (transaction) => {
      transaction.send(record).catch(() => {});
      throw mine;
    },
  ];
  for (const run of failing) await assert.rejects(producer.withTransaction(run), (error) => error === mine);
  await isReady();
});

test('a send that fails aborts the transaction, also if the function does not wait for it', async (t) => {
  const { producer, record, isReady } = await transactional(t);
  const bad = { ...record, messages: [{ value: 'v', partition: 9 }] };
  const unknown = { name: 'KafkaJSError', code: -190 };
  await assert.rejects(
    producer.withTransaction((transaction) => transaction.send(bad)),
    unknown,
  );
  await assert.rejects(
    producer.withTransaction((transaction) => {
      transaction.send(record);
      transaction.send(bad);
    }),
    unknown,
  );
  // Whoever takes care of it himself may go on.
  const caught = async (transaction) => (await transaction.send(bad).catch(({ code }) => code)) + 1;
  assert.equal(await producer.withTransaction(caught), -189);
  await isReady();
});

test('a send that fails before the function ends aborts the transaction, unless the function minds it', async (t) => {
  const { producer, clients, record, isReady } = await transactional(t);
  const consumer = await clients.consumer({ 'enable.auto.commit': false });
  const message = (rest) => ({ ...record, messages: [{ value: 'v', ...rest }] });
  const failing = [
    [-186, (transaction) => transaction.send(message({ value: 5 }))],
    [-190, (transaction) => transaction.send(message({ partition: 9 }))],
    [-190, (transaction) => transaction.sendBatch({ topicMessages: [record, message({ partition: 9 })] })],
    [-186, (transaction) => transaction.sendOffsets({ consumer, topics: [] })],
  ];
  for (const [code, fail] of failing) {
    const careless = producer.withTransaction(async (transaction) => {
      fail(transaction);
      await delay(QUIET_MS);
      await transaction.send(record);
    });
    await assert.rejects(careless, { name: 'KafkaJSError', code });
    await isReady();
    const minding = [
      async (sent) => assert.rejects(sent, { code }),
      async (sent) => assert.equal((await Promise.allSettled([sent]))[0].reason.code, code),
      async (sent) => assert.equal(await sent.then(undefined, (error) => error.code), code),
      async (sent) => {
        await delay(QUIET_MS);
        await assert.rejects(sent.finally(() => {}), { code });
      },
    ];
    for (const mind of minding) await producer.withTransaction((transaction) => mind(fail(transaction)));
  }
});

test('a transaction of which a message is lost is aborted, even if nobody minds', async (t) => {
  const { producer, cluster, record, isReady } = await transactional(t, IMPATIENT);
  await isReady();
  const careless = producer.withTransaction(async (transaction) => {
    cluster.brokerDown();
    await transaction.send(record).catch(() => {});
    cluster.brokerUp();
  });
  await assert.rejects(careless, { abortable: true, fatal: false });
  await isReady();
});

test('once the transaction has ended, the function can do nothing more with it', async (t) => {
  const { producer, cluster, record, isReady } = await transactional(t);
  const scopes = [];
  const keep = (transaction) => scopes.push(transaction);
  await producer.withTransaction(keep);
  await assert.rejects(
    producer.withTransaction((transaction) => {
      keep(transaction);
      throw new Error('mine');
    }),
  );
  await producer.transaction();
  for (const scope of scopes) {
    await assert.rejects(scope.send(record), ENDED);
    await assert.rejects(scope.sendBatch({ topicMessages: [record] }), ENDED);
    await assert.rejects(scope.sendOffsets({ topics: [{ topic: cluster.topic, partitions: [] }] }), ENDED);
  }
  await producer.commit();
  await isReady();
});

test('a commit that takes too long is tried again', async (t) => {
  const { producer, cluster, record, isReady } = await transactional(t, HASTY);
  cluster.fail(Request.END, ...Array(20).fill(14));
  const start = performance.now();
  assert.equal(await producer.withTransaction((transaction) => transaction.send(record).then(() => 5)), 5);
  assert.ok(performance.now() - start > 1000, 'one try was enough');
  await isReady();
});

test('a commit that was tried often enough says how to go on', async (t) => {
  const { producer, cluster, record, isReady } = await transactional(t, HASTY);
  cluster.fail(Request.END, ...Array(70).fill(14));
  const advice = 'The transaction is not committed yet, call commit() again';
  await assert.rejects(
    producer.withTransaction((transaction) => transaction.send(record)),
    (error) => error.name === 'KafkaJSTimeout' && error.message.startsWith(`${advice}: `),
  );
  assert.equal(producer.isActive(), true);
  await assert.rejects(
    producer.withTransaction(() => assert.fail('it was called')),
    { code: -172, message: `Can only start one transaction at a time. ${advice}.` },
  );
  await until(() =>
    producer.commit().then(
      () => true,
      () => false,
    ),
  );
  await isReady();
});

test('a transaction that librdkafka gives up is aborted, and says why', async (t) => {
  const { producer, cluster, record, isReady } = await transactional(t);
  cluster.fail(Request.ADD_PARTITIONS, 29);
  const careless = (transaction) => transaction.send(record).catch(() => {});
  await assert.rejects(producer.withTransaction(careless), {
    name: 'KafkaJSProtocolError',
    type: 'ERR_TOPIC_AUTHORIZATION_FAILED',
    abortable: true,
  });
  await isReady();
});

test('a producer that is fenced says so, also if the function had failed before that', async (t) => {
  const fenced = { type: 'ERR__FENCED', fatal: true };
  {
    const { producer, cluster, record } = await transactional(t);
    cluster.fail(Request.END, 47);
    await assert.rejects(
      producer.withTransaction((transaction) => transaction.send(record)),
      fenced,
    );
    await assert.rejects(
      producer.withTransaction(() => {}),
      fenced,
    );
  }
  const { producer, cluster, record } = await transactional(t);
  const mine = new Error('mine');
  cluster.fail(Request.END, 47);
  const failing = producer.withTransaction(async (transaction) => {
    await transaction.send(record);
    throw mine;
  });
  await assert.rejects(failing, { ...fenced, cause: mine });
});

test('a fatal error is told, whatever the function makes of it', async (t) => {
  const told = [
    (error) => {
      throw error;
    },
    (error) => {
      throw new Error('mine', { cause: error });
    },
    () => {
      throw new KafkaJS.KafkaJSError('mine', { retriable: true });
    },
    () => Promise.reject(),
    () => {},
  ];
  for (const code of [47, 53]) {
    for (const handle of told) {
      const { producer, cluster, clients, record } = await transactional(t);
      const consumer = await clients.consumer({ 'enable.auto.commit': false });
      const topics = [{ topic: cluster.topic, partitions: [{ partition: 0, offset: '1' }] }];
      cluster.fail(Request.ADD_OFFSETS, code);
      const handled = [];
      const running = producer.withTransaction(async (transaction) => {
        await transaction.send(record);
        try {
          await transaction.sendOffsets({ consumer, topics }).catch(handle);
        } catch (error) {
          handled.push(error);
          throw error;
        }
      });
      await assert.rejects(running, (error) => {
        assert.deepEqual([error.fatal, error.abortable, error.retriable], [true, false, false]);
        assert.equal(error.code, code === 47 ? -144 : code);
        assert.match(error.message, /^The producer cannot go on, disconnect it: /);
        // What the function threw is not lost: it is the error, or behind it.
        return handled.length === 0 || error === handled[0] || error.cause === handled[0];
      });
      assert.equal(producer.isActive(), false);
    }
  }
});

test('a fatal error of another client does not keep the transaction from being aborted', async (t) => {
  const { producer, record, isReady } = await transactional(t);
  const others = new KafkaJS.KafkaJSError('of a consumer', { fatal: true });
  const running = producer.withTransaction(async (transaction) => {
    await transaction.send(record);
    throw others;
  });
  await assert.rejects(running, (error) => error === others);
  await isReady();
});

test('a transaction that the function ended itself is left as it is', async (t) => {
  const { producer, record, isReady } = await transactional(t);
  const mine = new Error('mine');
  for (const end of ['commit', 'abort']) {
    const running = producer.withTransaction(async (transaction) => {
      await transaction.send(record);
      await producer[end]();
      throw mine;
    });
    await assert.rejects(running, (error) => error === mine);
    await isReady();
  }
});

test('a signal aborts the transaction while the function runs, and the function is left alone', async (t) => {
  const { producer, record, isReady } = await transactional(t);
  const reason = new Error('enough');
  const { promise, open } = gate();
  const controller = new AbortController();
  let late;
  const running = producer.withTransaction(
    async (transaction) => {
      await transaction.send(record);
      controller.abort(reason);
      await promise;
      late = transaction.send(record);
      late.catch(() => {});
    },
    { signal: controller.signal },
  );
  await assert.rejects(running, (error) => error === reason);
  await isReady();
  open();
  await until(() => late !== undefined);
  await assert.rejects(late, ENDED);
  await assert.rejects(
    producer.withTransaction(() => assert.fail('it was called'), { signal: controller.signal }),
    (error) => error === reason,
  );
  await isReady();
});

test('a signal that comes while the function ends leaves no transaction open', async (t) => {
  const { producer, record, isReady } = await transactional(t);
  const reason = new Error('enough');
  for (let turns = 0; turns < 16; turns++) {
    const controller = new AbortController();
    const abortLater = async () => {
      for (let turn = 0; turn < turns; turn++) await null;
      controller.abort(reason);
    };
    const running = producer.withTransaction(
      async (transaction) => {
        await transaction.send(record);
        void abortLater();
      },
      { signal: controller.signal },
    );
    await assert.rejects(running, (error) => error === reason);
    await until(() => !producer.isActive(), `still open after ${turns}`);
    await isReady();
  }
});

test('a signal ends the waiting for a commit, which goes on', async (t) => {
  const { producer, cluster, record, isReady } = await transactional(t);
  const reason = new Error('enough');
  const controller = new AbortController();
  const running = producer.withTransaction(
    async (transaction) => {
      await transaction.send(record);
      cluster.delay(300);
    },
    { signal: controller.signal },
  );
  await delay(150);
  controller.abort(reason);
  await assert.rejects(running, (error) => error === reason);
  assert.equal(producer.isActive(), true);
  await until(() => !producer.isActive());
  cluster.delay(0);
  await isReady();
});

test('a commit goes on after a signal, and is tried again as if there had been none', async (t) => {
  const { producer, cluster, record, isReady } = await transactional(t, HASTY);
  cluster.fail(Request.END, ...Array(20).fill(14));
  const reason = new Error('enough');
  const controller = new AbortController();
  const running = producer.withTransaction((transaction) => transaction.send(record), { signal: controller.signal });
  await delay(500);
  controller.abort(reason);
  await assert.rejects(running, (error) => error === reason);
  assert.equal(producer.isActive(), true);
  await until(() => !producer.isActive());
  await isReady();
});

test('a commit that fails after a signal is aborted', async (t) => {
  const { producer, cluster, record, isReady } = await transactional(t);
  const reason = new Error('enough');
  const controller = new AbortController();
  const running = producer.withTransaction(
    async (transaction) => {
      await transaction.send(record);
      cluster.delay(300);
      cluster.fail(Request.END, 29);
    },
    { signal: controller.signal },
  );
  await delay(150);
  controller.abort(reason);
  await assert.rejects(running, (error) => error === reason);
  assert.equal(producer.isActive(), true);
  cluster.delay(0);
  await until(() => !producer.isActive());
  await isReady();
});

test('it needs a function, a connection, and that no transaction is open', async (t) => {
  const { producer, clients } = await transactional(t);
  for (const run of [undefined, null, 5, {}])
    await assert.rejects(producer.withTransaction(run), { name: 'KafkaJSError', code: -186 });
  for (const options of [null, 5, { signal: 5 }])
    await assert.rejects(
      producer.withTransaction(() => {}, options),
      { name: 'KafkaJSError', code: -186 },
    );
  const plain = await clients.producer();
  await assert.rejects(
    plain.withTransaction(() => {}),
    { code: -145 },
  );
  await producer.transaction();
  await assert.rejects(
    producer.withTransaction(() => {}),
    { code: -172 },
  );
  await producer.commit();
  const both = [1, 2].map(() => producer.withTransaction(() => delay(10)));
  assert.deepEqual(
    (await Promise.allSettled(both)).map(({ status, reason }) => reason?.code ?? status),
    ['fulfilled', -172],
  );
  await producer.disconnect();
  await assert.rejects(
    producer.withTransaction(() => {}),
    { code: -172 },
  );
});

test('a producer that is disconnected meanwhile ends the transaction', async (t) => {
  const { producer, record } = await transactional(t);
  const running = producer.withTransaction(async (transaction) => {
    await transaction.send(record);
    await producer.disconnect();
  });
  await assert.rejects(running, {
    name: 'KafkaJSError',
    code: -172,
    message: /^Cannot commit without awaiting connect/,
  });
});
