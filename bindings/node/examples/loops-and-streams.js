'use strict';
// Messages for a loop or a stream to ask for, in place of a handler that is called.
//
//   node loops-and-streams.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const { Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const {
  KafkaJS: { Kafka },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });
  const topic = `numbers-${Date.now()}`;
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: Array.from({ length: 5 }, (_, n) => ({ value: `${n}`, partition: 0 })) });
  await producer.disconnect();

  /** A consumer in a group of its own. */
  const connected = async (name) => {
    const consumer = kafka.consumer({ 'group.id': `${topic}-${name}`, 'auto.offset.reset': 'earliest' });
    // All calls that wait take a signal.
    await consumer.connect({ signal: AbortSignal.timeout(30_000) });
    await consumer.subscribe({ topics: [topic] });
    return consumer;
  };

  // A message counts as delivered when the next one is asked for. Leaving the loop stops the consumer, and the message that it
  // was left with comes again.
  const looping = await connected('loop');
  for await (const { partition, offset, value } of looping.messages()) {
    if (offset === '3') break;
    console.log(`partition ${partition}: ${value}`);
  }
  await looping.disconnect();

  // Batches of one partition each. A signal ends the loop: with an error, so that it cannot be taken for the end of the messages.
  const batching = await connected('batches');
  const enough = new AbortController();
  try {
    for await (const batch of batching.batches({ signal: enough.signal })) {
      console.log(`batch from ${batch.firstOffset()} to ${batch.lastOffset()}`);
      if (batch.lastOffset() === '4') enough.abort();
    }
  } catch (error) {
    console.log(error.name);
  }
  await batching.disconnect();

  // A pipeline reads as fast as its end writes, and ends when the consumer stops.
  const streaming = await connected('stream');
  const sink = new Writable({
    objectMode: true,
    write({ offset, value }, _encoding, done) {
      console.log(`stream: ${value}`);
      if (offset === '4') streaming.stop();
      done();
    },
  });
  await pipeline(streaming.messages().toReadable(), sink);
  await streaming.disconnect();
}

main();
