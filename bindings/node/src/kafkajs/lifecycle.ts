import { untilAborted } from '../runtime/abort';
import { toKafkaJSError, wrongState } from './errors';
import { signalOf } from './wait';
import type { WaitOptions } from './wait';

type State = 'connecting' | 'connected' | 'disconnecting' | 'disconnected';

/** The life of a client: connected and disconnected in turns, and nothing in between when it cannot be. */
export class Lifecycle {
  readonly #onChange: (isConnected: boolean) => void;
  #state: State = 'disconnected';
  #opening: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;
  /** Aborted, it ends the opening. */
  #end = new AbortController();

  /** `onChange` is told when the client has become connected, and when it no longer is. */
  constructor(onChange: (isConnected: boolean) => void = () => undefined) {
    this.#onChange = onChange;
  }

  get isConnected(): boolean {
    return this.#state === 'connected';
  }

  /** Whether there is something to disconnect. */
  get isOpen(): boolean {
    return this.#state === 'connecting' || this.#state === 'connected';
  }

  /** Refuses what only works while connected. */
  mustBeConnected(complaint: string): void {
    if (this.#state !== 'connected') throw wrongState(complaint);
  }

  /** When `open` fails or its signal is aborted, it has to close what it opened; then it may be tried again. */
  async connect(open: (signal: AbortSignal) => Promise<void>, options?: WaitOptions): Promise<void> {
    if (this.isOpen) throw wrongState('Connect has already been called elsewhere.');
    if (this.#state === 'disconnecting') throw wrongState('Connect can be called again when disconnect() has ended.');
    const signal = signalOf(options);
    this.#state = 'connecting';
    const end = (this.#end = new AbortController());
    const onAbort = (): void => {
      end.abort(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const opening = open(end.signal);
    this.#opening = opening.catch(() => undefined);
    try {
      await opening;
      if (!this.#is('connecting')) throw wrongState(ENDED);
      this.#state = 'connected';
    } catch (error) {
      if (this.#is('connecting')) this.#state = 'disconnected';
      throw end.signal.aborted ? end.signal.reason : toKafkaJSError(error);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    this.#onChange(true);
  }

  /** What is not connected has nothing to disconnect; who asks twice waits for the same. Ends a connect that is under way. */
  async disconnect(close: () => Promise<void>, options?: WaitOptions): Promise<void> {
    const signal = signalOf(options);
    if (this.#state === 'disconnected') return;
    this.#closing ??= this.#close(close);
    await untilAborted(this.#closing, signal);
  }

  async #close(close: () => Promise<void>): Promise<void> {
    const wasConnected = this.#state === 'connected';
    if (!wasConnected) this.#end.abort(wrongState(ENDED));
    this.#state = 'disconnecting';
    try {
      await Promise.all([close(), this.#opening]);
    } finally {
      this.#state = 'disconnected';
      this.#closing = undefined;
    }
    if (wasConnected) this.#onChange(false);
  }

  /** The state may have changed while something was awaited. */
  #is(state: State): boolean {
    return this.#state === state;
  }
}

const ENDED = 'Connect was ended by disconnect().';
