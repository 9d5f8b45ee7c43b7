'use strict';
// What a process sees of the package as a whole: that it ends when it should, and how.
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');

const packageDirectory = path.resolve(__dirname, '..');
const DEADLINE_MS = 30_000;

/** Runs a script with clients of a mock cluster at hand, and tells how it ended. */
function run(script, kind = 'commonjs') {
  const head = `
    const { KafkaJS: { Kafka }, MockCluster } = require(${JSON.stringify(packageDirectory)});
    const mock = new MockCluster({ brokers: 1 });
    mock.createTopic({ topic: 'things', numPartitions: 2 });
    const logger = { info() {}, warn() {}, error() {}, debug() {}, setLogLevel() {} };
    const kafka = new Kafka({ 'bootstrap.servers': mock.bootstrapServers, kafkaJS: { logger } });
    const messages = Array.from({ length: 100 }, (_, index) => ({ value: String(index) }));
    async function clients() {
      const producer = kafka.producer();
      const consumer = kafka.consumer({ 'group.id': 'g', 'auto.offset.reset': 'earliest' });
      await Promise.all([producer.connect(), consumer.connect()]);
      await consumer.subscribe({ topics: ['things'] });
      return { producer, consumer };
    }`;
  const child = spawn(
    process.execPath,
    [`--input-type=${kind}`, '-e', kind === 'module' ? script : `${head}\n(async () => {${script}})();`],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].on('data', (bytes) => {
      output[name] += bytes;
    });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...output });
    });
  });
}

const clean = { code: 0, signal: null, stderr: '' };

test('a process whose clients are closed ends by itself', async () => {
  const outcome = await run(`
    const { producer, consumer } = await clients();
    await producer.send({ topic: 'things', messages });
    await new Promise((resolve) => consumer.run({ eachMessage: async () => { resolve(); } }));
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
    console.log('done');`);
  assert.deepEqual(outcome, { ...clean, stdout: 'done\n' });
});

test('a process that exits with open clients exits, and with the code that it chose', async () => {
  const outcome = await run(`
    const { producer, consumer } = await clients();
    const admin = kafka.admin();
    await admin.connect();
    await producer.send({ topic: 'things', messages });
    await new Promise((resolve) => consumer.run({ eachMessage: async () => { resolve(); } }));
    producer.send({ topic: 'things', messages });
    admin.deleteTopics({ topics: ['things'], timeout: 60000 }).catch(() => {});
    process.exit(7);`);
  assert.deepEqual(outcome, { ...clean, code: 7, stdout: '' });
});

test('a process that exits in the middle of everything exits', async () => {
  for (let times = 0; times < 5; times++) {
    const outcome = await run(`
      const { producer, consumer } = await clients();
      let count = 0;
      const more = () => producer.send({ topic: 'things', messages }).then(more, () => {});
      more();
      await consumer.run({ partitionsConsumedConcurrently: 2, eachMessage: async () => { if (++count === 500) process.exit(3); } });`);
    assert.deepEqual(outcome, { ...clean, code: 3, stdout: '' });
  }
});

test('a process whose consumers were stopped, looped over and disconnected in one breath ends by itself', async () => {
  const outcome = await run(`
    const { producer, consumer } = await clients();
    await producer.send({ topic: 'things', messages });
    await new Promise((resolve) => consumer.run({ eachMessage: async () => { resolve(); } }));
    const calls = [consumer.stop(), consumer.run({ eachMessage: async () => {} }), consumer.stop()];
    const source = consumer.messages();
    const settled = Promise.allSettled([...calls, consumer.disconnect(), producer.disconnect()]);
    for await (const message of source) console.log('unexpected');
    console.log((await settled).map(({ status }) => status).join(' '));`);
  assert.deepEqual(outcome, { ...clean, stdout: 'fulfilled rejected fulfilled fulfilled fulfilled\n' });
});

test('an open client keeps its process alive', async () => {
  const outcome = await run(`
    const { producer } = await clients();
    setTimeout(() => { console.log('still here'); process.exit(0); }, 300).unref();`);
  assert.deepEqual(outcome, { ...clean, stdout: 'still here\n' });
});

test('a client that could not connect keeps nothing alive', async () => {
  const outcome = await run(`
    mock.close();
    const producer = new Kafka({ 'bootstrap.servers': '127.0.0.1:1', 'js.connect.timeout.ms': 200, kafkaJS: { logger } }).producer();
    await producer.connect().catch(({ name }) => { console.log(name); });`);
  assert.deepEqual(outcome, { ...clean, stdout: 'KafkaJSConnectionError\n' });
});

test("a handler's error ends no process, and no promise is left unhandled", async () => {
  const outcome = await run(`
    const { producer, consumer } = await clients();
    await producer.send({ topic: 'things', messages: [{ value: 'v' }] });
    let tries = 0;
    await new Promise((resolve) => consumer.run({ eachMessage: async () => { if (++tries === 2) resolve(); throw new Error('planted'); } }));
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
    console.log(tries);`);
  assert.deepEqual(outcome, { ...clean, stdout: '2\n' });
});

test('a logger that throws surfaces as uncaught, and harms no client', async () => {
  const outcome = await run(`
    process.on('uncaughtException', ({ message }) => { console.log(message); });
    const throwing = { ...logger, debug() { if (--planted === 0) throw new Error('planted'); } };
    let planted = 1;
    const producer = new Kafka({ 'bootstrap.servers': mock.bootstrapServers, debug: 'broker', kafkaJS: { logger: throwing } }).producer();
    await producer.connect();
    const [{ errorCode }] = await producer.send({ topic: 'things', messages });
    await producer.disconnect();
    console.log(errorCode);`);
  assert.deepEqual(outcome, { ...clean, stdout: 'planted\n0\n' });
});

test('nothing is printed past the logger, whatever librdkafka has to say', async () => {
  const outcome = await run(`
    const config = { 'bootstrap.servers': '127.0.0.1:1', 'group.id': 'g', 'linger.ms': 1, debug: 'all', 'js.connect.timeout.ms': 300 };
    for (const kind of ['producer', 'consumer', 'admin']) {
      const lines = [];
      const kept = Object.fromEntries(Object.keys(logger).map((name) => [name, (line) => lines.push(line)]));
      const client = new Kafka({ ...config, kafkaJS: { logger: kept } })[kind]();
      await client.connect().catch(() => {});
      await client.disconnect();
      if (lines.length < 10) console.log(kind, 'said only', lines);
    }`);
  assert.deepEqual(outcome, { ...clean, stdout: '' });
});

test('the package is there for ES modules, by name and as a whole', async () => {
  const entry = JSON.stringify(path.join(packageDirectory, 'dist/index.mjs'));
  const outcome = await run(
    `
    import kafkacore, { KafkaJS, MockCluster, features, librdkafkaVersion } from ${entry};
    console.log(kafkacore.KafkaJS === KafkaJS, kafkacore.MockCluster === MockCluster, features.length > 3, librdkafkaVersion.length > 3);
    console.log(typeof KafkaJS.Kafka, typeof KafkaJS.ErrorCodes.ERR__STATE);`,
    'module',
  );
  assert.deepEqual(outcome, { ...clean, stdout: 'true true true true\nfunction number\n' });
});
