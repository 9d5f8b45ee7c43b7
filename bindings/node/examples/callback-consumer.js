'use strict';
// Receives messages with the callback API: as they flow, and as many as are asked for.
//
//   node callback-consumer.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const Kafka = require('kafkacore');

const servers = process.env.BROKERS ?? new Kafka.MockCluster().bootstrapServers;
const topic = `librdtesting-${Date.now()}`;

function fill(done) {
  const producer = new Kafka.Producer({ 'bootstrap.servers': servers });
  producer.connect({}, (err) => {
    if (err) throw err;
    for (let n = 1; n <= 5; n++) producer.produce(topic, 0, Buffer.from(`message ${n}`));
    // Delivers what was taken.
    producer.disconnect(done);
  });
}

/** Every message is emitted as soon as it is there. */
function flowing(done) {
  const consumer = new Kafka.KafkaConsumer(
    { 'group.id': `${topic}-flowing`, 'bootstrap.servers': servers },
    { 'auto.offset.reset': 'earliest' },
  );
  consumer
    .on('ready', () => {
      // Names, or regular expressions.
      consumer.subscribe([topic]);
      consumer.consume();
    })
    .on('data', (data) => {
      console.log(`flowing: ${data.value}, offset ${data.offset} of ${data.size} bytes`);
      if (data.offset === 4) consumer.disconnect(done);
    });
  consumer.connect();
}

/** At most so many come at a time, and the program decides when. */
function byNumber(done) {
  const consumer = new Kafka.KafkaConsumer({
    'group.id': `${topic}-by-number`,
    'bootstrap.servers': servers,
    'auto.offset.reset': 'earliest',
    // The ends of partitions are told as well.
    'enable.partition.eof': true,
  });
  let isAtEnd = false;
  consumer.on('partition.eof', ({ partition, offset }) => {
    if (partition !== 0) return;
    isAtEnd = true;
    console.log(`the end, at offset ${offset}`);
  });
  consumer.connect({}, (err) => {
    if (err) throw err;
    consumer.subscribe([topic]);
    const more = () =>
      consumer.consume(2, (err, messages) => {
        if (err) throw err;
        console.log(`asked for two, got ${messages.length}`);
        if (isAtEnd) consumer.disconnect(done);
        else more();
      });
    more();
  });
}

fill(() => flowing(() => byNumber(() => console.log('read twice'))));
