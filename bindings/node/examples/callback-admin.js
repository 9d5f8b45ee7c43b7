'use strict';
// What an admin client of the callback API tells of a partition and of a group, and how it puts the group back.
//
//   node callback-admin.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const { AdminClient, MockCluster, OffsetSpec, Producer } = require('kafkacore');

const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
const topic = `receipts-${Date.now()}`;
const groupId = `${topic}-readers`;

const producer = new Producer({ 'bootstrap.servers': servers, dr_cb: true });
// It has connections of its own; `AdminClient.createFrom(producer)` makes one over those of the producer.
const admin = AdminClient.create({ 'bootstrap.servers': servers });

producer.on('delivery-report', (err) => {
  if (err) throw err;
  producer.disconnect();
  admin.listOffsets([{ topic, partition: 0, offset: OffsetSpec.LATEST }], { timeout: 10000 }, (err, ends) => {
    console.log(err ?? `the partition ends at ${ends[0].offset}`);
    admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: 0 }] }, (err) => {
      if (err) throw err;
      admin.listConsumerGroupOffsets([{ groupId, partitions: [{ topic, partition: 0 }] }], {}, (err, groups) => {
        console.log(err ?? `the group goes on at ${groups[0].partitions[0].offset}`);
        admin.disconnect();
      });
    });
  });
});

producer.connect({}, (err) => {
  if (err) throw err;
  producer.produce(topic, 0, Buffer.from('paid'));
});
