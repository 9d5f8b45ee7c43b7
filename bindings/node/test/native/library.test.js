'use strict';
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { Worker } = require('node:worker_threads');

const packageDirectory = path.resolve(__dirname, '../..');
const script = `const { librdkafkaVersion } = require(${JSON.stringify(packageDirectory)}); console.log(librdkafkaVersion);`;

function runWith(env) {
  return spawnSync(process.execPath, ['-e', script], { env: { ...process.env, ...env }, encoding: 'utf8' });
}

test('the library is found in the checkout', () => {
  const env = { ...process.env };
  delete env.KAFKACORE_LIBRARY;
  assert.match(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' }), /^\d+\.\d+\.\d+\n$/);
});

test('a library that is named and missing is an error that names the place and the ways out', () => {
  const { status, stderr } = runWith({ KAFKACORE_LIBRARY: '/nowhere/libkafkacore.so' });
  assert.equal(status, 1);
  assert.match(stderr, /no native library for linux x64/);
  assert.match(stderr, /KAFKACORE_LIBRARY: no file \/nowhere\/libkafkacore\.so/);
  assert.match(stderr, /cargo build --release/);
});

test('a file that is no library is an error with its reason', () => {
  const { stderr } = runWith({ KAFKACORE_LIBRARY: __filename });
  assert.match(stderr, /KAFKACORE_LIBRARY: .*library\.test\.js/);
});

test('another ABI version is refused, with both numbers', () => {
  const { AbiMismatch } = require('../../dist/native/library');
  const { abiVersion } = require('../../dist/native/generated');
  const { message } = new AbiMismatch('/lib/libkafkacore.so', 41);
  assert.match(message, /ABI version 41/);
  assert.match(message, new RegExp(`needs version ${abiVersion}`));
});

test('the package can be evaluated again in one process, as test runners do', () => {
  const evaluate = () => {
    for (const file of Object.keys(require.cache)) delete require.cache[file];
    return require('../..');
  };
  const [first, second] = [evaluate(), evaluate()];
  assert.notEqual(first, second);
  const mocks = [new first.MockCluster({ brokers: 1 }), new second.MockCluster({ brokers: 1 })];
  assert.notEqual(mocks[0].bootstrapServers, mocks[1].bootstrapServers);
  for (const mock of mocks) mock.close();
  const error = new first.KafkaJS.KafkaJSError('of the other copy');
  assert.equal(second.KafkaJS.isKafkaJSError(error), true);
});

test('worker threads have clients of their own, at the same time', async () => {
  const work = `
    const { parentPort } = require('node:worker_threads');
    const { KafkaJS: { Kafka }, MockCluster } = require(${JSON.stringify(packageDirectory)});
    (async () => {
      const mock = new MockCluster({ brokers: 1 });
      mock.createTopic({ topic: 'things', numPartitions: 1 });
      const producer = new Kafka({ 'bootstrap.servers': mock.bootstrapServers }).producer();
      await producer.connect();
      const reports = await producer.send({ topic: 'things', messages: [{ value: 'a' }, { value: 'b' }] });
      await producer.disconnect();
      mock.close();
      parentPort.postMessage(reports);
    })();`;
  const answers = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(work, { eval: true });
          let answer;
          worker.once('message', (message) => {
            answer = message;
          });
          worker.once('error', reject);
          worker.once('exit', () => {
            resolve(answer);
          });
        }),
    ),
  );
  for (const reports of answers) assert.equal(reports[0].baseOffset, '0');
});
