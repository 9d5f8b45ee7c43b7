'use strict';
// Members of a group that answer their rebalances themselves, on a real Kafka and under every protocol.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { KafkaConsumer, LibrdKafkaError } = require('../..');
const { call, connected, consumerConfig, fill, until } = require('../rdkafka/support');
const { REAL_SESSION, callbackKafka } = require('./callback-support');
const { isDeep, sharedServers } = require('./support');

const { codes } = LibrdKafkaError;
const PARTITIONS = 4;
const ROUNDS = isDeep ? 20 : 4;
/** Members of the new protocol hear of changes with their heartbeats, of which the broker wants one in five seconds. */
const SLOW_ROUNDS = isDeep ? 10 : 1;
const MESSAGES_PER_ROUND = 200;

const PROTOCOLS = {
  range: { ...REAL_SESSION, 'partition.assignment.strategy': 'range' },
  'cooperative-sticky': { ...REAL_SESSION, 'partition.assignment.strategy': 'cooperative-sticky' },
  'the new group protocol': { 'group.protocol': 'consumer', 'session.timeout.ms': undefined, 'heartbeat.interval.ms': undefined },
};

/** A member that commits what it has read when its partitions go, and writes down everything it reads. */
async function member(t, servers, topic, config, seen) {
  const consumer = new KafkaConsumer({
    ...consumerConfig(servers, config),
    'enable.auto.commit': false,
    rebalance_cb(error, assignment) {
      const isIncremental = this.rebalanceProtocol() === 'COOPERATIVE';
      if (error.code === codes.ERR__ASSIGN_PARTITIONS) {
        if (isIncremental) this.incrementalAssign(assignment);
        else this.assign(assignment);
        return;
      }
      const read = this.position(assignment).filter(({ offset }) => offset !== undefined);
      if (read.length > 0) this.commitSync(read);
      if (isIncremental) this.incrementalUnassign(assignment);
      else this.unassign();
    },
  });
  await connected(t, consumer);
  consumer.on('data', ({ value }) => seen.push(Number(value)));
  consumer.subscribe([topic]);
  consumer.consume();
  return consumer;
}

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  test(`members come and go, and every message is read once: ${name}`, async (t) => {
    const { servers, producer, newTopic, group } = callbackKafka(t, sharedServers());
    const topic = await newTopic(PARTITIONS);
    const filler = await producer();
    const config = { 'group.id': group(), ...protocol };
    const seen = [];
    let sent = 0;
    const send = async () => {
      await fill(filler, topic, MESSAGES_PER_ROUND, { partitions: PARTITIONS, first: sent });
      sent += MESSAGES_PER_ROUND;
    };
    const first = await member(t, servers, topic, config, seen);
    await until(() => first.assignments().length === PARTITIONS);
    const rounds = protocol['group.protocol'] === 'consumer' ? SLOW_ROUNDS : ROUNDS;
    for (let round = 0; round < rounds; round++) {
      await send();
      const second = await member(t, servers, topic, config, seen);
      await send();
      await until(() => first.assignments().length === 2 && second.assignments().length === 2, 'no balance', 60_000);
      await send();
      await call(second, 'disconnect');
      await until(() => first.assignments().length === PARTITIONS, 'not taken back', 60_000);
    }
    await until(() => seen.length >= sent, () => `${seen.length} of ${sent}`, 60_000);
    assert.equal(seen.length, sent);
    assert.equal(new Set(seen).size, sent);
  });
}
