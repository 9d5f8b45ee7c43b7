'use strict';
// A real Kafka: the one that the tests run beside, or one of a test's own that it may kill.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');

const { Admin } = require('../../dist/runtime/admin');
const { holdToSchemas } = require('../schemas');
const { atEnd, clientsOf, delay } = require('../support');

const SCRIPT = path.resolve(__dirname, '../../../../tests/kafka/cluster');

holdToSchemas();

const isDeep = process.env.KAFKACORE_DEEP === '1';

let topics = 0;

/** The cluster that the tests run beside. */
function sharedServers() {
  const servers = process.env.KAFKACORE_TEST_BROKERS;
  assert.ok(servers, 'these tests need a Kafka: tests/kafka/with-kafka -- npm run test:kafka');
  return servers;
}

/** A cluster of the test's own, whose brokers have these properties besides; @BROKER@ in them is the number of each. */
async function ownCluster(t, brokers = 1, properties = {}) {
  const run = async (...words) => (await promisify(execFile)(SCRIPT, words)).stdout;
  const words = Object.entries(properties).flatMap(([key, value]) => ['--property', `${key}=${value}`]);
  const lines = (await run('start', '--brokers', String(brokers), ...words)).trim().split('\n');
  const { directory, bootstrap } = Object.fromEntries(lines.map((line) => line.split(' ')));
  const at = ['--directory', directory];
  atEnd(t, () => run('stop', ...at));
  return {
    directory,
    servers: bootstrap,
    kill: () => run('kill', ...at),
    /** Starts it again, after an orderly end if it runs. */
    restart: () => run('restart', ...at),
  };
}

/** A new topic, which goes with the test. */
async function newTopic(t, admin, numPartitions = 1) {
  const topic = `node-test-${process.pid}-${Date.now()}-${++topics}`;
  await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true, timeout: 30_000 });
  return topic;
}

const TOOLS = {
  acls: 'org.apache.kafka.tools.AclCommand',
  configs: 'kafka.admin.ConfigCommand',
  groups: 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  offsets: 'org.apache.kafka.tools.GetOffsetShell',
  topics: 'org.apache.kafka.tools.TopicCommand',
};
/** For what starts, answers and ends. */
const JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=off'];

/** What one of Kafka's own tools says; Java, and nothing of ours. */
async function kafkaTool(name, servers, ...words) {
  const run = promisify(execFile);
  const { stdout: jars } = await run(path.join(path.dirname(SCRIPT), 'fetch'));
  const tool = [...JVM, '-cp', `${jars.trim()}/*`, TOOLS[name], '--bootstrap-server', servers];
  return (await run('java', [...tool, ...words])).stdout;
}

/** Puts requests to the library itself, as its schemas write them. */
function askerOf(t, servers) {
  const admin = new Admin({ 'bootstrap.servers': servers }, { log: () => {}, error: () => {} });
  atEnd(t, () => admin.close());
  return (operation, request = {}, timeoutMs = 30_000) => admin.requests.send({ operation, ...request }, timeoutMs);
}

/** Clients that notice quickly what becomes of their group, but not too quickly for a broker that starts again. */
function realClients(t, servers, common = {}) {
  return clientsOf(t, servers, common, { 'heartbeat.interval.ms': 200 });
}

module.exports = { SCRIPT, askerOf, delay, isDeep, kafkaTool, newTopic, ownCluster, realClients, sharedServers };
