'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { advised, beyondUse } = require('../../dist/kafkajs/delivery-advice');
const { Failure } = require('../../dist/runtime/failure');
const { descriptionOf } = require('../../dist/runtime/catalog');
const { clientsOf, mockCluster, numbered } = require('../support');

const [RETRIABLE, FATAL] = [1, 2];

test('a bare text is followed by what to do, and everything else stays as it is', () => {
  for (const [code, advice] of [
    [-192, /message\.timeout\.ms/],
    [-188, /create the topic/],
    [3, /create the topic/],
    [-190, /partition/],
    [10, /message\.max\.bytes .* max\.message\.bytes/],
    [19, /min\.insync\.replicas/],
    [20, /it was written/],
    [29, /WRITE to the topic/],
    [31, /enable\.idempotence/],
    [87, /without a key/],
    [-152, /before it was sent/],
    [-151, /may have arrived/],
  ]) {
    const text = descriptionOf(code);
    const told = advised(new Failure(code, text, RETRIABLE));
    assert.ok(told.message.startsWith(`${text}: `), told.message);
    assert.match(told.message, advice);
    assert.deepEqual([told.code, told.retriable, told.fatal, told.abortable], [code, true, false, false]);
  }
});

test('what is no bare text, or needs no advice, is left alone', () => {
  for (const failure of [
    new Failure(-184, 'The queue of messages is full: await some of the sends, then try again.'),
    new Failure(-188, 'The topic things is not there: create it, or let the brokers do so.'),
    new Failure(45, descriptionOf(45)),
  ])
    assert.equal(advised(failure), failure);
});

test('what has put an end to its producer says so', () => {
  const [end, other] = [new Failure(45, 'Broker: no', FATAL), new Failure(10, 'Broker: no')];
  const { message, code, fatal } = beyondUse(end);
  assert.deepEqual([message, code, fatal], ['The producer cannot go on, disconnect it: Broker: no', 45, true]);
  assert.equal(beyondUse(other), other);
  assert.equal(beyondUse(other, end), other);
  const behind = beyondUse(new Failure(-152, 'Local: Purged in queue', FATAL), end);
  assert.deepEqual([behind.message, behind.code, behind.fatal], [message, code, fatal]);
});

test('a send that is not delivered says why and what to do, also in a transaction', async (t) => {
  const { mock, topic, servers } = mockCluster(t);
  const clients = clientsOf(t, servers);
  const message = (begin) => new RegExp(`^${begin}Broker: Message size too large: send less `);
  const record = { topic, messages: numbered(1) };
  const producer = await clients.producer();
  mock.failNext('Produce', [10]);
  await assert.rejects(producer.send(record), { code: 10, type: 'ERR_MSG_SIZE_TOO_LARGE', message: message('') });
  mock.failNext('Produce', [10]);
  const sending = producer.sendBatch({ topicMessages: [record] });
  await assert.rejects(sending, { code: 10, message: message('') });
  const transactional = await clients.producer({ 'transactional.id': 'one' });
  await transactional.transaction();
  mock.failNext('Produce', [10]);
  const failed = { code: 10, abortable: true, message: message('The transaction has failed, call abort\\(\\): ') };
  await assert.rejects(transactional.send(record), failed);
  await transactional.abort();
});
