'use strict';
// Everything that a message can carry, and everything that a send answers.
//
//   node producing.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka, CompressionTypes },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const producer = kafka.producer({ kafkaJS: { compression: CompressionTypes.GZIP } });
  await producer.connect();

  const messages = [
    // All messages of one key go to one partition. A key or a value is a string, a Buffer or null.
    { key: 'order-1', value: 'created' },
    { key: Buffer.from('order-1'), value: Buffer.from('paid') },
    // In a compacted topic, this deletes the key.
    { key: 'order-0', value: null },
    {
      value: 'with everything',
      partition: 0,
      timestamp: String(Date.now()),
      headers: {
        trace: '4bf92f3577b34da6',
        signature: Buffer.from([1, 2, 3]),
        // A header may come more than once.
        hop: ['gateway', 'billing'],
      },
    },
  ];

  // One entry for each partition that got messages, with the lowest offset …
  for (const { topicName, partition, baseOffset } of await producer.send({ topic: 'orders', messages }))
    console.log(`${topicName} [${partition}] from offset ${baseOffset}`);

  // … or one for each message, in order.
  const reports = await producer.send({ topic: 'orders', messages, results: 'message' });
  reports.forEach(({ partition, baseOffset }, index) =>
    console.log(`message ${index}: partition ${partition}, offset ${baseOffset}`),
  );

  // Several topics at once.
  await producer.sendBatch({
    topicMessages: [
      { topic: 'orders', messages: [{ value: 'one' }] },
      { topic: 'invoices', messages: [{ value: 'two' }] },
    ],
  });
  await producer.disconnect();
}

main();
