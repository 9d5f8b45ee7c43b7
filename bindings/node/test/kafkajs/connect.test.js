'use strict';
// Connecting and disconnecting, as every kind of client does it.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { compileFunction } = require('node:vm');
const ts = require('typescript');

const {
  KafkaJS: { Kafka },
} = require('../..');
const { KeptLogger, atEnd, mockCluster, numbered } = require('../support');

const NOWHERE = '127.0.0.1:1';

/** No label of a name is so long. */
const NOBODY = `${'a'.repeat(64)}:9092`;

/** These ask a broker; an admin's requests do. */
const ASKING = ['producer', 'consumer'];
const KINDS = [...ASKING, 'admin'];

/** What a program in TypeScript exports: Node 20 does not know `await using`. */
function compiled(name) {
  const source = readFileSync(path.resolve(__dirname, '../types', name), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exported = {};
  compileFunction(outputText, ['exports'])(exported);
  return exported;
}

function clientOf(t, kind, config = {}) {
  const group = kind === 'consumer' ? { 'group.id': 'g' } : {};
  const client = new Kafka({ ...group, ...config, kafkaJS: { logger: new KeptLogger() } })[kind]();
  atEnd(t, () => client.disconnect());
  return client;
}

for (const kind of KINDS) {
  test(`a client connects again after a disconnect, and once at a time: ${kind}`, async (t) => {
    const { servers } = mockCluster(t);
    const client = clientOf(t, kind, { 'bootstrap.servers': servers });
    await client.disconnect();
    for (let times = 0; times < 2; times++) {
      const connecting = client.connect();
      const again = { name: 'KafkaJSError', code: -172, message: 'Connect has already been called elsewhere.' };
      await assert.rejects(client.connect(), again);
      await connecting;
      await assert.rejects(client.connect(), again);
      const disconnecting = client.disconnect();
      await assert.rejects(client.connect(), {
        code: -172,
        message: 'Connect can be called again when disconnect() has ended.',
      });
      await Promise.all([disconnecting, client.disconnect()]);
      await client.disconnect();
    }
  });

  test(`what is no option is refused: ${kind}`, async (t) => {
    const client = clientOf(t, kind, { 'bootstrap.servers': NOWHERE });
    for (const call of ['connect', 'disconnect'])
      for (const signal of [5, 'text', {}])
        await assert.rejects(client[call]({ signal }), {
          name: 'KafkaJSError',
          code: -186,
          message: "The 'signal' property must be an AbortSignal.",
        });
    await assert.rejects(client.connect({ signal: AbortSignal.abort() }), { name: 'AbortError' });
    await assert.rejects(client.disconnect(null), { code: -186 });
    await client.disconnect();
  });

  test(`a configuration that is wrong is refused by connecting, as often as it is tried: ${kind}`, async (t) => {
    const client = clientOf(t, kind, { 'bootstrap.servers': NOWHERE, 'request.timout.ms': 1 });
    for (let times = 0; times < 2; times++)
      await assert.rejects(client.connect(), { name: 'KafkaJSError', code: -186, message: /request\.timout\.ms/ });
  });
}

test('a producer and a consumer are connected until the end of their scope', async (t) => {
  const { servers } = mockCluster(t);
  const clients = ASKING.map((kind) => clientOf(t, kind, { 'bootstrap.servers': servers }));
  const { scope } = compiled('scope.ts');
  const inside = await scope(...clients, async () => {
    for (const client of clients) await assert.rejects(client.connect(), { code: -172 });
    return 'inside';
  });
  assert.equal(inside, 'inside');
  await assert.rejects(scope(...clients, () => Promise.reject(new Error('thrown inside'))), /thrown inside/);
  for (const client of clients) {
    await client.connect();
    await client[Symbol.asyncDispose]();
    await client[Symbol.asyncDispose]();
    await client.connect();
  }
});

test('an admin is connected until the end of its scope', async (t) => {
  const admin = clientOf(t, 'admin', { 'bootstrap.servers': NOWHERE });
  await admin.connect();
  await admin[Symbol.asyncDispose]();
  await admin.connect();
});

for (const kind of ASKING) {
  test(`a client that could not connect may try again: ${kind}`, async (t) => {
    const { mock, servers, topic } = mockCluster(t);
    mock.brokerDown(1);
    const client = clientOf(t, kind, { 'bootstrap.servers': servers, 'js.connect.timeout.ms': 300 });
    await assert.rejects(client.connect(), {
      name: 'KafkaJSConnectionError',
      code: -195,
      type: 'ERR__TRANSPORT',
      message: /^no broker answered within 300 ms: .*Connection refused/,
    });
    mock.brokerUp(1);
    const patient = clientOf(t, kind, { 'bootstrap.servers': servers });
    await patient.connect();
    await client.connect();
    if (kind === 'producer') assert.equal((await client.send({ topic, messages: numbered(1) })).length, 1);
  });

  test(`a disconnect ends a connect that is under way: ${kind}`, async (t) => {
    const client = clientOf(t, kind, { 'bootstrap.servers': NOWHERE });
    for (let times = 0; times < 2; times++) {
      const connecting = assert.rejects(client.connect(), {
        name: 'KafkaJSError',
        code: -172,
        message: 'Connect was ended by disconnect().',
      });
      await client.disconnect();
      await connecting;
    }
  });

  test(`a signal ends a connect that is under way: ${kind}`, async (t) => {
    const { servers } = mockCluster(t);
    const client = clientOf(t, kind, { 'bootstrap.servers': NOWHERE });
    const controller = new AbortController();
    const reason = new Error('enough');
    const connecting = assert.rejects(client.connect({ signal: controller.signal }), reason);
    controller.abort(reason);
    await connecting;
    const other = clientOf(t, kind, { 'bootstrap.servers': servers });
    const late = new AbortController();
    await other.connect({ signal: late.signal });
    late.abort();
    await other.disconnect({ signal: new AbortController().signal });
  });

  test(`names of nobody end a connect at once: ${kind}`, async (t) => {
    const client = clientOf(t, kind, { 'bootstrap.servers': `${NOBODY},b${NOBODY}`, 'js.connect.timeout.ms': 600_000 });
    await assert.rejects(client.connect(), {
      name: 'KafkaJSError',
      code: -193,
      type: 'ERR__RESOLVE',
      message: /^connecting cannot succeed: .*Failed to resolve/,
    });
  });
}
