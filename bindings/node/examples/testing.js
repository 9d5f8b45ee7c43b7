'use strict';
// A test without Kafka: a cluster inside this process, and brokers that fail when they should.
//
//   node testing.js

const assert = require('node:assert/strict');
const {
  KafkaJS: { Kafka, ErrorCodes },
  MockCluster,
} = require('kafkacore');

async function main() {
  const mock = new MockCluster({ brokers: 2, topics: [{ topic: 'orders', numPartitions: 1 }] });
  const producer = new Kafka({ 'bootstrap.servers': mock.bootstrapServers, log_level: 0 }).producer();
  await producer.connect();
  const send = () => producer.send({ topic: 'orders', messages: [{ value: 'one of each' }] });

  // An error that passes is nobody's business: the message is sent again.
  mock.watchRequests();
  mock.failNext('Produce', [ErrorCodes.ERR_NOT_LEADER_FOR_PARTITION]);
  await send();
  console.log(`delivered after ${mock.requests().filter(({ request }) => request === 'Produce').length} requests`);

  // One that does not is heard.
  mock.failNext('Produce', [ErrorCodes.ERR_MSG_SIZE_TOO_LARGE]);
  await assert.rejects(send(), { type: 'ERR_MSG_SIZE_TOO_LARGE' });
  console.log('refused as it should be');

  // A broker that goes takes nothing with it if another one leads by then.
  mock.brokerDown(1);
  mock.setLeader({ topic: 'orders', partition: 0, broker: 2 });
  await send();
  console.log('delivered to the other broker');

  await producer.disconnect();
  mock.close();
}

main();
