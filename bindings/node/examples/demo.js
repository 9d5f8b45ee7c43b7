'use strict';
// Sends 200,000 messages through Kafka and back in one process, and checks that each arrived once and in order.
//
//   node demo.js                        on a cluster embedded in this process
//   node demo.js BROKERS=host:port      on your own; also KAFKACORE_DEMO_BROKERS=host:port

const { KafkaJS, MockCluster } = require('..');

const MESSAGES = 200_000;
const MESSAGES_PER_SEND = 100;
const MESSAGE_BYTES = 100;
const PARTITIONS = 12;
const SENDS_IN_FLIGHT = 50;
const CONNECT_TIMEOUT_MS = 10_000;
const STALL_TIMEOUT_MS = 20_000;
/** Marks the messages that only show that a partition flows. */
const MARKER = 0xffffffff;

const SEQUENCE_AT = 0;
const TIME_AT = 8;

/** Milliseconds with a fraction, for both ends of a message's way. */
const now = () => performance.now();

class Progress {
  #isTerminal = process.stdout.isTTY === true;
  #shown = -1;

  /** Redraws one line in a terminal; elsewhere writes a line for every tenth. */
  show(label, share) {
    const percent = Math.floor(share * 100);
    const step = this.#isTerminal ? percent : Math.floor(percent / 10) * 10;
    if (step === this.#shown) return;
    this.#shown = step;
    const bar = '█'.repeat(Math.floor(step / 2.5)).padEnd(40, '░');
    if (this.#isTerminal)
      process.stdout.write(`\r  ${bar} ${String(step).padStart(3)} %  ${label}\x1b[K${step === 100 ? '\n' : ''}`);
    else console.log(`  ${String(step).padStart(3)} %  ${label}`);
  }
}

/** Knows which messages have come, and complains about the first that should not have. */
class Ledger {
  count = 0;
  latencies = new Float64Array(MESSAGES);
  #seen = new Uint8Array(MESSAGES);
  #last = new Array(PARTITIONS).fill(-1);
  complaint;

  receive(partition, value) {
    const sequence = value.readUInt32LE(SEQUENCE_AT);
    if (this.#seen[sequence] === 1) this.complaint ??= `message ${sequence} came twice`;
    if (sequence <= this.#last[partition])
      this.complaint ??= `message ${sequence} came after ${this.#last[partition]} in partition ${partition}`;
    this.#seen[sequence] = 1;
    this.#last[partition] = sequence;
    this.latencies[this.count++] = now() - value.readDoubleLE(TIME_AT);
  }

  /** The latency that this share of the messages stayed below. */
  quantile(share) {
    return this.latencies.subarray(0, this.count).sort()[Math.floor(share * (this.count - 1))];
  }
}

function messageOf(sequence, partition) {
  const value = Buffer.alloc(MESSAGE_BYTES);
  value.writeUInt32LE(sequence, SEQUENCE_AT);
  value.writeDoubleLE(now(), TIME_AT);
  return { partition, value };
}

/** Sends everything, never more than a few sends at a time; resolves when all is acknowledged. */
async function produce(producer, topic) {
  const inFlight = new Set();
  for (let first = 0; first < MESSAGES; first += MESSAGES_PER_SEND) {
    const partition = (first / MESSAGES_PER_SEND) % PARTITIONS;
    const messages = Array.from({ length: MESSAGES_PER_SEND }, (_, index) => messageOf(first + index, partition));
    const send = producer.send({ topic, messages }).finally(() => inFlight.delete(send));
    inFlight.add(send);
    if (inFlight.size >= SENDS_IN_FLIGHT) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}

/** Resolves when `isDone`; rejects when nothing has moved for too long. */
async function until(isDone, progress, complaint) {
  let moved = now();
  for (let last = -1; !isDone(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    const current = progress();
    if (current !== last) [last, moved] = [current, now()];
    if (now() - moved > STALL_TIMEOUT_MS) throw new Error(complaint());
  }
}

/** A topic that nobody else has, and how to be rid of it. */
async function prepareTopic(kafka, mock) {
  const topic = `kafkacore-demo-${process.pid}-${Date.now()}`;
  if (mock !== undefined) {
    mock.createTopic({ topic, numPartitions: PARTITIONS });
    return { topic, remove: async () => mock.close() };
  }
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }], timeout: CONNECT_TIMEOUT_MS });
  } catch (error) {
    await admin.disconnect();
    throw new Error((error.errors ?? [error]).map(({ message }) => message).join('; '), { cause: error });
  }
  return {
    topic,
    remove: async () => {
      await admin.deleteTopics({ topics: [topic] });
      await admin.disconnect();
    },
  };
}

async function run(producer, consumer, topic) {
  const progress = new Progress();
  const ledger = new Ledger();
  const flowing = new Set();
  let firstAt, lastAt;

  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({
    partitionsConsumedConcurrently: 4,
    eachMessage: ({ partition, message: { value } }) => {
      if (value.readUInt32LE(SEQUENCE_AT) === MARKER) return void flowing.add(partition);
      firstAt ??= now();
      ledger.receive(partition, value);
      if (ledger.count === MESSAGES) lastAt = now();
    },
  });

  console.log('Joining the consumer group …');
  await producer.send({
    topic,
    messages: Array.from({ length: PARTITIONS }, (_, partition) => messageOf(MARKER, partition)),
  });
  await until(
    () => flowing.size === PARTITIONS,
    () => flowing.size,
    () => `only ${flowing.size} of ${PARTITIONS} partitions can be read`,
  );

  const cpu = process.cpuUsage();
  const startedAt = now();
  const produced = produce(producer, topic).then(() => now());
  const consumed = until(
    () => ledger.count >= MESSAGES || ledger.complaint !== undefined,
    () => {
      progress.show('sent, received and checked', ledger.count / MESSAGES);
      return ledger.count;
    },
    () => `${MESSAGES - ledger.count} of ${MESSAGES} messages were lost`,
  );
  const [producedAt] = await Promise.all([produced, consumed]);
  progress.show('sent, received and checked', ledger.count / MESSAGES);
  if (ledger.complaint !== undefined) throw new Error(ledger.complaint);

  const { user, system } = process.cpuUsage(cpu);
  return {
    'produced, messages/s': Math.round((MESSAGES / (producedAt - startedAt)) * 1000),
    'consumed, messages/s': Math.round((MESSAGES / (lastAt - firstAt)) * 1000),
    'latency p50, ms': ledger.quantile(0.5).toFixed(1),
    'latency p99, ms': ledger.quantile(0.99).toFixed(1),
    'CPU per message, µs': ((user + system) / MESSAGES).toFixed(2),
    'peak memory, MB': Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function printTable(rows) {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  for (const [name, value] of Object.entries(rows))
    console.log(`  ${name.padEnd(width)}  ${value.toLocaleString('en').padStart(10)}`);
}

async function main() {
  const argument = process.argv.find((text) => text.startsWith('BROKERS='))?.slice('BROKERS='.length);
  const brokers = argument || process.env.KAFKACORE_DEMO_BROKERS;
  const mock = brokers ? undefined : new MockCluster({ brokers: 3 });
  const where = brokers || 'an embedded cluster';
  console.log(
    `${MESSAGES.toLocaleString('en')} messages of ${MESSAGE_BYTES} bytes through ${where}, to ${PARTITIONS} partitions and back.`,
  );

  const kafka = new KafkaJS.Kafka({
    'bootstrap.servers': mock?.bootstrapServers ?? brokers,
    'js.connect.timeout.ms': CONNECT_TIMEOUT_MS,
    // What goes wrong is said once, at the end.
    log_level: 0,
  });
  const producer = kafka.producer({ 'enable.idempotence': true });
  await producer.connect();
  const { topic, remove } = await prepareTopic(kafka, mock);
  // The embedded cluster lets an empty fetch wait its whole time, also when messages come in between.
  const fetching = mock && { 'fetch.wait.max.ms': 10 };
  const consumer = kafka.consumer({ 'group.id': topic, 'auto.offset.reset': 'earliest', ...fetching });
  try {
    const table = await run(producer, consumer, topic);
    console.log('Every message arrived once, and in order in its partition.');
    printTable(table);
    if (mock) console.log('CPU and memory include the embedded cluster.');
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
    await remove();
  }
}

main().catch((error) => {
  console.error(`\nThe demo failed: ${error.message}.`);
  // A client that is still open would keep the process from ending.
  process.exit(1);
});
