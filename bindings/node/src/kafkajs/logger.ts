import { logLevel } from './enums';

/** What a logger of a user's own has to have. */
export interface Logger {
  info(message: string, extra?: object): void;
  error(message: string, extra?: object): void;
  warn(message: string, extra?: object): void;
  debug(message: string, extra?: object): void;
  setLogLevel(level: logLevel): void;
  namespace?(namespace: string, level?: logLevel): Logger;
}

/** Syslog levels of librdkafka. */
const SYSLOG_ERROR = 3;
const SYSLOG_WARNING = 4;
const SYSLOG_DEBUG = 7;

/** Lines that come from this side and not from librdkafka have this facility. */
const OWN_FACILITY = 'BINDING';

/** Writes to the console, lines of the level and the more urgent ones. */
export class DefaultLogger implements Logger {
  #level: logLevel;

  constructor(level: logLevel = logLevel.INFO) {
    this.#level = level;
  }

  setLogLevel(level: logLevel): void {
    this.#level = level;
  }

  info(message: string, extra?: object): void {
    if (this.#level >= logLevel.INFO) console.info({ message, ...extra });
  }

  error(message: string, extra?: object): void {
    if (this.#level >= logLevel.ERROR) console.error({ message, ...extra });
  }

  warn(message: string, extra?: object): void {
    if (this.#level >= logLevel.WARN) console.warn({ message, ...extra });
  }

  debug(message: string, extra?: object): void {
    if (this.#level >= logLevel.DEBUG) console.debug({ message, ...extra });
  }

  namespace(): Logger {
    return this;
  }
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
    if (level <= SYSLOG_ERROR) this.logger.error(text, extra);
    else if (level === SYSLOG_WARNING) this.logger.warn(text, extra);
    else if (level < SYSLOG_DEBUG) this.logger.info(text, extra);
    else this.logger.debug(text, extra);
  }

  /** A line of our own, about something that nobody awaits. */
  error(text: string): void {
    this.write(SYSLOG_ERROR, OWN_FACILITY, text);
  }
}
