'use strict';
// Sends objects, which serializers make bytes of, and is called back for each.
//
//   node callback-high-level-producer.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const Kafka = require('kafkacore');

const servers = process.env.BROKERS ?? new Kafka.MockCluster().bootstrapServers;
const topic = `guilds-${Date.now()}`;

const producer = new Kafka.HighLevelProducer({ 'bootstrap.servers': servers });

// Returns what it makes, or a promise of it, or with one parameter more calls back with it.
producer.setValueSerializer((value) => Buffer.from(JSON.stringify(value)));
producer.setTopicKeySerializer(async (topicName, key) => `${topicName.split('-')[0]}/${key}`);

producer.on('delivery-report', (err, report) => console.log(err ?? `sent with key ${report.key}`));

producer.connect({}, (err) => {
  if (err) throw err;
  producer.produce(topic, 0, { alliance: '4ever' }, 'alliance', Date.now(), (err, offset) => {
    console.log(err ?? `delivered at offset ${offset}`);
    producer.setValueSerializer(() => {
      throw new Error('not today');
    });
    producer.produce(topic, 0, { horde: '4ever' }, 'horde', Date.now(), (err) => {
      console.log(err.message);
      producer.disconnect();
    });
  });
});
