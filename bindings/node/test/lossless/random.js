'use strict';
// Numbers that look random and depend on nothing but their seeds.

const RANGE = 2 ** 32;

/** Mixes numbers into one of 32 bits. */
function mix(...numbers) {
  let hash = 0x9e3779b9;
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** A sequence of choices. */
class Random {
  #state;

  constructor(...seeds) {
    this.#state = mix(...seeds);
  }

  /** From 0 up to 1, but not 1. */
  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    return mix(this.#state) / RANGE;
  }

  /** From 0 up to the limit, but not the limit. */
  below(limit) {
    return Math.floor(this.fraction() * limit);
  }

  between(first, last) {
    return first + this.below(last - first + 1);
  }

  chance(probability) {
    return this.fraction() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** A key of `{ key: weight }`. */
  weighted(weights) {
    const entries = Object.entries(weights);
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) if ((left -= weight) < 0) return key;
    return entries.at(-1)[0];
  }
}

module.exports = { mix, Random };
