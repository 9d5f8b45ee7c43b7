import { inspect } from 'node:util';

import { logLevel } from './enums';
import { invalidArgument } from './errors';

/** Each level with the syslog level up to which librdkafka writes lines at it, in rising order. */
const SYSLOG_LEVELS: readonly (readonly [logLevel, number])[] = [
  [logLevel.NOTHING, 0],
  [logLevel.ERROR, 3],
  [logLevel.WARN, 4],
  [logLevel.INFO, 6],
  [logLevel.DEBUG, 7],
];

/** In KafkaJS's environment variable. */
const VARIABLE = 'KAFKAJS_LOG_LEVEL';

/** Takes a level from a caller. */
export function checkLevel(level: unknown): logLevel {
  const known = SYSLOG_LEVELS.find(([own]) => own === level);
  if (known !== undefined) return known[0];
  throw invalidArgument(
    `The 'logLevel' property has no level ${inspect(level)}: it takes one of logLevel.${Object.keys(logLevel).join(', logLevel.')}.`,
  );
}

/** The level of a kafkaJS block; the environment wins over one that is given, as in KafkaJS. */
export function levelOfBlock(level: unknown): logLevel {
  const named = process.env[VARIABLE];
  if (named === undefined || named === '') return checkLevel(level);
  const wanted = (logLevel as Partial<Record<string, logLevel>>)[named.toUpperCase()];
  if (wanted !== undefined) return wanted;
  throw invalidArgument(`${VARIABLE} has no level ${named}: it takes one of ${Object.keys(logLevel).join(', ')}.`);
}

export function syslogLevelOf(level: logLevel): number {
  return SYSLOG_LEVELS.find(([own]) => own === level)?.[1] ?? 0;
}

/** The lowest level at which lines of a syslog level are seen. */
export function levelOfSyslog(syslogLevel: number): logLevel {
  return SYSLOG_LEVELS.find(([, syslog]) => syslog >= syslogLevel)?.[0] ?? logLevel.DEBUG;
}
