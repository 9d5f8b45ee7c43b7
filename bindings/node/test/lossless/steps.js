'use strict';
// What the steps of a run are. It depends on the seed alone, and so does what they are drawn with; whom a step meets, where
// the partitions are by then and what is on its way depends on the time that Kafka takes.

const flow = require('./flow');
const group = require('./group');

const STEPS = { ...flow, ...group };
const WEIGHTS = Object.fromEntries(
  Object.entries(STEPS).flatMap(([name, { weight }]) => (weight === undefined ? [] : [[name, weight]])),
);
/** Steps that take seconds: each comes once in so many, in the cases that have it. */
const RARE_EVERY = 80;

/** The steps of a case. */
function* stepsOf({ hasRestarts, hasStuckHandlers }, random, count) {
  const rare = { restart: hasRestarts, stick: hasStuckHandlers };
  const places = Object.keys(rare).map((name) => ({ name, at: random.below(RARE_EVERY), isIn: rare[name] }));
  for (let index = 0; index < count; index++) {
    const special = places.find(({ at, isIn }) => isIn && at === index % RARE_EVERY);
    const name = special?.name ?? random.weighted(WEIGHTS);
    yield { name, drawn: STEPS[name].draw(random), do: STEPS[name].do };
  }
}

module.exports = { stepsOf };
