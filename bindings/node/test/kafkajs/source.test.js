'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { Source } = require('../../dist/kafkajs/source');
const { Handover } = require('../../dist/runtime/handover');

/** A source that gives the numbers from 0, and what became of each: taken, or not. */
function sourceOf(count) {
  const fates = [];
  const left = [];
  const handover = new Handover(async () => {
    left.push('left');
  });
  const giving = (async () => {
    for (let item = 0; item < count; item++) {
      const fate = await handover.give(item).then(
        () => 'taken',
        () => 'abandoned',
      );
      fates[item] = fate;
      if (fate === 'abandoned') return;
    }
    handover.end();
  })();
  return { source: new Source(handover), handover, fates, left, giving };
}

const FORMS = {
  'a loop': (source) => source,
  'a Node stream': (source) => source.toReadable(),
  'a Web stream': (source) => source.toReadableStream(),
};

for (const [name, formOf] of Object.entries(FORMS)) {
  test(`${name} is given everything, in order, and ends`, async () => {
    const { source, fates, left, giving } = sourceOf(20);
    const seen = [];
    for await (const item of formOf(source)) seen.push(item);
    await giving;
    assert.deepEqual(seen, [...Array(20).keys()]);
    assert.deepEqual(new Set(fates), new Set(['taken']));
    assert.deepEqual(left, []);
  });

  test(`${name} has taken nothing but what lies before the item at hand`, async () => {
    const { source, fates, left, giving } = sourceOf(20);
    for await (const item of formOf(source)) {
      await new Promise(setImmediate);
      assert.deepEqual(fates, Array(item).fill('taken'));
      if (item === 5) break;
    }
    await giving;
    assert.deepEqual(fates, [...Array(5).fill('taken'), 'abandoned']);
    assert.deepEqual(left, ['left']);
  });

  test(`${name} throws what its giver ends with`, async () => {
    const { source, handover, giving } = sourceOf(3);
    await assert.rejects(async () => {
      for await (const item of formOf(source)) if (item === 2) handover.end(new Error('planted'));
    }, /planted/);
    await giving;
  });
}

test('streams that are ended before they are read take nothing', async () => {
  for (const end of [
    (source) => new Promise((resolve) => source.toReadable().on('close', resolve).destroy()),
    (source) => source.toReadableStream().cancel(),
  ]) {
    const { source, fates, left, giving } = sourceOf(3);
    await end(source);
    await giving;
    assert.deepEqual(fates, ['abandoned']);
    assert.deepEqual(left, ['left']);
  }
});

test('a Node stream that is piped slowly is asked no faster', async () => {
  const { Writable } = require('node:stream');
  const { pipeline } = require('node:stream/promises');
  const { source, fates, giving } = sourceOf(50);
  let written = 0;
  const sink = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write(item, _, done) {
      // The one that is being written, and the one that the pipe has in hand.
      assert.ok(fates.length <= item + 1, `${fates.length} taken at ${item}`);
      written++;
      setImmediate(done);
    },
  });
  await pipeline(source.toReadable(), sink);
  await giving;
  assert.equal(written, 50);
});
