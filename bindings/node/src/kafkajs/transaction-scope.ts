import { untilAborted } from '../runtime/abort';
import { KafkaJSError, wrongState } from './errors';
import type { Producer } from './producer';
import type { OffsetsToSend, ProducerBatch, ProducerRecord, RecordMetadata } from './producer-record';

/** The transaction that the function of `withTransaction` is given. Once that has ended, nothing can be sent by it. */
export interface TransactionScope {
  send(record: ProducerRecord): Promise<RecordMetadata[]>;
  sendBatch(batch: ProducerBatch): Promise<RecordMetadata[]>;
  sendOffsets(offsets: OffsetsToSend): Promise<void>;
}

/** So often is tried to end a transaction; each time may take `transaction.timeout.ms`. */
const TRIES_MAX = 5;
/** As long as it takes: what is sent has a timeout of its own. */
const FLUSH_TIMEOUT_MS = 2 ** 31 - 1;

/** Runs a function in a transaction, which is committed if the function succeeds, and aborted if not. */
export async function runInTransaction<T>(
  producer: Producer,
  run: (transaction: TransactionScope) => Promise<T> | T,
  signal: AbortSignal | undefined,
): Promise<T> {
  await producer.transaction();
  const scope = new Scope(producer);
  let result: T;
  try {
    result = await untilAborted(scope.run(run), signal);
    // From here to the beginning of the commit nothing is waited for.
    signal?.throwIfAborted();
  } catch (error) {
    scope.close();
    throw await aborted(producer, error);
  }
  // Whoever does not wait for it any more leaves nothing open: it is still tried to its end.
  await untilAborted(committed(producer), signal);
  return result;
}

/** Commits, or aborts if nothing else is left to do. */
async function committed(producer: Producer): Promise<void> {
  try {
    await tried(() => producer.commit());
  } catch (error) {
    throw isAbortable(error) ? await aborted(producer, error) : error;
  }
}

/** Aborts because of an error, and answers what is to be thrown: that error, or the fatal one that it keeps secret. */
async function aborted(producer: Producer, error: unknown): Promise<unknown> {
  try {
    await tried(() => producer.abort());
  } catch (worse) {
    if (isFatal(worse) && !isFatal(error)) {
      worse.cause = error;
      return worse;
    }
  }
  return error;
}

async function tried(end: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await end();
      return;
    } catch (error) {
      if (tries === TRIES_MAX || !(error instanceof KafkaJSError) || !error.retriable) throw error;
    }
  }
}

function isFatal(error: unknown): error is KafkaJSError {
  return error instanceof KafkaJSError && error.fatal;
}

function isAbortable(error: unknown): boolean {
  return error instanceof KafkaJSError && error.abortable;
}

/** What a send promises. It knows whether anybody waits for it, who minds then how it ends. */
class Sent<T> extends Promise<T> {
  isMinded = false;

  /** What is made of it is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(work: Promise<T>) {
    super((resolve) => {
      resolve(work);
    });
    // One that fails with nobody waiting is no unhandled rejection: the end of the function brings it up.
    super.then(undefined, () => undefined);
  }

  override then<Kept = T, Mended = never>(
    onKept?: ((value: T) => Kept | PromiseLike<Kept>) | null,
    onFailed?: ((reason: unknown) => Mended | PromiseLike<Mended>) | null,
  ): Promise<Kept | Mended> {
    this.isMinded = true;
    return super.then(onKept, onFailed);
  }
}

class Scope implements TransactionScope {
  readonly #producer: Producer;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #failed: { readonly sent: Sent<unknown>; readonly error: unknown }[] = [];
  #isOpen = true;

  constructor(producer: Producer) {
    this.#producer = producer;
  }

  send(record: ProducerRecord): Promise<RecordMetadata[]> {
    return this.#while(() => this.#producer.send(record));
  }

  sendBatch(batch: ProducerBatch): Promise<RecordMetadata[]> {
    return this.#while(() => this.#producer.sendBatch(batch));
  }

  sendOffsets(offsets: OffsetsToSend): Promise<void> {
    return this.#while(() => this.#producer.sendOffsets(offsets));
  }

  /** Resolves when the function has, and everything that it sent is delivered; rejects with what failed and it did not mind. */
  async run<T>(run: (transaction: TransactionScope) => Promise<T> | T): Promise<T> {
    const result = await run(this);
    this.close();
    const missed = this.#failed.find(({ sent }) => !sent.isMinded);
    if (missed !== undefined) throw missed.error;
    if (this.#pending.size > 0)
      await Promise.all([this.#producer.flush({ timeout: FLUSH_TIMEOUT_MS }), ...this.#pending]);
    return result;
  }

  close(): void {
    this.#isOpen = false;
  }

  #while<R>(call: () => Promise<R>): Promise<R> {
    if (!this.#isOpen)
      return Promise.reject(wrongState('The transaction has ended: nothing can be sent by it any more.'));
    const work = call();
    const sent = new Sent(work);
    this.#pending.add(work);
    work.then(
      () => this.#pending.delete(work),
      (error: unknown) => {
        this.#pending.delete(work);
        this.#failed.push({ sent, error });
      },
    );
    return sent;
  }
}
