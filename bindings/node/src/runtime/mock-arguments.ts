import { inspect } from 'node:util';

import { invalid } from './failure';
import { isInt32 } from './partitions';
import { faultOfTopic } from './topic-name';

/** What is read of a value that is refused. */
const SHOWN = { depth: 1, breakLength: Infinity, maxStringLength: 40, maxArrayLength: 5 };

/** An object that was given under a name, with these keys and no others. */
export function objectWith<Given extends object>(value: unknown, name: string, keys: readonly (keyof Given)[]): Given {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(name, `an object with ${keys.join(', ')}`, value);
  const unknown = Object.keys(value).find((key) => !keys.includes(key as keyof Given));
  if (unknown === undefined) return value as Given;
  throw invalid(`'${name}' has no property '${unknown}'; it takes ${keys.join(', ')}.`);
}

/** A list that was given under a name. */
export function arrayOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw refused(name, 'an array', value);
}

/** A number that counts something or names it. */
export function numberFrom(least: number, most: number, value: unknown, name: string): number {
  if (isInt32(value) && value >= least && value <= most) return value;
  throw refused(name, `a whole number from ${least} to ${most}`, value);
}

/** The name of a topic. */
export function topicOf(value: unknown): string {
  const topic = textOf(value, 'topic');
  const fault = faultOfTopic(topic);
  if (fault === undefined) return topic;
  throw invalid(`'topic' ${fault}`);
}

/** A text that names something. */
export function textOf(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return value;
  throw refused(name, 'a text that is not empty and has no NUL', value);
}

/** The error for a value that is not what was allowed under a name. */
export function refused(name: string, allowed: string, value: unknown): Error {
  return invalid(`'${name}' must be ${allowed}, not ${inspect(value, SHOWN)}.`);
}
