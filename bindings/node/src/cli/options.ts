import { UsageError } from './usage-error';

/** An option, as it is parsed and as help shows it. */
export interface OptionRow {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** It may be given several times. */
  readonly multiple?: true;
  /** What help calls its value. */
  readonly value?: string;
  readonly help: string;
}

/** Every option there is. One that several commands take means the same in each. */
const ROWS = {
  brokers: {
    type: 'string',
    short: 'b',
    value: 'host:port,...',
    help: 'where the cluster is; default KAFKACORE_BROKERS, or else localhost:9092',
  },
  config: {
    type: 'string',
    short: 'c',
    multiple: true,
    value: 'key=value',
    help: "a property of librdkafka's, for example security.protocol=ssl",
  },
  'config-file': { type: 'string', value: 'file', help: 'a file with such properties, one a line' },
  timeout: {
    type: 'string',
    value: 'ms',
    help: 'how long to wait for a connection and for each answer; default 10000',
  },
  json: { type: 'boolean', help: 'print JSON, each document on a line' },
  help: { type: 'boolean', short: 'h', help: 'print this, also for a command' },
  version: { type: 'boolean', short: 'V', help: 'print the version' },

  partitions: { type: 'string', value: 'n', help: "how many partitions; default the broker's" },
  'replication-factor': { type: 'string', value: 'n', help: "how many copies of each; default the broker's" },
  'config-entry': { type: 'string', multiple: true, value: 'key=value', help: 'a setting of the topic' },
  topic: {
    type: 'string',
    short: 't',
    multiple: true,
    value: 'topic',
    help: 'only this topic, with all its partitions',
  },
  watch: { type: 'boolean', short: 'w', help: 'look again and again, until ctrl-C' },
  interval: { type: 'string', value: 's', help: 'seconds between two looks; default 2' },
  key: { type: 'string', short: 'k', value: 'key', help: 'the key of every message' },
  header: { type: 'string', short: 'H', multiple: true, value: 'name=value', help: 'a header of every message' },
  partition: { type: 'string', short: 'p', value: 'n', help: 'only this partition' },
  'key-separator': { type: 'string', short: 'K', value: 'text', help: 'what stands between key and value in a line; takes \\t, \\xHH' },
  tombstones: { type: 'boolean', help: 'an empty value is sent as null, which deletes its key' },
  group: {
    type: 'string',
    short: 'g',
    value: 'group',
    help: 'read as a member of this group, and commit; default none',
  },
  from: {
    type: 'string',
    short: 'f',
    value: 'where',
    help: 'beginning (default), end, an offset, a time (2026-01-31T12:00, UTC, or @ and milliseconds)',
  },
  count: { type: 'string', short: 'n', value: 'n', help: 'end after so many messages' },
  'until-end': { type: 'boolean', short: 'e', help: 'end when every partition was read to its end' },
  all: { type: 'boolean', short: 'a', help: 'also what is not set there' },
  set: { type: 'string', multiple: true, value: 'key=value', help: 'set this, and leave the rest as it is' },
  delete: { type: 'string', multiple: true, value: 'key', help: 'put this back to its default' },
} as const satisfies Record<string, OptionRow>;

/** An option's long name. */
export type OptionName = keyof typeof ROWS;

/** The rows by name, without what is special to one of them. */
export const OPTIONS: Readonly<Record<OptionName, OptionRow>> = ROWS;

/** Those that every command takes. */
export const COMMON_OPTIONS: readonly OptionName[] = [
  'brokers',
  'config',
  'config-file',
  'timeout',
  'json',
  'help',
  'version',
];

type Value = string | boolean | (string | boolean)[] | undefined;

/** The options that were given. */
export class Options {
  readonly #values: Readonly<Record<string, Value>>;

  constructor(values: Readonly<Record<string, Value>>) {
    this.#values = values;
  }

  /** Whether it was given, with whatever value. */
  has(name: OptionName): boolean {
    return this.#values[name] !== undefined;
  }

  /** The value of an option that may be given once; undefined if it was not. */
  text(name: OptionName): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The values of an option that may be given several times, in their order. */
  texts(name: OptionName): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** What stands before and behind the first `=` of each value. Throws a UsageError where there is nothing before it. */
  pairs(name: OptionName): readonly (readonly [key: string, value: string])[] {
    return this.texts(name).map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--${name} takes ${OPTIONS[name].value ?? ''}, not '${text}'`);
      return [text.slice(0, at), text.slice(at + 1)];
    });
  }

  /** A number within these limits, undefined if none was given. Throws a UsageError for anything else. */
  wholeNumber(name: OptionName, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    const limit = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
    throw new UsageError(`--${name} takes a whole number from ${least}${limit}, not '${text}'`);
  }
}
