'use strict';
// Receives messages as a member of a group, one after the other.
//
//   node consuming.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const topic = `orders-${Date.now()}`;

  const producer = kafka.producer();
  await producer.connect();
  const headers = { trace: '4bf92f35', hop: ['gateway', 'billing'] };
  await producer.send({ topic, messages: [{ key: 'order-1', value: 'created', headers }] });
  await producer.send({ topic, messages: [{ key: 'order-1', value: 'paid' }] });
  await producer.disconnect();

  // A group that has not committed anything begins at the end, unless it is told to begin at the beginning.
  const consumer = kafka.consumer({ 'group.id': topic, 'auto.offset.reset': 'earliest' });
  await consumer.connect();
  // Names, or regular expressions: of these also the topics that are created later.
  await consumer.subscribe({ topics: [topic] });

  await new Promise((resolve) => {
    consumer.run({
      // A message is delivered when this has run to its end. If it throws, the message comes again.
      eachMessage: async ({ partition, message }) => {
        // Keys, values and headers are Buffers; offsets and timestamps are strings.
        console.log(`partition ${partition}, offset ${message.offset}: ${message.key} was ${message.value}`);
        for (const [name, value] of Object.entries(message.headers ?? {})) console.log(`  ${name}: ${value}`);
        if (String(message.value) === 'paid') resolve();
      },
    });
  });

  // Waits for handlers that run, commits what is delivered, and leaves the group.
  await consumer.disconnect();
}

main();
