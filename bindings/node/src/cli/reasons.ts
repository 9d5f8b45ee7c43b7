import { UsageError } from './usage-error';

/** ERR__INVALID_ARG: no cluster could make sense of it. Known here without the library, which may be what is missing. */
const INVALID_ARGUMENT = -186;

/** What to do about a reason, for the first that fits. librdkafka says more in its sentences than in its codes. */
const HINTS: readonly (readonly [reason: RegExp, hint: string])[] = [
  [/resolve/i, 'Nobody knows that name: look at --brokers, and at the names that the brokers advertise.'],
  [/connection refused/i, 'Nothing listens there: look whether the broker runs, and at host and port in --brokers.'],
  [
    /certificate|ssl\.ca/i,
    'The certificate of the broker does not hold: name the one that signed it with -c ssl.ca.location=<file>.',
  ],
  [
    /authentication|sasl|credentials/i,
    'The broker does not let you in: look at sasl.mechanism, sasl.username and sasl.password (-c or --config-file).',
  ],
  [
    /security\.protocol|ssl|handshake|disconnected/i,
    'Both ends may speak different protocols: look at -c security.protocol (plaintext, ssl, sasl_plaintext or sasl_ssl).',
  ],
  [
    /timed out|no broker answered/i,
    'Nobody answered in time: look at --brokers and at firewalls, or wait longer with --timeout.',
  ],
  [
    /authorization|not authorized/i,
    'You are not allowed to do that: somebody has to add a line to the access control list.',
  ],
];

/** Where a broker is, and how he is spoken to: says nothing of what is wrong. */
const ADDRESS = /\b\w+:\/\/\S+/g;

/** What was thrown, in words. */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  // The program's name stands before everything that it says.
  return text.replace(/^kafkacore: /, '');
}

/** Whether whoever typed the command line has to change it. */
export function isUsage(thrown: unknown): boolean {
  return thrown instanceof UsageError || (thrown as { code?: unknown } | null)?.code === INVALID_ARGUMENT;
}

/** What may help; nothing or one sentence. */
export function hintFor(reason: string): readonly string[] {
  const words = reason.replace(ADDRESS, '');
  const found = HINTS.find(([pattern]) => pattern.test(words));
  return found === undefined ? [] : [found[1]];
}
