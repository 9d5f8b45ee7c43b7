'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { features, librdkafkaVersion } = require('../..');
const { mockCluster } = require('../support');
const { NOWHERE, assertUsage, documentsOf, run, start } = require('./support');

const { version } = require('../../package.json');

test('the doctor tells what is linked, and what the cluster is made of', async (t) => {
  const { servers } = mockCluster(t, { brokers: 2 });
  const [{ connectMs, metadataMs, ...document }] = await documentsOf(t, servers, ['doctor']);
  assert.ok(connectMs >= 0 && metadataMs >= 0);
  const brokers = servers.split(',').map((server, index) => {
    const [host, port] = server.split(':');
    return { id: index + 1, host, port: Number(port) };
  });
  assert.deepEqual(document, {
    kafkacore: version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    librdkafka: librdkafkaVersion,
    features: [...features],
    bootstrapServers: servers,
    isReachable: true,
    // The mock cluster has no controller, and tells nothing of itself.
    clusterId: null,
    controller: null,
    topics: 1,
    brokers,
  });
});

test('for people it is a list and a table', async (t) => {
  const { servers } = mockCluster(t);
  const { code, stdout, stderr } = await run(t, servers, ['doctor']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^kafkacore {3}\d+\.\d+\.\d+\nlibrdkafka {2}\d+\.\d+\.\d+\nfeatures {4}\w+/);
  assert.match(stdout, /\nreachable {3}yes: connected after \d+ ms, then answered within \d+ ms\n/);
  assert.ok(stdout.endsWith(`\n\nBROKER  ADDRESS\n     1  ${servers}\n`), stdout);
});

test('a cluster that cannot be reached is diagnosed, and the code says so', async (t) => {
  for (const [servers, more, reason, hint] of [
    [NOWHERE, [], /^no broker answered within 500 ms: .*Connection refused/, /^Nothing listens there/],
    [`${'a'.repeat(64)}:9092`, [], /^connecting cannot succeed: .*Failed to resolve/, /^Nobody knows that name/],
    [mockCluster(t).servers, ['-c', 'security.protocol=ssl'], /SSL_HANDSHAKE/, /security\.protocol/],
    [mockCluster(t).servers, ['-c', 'security.protocol=sasl_plaintext'], /./, /sasl\.mechanism/],
  ]) {
    const words = ['doctor', '--timeout', '500', ...more];
    const login = ['-c', 'sasl.mechanism=PLAIN', '-c', 'sasl.username=a', '-c', 'sasl.password=b'];
    const [document] = await documentsOf(t, servers, [...words, ...login], { code: 1 });
    assert.equal(document.isReachable, false);
    assert.equal(document.librdkafka, librdkafkaVersion);
    assert.match(document.reason, reason);
    assert.match(document.hint, hint);
  }
  const { code, stdout } = await run(t, NOWHERE, ['doctor', '--timeout', '300']);
  assert.equal(code, 1);
  assert.match(stdout, /\nreachable {3}no: no broker answered .*\n {12}Nothing listens there: .*\n$/);
});

test('a cluster that tells nothing of itself is asked no longer than --timeout says', async (t) => {
  const { servers } = mockCluster(t);
  const { ended, until } = start(t, servers, ['doctor', '--timeout', '300', '-c', 'debug=broker']);
  await until(({ stderr }) => stderr.includes('CONNECT'));
  const begin = performance.now();
  const { code, stdout } = await ended;
  assert.equal(code, 0);
  assert.match(stdout, /\ncluster {5}not told\n/);
  assert.ok(performance.now() - begin < 2000);
});

test('a library that cannot be loaded is diagnosed', async (t) => {
  const env = { KAFKACORE_LIBRARY: '/nowhere' };
  const [document] = await documentsOf(t, NOWHERE, ['doctor'], { code: 1, env });
  assert.deepEqual([document.librdkafka, document.isReachable, document.hint], [null, false, null]);
  assert.match(document.reason, /^no native library for .*\/nowhere/s);
  const { code, stdout } = await run(t, NOWHERE, ['doctor'], { env });
  assert.equal(code, 1);
  assert.match(stdout, /\nlibrary {4}no: no native library/);
});

test('what is typed wrongly is no diagnosis', async (t) => {
  await assertUsage(t, ['doctor', '-c', 'nothing=1'], /No such configuration property/);
});
