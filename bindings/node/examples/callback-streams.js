'use strict';
// Copies a topic with streams: nothing is read faster than it is written.
//
//   node callback-streams.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const { Transform, pipeline } = require('node:stream');
const Kafka = require('kafkacore');

const servers = process.env.BROKERS ?? new Kafka.MockCluster().bootstrapServers;
const topic = `whispers-${Date.now()}`;
const WORDS = ['for', 'the', 'horde'];

// Connects by itself, and takes buffers and strings.
const stream = Kafka.Producer.createWriteStream({ 'bootstrap.servers': servers }, {}, { topic });

stream.on('error', (err) => {
  // What could not be sent. With `autoClose: false` the stream goes on.
  console.error('Error in our producer stream', err);
});

for (const word of WORDS) {
  // Only says whether more may be written at once, not that it has been sent.
  const queuedSuccess = stream.write(Buffer.from(word));
  if (!queuedSuccess) console.log('Too many messages in our queue already');
}

// Comes when everything is delivered.
stream.end(() => {
  const source = Kafka.KafkaConsumer.createReadStream(
    { 'group.id': topic, 'bootstrap.servers': servers },
    { 'auto.offset.reset': 'earliest' },
    { topics: [topic] },
  );
  let left = WORDS.length;
  const loud = new Transform({
    objectMode: true,
    transform(message, _encoding, callback) {
      console.log(`read: ${message.value}`);
      // Messages, with a topic of their own, for a stream in object mode.
      callback(null, { topic: `${topic}-loud`, value: Buffer.from(String(message.value).toUpperCase()) });
      if (--left === 0) {
        // The consumer is there for all that streams cannot do; without a subscription its stream ends.
        source.consumer.commitMessageSync(message);
        source.consumer.unsubscribe();
      }
    },
  });
  const target = Kafka.createWriteStream({ 'bootstrap.servers': servers }, {}, { objectMode: true });
  pipeline(source, loud, target, (err) => console.log(err ?? 'copied'));
});
