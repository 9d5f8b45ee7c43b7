'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { callingDelivery, Delivery } = require('../../dist/runtime/delivery');
const { Hand } = require('../../dist/runtime/hand');
const { delay } = require('../support');

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
