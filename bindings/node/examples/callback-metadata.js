'use strict';
// Asks what a cluster is made of, how far a partition reaches, and for its topics through an admin client.
//
//   node callback-metadata.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const Kafka = require('kafkacore');

const servers = process.env.BROKERS ?? new Kafka.MockCluster().bootstrapServers;
const topic = `maps-${Date.now()}`;

console.log(`librdkafka ${Kafka.librdkafkaVersion}, with ${Kafka.features.includes('ssl') ? 'ssl' : 'no ssl'}`);

const producer = new Kafka.Producer({ 'bootstrap.servers': servers, dr_cb: true });

producer.on('delivery-report', () => {
  producer.queryWatermarkOffsets(topic, 0, 5000, (err, offsets) => {
    console.log(err ?? `offsets from ${offsets.lowOffset} to ${offsets.highOffset}`);
    producer.getMetadata({ topic, timeout: 10000 }, (err, metadata) => {
      if (err) throw err;
      console.log(`${metadata.brokers.length > 0 ? 'brokers' : 'no broker'}, partition ${metadata.topics[0].partitions[0].id}`);
      // Over the connections of the producer; `AdminClient.create(config)` makes one with its own.
      const admin = Kafka.AdminClient.createFrom(producer);
      admin.listTopics((err, topics) => {
        console.log(err ?? `listed: ${topics.includes(topic)}`);
        producer.disconnect();
      });
    });
  });
});

producer.connect({}, (err) => {
  if (err) throw err;
  producer.produce(topic, 0, Buffer.from('here be dragons'));
});
