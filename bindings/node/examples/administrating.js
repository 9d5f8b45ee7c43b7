'use strict';
// What an admin tells of topics and groups: how far they reach, how far a group has read, and how to put it back.
//
//   node administrating.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const topic = `invoices-${Date.now()}`;
  const groupId = `${topic}-readers`;
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: Array.from({ length: 5 }, (_, n) => ({ value: `${n}`, partition: 0 })) });

  // Over the connections of the producer; kafka.admin() makes its own.
  const admin = producer.dependentAdmin();
  await admin.connect();
  console.log(`the topic is listed: ${(await admin.listTopics()).includes(topic)}`);

  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '3', metadata: 'by hand' }] });
  const topics = [{ topic, partitions: [0] }];
  const [{ partitions }] = await admin.fetchOffsets({ groupId, topics });
  console.log(`the group goes on at ${partitions[0].offset} (${partitions[0].metadata})`);
  const { lag } = await admin.fetchGroupLag({ groupId, topics });
  console.log(`it is ${lag} behind`);

  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '0' }] });
  console.log(`put back to the beginning it is ${(await admin.fetchGroupLag({ groupId, topics })).lag} behind`);
  await admin.disconnect();
  await producer.disconnect();
}

main();
