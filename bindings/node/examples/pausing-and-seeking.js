'use strict';
// Stops one partition while others go on, and goes back in it.
//
//   node pausing-and-seeking.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const topic = `jobs-${Date.now()}`;
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: ['a', 'b', 'c'].map((value) => ({ value, partition: 0 })) });

  const consumer = kafka.consumer({ 'group.id': topic, 'auto.offset.reset': 'earliest' });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  let isOverloaded = true;
  let isAgain = false;
  await new Promise((resolve) => {
    consumer.run({
      eachMessage: async ({ partition, message, pause }) => {
        console.log(`${message.value}${isAgain ? ' again' : ''}`);

        // This message is the last one of its partition until the partition is resumed; what is fetched is kept.
        if (isOverloaded) {
          isOverloaded = false;
          const resume = pause();
          console.log('paused:', JSON.stringify(consumer.paused()[0].partitions));
          setTimeout(() => {
            console.log('resumed');
            resume();
          }, 100);
        }

        if (String(message.value) === 'c') {
          if (isAgain) return resolve();
          isAgain = true;
          // A number in a string, '-2' for the beginning or '-1' for the end: the next message that comes is that one.
          consumer.seek({ topic, partition, offset: '1' });
        }
      },
    });
  });

  // From outside of a handler, and several partitions at once: all that are assigned, if none are named.
  const resume = consumer.pause([{ topic }]);
  console.log(`paused: ${consumer.paused()[0].partitions.length === consumer.assignment().length ? 'all' : 'some'}`);
  resume();
  await Promise.all([consumer.disconnect(), producer.disconnect()]);
}

main();
