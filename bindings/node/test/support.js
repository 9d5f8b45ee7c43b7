'use strict';
// What several tests need: a cluster, clients that are closed whatever happens, and waiting for conditions.

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const { KafkaJS, MockCluster } = require('..');

const LOOK_MS = 5;
const DEFAULT_DEADLINE_MS = 30_000;

/** Keeps the lines instead of printing them. */
class KeptLogger {
  lines = [];
  info(message) {
    this.lines.push(message);
  }
  warn(message) {
    this.lines.push(message);
  }
  error(message) {
    this.lines.push(message);
  }
  debug(message) {
    this.lines.push(message);
  }
  setLogLevel() {}
}

/** Resolves with what `condition` answers as soon as that is truthy; rejects with the complaint after the deadline. */
async function until(condition, complaint = 'the condition never came true', deadlineMs = DEFAULT_DEADLINE_MS) {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(typeof complaint === 'function' ? complaint() : complaint);
    await delay(LOOK_MS);
  }
}

/** A promise and the functions that settle it. */
function gate() {
  let open, fail;
  const promise = new Promise((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

const endings = new WeakMap();

/** Runs when the test ends, before everything that was to be run before. */
function atEnd(t, end) {
  const ends = endings.get(t);
  if (ends !== undefined) return void ends.push(end);
  endings.set(t, [end]);
  t.after(async () => {
    for (const one of endings.get(t).reverse()) await one();
  });
}

/** A mock cluster with one topic, which ends with the test. */
function mockCluster(t, { topic = 'things', numPartitions = 1, brokers = 1 } = {}) {
  const mock = new MockCluster({ brokers });
  mock.createTopic({ topic, numPartitions });
  atEnd(t, () => {
    mock.close();
  });
  return { mock, topic, servers: mock.bootstrapServers };
}

/** Clients for a cluster, connected when asked for and disconnected when the test ends. */
function clientsOf(t, servers, common = {}, session = MOCK_SESSION) {
  const logger = new KeptLogger();
  const { kafkaJS, ...rest } = common;
  const kafka = new KafkaJS.Kafka({
    'bootstrap.servers': servers,
    log_level: 6,
    ...rest,
    kafkaJS: { logger, ...kafkaJS },
  });
  const connected = async (client) => {
    atEnd(t, () => client.disconnect());
    await client.connect();
    return client;
  };
  return {
    kafka,
    logger,
    producer: (config) => connected(kafka.producer(config)),
    admin: (config) => connected(kafka.admin(config)),
    consumer: (config) =>
      connected(
        kafka.consumer({
          ...session,
          'auto.offset.reset': 'earliest',
          'group.id': `group-${process.pid}-${++groups}`,
          ...config,
        }),
      ),
  };
}

let groups = 0;

/** The mock cluster waits for a group that has lost a member almost as long as the session lasts. */
const MOCK_SESSION = { 'session.timeout.ms': 1500, 'heartbeat.interval.ms': 100 };

/** Starts a consumer on a topic and gives the list that its messages are put in. */
async function collect(consumer, topic, config = {}) {
  const messages = [];
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({
    eachMessage: ({ partition, message }) => {
      messages.push({ partition, ...message });
    },
    ...config,
  });
  return messages;
}

/** Messages with the numbers from `first` as their values. */
function numbered(count, first = 0, rest = {}) {
  return Array.from({ length: count }, (_, index) => ({ value: String(first + index), ...rest }));
}

/** A topic with the numbers from 0 on in it, dealt out to its partitions in turn, and clients. */
async function filled(t, count, { numPartitions = 1, common } = {}) {
  const { mock, topic, servers } = mockCluster(t, { numPartitions });
  const clients = clientsOf(t, servers, common);
  const producer = await clients.producer();
  await producer.send({ topic, messages: dealt(count, numPartitions) });
  return { mock, topic, servers, clients, producer };
}

/** Messages with the numbers from `first` on, each with the partition that is its turn. */
function dealt(count, numPartitions, first = 0) {
  return numbered(count, first).map((message, index) => ({ ...message, partition: index % numPartitions }));
}

/** The numbers that messages have as their values. */
function numbersIn(messages) {
  return messages.map(({ value }) => Number(value));
}

/** The numbers from `first` on, in steps. */
function range(count, first = 0, step = 1) {
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/** The batches that every language is tested with: a title, what is in each, and its bytes. */
function goldenBatches() {
  const text = readFileSync(path.resolve(__dirname, '../../../tests/golden/batches.txt'), 'utf8');
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('#'))
    .map((block) => {
      const [title, content, ...hex] = block.trim().split('\n');
      return { title, content: JSON.parse(content), bytes: Buffer.from(hex.join(''), 'hex') };
    });
}

module.exports = {
  KeptLogger,
  atEnd,
  clientsOf,
  collect,
  dealt,
  delay,
  filled,
  gate,
  goldenBatches,
  mockCluster,
  numbered,
  numbersIn,
  range,
  until,
};
