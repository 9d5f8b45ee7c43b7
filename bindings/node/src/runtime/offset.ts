import { layout } from '../native/generated';

/**
 * A position in a partition: a number as long as numbers count in ones, and a bigint beyond. So offsets are exact whatever
 * their size, and cost nothing as long as they are as small as in the next millennia. The two compare as numbers do.
 */
export type Offset = number | bigint;

export const NO_OFFSET = layout.NO_OFFSET;

/** Kafka's offsets have 64 bits, with a sign. */
const OFFSET_MAX = 2n ** 63n - 1n;

/** The offset behind this one. */
export function next(offset: Offset): Offset {
  return typeof offset === 'number' && offset < Number.MAX_SAFE_INTEGER ? offset + 1 : exact(BigInt(offset) + 1n);
}

/** How many offsets lie from one to another. */
export function distance(from: Offset, to: Offset): Offset {
  return typeof from === 'number' && typeof to === 'number' ? to - from : exact(BigInt(to) - BigInt(from));
}

/** The offset in a text, or in what a caller gave for one; undefined if it is none. Negative ones have meanings of their own. */
export function parseOffset(value: unknown): Offset | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value === 'bigint') return inRange(value);
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : inRange(BigInt(value));
}

function inRange(value: bigint): Offset | undefined {
  return value <= OFFSET_MAX && value >= -OFFSET_MAX ? exact(value) : undefined;
}

function exact(value: bigint): Offset {
  return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER ? value : Number(value);
}
