'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { numbered } = require('../support');
const { kafkaTool, newTopic, realClients, sharedServers } = require('./support');

const configure = (...words) => kafkaTool('configs', sharedServers(), ...words);

test('a broker that slows a client down is heard', async (t) => {
  const name = `slow-${process.pid}`;
  const quota = ['--entity-type', 'clients', '--entity-name', name];
  await configure('--alter', ...quota, '--add-config', 'producer_byte_rate=1000');
  t.after(() => configure('--alter', ...quota, '--delete-config', 'producer_byte_rate'));
  const heard = [];
  const clients = realClients(t, sharedServers(), { throttle_cb: (throttle) => heard.push(throttle) });
  const topic = await newTopic(t, await clients.admin());
  const producer = await clients.producer({ 'client.id': name });
  while (!heard.some(({ throttleTime }) => throttleTime > 0))
    await producer.send({ topic, messages: numbered(1, 0, { headers: { padding: Buffer.alloc(3000) } }) });
  const { message, throttleTime, brokerName, brokerId, ...rest } = heard.find(({ throttleTime }) => throttleTime > 0);
  assert.deepEqual([Number.isInteger(throttleTime), brokerId, rest], [true, 1, {}]);
  assert.ok(brokerName.includes(sharedServers()), brokerName);
  assert.ok(message.includes(brokerName) && message.includes(String(throttleTime)), message);
});
