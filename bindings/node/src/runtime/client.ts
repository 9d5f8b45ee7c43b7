import * as native from '../native/calls';
import type { Role, Ticket } from '../native/calls';
import { PollFlag, RecordFlag, RecordKind, Status } from '../native/generated';
import { apart } from './apart';
import { Arena } from './arena';
import { codes } from './codes';
import { Failure, isGone, retriable } from './failure';
import { Pump } from './pump';
import type { Batch } from './reader';
import { Tokens } from './tokens';
import { leftMs } from './within';

/** How long closing may take below: leaving the group, the last commits, the messages on their way. */
export const CLOSE_TIMEOUT_MS = 5000;

/** A broker slowed a client down. */
export interface Throttle {
  readonly message: string;
  /** Milliseconds. */
  readonly throttleTime: number;
  readonly brokerName: string;
  readonly brokerId: number;
}

/** What a client has to tell without being asked. What it throws surfaces as uncaught, and the client goes on. */
export interface ClientEvents {
  /** Comes first. */
  created?(client: Client): void;
  /** `level` is a syslog level, 0 to 7. */
  log(level: number, facility: string, text: string): void;
  error(failure: Failure): void;
  /** librdkafka's, as JSON. */
  statistics?: ((json: string) => void) | undefined;
  throttled?: ((throttle: Throttle) => void) | undefined;
  /** The broker wants a token; `config` is `sasl.oauthbearer.config`. */
  tokenWanted?(config: string, client: Client): void;
}

/** What a role does with the records that only it understands. */
export interface RecordTaker {
  /** Whether messages are wanted now, beside everything else. */
  wantsMessages(): boolean;
  /** Takes the record at this position, and answers where to go on: behind it, or behind more like it. */
  take(batch: Batch, at: number): number;
  /** The batch is read to its end. Whether its bytes are still needed. */
  batchEnd(batch: Batch): boolean;
  /** Nothing more will come. */
  ended(failure: Failure): void;
}

/** One native client: the ticket, its memory and its wake-ups, from creation to the last word. */
export class Client {
  readonly ticket: Ticket;
  readonly tokens = new Tokens();
  /** Where the brokers are that are asked first. */
  readonly bootstrapServers: string;

  readonly #arena = new Arena();
  readonly #events: ClientEvents;
  readonly #taker: RecordTaker;
  readonly #pump: Pump;
  #closing: Promise<void> | undefined;
  #fatal: Failure | undefined;
  #ended = false;
  #epoch = 0;
  #isReading = false;
  /** Bytes of the batch that is being read, as long as the next one may overwrite it; else 0. */
  #unkept = 0;
  /** Batches that came while the thread was blocked; their answers are read already. */
  readonly #deferred: Batch[] = [];

  constructor(role: Role, properties: Readonly<Record<string, string>>, events: ClientEvents, taker: RecordTaker) {
    this.#events = events;
    this.#taker = taker;
    this.bootstrapServers = properties['bootstrap.servers'] ?? properties['metadata.broker.list'] ?? '';
    this.ticket = native.clientCreate(role, JSON.stringify(properties));
    try {
      this.#pump = new Pump(native.clientWakeFd(this.ticket), () => this.#drain());
    } catch (error) {
      native.clientDrop(this.ticket);
      throw error;
    }
    events.created?.(this);
  }

  /** That of the batch which is being read or was read last. */
  get epoch(): number {
    return this.#epoch;
  }

  /** What has put it beyond use; it is told as well. */
  get fatal(): Failure | undefined {
    return this.#fatal;
  }

  /** Resolves when a broker has answered. */
  connect(timeoutMs: number): Promise<void> {
    return this.request((token) => {
      native.clientConnect(this.ticket, timeoutMs, token);
    }, nothing);
  }

