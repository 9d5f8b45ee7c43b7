'use strict';
// A broker that answers late, and one that is away: every method of both APIs' admins.
const assert = require('node:assert/strict');
const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { AdminClient, KafkaJS, LibrdKafkaError } = require('../..');
const { TIMED, callBack, callbackCalls, promise, promisedCalls } = require('../admin-methods');
const { atEnd, until } = require('../support');
const { ownCluster, realClients } = require('./support');

const { ERR__TIMED_OUT, ERR__TRANSPORT, ERR_UNKNOWN } = KafkaJS.ErrorCodes;

const NAMES = { topic: 'late', groupId: 'late-group', user: 'late-user' };
const LATE_MS = 500;

/** The methods that look for topics in vain tell why no broker answered, where they know it. */
const LOOKING = ['listTopics', 'fetchTopicMetadata'];
const CODES_OF_LOOKING = [ERR__TIMED_OUT, ERR__TRANSPORT];

/** The admins of both APIs on a cluster, who have been answered before. */
async function everyone(t, servers) {
  const admin = await realClients(t, servers).admin();
  const client = AdminClient.create({ 'bootstrap.servers': servers });
  atEnd(t, () => client.disconnect());
  await admin.createTopics({ topics: [{ topic: NAMES.topic }], waitForLeaders: true, timeout: 30_000 });
  await callBack(client, 'describeTopics', { timeout: 30_000 }, NAMES);
  return [
    ...Object.keys(promisedCalls()).map((method) => ({
      method,
      hasSignal: true,
      ask: (options) => promise(admin, method, options, NAMES),
      Class: KafkaJS.KafkaJSError,
    })),
    ...Object.keys(callbackCalls()).map((method) => ({
      method,
      hasSignal: !TIMED.includes(method),
      ask: (options) => callBack(client, method, options, NAMES),
      Class: LibrdKafkaError,
    })),
  ];
}

/** Every method fails in its time. */
async function allLate(calls) {
  const start = performance.now();
  const outcomes = calls.map(async ({ method, ask, Class }) => {
    // Or each item does: the leaders are known, and were asked.
    const error = await ask({ timeout: LATE_MS }).then(
      (answer) => answer?.[0]?.error ?? assert.fail(`${method} was answered: ${JSON.stringify(answer)}`),
      (error) => error,
    );
    assert.ok(error instanceof Class, `${method}: ${error.stack}`);
    const codes = LOOKING.includes(method) ? CODES_OF_LOOKING : [ERR__TIMED_OUT];
    assert.ok(codes.includes(error.code), `${method}: ${error.code} ${error.message}`);
  });
  await Promise.all(outcomes);
  assert.ok(performance.now() - start >= LATE_MS - 50, 'they waited');
}

/** Whether all threads of a process are stopped. */
function isStopped(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.every((thread) => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')));
}

test('a broker that does not answer in time, or at all, and then does again', async (t) => {
  const cluster = await ownCluster(t);
  const calls = await everyone(t, cluster.servers);
  const broker = Number(readFileSync(path.join(cluster.directory, 'broker-1.pid'), 'utf8'));
  process.kill(broker, 'SIGSTOP');
  await until(() => isStopped(broker), 'the broker stands still');
  const goesOn = () => process.kill(broker, 'SIGCONT');
  atEnd(t, () => {
    try {
      goesOn();
    } catch (error) {
      assert.equal(error.code, 'ESRCH', 'it has ended already');
    }
  });

  await t.test('it is late', () => allLate(calls));

  await t.test('nobody needs to wait for it', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const aborted = calls
      .filter(({ hasSignal }) => hasSignal)
      .map(({ method, ask, Class }) =>
        assert.rejects(ask({ timeout: 60_000, signal: controller.signal }), (error) => {
          if (Class === LibrdKafkaError) assert.deepEqual([error.message, error.code], ['enough', ERR_UNKNOWN], method);
          else assert.equal(error, reason, method);
          return true;
        }),
      );
    controller.abort(reason);
    await Promise.all(aborted);
  });

  await t.test('who is patient is answered', async () => {
    const patient = calls.filter(({ method }) => ['listTopics', 'describeCluster', 'describeAcls'].includes(method));
    const answers = patient.map(({ ask }) => ask({ timeout: 60_000 }));
    goesOn();
    for (const answer of await Promise.all(answers)) assert.ok(answer);
  });

  await t.test('it is away', async () => {
    await cluster.kill();
    await allLate(calls);
  });

  await t.test('it is back', async () => {
    await cluster.restart();
    for (const { ask } of calls.filter(({ method }) => ['listTopics', 'describeCluster'].includes(method)))
      assert.ok(await ask({ timeout: 60_000 }));
    // The coordinator of a group takes a while to read what it knows.
    for (const { ask } of calls.filter(({ method }) => method === 'describeGroups')) {
      const { groups } = await ask({ timeout: 60_000 });
      assert.deepEqual(groups.map(({ groupId, error }) => [groupId, error]), [[NAMES.groupId, undefined]]);
    }
  });
});
