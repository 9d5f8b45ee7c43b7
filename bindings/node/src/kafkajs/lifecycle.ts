import { toKafkaJSError, wrongState } from './errors';

type State = 'init' | 'connecting' | 'connected' | 'disconnecting' | 'disconnected';

/** The life of a client: connected once, disconnected once, and nothing in between when it cannot be. */
export class Lifecycle {
  #state: State = 'init';
  #disconnecting: Promise<void> | undefined;

  get isConnected(): boolean {
    return this.#state === 'connected';
  }

  /** Refuses what only works while connected. */
  mustBeConnected(complaint: string): void {
    if (this.#state !== 'connected') throw wrongState(complaint);
  }

  async connect(open: () => Promise<void>): Promise<void> {
    if (this.#state !== 'init') throw wrongState('Connect has already been called elsewhere.');
    this.#state = 'connecting';
    try {
      await open();
      if (this.#is('connecting')) this.#state = 'connected';
    } catch (error) {
      this.#state = 'disconnected';
      throw toKafkaJSError(error);
    }
  }

  /** What was never connected has nothing to disconnect; who asks twice waits for the same. */
  async disconnect(close: () => Promise<void>): Promise<void> {
    if (this.#state === 'init') return;
    if (this.#disconnecting === undefined) {
      const isOpen = this.#state !== 'disconnected';
      this.#state = 'disconnecting';
      this.#disconnecting = (isOpen ? close() : Promise.resolve()).finally(() => {
        this.#state = 'disconnected';
      });
    }
    await this.#disconnecting;
  }

  /** The state may have changed while something was awaited. */
  #is(state: State): boolean {
    return this.#state === state;
  }
}
