import { untilAborted } from '../runtime/abort';
import { Failure } from '../runtime/failure';
import type { PartitionOffset } from '../runtime/partitions';
import type { Producer as RuntimeProducer } from '../runtime/producer';
import { ErrorCodes, toKafkaJSError, translated, wrongState } from './errors';

/** Unfinished: a commit or an abort has failed, and has to be called again. */
type State = 'none' | 'beginning' | 'open' | 'ending' | 'unfinished';

/** What librdkafka says of everything else once a transaction or the producer has failed. */
const FOLLOWING: readonly number[] = [
  ErrorCodes.ERR__STATE,
  ErrorCodes.ERR__PURGE_QUEUE,
  ErrorCodes.ERR__PURGE_INFLIGHT,
];

/** The transactions of a producer, one after the other: what may be called when, and what has failed. */
export class Transactions {
  readonly #runtime: RuntimeProducer;
  readonly #timeoutMs: number;
  readonly #offsets = new Set<Promise<void>>();
  #state: State = 'none';
  #endedCount = 0;
  /** Leaves nothing but to abort the transaction. */
  #abortable: Failure | undefined;
  /** Leaves nothing but to disconnect the producer. */
  #fatal: Failure | undefined;

  constructor(runtime: RuntimeProducer, timeoutMs: number) {
    this.#runtime = runtime;
    this.#timeoutMs = timeoutMs;
  }

  /** Whether a transaction was begun, and neither committed nor aborted since. */
  get isActive(): boolean {
    return this.#state !== 'none' && this.#state !== 'beginning' && this.#fatal === undefined;
  }

  async begin(signal: AbortSignal | undefined): Promise<void> {
    this.#mustNotBeFatal();
    if (this.#state !== 'none') throw wrongState('Can only start one transaction at a time.');
    this.#state = 'beginning';
    await untilAborted(this.#began(), signal);
  }

  /** Refuses what belongs into a transaction when there is none, or one that has failed. */
  mustBeOpen(complaint: string): void {
    this.#mustNotBeFatal();
    if (this.#abortable !== undefined) throw toKafkaJSError(this.#abortable);
    if (this.#state === 'unfinished')
      throw wrongState('The transaction is neither committed nor aborted yet: call commit() or abort() again.');
    if (this.#state !== 'open') throw wrongState(complaint);
  }

  /** `group` is asked anew each time, because it changes with every rebalance. */
  async sendOffsets(
    offsets: readonly PartitionOffset[],
    group: () => Promise<Buffer>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    this.mustBeOpen('Cannot sendOffsets, no transaction ongoing.');
    const sent = this.#sent(offsets, group);
    this.#offsets.add(sent);
    const forget = (): boolean => this.#offsets.delete(sent);
    sent.then(forget, forget);
    await untilAborted(sent, signal);
  }

  async commit(signal: AbortSignal | undefined): Promise<void> {
    this.#mustNotBeFatal();
    if (!this.#canEnd()) throw wrongState('Cannot commit, no transaction ongoing.');
    await untilAborted(this.#committed(), signal);
  }

  async abort(signal: AbortSignal | undefined): Promise<void> {
    this.#mustNotBeFatal();
    if (!this.#canEnd()) throw wrongState('Cannot abort, no transaction ongoing.');
    const ended = this.#ended(() => this.#runtime.abortTransaction(this.#timeoutMs));
    await untilAborted(ended, signal);
  }

  /** The error for what was thrown below; what it means for the transaction is remembered. */
  errorOf(thrown: unknown): unknown {
    const failure = Failure.of(thrown);
    if (failure === undefined) return thrown;
    if (failure.fatal) {
      this.#fatal ??= failure.saying(`The producer cannot go on, disconnect it: ${failure.message}`);
      return toKafkaJSError(this.#fatal);
    }
    if (!failure.abortable || this.#state === 'none') return toKafkaJSError(failure);
    // What the native library says with a wrong state is only its own name for abort.
    const reason = failure.code === ErrorCodes.ERR__STATE ? '.' : `: ${failure.message}`;
    const told = failure.saying(`The transaction has failed, call abort()${reason}`);
    // These only follow from a failure of which the next call will hear.
    if (!FOLLOWING.includes(failure.code)) this.#abortable = told;
    return toKafkaJSError(this.#abortable ?? told);
  }

  async #began(): Promise<void> {
    try {
      await this.#runtime.beginTransaction();
      this.#state = 'open';
    } catch (error) {
      this.#state = 'none';
      throw this.errorOf(error);
    }
  }

  async #sent(offsets: readonly PartitionOffset[], group: () => Promise<Buffer>): Promise<void> {
    const endedCount = this.#endedCount;
    try {
      const metadata = await translated(group());
      if (endedCount !== this.#endedCount) throw wrongState('The transaction ended before its offsets were sent.');
      await this.#runtime.sendOffsets(offsets, metadata, this.#timeoutMs);
    } catch (error) {
      throw this.errorOf(error);
    }
  }

  async #committed(): Promise<void> {
    this.#state = 'ending';
    try {
      // Without its offsets it must not be committed.
      await Promise.all(this.#offsets);
    } catch (error) {
      this.#state = 'open';
      throw error;
    }
    await this.#ended(() => this.#runtime.commitTransaction(this.#timeoutMs));
  }

  async #ended(end: () => Promise<void>): Promise<void> {
    this.#state = 'ending';
    try {
      await end();
      this.#state = 'none';
      this.#abortable = undefined;
      this.#endedCount++;
    } catch (error) {
      this.#state = 'unfinished';
      throw this.errorOf(error);
    }
  }

  #canEnd(): boolean {
    return this.#state === 'open' || this.#state === 'unfinished';
  }

  #mustNotBeFatal(): void {
    if (this.#fatal !== undefined) throw toKafkaJSError(this.#fatal);
  }
}
