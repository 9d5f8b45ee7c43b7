'use strict';
// Follows what the group assigns to its members, chooses where to begin, and pauses before the first message.
//
//   node rebalancing.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka, ErrorCodes },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const topic = `steps-${Date.now()}`;
  const messages = Array.from({ length: 10 }, (_, number) => ({ value: `step ${number}`, partition: 0 }));
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();

  const rebalance_cb = (error, assignment, { assign, assignmentLost }) => {
    const numbers = assignment.map(({ partition }) => partition);
    switch (error.code) {
      case ErrorCodes.ERR__ASSIGN_PARTITIONS:
        console.log(`assigned: ${numbers.length} partitions`);
        // Without this call each partition begins where the group left off.
        assign(assignment.map((one) => (one.partition === 0 ? { ...one, offset: '8' } : one)));
        // Assigned they are now, so they can be paused before a message comes.
        consumer.pause([{ topic, partitions: numbers }]);
        console.log('paused');
        setTimeout(() => consumer.resume([{ topic, partitions: numbers }]), 100);
        break;
      case ErrorCodes.ERR__REVOKE_PARTITIONS:
        // The handlers of these partitions have ended: what they delivered can still be committed, unless it is too late.
        console.log(`revoked: ${numbers.length} partitions${assignmentLost() ? ', and others own them already' : ''}`);
        break;
      default:
        console.error(error);
    }
  };

  const consumer = kafka.consumer({ 'group.id': topic, 'auto.offset.reset': 'earliest', rebalance_cb });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await new Promise((resolve) => {
    consumer.run({
      eachMessage: async ({ message }) => {
        console.log(String(message.value));
        if (message.offset === '9') resolve();
      },
    });
  });
  await consumer.disconnect();
}

main();
