'use strict';
// An idempotent producer tries again as often as it takes, and still no message is doubled or out of order.
//
//   node idempotent-producer.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka, ErrorCodes },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const producer = kafka.producer({ 'enable.idempotence': true, 'message.timeout.ms': 30_000 });
  await producer.connect();
  try {
    const [{ baseOffset }] = await producer.send({ topic: 'payments', messages: [{ key: 'a', value: '10 €' }] });
    console.log(`delivered once, at offset ${baseOffset}`);
  } catch (error) {
    // In very rare cases the producer cannot keep its promise any more: it says so, and has to be made anew.
    if (error.fatal) console.error('make a new producer:', error.message);
    else if (error.code === ErrorCodes.ERR__MSG_TIMED_OUT) console.error('no broker took it in time:', error.message);
    else throw error;
  }
  await producer.disconnect();
}

main();
