'use strict';
// Sends messages with the callback API, and hears what became of each.
//
//   node callback-producer.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const Kafka = require('kafkacore');

const servers = process.env.BROKERS ?? new Kafka.MockCluster().bootstrapServers;
const topic = `horde-${Date.now()}`;

const producer = new Kafka.Producer({
  'client.id': 'kafka',
  'bootstrap.servers': servers,
  'compression.codec': 'gzip',
  'retry.backoff.ms': 200,
  'message.send.max.retries': 10,
  'socket.keepalive.enable': true,
  'queue.buffering.max.messages': 100000,
  'queue.buffering.max.ms': 10,
  'batch.num.messages': 100000,
  // Asks for delivery reports; `dr_msg_cb` for those that have the value, too.
  dr_cb: true,
});

const CITIES = ['Stormwind', 'Ironforge', 'Darnassus'];

producer.connect();

producer.on('ready', () => {
  for (const city of CITIES) {
    try {
      producer.produce(
        topic,
        // The partition; null leaves the choice to the partitioner.
        null,
        // The value: a buffer, or null.
        Buffer.from('Awesome message'),
        // The key.
        city,
        Date.now(),
        // Comes back in the delivery report.
        { city },
        [{ faction: 'alliance' }],
      );
    } catch (err) {
      // Nothing of it was taken: the queue is full, or it is no message.
      console.error('A problem occurred when sending our message', err);
    }
  }
});

// What no call answers. The producer goes on by itself.
producer.on('event.error', (err) => console.error('Error from producer', err));

let left = CITIES.length;
producer.on('delivery-report', (err, report) => {
  console.log(err ?? `${report.opaque.city}: ${report.size} bytes, key ${report.key}`);
  if (--left === 0) producer.disconnect();
});

producer.on('disconnected', () => console.log('disconnected'));

// Reports come by themselves; programs that poll for them may go on to.
producer.setPollInterval(100);
