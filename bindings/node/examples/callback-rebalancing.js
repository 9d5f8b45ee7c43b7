'use strict';
// Answers rebalances itself, commits in every way, and hears of the commits.
//
//   node callback-rebalancing.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const Kafka = require('kafkacore');

const { ERRORS } = Kafka.CODES;
const servers = process.env.BROKERS ?? new Kafka.MockCluster().bootstrapServers;
const topic = `battles-${Date.now()}`;

const producer = new Kafka.Producer({ 'bootstrap.servers': servers });

const consumer = new Kafka.KafkaConsumer({
  'group.id': topic,
  'bootstrap.servers': servers,
  'auto.offset.reset': 'earliest',
  'enable.auto.commit': false,
  rebalance_cb(err, assignment) {
    if (err.code === ERRORS.ERR__ASSIGN_PARTITIONS) {
      console.log('assigned');
      // From here on messages flow. An `offset` may be among what is assigned.
      this.assign(assignment);
    } else if (err.code === ERRORS.ERR__REVOKE_PARTITIONS) {
      // The last chance to commit.
      this.commitSync();
      console.log('committed once more, and gone');
      this.unassign();
    } else {
      console.error(err);
    }
  },
  offset_commit_cb(err, topicPartitions) {
    for (const { offset } of topicPartitions) console.log(err ?? `committed: ${offset}`);
  },
});

producer.connect({}, (err) => {
  if (err) throw err;
  for (let n = 0; n < 4; n++) producer.produce(topic, 0, Buffer.from(`${n}`));
  producer.disconnect(() => consumer.connect());
});

consumer
  .on('ready', () => {
    consumer.subscribe([topic]);
    consumer.consume();
  })
  .on('data', (message) => {
    // Of a message the offset behind it is committed, of a partition the one that is given.
    if (message.offset === 0) consumer.commitMessage(message);
    if (message.offset === 3) consumer.commitCb([{ topic, partition: 0, offset: 2 }], () => consumer.disconnect());
  });
