'use strict';
// Messages that readers see all together, or not at all.
//
//   node transactional-producer.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka },
  MockCluster,
} = require('kafkacore');

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });

  // The id is this producer's alone: another one that connects with it fences this one.
  const producer = kafka.producer({ 'transactional.id': 'transfers-1' });
  await producer.connect();

  // Step by step, and the error says what can be done.
  await producer.transaction();
  try {
    await producer.send({
      topic: 'accounts',
      messages: [
        { key: 'a', value: '-5' },
        { key: 'b', value: '+5' },
      ],
    });
    await producer.commit();
    console.log('committed');
  } catch (error) {
    if (error.fatal) throw error;
    await producer.abort();
  }

  // The same in one: commits if the function succeeds, aborts if it throws.
  const offset = await producer.withTransaction(async (transaction) => {
    const [{ baseOffset }] = await transaction.send({ topic: 'accounts', messages: [{ key: 'a', value: '-7' }] });
    await transaction.send({ topic: 'accounts', messages: [{ key: 'b', value: '+7' }] });
    return baseOffset;
  });
  console.log(`committed from offset ${offset} on`);

  try {
    await producer.withTransaction(async (transaction) => {
      await transaction.send({ topic: 'accounts', messages: [{ key: 'a', value: '-9' }] });
      throw new Error('the other account is closed');
    });
  } catch (error) {
    console.log(`aborted: ${error.message}`);
  }
  await producer.disconnect();
}

main();
