'use strict';
// A member that says in which rack it is reads from the replica there, if there is one.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { collect, numbered, until } = require('../support');
const { ownCluster, realClients } = require('./support');

const NEW = { 'group.protocol': 'consumer', 'heartbeat.interval.ms': undefined };
const PROTOCOLS = { classic: {}, 'the new group protocol': NEW };
const LEADER = 1;
const FOLLOWER = 2;
/** Configurations, and which broker a member that has them reads from. */
const RACKS = [
  [{}, LEADER],
  [{ 'client.rack': 'rack-1' }, LEADER],
  [{ 'client.rack': 'rack-2' }, FOLLOWER],
  [{ kafkaJS: { rackId: 'rack-2' } }, FOLLOWER],
  [{ 'client.rack': 'elsewhere' }, LEADER],
];
const topic = 'racks';

test('a partition is read from the replica in the rack of its member, under both protocols', async (t) => {
  const cluster = await ownCluster(t, 2, {
    'broker.rack': 'rack-@BROKER@',
    'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
  });
  const clients = realClients(t, cluster.servers);
  const replicaAssignment = [{ partition: 0, replicas: [LEADER, FOLLOWER] }];
  const admin = await clients.admin();
  await admin.createTopics({ topics: [{ topic, replicaAssignment }], waitForLeaders: true, timeout: 30_000 });
  const producer = await clients.producer();
  await producer.send({ topic, messages: numbered(2) });

  const member = async (name, config) => {
    const known = { title: `${name}, ${JSON.stringify(config)}` };
    const consumer = await clients.consumer({
      ...PROTOCOLS[name],
      ...config,
      'statistics.interval.ms': 100,
      stats_cb: ({ message }) => {
        known.broker = JSON.parse(message).topics[topic]?.partitions['0']?.broker;
      },
    });
    known.messages = await collect(consumer, topic);
    return known;
  };
  const cases = Object.keys(PROTOCOLS).flatMap((name) => RACKS.map(([config, broker]) => ({ name, config, broker })));
  const members = await Promise.all(cases.map(({ name, config }) => member(name, config)));
  await until(() => members.every(({ messages }) => messages.length === 2));
  const where = () => members.map(({ title, broker }) => [title, broker]);
  const far = members.filter((_, index) => cases[index].broker === FOLLOWER);
  await until(() => far.every(({ broker }) => broker === FOLLOWER), () => `nobody went there: ${where().join('; ')}`);
  await producer.send({ topic, messages: numbered(2, 2) });
  await until(() => members.every(({ messages }) => messages.length === 4));
  assert.deepEqual(where(), members.map(({ title }, index) => [title, cases[index].broker]));
});
