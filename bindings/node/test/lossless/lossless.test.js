'use strict';
// Random steps against a model of what must be delivered; README.md tells of it.
const { randomInt } = require('node:crypto');
const { test } = require('node:test');

const { caseAt } = require('./cases');
const { mix } = require('./random');
const { Run } = require('./run');
const { ownCluster, realClients } = require('../kafka/support');

const SEED_MAX = 2 ** 32;

/** Rebalances in a fraction of the time that they take otherwise. */
const BROKER = {
  'group.min.session.timeout.ms': 1000,
  'group.consumer.min.heartbeat.interval.ms': 100,
  'group.consumer.heartbeat.interval.ms': 100,
  'group.consumer.min.session.timeout.ms': 1000,
  'group.consumer.session.timeout.ms': 6000,
};

const { KAFKACORE_SEED, KAFKACORE_CASE, KAFKACORE_STEPS } = process.env;

const seed = KAFKACORE_SEED === 'random' ? randomInt(SEED_MAX) : Number(KAFKACORE_SEED || 1);
const stepCount = Number(KAFKACORE_STEPS || 1_000);
/** The cases to run; all together make so many steps. */
const cases = KAFKACORE_CASE ? [Number(KAFKACORE_CASE)] : [...Array(caseCount(stepCount)).keys()];

/** Few steps are spread over the twelve cases that have every protocol and every handler, more over all. */
function caseCount(steps) {
  return steps < 5_000 ? 12 : Math.max(48, Math.ceil(steps / 400));
}

test(`${stepCount} random steps lose no message and deliver none twice: seed ${seed}`, async (t) => {
  const cluster = await ownCluster(t, 1, BROKER);
  const admin = await realClients(t, cluster.servers).admin();
  const producer = await realClients(t, cluster.servers).producer({
    'enable.idempotence': true,
    'topic.metadata.refresh.interval.ms': 300,
    'reconnect.backoff.max.ms': 500,
  });
  const steps = Math.ceil(stepCount / cases.length);
  t.diagnostic(`seed ${seed}`);
  for (const index of cases) {
    const definition = caseAt(index);
    const replay = `make soak SEED=${seed} CASE=${index} SOAK_STEPS=${steps}`;
    await t.test(`${definition.title} (${replay})`, async (t) => {
      const clients = realClients(t, cluster.servers, { kafkaJS: { retry: { initialRetryTime: 5, maxRetryTime: 40 } } });
      const run = new Run(definition, { seed: mix(seed, index), clients, producer, cluster });
      await run.play(t, admin, steps);
      t.diagnostic(`came again: ${JSON.stringify(run.counts)}`);
    });
  }
});
