'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Client } = require('../../dist/runtime/client');
const { Topics } = require('../../dist/runtime/topics');
const { Request, faultyCluster } = require('../faulty-cluster');
const { atEnd, until } = require('../support');

const EVENTS = { log: () => {}, error: () => {} };
const TAKER = {
  wantsMessages: () => false,
  take: (batch, at) => at + batch.step,
  batchEnd: () => false,
  ended: () => {},
};

async function topicsOf(t, { maxAgeMs = Infinity, numPartitions = 3 } = {}) {
  const cluster = faultyCluster(t, { numPartitions });
  const client = new Client('producer', { 'bootstrap.servers': cluster.servers, log_level: '0' }, EVENTS, TAKER);
  atEnd(t, () => client.close());
  await client.connect(5000);
  return { topics: new Topics(client, maxAgeMs), cluster, client };
}

test('the partitions of a topic are known once the cluster was asked', async (t) => {
  const { topics, cluster } = await topicsOf(t);
  assert.equal(topics.known(cluster.topic), undefined);
  const partitions = await topics.ask(cluster.topic);
  assert.deepEqual(
    partitions,
    [0, 1, 2].map((id) => ({ id, code: 0, leader: 1, replicas: [1], isrs: [1] })),
  );
  assert.equal(topics.known(cluster.topic), partitions);
});

test('what is too old has to be asked for again, and is taken if there is no answer', async (t) => {
  const { topics, cluster } = await topicsOf(t, { maxAgeMs: 0 });
  const partitions = await topics.ask(cluster.topic);
  assert.equal(topics.known(cluster.topic), undefined);
  cluster.failTopic(cluster.topic, 29);
  assert.equal(await topics.ask(cluster.topic), partitions);
});

test('a topic that is not there yet is waited for', async (t) => {
  const { topics, cluster } = await topicsOf(t);
  cluster.failTopic('late', 3);
  let isAnswered = false;
  const asked = topics.ask('late').finally(() => (isAnswered = true));
  await topics.ask(cluster.topic);
  assert.equal(isAnswered, false);
  cluster.failTopic('late', 0);
  assert.ok((await asked).length > 0);
});

test('a broker that does not answer is asked again', async (t) => {
  const { topics, cluster } = await topicsOf(t);
  cluster.fail(Request.METADATA, -195, -195);
  assert.equal((await topics.ask(cluster.topic)).length, 3);
});

test('a topic that is refused is an error at once, by its name and the reason', async (t) => {
  const { topics, cluster } = await topicsOf(t);
  cluster.failTopic('secret', 29);
  await assert.rejects(topics.ask('secret'), { code: 29, message: /of secret .*ERR_TOPIC_AUTHORIZATION_FAILED/ });
});

test('asking ends with the client', async (t) => {
  const { topics, cluster, client } = await topicsOf(t);
  cluster.failTopic('never', 3);
  const outcome = topics.ask('never').catch((error) => error);
  await client.close();
  const error = await until(() => outcome);
  assert.equal(error.name, 'Failure');
});
