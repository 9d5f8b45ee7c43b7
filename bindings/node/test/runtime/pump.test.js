'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { test } = require('node:test');

const native = require('../../dist/native/calls');
const { Pump } = require('../../dist/runtime/pump');
const { delay, until } = require('../support');

/** A client whose pipe can be made readable by requests that are answered at once. */
function client(t) {
  const ticket = native.clientCreate('producer', '{"bootstrap.servers":"127.0.0.1:1"}');
  t.after(() => {
    native.clientDrop(ticket);
  });
  let token = 0;
  const out = Buffer.alloc(4096);
  return {
    fd: native.clientWakeFd(ticket),
    wake: () => {
      native.producerFlush(ticket, 1000, ++token);
    },
    poll: () => native.clientPoll(ticket, 1, out),
  };
}

test('a wake drains, and a drained pump sleeps until the next', async (t) => {
  const { fd, wake, poll } = client(t);
  let drains = 0;
  const pump = new Pump(fd, () => {
    drains++;
    return poll().status === 1;
  });
  t.after(() => {
    pump.stop();
  });
  wake();
  await until(() => drains > 0);
  await delay(20);
  const before = drains;
  await delay(20);
  assert.equal(drains, before, 'nothing to do');
  wake();
  await until(() => drains > before);
});

test('a kick drains without a wake, once for many', async (t) => {
  let drains = 0;
  const pump = new Pump(client(t).fd, () => {
    drains++;
    return false;
  });
  t.after(() => {
    pump.stop();
  });
  await delay(20);
  const before = drains;
  for (let count = 0; count < 10; count++) pump.kick();
  await until(() => drains > before);
  await delay(5);
  assert.equal(drains, before + 1);
});

test('a drain that never ends leaves the others their turn', async (t) => {
  let drains = 0;
  const pump = new Pump(client(t).fd, () => {
    drains++;
    return true;
  });
  pump.kick();
  await delay(20);
  assert.ok(drains > 1000);
  pump.stop();
  const before = drains;
  await delay(5);
  assert.equal(drains, before);
});

test('what is drained is no part of what kicked, nor of what made the pump', async (t) => {
  const { fd, wake, poll } = client(t);
  const caller = new AsyncLocalStorage();
  const seen = [];
  const drain = () => {
    seen.push(caller.getStore());
    return poll().status === 1;
  };
  const pump = caller.run('maker', () => new Pump(fd, drain));
  t.after(() => {
    pump.stop();
  });
  wake();
  await until(() => seen.length > 0, 'a wake drains');
  await delay(20);
  const before = seen.length;
  caller.run('kicker', () => {
    pump.kick();
  });
  await until(() => seen.length > before, 'a kick drains');
  assert.deepEqual(new Set(seen), new Set([undefined]));
});
