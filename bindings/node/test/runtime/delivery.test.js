'use strict';
const assert = require('node:assert/strict');
const { AsyncResource } = require('node:async_hooks');
const { test } = require('node:test');

const { callingDelivery, Delivery } = require('../../dist/runtime/delivery');
const { Hand } = require('../../dist/runtime/hand');
const { delay, filled, until } = require('../support');

function deliveryOf(epoch) {
  const hand = new Hand('things', 0, { moved: () => {} });
  hand.assign(epoch);
  const worker = { hand, delivery: undefined };
  worker.delivery = new Delivery(worker, hand);
  return { hand, worker, delivery: worker.delivery };
}

test('a delivery is late from when its partition is taken back, also if it comes back', () => {
  const { hand, delivery } = deliveryOf(3);
  assert.equal(delivery.isLate, false);
  hand.revoke();
  hand.seek(7, 3);
  assert.equal(delivery.isLate, false, 'it is not given back yet');
  hand.forget();
  assert.equal(delivery.isLate, true);
  hand.assign(4);
  assert.equal(delivery.isLate, true);
});

test('a delivery that is over, or has made room for the next, is not late', () => {
  for (const next of [undefined, deliveryOf(5).delivery]) {
    const { hand, worker, delivery } = deliveryOf(3);
    worker.delivery = next;
    hand.forget();
    assert.equal(delivery.isLate, false);
  }
});

test('what a handler calls is told by its delivery, however late', async () => {
  const { delivery } = deliveryOf(3);
  const found = callingDelivery.run(delivery, async () => {
    await delay(1);
    return callingDelivery.getStore();
  });
  assert.equal(callingDelivery.getStore(), undefined);
  assert.equal(await found, delivery);
});

/** What Node copies into each new promise of the process; with its AsyncContextFrame that is nothing. */
function storages() {
  return Object.getOwnPropertySymbols(new AsyncResource('probe')).length;
}

test('a promise costs the same however many consumers there were', async (t) => {
  const { topic, clients } = await filled(t, 1);
  const member = async (group) => {
    const consumer = await clients.consumer({ 'group.id': group, rebalance_cb: () => {} });
    await consumer.subscribe({ topic });
    return consumer;
  };
  const counts = [];
  for (let round = 0; round < 3; round++) {
    let seen = 0;
    const [consumer, looped] = [await member(`handlers-${round}`), await member(`loops-${round}`)];
    await consumer.run({ eachMessage: async () => void seen++ });
    await until(() => seen === 1);
    for await (const { value } of looped.messages()) if (value !== null) break;
    await Promise.all([consumer.disconnect(), looped.disconnect()]);
    counts.push(storages());
  }
  assert.deepEqual(counts, Array(3).fill(counts[0]));
});
