'use strict';
// What handlers do. It depends on what they are given and on how often that came, not on when.

const { setTimeout: delay } = require('node:timers/promises');

const { Random } = require('./random');

/** How many of the deliveries are slow, and how many fail. */
const MOODS = {
  quick: { slow: 0, failing: 0 },
  mixed: { slow: 0.1, failing: 0.03 },
  slow: { slow: 0.7, failing: 0.02 },
  failing: { slow: 0.1, failing: 0.3 },
};

const PAUSE_MAX_MS = 10;
const PAUSES_MAX = 3;

/** How many of the batches have some of their messages resolved before they end, for those that resolve themselves and others. */
const RESOLVING = { true: 0.3, false: 0.9 };
/** How many of those that are resolved are so to the end. */
const RESOLVED_WHOLE = 0.6;
/** How many of the batches look whether they should go on. */
const LOOKING = 0.4;

const PLANTED = new Error('planted');

/** Handles one message, at once or later. */
function handleMessage(random, mood, delivery, end) {
  const fails = random.chance(MOODS[mood].failing);
  const finish = () => {
    end(!fails, 1);
    if (fails) throw PLANTED;
  };
  if (random.chance(MOODS[mood].slow)) return delay(random.between(1, PAUSE_MAX_MS)).then(finish);
  return random.chance(0.5) ? finish() : Promise.resolve().then(finish);
}

/** Handles a batch: in several goes, resolving some of it, looking whether to go on, throwing in between. */
async function handleBatch(random, mood, delivery, end, payload, run) {
  const { batch, resolveOffset } = payload;
  const { messages } = batch;
  const count = messages.length;
  const fails = random.chance(MOODS[mood].failing);
  const failsAt = random.below(count);
  const resolves = random.chance(RESOLVING[run.definition.handler.isAutoResolved]);
  const resolvesAt = random.chance(RESOLVED_WHOLE) ? count - 1 : random.below(count);
  const isLooking = random.chance(LOOKING);
  const pauses = random.chance(MOODS[mood].slow) ? random.between(1, PAUSES_MAX) : 0;
  const pausesAt = new Set(Array.from({ length: pauses }, () => random.below(count)));
  for (let at = 0; at < count; at++) {
    if (pausesAt.has(at)) await delay(random.between(1, PAUSE_MAX_MS));
    if (isLooking) {
      look(delivery, payload, run);
      if (delivery.told !== undefined) return void end(true, at);
    }
    if (fails && at === failsAt) {
      end(false);
      throw PLANTED;
    }
    if (resolves && at === resolvesAt) {
      resolveOffset(messages[at].offset);
      delivery.partition.resolved(delivery, delivery.first + at);
    }
  }
  end(true, count);
}

/** Asks whether to go on, as the documentation teaches. */
function look(delivery, { isRunning, isStale }, run) {
  for (const [question, answer, expected] of [
    ['isRunning', isRunning, delivery.isRunning],
    ['isStale', isStale, delivery.isStale],
  ])
    if (answer() !== expected) run.complain(`${question}() is ${!expected}`, delivery.partition);
  if (!delivery.isRunning) delivery.told = 'stopped';
  else if (delivery.isStale) delivery.told = 'stale';
}

/** What the handler of a delivery does. */
function choices(seed, { partition, first, attempt }) {
  return new Random(seed, partition.index, first, attempt);
}

module.exports = { choices, handleBatch, handleMessage, MOODS };
