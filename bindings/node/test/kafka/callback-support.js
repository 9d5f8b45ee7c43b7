'use strict';
// Clients of the callback API on a real Kafka.

const { AdminClient } = require('../..');
const { call, callbackClients } = require('../rdkafka/support');
const { atEnd } = require('../support');

let topics = 0;

/** Clients for a cluster, and new topics, which go with the test. */
function callbackKafka(t, servers) {
  const clients = callbackClients(t, servers);
  const admin = AdminClient.create({ 'bootstrap.servers': servers });
  atEnd(t, () => admin.disconnect());
  const newTopic = async (partitions = 1) => {
    const topic = `node-callback-${process.pid}-${Date.now()}-${++topics}`;
    await call(admin, 'createTopic', { topic, num_partitions: partitions, replication_factor: 1 }, 30_000);
    return topic;
  };
  const group = () => `node-callback-group-${process.pid}-${++topics}`;
  return { ...clients, admin, newTopic, group, servers };
}

/** A real broker notices quickly what becomes of a group, but not too quickly. */
const REAL_SESSION = { 'session.timeout.ms': 10_000, 'heartbeat.interval.ms': 200 };

module.exports = { REAL_SESSION, callbackKafka };
