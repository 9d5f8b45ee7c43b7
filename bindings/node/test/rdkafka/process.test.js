'use strict';
// What a process sees of clients of the callback API: that it ends when they are disconnected, wherever that is said.
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');

const packageDirectory = path.resolve(__dirname, '../..');
const DEADLINE_MS = 30_000;

/** Runs a script with clients of a mock cluster at hand, and tells how it ended. */
function run(script) {
  const head = `
    const Kafka = require(${JSON.stringify(packageDirectory)});
    const mock = new Kafka.MockCluster({ brokers: 1 });
    mock.createTopic({ topic: 'things', numPartitions: 1 });
    const servers = { 'bootstrap.servers': mock.bootstrapServers };
    const producer = new Kafka.Producer({ ...servers, dr_cb: true });
    const consumer = new Kafka.KafkaConsumer({ ...servers, 'group.id': 'g', 'auto.offset.reset': 'earliest' });
    producer.setPollInterval(100);
    producer.connect({}, () => consumer.connect({}, () => {
      for (let n = 0; n < 10; n++) producer.produce('things', 0, Buffer.from(String(n)));
      consumer.subscribe(['things']);
      start();
    }));`;
  const child = spawn(process.execPath, ['-e', head + script], { stdio: ['ignore', 'pipe', 'pipe'] });
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

test('disconnecting while messages flow ends the flow at once, and the process', async () => {
  const outcome = await run(`
    function start() {
      consumer.consume();
      consumer.on('data', ({ offset }) => {
        console.log(offset);
        if (offset !== 4) return;
        consumer.disconnect();
        producer.disconnect();
      });
    }`);
  assert.deepEqual(outcome, { ...clean, stdout: '0\n1\n2\n3\n4\n' });
});

test('so does disconnecting in a report, in a rebalance and in the middle of a wait', async () => {
  const outcome = await run(`
    function start() {
      producer.once('delivery-report', () => producer.disconnect(() => console.log('producer')));
      consumer.setDefaultConsumeTimeout(60_000);
      consumer.consume(100, (error, messages) => console.log(error, messages.length <= 10));
      const seeing = new Kafka.KafkaConsumer({ ...servers, 'group.id': 'h', rebalance_cb: true });
      seeing.once('rebalance', () => seeing.disconnect(() => consumer.disconnect(() => console.log('consumers'))));
      seeing.connect({}, () => seeing.subscribe(['things']).consume());
    }`);
  assert.deepEqual({ ...outcome, stdout: outcome.stdout.split('\n').sort() }, {
    ...clean,
    stdout: ['', 'consumers', 'null true', 'producer'],
  });
});

test('what nobody catches ends the process, as in any other program', async () => {
  const { code, stderr } = await run(`
    function start() {
      consumer.consume((error, { offset }) => {
        throw new Error('planted at ' + offset);
      });
    }`);
  assert.equal(code, 1);
  assert.match(stderr, /planted at 0/);
});

test('clients live in worker threads', async () => {
  const outcome = await run(`
    function start() {
      const { Worker } = require('node:worker_threads');
      const worker = new Worker(\`
        const Kafka = require(${JSON.stringify(packageDirectory)});
        const { workerData: servers, parentPort } = require('node:worker_threads');
        const stream = Kafka.createReadStream({ ...servers, 'group.id': 'w', 'auto.offset.reset': 'earliest' }, {}, { topics: 'things' });
        let count = 0;
        stream.on('data', ({ value }) => {
          parentPort.postMessage(String(value));
          if (++count === 10) stream.close();
        });\`, { eval: true, workerData: servers });
      let text = '';
      worker.on('message', (value) => { text += value; });
      worker.on('exit', (code) => {
        console.log(text, code);
        consumer.disconnect();
        producer.disconnect();
      });
    }`);
  assert.deepEqual(outcome, { ...clean, stdout: '0123456789 0\n' });
});
