const { KafkaJS: { Kafka }, MockCluster } = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers; // host:port,host:port
  const kafka = new Kafka({ 'bootstrap.servers': servers });

  const producer = kafka.producer();
  await producer.connect();
  console.log(await producer.send({ topic: 'greetings', messages: [{ key: 'en', value: 'Hello!' }] }));

  const consumer = kafka.consumer({ 'group.id': 'readers', 'auto.offset.reset': 'earliest' });
  await consumer.connect();
  await consumer.subscribe({ topics: ['greetings'] });
  await new Promise((resolve) => consumer.run({
    eachMessage: async ({ message }) => resolve(console.log(`${message.key}: ${message.value}`)),
  }));
  await Promise.all([consumer.disconnect(), producer.disconnect()]);
}

main();
