'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Run } = require('../../dist/kafkajs/run');
const { Handover } = require('../../dist/runtime/handover');

test('a run ends once, and says so to whoever waits', async () => {
  const run = new Run();
  assert.equal(run.end(), true);
  assert.equal(run.end(new Error('too late')), false);
  await run.finished;
});

test('a bad end is told to whoever asks, and to nobody else', async () => {
  const [asked, unasked] = [new Run(), new Run()];
  const finished = assert.rejects(asked.finished, /planted/);
  asked.end(new Error('planted'));
  unasked.end(new Error('planted'));
  await finished;
  // A rejection that nobody handles would fail this test.
  await new Promise(setImmediate);
});

test('the loop of a run ends with it', async () => {
  const [good, bad] = [new Handover(async () => {}), new Handover(async () => {})];
  const waiting = [good.next(), bad.next()];
  new Run(good).end();
  new Run(bad).end(new Error('planted'));
  assert.deepEqual(await waiting[0], { done: true, value: undefined });
  await assert.rejects(waiting[1], /planted/);
});

test('a signal ends the loop with its reason, and after the run it ends nothing', async () => {
  const controllers = [new AbortController(), new AbortController()];
  const stops = [];
  const runs = controllers.map(({ signal }, index) => {
    const run = new Run(new Handover(async () => {}));
    run.endOn(signal, async () => {
      stops.push(index);
      throw new Error('it has stopped already');
    });
    return run;
  });
  new Run().endOn(undefined, assert.fail);
  const waiting = runs[0].handover.next();
  controllers[0].abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  runs[1].end();
  await runs[1].finished;
  controllers[1].abort();
  assert.deepEqual(stops, [0]);
});

test('what comes is delivered at once, but to a loop only when it begins', () => {
  const begun = [];
  new Run().begin(() => begun.push('handler'));
  const handover = new Handover(async () => {});
  new Run(handover).begin(() => begun.push('loop'));
  assert.deepEqual(begun, ['handler']);
  handover.next().catch(() => {});
  assert.deepEqual(begun, ['handler', 'loop']);
});

test('what a loop has not asked for yet is not waited for', async () => {
  const handover = new Handover(async () => {});
  const given = assert.rejects(handover.give(1), { name: 'Abandoned' });
  new Run(handover).leaveLoop();
  await given;
  assert.deepEqual(await handover.next(), { done: true, value: undefined });
});

test('a loop that leaves its own run is not waited for, and any other is', async () => {
  const handover = new Handover(async () => {});
  const run = new Run(handover);
  const outside = handover.give(1);
  // A loop of its own, and not one that is begun by the test.
  await new Promise((resolve) => {
    setImmediate(() => resolve(handover.next()));
  });
  run.leaveLoop();
  const open = {};
  assert.equal(await Promise.race([outside, Promise.resolve(open)]), open);
  handover.next().catch(() => {});
  await outside;
  const inside = handover.give(2);
  run.leaveLoop();
  await assert.rejects(inside, { name: 'Abandoned' });
});
