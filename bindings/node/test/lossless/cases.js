'use strict';
// What a run is made of: 48 cases, one after the other, and again with other numbers.

const PROTOCOLS = [
  { name: 'range', config: { 'partition.assignment.strategy': 'range' } },
  { name: 'roundrobin', config: { 'partition.assignment.strategy': 'roundrobin' } },
  { name: 'cooperative-sticky', config: { 'partition.assignment.strategy': 'cooperative-sticky' } },
  { name: 'the consumer protocol', isNew: true, config: { 'group.protocol': 'consumer', 'heartbeat.interval.ms': undefined } },
];

const HANDLERS = [
  { name: 'eachMessage', isBatch: false, isAutoResolved: true },
  { name: 'eachBatch', isBatch: true, isAutoResolved: true },
  { name: 'eachBatch that resolves', isBatch: true, isAutoResolved: false },
];

const CONCURRENCY_MAX = 4;

/** What happens in minutes otherwise happens in a test. */
const GROUP = {
  'auto.commit.interval.ms': 200,
  'topic.metadata.refresh.interval.ms': 300,
  'reconnect.backoff.max.ms': 500,
  'js.consumer.max.batch.size': 8,
};
const STUCK = { 'max.poll.interval.ms': 1_000 };
const CLASSIC = { 'session.timeout.ms': 6_000, 'heartbeat.interval.ms': 100 };
const CLASSIC_STUCK = { ...CLASSIC, 'session.timeout.ms': 2_000 };

/** The case at this place of a run. */
function caseAt(index) {
  const protocol = PROTOCOLS[index % PROTOCOLS.length];
  const turn = Math.floor(index / PROTOCOLS.length);
  const handler = HANDLERS[turn % HANDLERS.length];
  const concurrency = 1 + ((index + turn) % CONCURRENCY_MAX);
  // The rest repeats after 48 cases, which neither 5 nor 7 divides: so every kind of case has its turn.
  const hasStuckHandlers = index % 7 === 3;
  return {
    title: `${index}: ${protocol.name}, ${handler.name}, ${concurrency} at a time`,
    group: {
      ...GROUP,
      ...(hasStuckHandlers && STUCK),
      ...(!protocol.isNew && (hasStuckHandlers ? CLASSIC_STUCK : CLASSIC)),
      ...protocol.config,
    },
    handler,
    concurrency,
    hasRestarts: index % 5 === 1,
    hasStuckHandlers,
  };
}

module.exports = { caseAt };