  /** Starts a native call that answers a token. */
  request<T>(start: (token: number) => void, read: (batch: Batch, at: number) => T): Promise<T> {
    if (this.#ended) return Promise.reject(closed());
    return this.tokens.request(start, read);
  }

  /** As `request`, for one who is called when the answer is there; what starting throws is thrown here. */
  ask<T>(
    start: (token: number) => void,
    read: (batch: Batch, at: number) => T,
    resolve: (answer: T) => void,
    reject: (error: Error) => void,
  ): void {
    if (this.#ended) throw closed();
    this.tokens.ask(start, read, resolve, reject);
  }

  /**
   * As `request`, but blocks the thread until the answer is there, for callers who insist on it. What else comes meanwhile is
   * told afterwards. May be called while the client tells something.
   */
  requestNow<T>(start: (token: number) => void, read: (batch: Batch, at: number) => T, timeoutMs: number): T {
    const outcome: { get?: () => T } = {};
    const resolve = (answer: T): void => {
      outcome.get = () => answer;
    };
    const reject = (error: Error): void => {
      outcome.get = () => {
        throw error;
      };
    };
    this.ask(start, read, resolve, reject);
    const end = performance.now() + timeoutMs;
    while (outcome.get === undefined) {
      if (performance.now() >= end) throw retriable(codes.ERR__TIMED_OUT, `No answer came within ${timeoutMs} ms.`);
      this.#wait(leftMs(end));
    }
    return outcome.get();
  }

  /** Polls at once, unless this is called while the client tells something. */
  pollNow(): void {
    if (!this.#isReading && !this.#ended) this.#drain();
    this.pollSoon();
  }

  /** Lines above this syslog level are not made from now on. */
  setLogLevel(level: number): void {
    this.#unlessGone(() => {
      native.clientLogLevelSet(this.ticket, level);
    });
  }

  /** Connections are made with these from now on, for SASL/PLAIN and SCRAM. */
  setSaslCredentials(username: string, password: string): void {
    this.#unlessGone(() => {
      native.clientSaslCredentialsSet(this.ticket, username, password);
    });
  }

  /** Answers `tokenWanted` with a token, as the library's JSON; throws if that is none. */
  setOauthToken(json: string): void {
    this.#unlessGone(() => {
      native.clientOauthTokenSet(this.ticket, json);
    });
  }

  /** Answers `tokenWanted` with the reason why there is no token. False if nobody wants one any more. */
  failOauthToken(reason: string): boolean {
    return this.#unlessGone(() => {
      native.clientOauthFailureSet(this.ticket, reason);
    });
  }

  /** Polls soon, also without a wake: the taker wants messages now that it did not want before. */
  pollSoon(): void {
    this.#pump.kick();
  }

  /** Settles everything and lets go. Never rejects; the same promise for everyone who asks. */
  close(timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> {
    return (this.#closing ??= this.#close(timeoutMs));
  }

  async #close(timeoutMs: number): Promise<void> {
    try {
      await this.request((token) => {
        native.clientClose(this.ticket, timeoutMs, token);
      }, nothing);
    } catch (error) {
      const failure = Failure.of(error);
      if (failure !== undefined && !this.#ended)
        apart(() => {
          this.#events.error(failure);
        });
    }
    while (!this.#ended && this.#drain());
    this.#end(closed());
  }

  #end(failure: Failure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#pump.stop();
    native.clientDrop(this.ticket);
    this.tokens.failAll(failure);
    this.#taker.ended(failure);
  }

  /** Polls once. Whether there is more. */
  #drain(): boolean {
    const deferred = this.#deferred.shift();
    if (deferred !== undefined) {
      this.#read(deferred, false);
      return true;
    }
    const flags = this.#taker.wantsMessages() ? PollFlag.CONTROL | PollFlag.MESSAGES : PollFlag.CONTROL;
    let outcome;
    try {
      outcome = native.clientPoll(this.ticket, flags, this.#arena.free());
    } catch (error) {
      const { code, message } = Failure.of(error) ?? closed();
      // Whatever it was: this client is of no more use.
      const failure = new Failure(code, message, RecordFlag.FATAL);
      apart(() => {
        this.#events.error(failure);
      });
      this.#end(failure);
      return false;
    }
    if (outcome.status === Status.BUFFER) {
      this.#arena.widen(outcome.length);
      return true;
    }
    if (outcome.length > 0) {
      this.#unkept = outcome.length;
      if (this.#read(this.#arena.batch(), true)) this.#keep();
      this.#unkept = 0;
    }
    return outcome.status === Status.MORE && !this.#ended;
  }

  /** Whether the bytes of the batch are still needed. Its answers may have been read before. */
  #read(batch: Batch, isSettling: boolean): boolean {
    this.#isReading = true;
    this.#epoch = batch.epoch;
    for (let at = batch.first; at < batch.end;) {
      const kind = batch.kind(at);
      if (kind === RecordKind.RESULT) {
        if (isSettling) this.tokens.settle(batch, at);
      } else if (NEWS.has(kind)) this.#tell(kind, batch, at);
      else {
        at = this.#taker.take(batch, at);
        continue;
      }
      at += batch.step;
    }
    const isNeeded = this.#taker.batchEnd(batch);
    this.#isReading = false;
    return isNeeded;
  }

  /** Blocks the thread until something comes, reads the answers in it and puts off the rest. */
  #wait(timeoutMs: number): void {
    this.#keep();
    const outcome = native.clientPollWait(this.ticket, PollFlag.CONTROL, timeoutMs, this.#arena.free());
    // The wake-up may be the one that the pump waits for.
    this.#pump.kick();
    if (outcome.status === Status.BUFFER) this.#arena.widen(outcome.length);
    else if (outcome.length > 0) {
      const batch = this.#arena.batch();
      this.#arena.keep(outcome.length);
      this.#deferred.push(batch);
      for (let at = batch.first; at < batch.end; at += batch.step)
        if (batch.kind(at) === RecordKind.RESULT) this.tokens.settle(batch, at);
    }
  }

  /** The batch that is being read stays where it is. */
  #keep(): void {
    if (this.#unkept > 0) this.#arena.keep(this.#unkept);
    this.#unkept = 0;
  }

  #tell(kind: number, batch: Batch, at: number): void {
    const events = this.#events;
    apart(() => {
      if (kind === RecordKind.LOG) events.log(batch.code(at), batch.keyText(at), batch.valueText(at));
      else if (kind === RecordKind.ERROR) this.#complain(failureAt(batch, at));
      else if (kind === RecordKind.STATS) events.statistics?.(batch.valueText(at));
      else if (kind === RecordKind.THROTTLE) events.throttled?.(throttleAt(batch, at));
      // Whoever is closing needs no token any more.
      else if (this.#closing === undefined) events.tokenWanted?.(batch.valueText(at), this);
    });
  }

  #complain(failure: Failure): void {
    if (failure.fatal) this.#fatal ??= failure;
    this.#events.error(failure);
  }

  /** Whether the client was there for the call. */
  #unlessGone(call: () => void): boolean {
    try {
      call();
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }
}

/** The records that concern no role and answer no call. */
const NEWS: ReadonlySet<number> = new Set([
  RecordKind.LOG,
  RecordKind.ERROR,
  RecordKind.STATS,
  RecordKind.THROTTLE,
  RecordKind.TOKEN_REFRESH,
]);

/** The failure that a record speaks of. */
export function failureAt(batch: Batch, at: number): Failure {
  return new Failure(batch.code(at), batch.valueText(at), batch.flags(at));
}

function throttleAt(batch: Batch, at: number): Throttle {
  const brokerName = batch.keyText(at);
  const throttleTime = batch.timestamp(at);
  const message = `${brokerName} slows this client down for ${throttleTime} ms`;
  return { message, throttleTime, brokerName, brokerId: batch.partition(at) };
}

export function nothing(): void {
  // For answers that carry nothing but their coming.
}

function closed(): Failure {
  return new Failure(codes.ERR__DESTROY, 'The client was closed before this was answered.');
}
