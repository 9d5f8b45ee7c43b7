import { untilAborted } from '../runtime/abort';
import { Failure } from '../runtime/failure';
import type { PartitionOffset } from '../runtime/partitions';
import type { Producer as RuntimeProducer } from '../runtime/producer';
import { beyondUse } from './delivery-advice';
import { ErrorCodes, toKafkaJSError, translated, wrongState } from './errors';

/** What a transaction is left with whose commit or abort has failed: librdkafka takes none but the same call again. */
type Unfinished = 'uncommitted' | 'unaborted';
type State = 'none' | 'beginning' | 'open' | 'ending' | Unfinished;

/** Why there cannot be another transaction, and what to do. */
const ADVICE: Readonly<Record<Exclude<State, 'none'>, string>> = {
  beginning: 'Another one is beginning',
  open: 'Another one is open: end it by commit() or abort()',
  ending: 'Another one is ending: await its commit() or abort()',
  uncommitted: 'The transaction is not committed yet, call commit() again',
  unaborted: 'The transaction is not aborted yet, call abort() again',
};

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
    if (this.#state !== 'none') {
      const advice = this.#abortable?.message ?? `${ADVICE[this.#state]}.`;
      throw wrongState(`Can only start one transaction at a time. ${advice}`);
    }
    this.#state = 'beginning';
    await untilAborted(this.#began(), signal);
  }

  /** Refuses what belongs into a transaction when there is none, or one that has failed. */
  mustBeOpen(complaint: string): void {
    this.#mustNotBeFatal();
    if (this.#abortable !== undefined) throw toKafkaJSError(this.#abortable);
    if (isUnfinished(this.#state)) throw wrongState(`${ADVICE[this.#state]}.`);
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
    const ended = this.#ended(this.#state, 'unaborted', () => this.#runtime.abortTransaction(this.#timeoutMs));
    await untilAborted(ended, signal);
  }

  /** The error for what was thrown below; what it means for the transaction is remembered. */
  errorOf(thrown: unknown): unknown {
    const failure = Failure.of(thrown);
    if (failure === undefined) return thrown;
    if (failure.fatal) {
      this.#fatal ??= beyondUse(failure, this.#runtime.fatal);
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
    const before = this.#state;
    this.#state = 'ending';
    try {
      // Without its offsets it must not be committed.
      await Promise.all(this.#offsets);
    } catch (error) {
      this.#state = before;
      throw error;
    }
    await this.#ended(before, 'uncommitted', () => this.#runtime.commitTransaction(this.#timeoutMs));
  }

  async #ended(before: State, unfinished: Unfinished, end: () => Promise<void>): Promise<void> {
    this.#state = 'ending';
    try {
      await end();
      this.#state = 'none';
      this.#abortable = undefined;
      this.#endedCount++;
    } catch (error) {
      throw this.#unfinished(before, unfinished, error);
    }
  }

  /** The error for a commit or an abort that has failed, which says which of them is to be called. */
  #unfinished(before: State, unfinished: Unfinished, thrown: unknown): unknown {
    const failure = Failure.of(thrown);
    // While one of them goes on, librdkafka refuses the other (rdkafka_txnmgr.c:523).
    const isOther = failure?.code === ErrorCodes.ERR__CONFLICT && isUnfinished(before);
    const next = isOther ? before : failure?.abortable === true ? 'unaborted' : unfinished;
    this.#state = next;
    if (failure === undefined || !failure.retriable || failure.abortable) return this.errorOf(thrown);
    return this.errorOf(failure.saying(`${ADVICE[next]}: ${failure.message}`));
  }

  #canEnd(): boolean {
    return this.#state === 'open' || isUnfinished(this.#state);
  }

  #mustNotBeFatal(): void {
    if (this.#fatal !== undefined) throw toKafkaJSError(this.#fatal);
  }
}

function isUnfinished(state: State): state is Unfinished {
  return state === 'uncommitted' || state === 'unaborted';
}
