'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { test } = require('node:test');

const { neutrally } = require('../../dist/runtime/neutral');

test('what is called, and all that it starts, knows nothing of who called', async () => {
  const caller = new AsyncLocalStorage();
  await caller.run('caller', async () => {
    const seen = await neutrally(async () => {
      const before = caller.getStore();
      await new Promise(setImmediate);
      return [before, caller.getStore()];
    });
    assert.deepEqual([...seen, caller.getStore()], [undefined, undefined, 'caller']);
  });
});

test('what is thrown goes to the caller', () => {
  const caller = new AsyncLocalStorage();
  caller.run('caller', () => {
    assert.throws(() => {
      neutrally(() => {
        throw new Error('planted');
      });
    }, /planted/);
    assert.equal(caller.getStore(), 'caller');
  });
});

test('what the package was loaded in is all that is seen', () => {
  const [loader, caller] = [new AsyncLocalStorage(), new AsyncLocalStorage()];
  const place = require.resolve('../../dist/runtime/neutral');
  delete require.cache[place];
  const fresh = loader.run('loader', () => require(place));
  const seen = caller.run('caller', () => fresh.neutrally(() => [loader.getStore(), caller.getStore()]));
  assert.deepEqual(seen, ['loader', undefined]);
});
