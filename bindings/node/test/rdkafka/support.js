'use strict';
// Clients of the callback API, with promises where a test only waits.

const { AdminClient, HighLevelProducer, KafkaConsumer, Producer } = require('../..');
const { atEnd, mockCluster, until } = require('../support');

let groups = 0;

/** The mock cluster waits for a group that has lost a member almost as long as the session lasts. */
const SESSION = { 'session.timeout.ms': 1500, 'heartbeat.interval.ms': 100 };

/** Calls a method whose last parameter is a callback. */
function call(client, method, ...values) {
  return new Promise((resolve, reject) => {
    client[method](...values, (error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });
}

/** Connects a client, which is disconnected when the test ends. */
async function connected(t, client) {
  atEnd(t, () => (client.isConnected() ? call(client, 'disconnect') : undefined));
  await call(client, 'connect', {});
  return client;
}

function consumerConfig(servers, config = {}) {
  return {
    'bootstrap.servers': servers,
    'group.id': `callback-${process.pid}-${++groups}`,
    'auto.offset.reset': 'earliest',
    ...SESSION,
    ...config,
  };
}

/** Clients for a cluster. */
function callbackClients(t, servers) {
  const base = { 'bootstrap.servers': servers };
  return {
    producer: (config, topicConf) => connected(t, new Producer({ ...base, ...config }, topicConf)),
    highLevelProducer: (config) => connected(t, new HighLevelProducer({ ...base, ...config })),
    consumer: (config, topicConf) => connected(t, new KafkaConsumer(consumerConfig(servers, config), topicConf)),
    admin: (handlers) => {
      const admin = AdminClient.create(base, handlers);
      atEnd(t, () => admin.isConnected() && admin.disconnect());
      return admin;
    },
  };
}

/** A mock cluster with a topic and clients for it. */
function callbackCluster(t, options) {
  const cluster = mockCluster(t, options);
  return { ...cluster, ...callbackClients(t, cluster.servers) };
}

/** Produces numbers from `first` on as the values of a topic, dealt out to its partitions in turn. */
async function fill(producer, topic, count, { partitions = 1, first = 0 } = {}) {
  for (let index = 0; index < count; index++)
    producer.produce(topic, index % partitions, Buffer.from(String(first + index)));
  await call(producer, 'flush', 10_000);
}

/** A topic with numbers in it. */
async function filledCluster(t, count, { numPartitions = 1 } = {}) {
  const cluster = callbackCluster(t, { numPartitions });
  const producer = await cluster.producer();
  await fill(producer, cluster.topic, count, { partitions: numPartitions });
  return { ...cluster, filler: producer };
}

/** Starts the flow of a topic and gives the list that its messages are put in. */
function flowOf(consumer, topic) {
  const messages = [];
  consumer.on('data', (message) => messages.push(message));
  consumer.subscribe([topic]);
  consumer.consume();
  return messages;
}

/** Resolves with the values of the next event. */
function next(emitter, event) {
  return new Promise((resolve) => {
    emitter.once(event, (...values) => resolve(values));
  });
}

const valuesOf = (messages) => messages.map(({ value }) => Number(value));

/** Runs with the uncaught exceptions of the process put in a list. */
function caught(t) {
  const errors = [];
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => errors.push(error));
  atEnd(t, () => {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  });
  return errors;
}

module.exports = {
  call,
  callbackClients,
  callbackCluster,
  caught,
  connected,
  consumerConfig,
  fill,
  filledCluster,
  flowOf,
  next,
  until,
  valuesOf,
};
