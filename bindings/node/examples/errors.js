'use strict';
// What goes wrong, where it is told, and what can be done about it.
//
//   node errors.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka, ErrorCodes, isKafkaJSError },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({
    'bootstrap.servers': servers,
    // Here it is all told by the program; without these it is in the log.
    log_level: 0,
    // What no call answers, such as a broker that goes away. The client goes on by itself, unless the error is fatal.
    error_cb: (error) => console.log(`by itself: ${error.code}`),
  });
  const topic = `parcels-${Date.now()}`;

  // Calls reject with a KafkaJSError, whose code is one of ErrorCodes.
  const producer = kafka.producer();
  try {
    await producer.send({ topic, messages: [{ value: 'too early' }] });
  } catch (error) {
    if (!isKafkaJSError(error)) throw error;
    console.log(`${error.name} ${error.type}: ${error.message}`);
    if (error.code === ErrorCodes.ERR__STATE) await producer.connect();
  }

  // No broker: connect says why, and can be called again.
  const lost = kafka.producer({ 'bootstrap.servers': '127.0.0.1:1', 'js.connect.timeout.ms': 500, error_cb: () => {} });
  await lost.connect().catch(({ code }) => {
    if (code === ErrorCodes.ERR__TRANSPORT) console.log('no broker there');
  });

  await producer.send({ topic, messages: [{ value: 'glass' }] });
  const consumer = kafka.consumer({ 'group.id': topic, 'auto.offset.reset': 'earliest' });

  // A handler that throws is called again with the same message: at once, then after 300 ms, 600 ms and so on up to 30 s.
  consumer.on(consumer.events.HANDLER_FAILED, ({ payload }) => {
    console.log(`failed ${payload.failures} times: ${payload.error.message}`);
  });
  // The consumer is beyond repair (the error is fatal). finished() rejects then: for whoever waits for the end.
  consumer.on(consumer.events.CRASH, ({ payload }) => console.error(`crashed: ${payload.error.message}`));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  let tries = 0;
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (++tries < 3) throw new Error(`${message.value} broke`);
      console.log(`${message.value} delivered`);
      // From inside of a handler, not to be waited for: the handler is what it waits for.
      consumer.stop();
    },
  });
  try {
    await consumer.finished();
    console.log('stopped in peace');
  } catch (error) {
    if (error.fatal) console.error('make a new consumer:', error.message);
  }
  await Promise.all([consumer.disconnect(), producer.disconnect()]);
}

main();
