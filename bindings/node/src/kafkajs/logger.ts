import { apart } from '../runtime/apart';
import { logLevel } from './enums';
import { invalidArgument } from './errors';
import { checkLevel, levelOfSyslog, syslogLevelOf } from './log-level';

/** What a logger of a user's own has to have. */
export interface Logger {
  info(message: string, extra?: object): void;
  error(message: string, extra?: object): void;
  warn(message: string, extra?: object): void;
  debug(message: string, extra?: object): void;
  setLogLevel(level: logLevel): void;
  namespace?(namespace: string, level?: logLevel): Logger;
}

/** A line as KafkaJS gives it to what a `logCreator` made. */
export interface LogEntry {
  /** 'Producer', 'Consumer' or 'Admin', or what the logger was named with `namespace()`. */
  namespace: string;
  level: logLevel;
  /** The level's name. */
  label: string;
  log: LoggerEntryContent;
}

export interface LoggerEntryContent {
  /** As in ISO 8601. */
  readonly timestamp: string;
  readonly logger: string;
  readonly message: string;
  readonly [key: string]: unknown;
}

/** Makes the function that writes lines; called once for each client, with the level that it begins with. */
export type LogCreator = (level: logLevel) => (entry: LogEntry) => void;

/** Syslog levels of librdkafka. */
const SYSLOG_ERROR = 3;

/** Lines that come from this side and not from librdkafka have this facility. */
const OWN_FACILITY = 'BINDING';

/** What wrote a line, in the terms of a `logCreator`. */
const LOGGER_NAME = 'kafkacore';

type Write = (level: logLevel, message: string, extra: object | undefined, namespace: string | undefined) => void;

/** Writes lines of its level and the more urgent ones. */
export class LeveledLogger implements Logger {
  readonly #write: Write;
  readonly #namespace: string | undefined;
  /** Of whom the level is when it has none of its own. */
  readonly #parent: LeveledLogger | undefined;
  #level: logLevel | undefined;
  #isChanged = false;
  #follower: ((syslogLevel: number) => void) | undefined;

  constructor(write: Write, level?: logLevel, namespace?: string, parent?: LeveledLogger) {
    this.#write = write;
    this.#level = level;
    this.#namespace = namespace;
    this.#parent = parent;
  }

  /** Takes effect at once, also on what librdkafka writes; `debug` contexts cannot be added to a client that is there. */
  setLogLevel(level: logLevel): void {
    this.#level = checkLevel(level);
    this.#isChanged = true;
    this.#follower?.(syslogLevelOf(level));
  }

  info(message: string, extra?: object): void {
    this.#line(logLevel.INFO, message, extra);
  }

  error(message: string, extra?: object): void {
    this.#line(logLevel.ERROR, message, extra);
  }

  warn(message: string, extra?: object): void {
    this.#line(logLevel.WARN, message, extra);
  }

  debug(message: string, extra?: object): void {
    this.#line(logLevel.DEBUG, message, extra);
  }

  /** A logger whose lines have this name, at the level of this one unless it is given another. */
  namespace(namespace: string, level?: logLevel): LeveledLogger {
    return new LeveledLogger(this.#write, level === undefined ? undefined : checkLevel(level), namespace, this);
  }

  /** Tells one client every level from now on: what is not to be seen need not be made. */
  lead(follower: (syslogLevel: number) => void): void {
    this.#follower = follower;
    if (this.#isChanged) follower(syslogLevelOf(this.level));
  }

  get level(): logLevel {
    return this.#level ?? this.#parent?.level ?? logLevel.INFO;
  }

  #line(level: logLevel, message: string, extra: object | undefined): void {
    if (this.level >= level) this.#write(level, message, extra, this.#namespace);
  }
}

/** Writes to the console. */
export class DefaultLogger extends LeveledLogger {
  constructor(level?: logLevel) {
    super((lineLevel, message, extra, namespace) => {
      const line = namespace === undefined ? { message, ...extra } : { message, namespace, ...extra };
      if (lineLevel === logLevel.ERROR) console.error(line);
      else if (lineLevel === logLevel.WARN) console.warn(line);
      else if (lineLevel === logLevel.INFO) console.info(line);
      else console.debug(line);
    }, level);
  }
}

/** Writes with what a `logCreator` makes. */
export class CreatedLogger extends LeveledLogger {
  constructor(creator: LogCreator, kind: string, level: logLevel = logLevel.INFO) {
    const write = creator(level);
    if (typeof (write as unknown) !== 'function') throw invalidArgument("The 'logCreator' must return a function.");
    super((lineLevel, message, extra, namespace = kind) => {
      const log = { logger: LOGGER_NAME, message, ...extra, timestamp: new Date().toISOString() };
      write({ namespace, level: lineLevel, label: labelOf(lineLevel), log });
    }, level);
  }
}

function labelOf(level: logLevel): string {
  return Object.entries(logLevel).find(([, number]) => number === level)?.[0] ?? '';
}

/** A client's lines: what it says itself and what librdkafka says in its name. */
export class ClientLog {
  constructor(
    readonly logger: Logger,
    readonly name: string,
  ) {}

  /** A line of librdkafka. */
  write(level: number, facility: string, text: string): void {
    const extra = { name: this.name, fac: facility, timestamp: Date.now() };
    const seenAt = levelOfSyslog(level);
    if (seenAt <= logLevel.ERROR) this.logger.error(text, extra);
    else if (seenAt === logLevel.WARN) this.logger.warn(text, extra);
    else if (seenAt === logLevel.INFO) this.logger.info(text, extra);
    else this.logger.debug(text, extra);
  }

  /** A line of our own, about something that nobody awaits. */
  error(text: string): void {
    apart(() => {
      this.write(SYSLOG_ERROR, OWN_FACILITY, text);
    });
  }

  /** Tells the library which lines would be seen; a logger of the user's own keeps its level to itself. */
  lead(follower: (syslogLevel: number) => void): void {
    if (this.logger instanceof LeveledLogger) this.logger.lead(follower);
  }
}
