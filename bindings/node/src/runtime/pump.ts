import { Socket } from 'node:net';
import type { ConnectOpts, SocketConstructorOpts } from 'node:net';

import { neutrally } from './neutral';

/** How long one run may keep the event loop from everything else. */
const BUDGET_MS = 4;
/** Wakes are single bytes that pile up; one read takes many of them. */
const WAKE_BYTES = 64;

/** Calls `drain` when the library has something to say, until it has said everything; who made the pump or kicks it has no part in that. */
export class Pump {
  readonly #socket: Socket;
  readonly #drain: () => boolean;
  #scheduled = false;
  #stopped = false;

  /** Owns the file descriptor from now on. `drain` answers whether there is more. */
  constructor(wakeFd: number, drain: () => boolean) {
    this.#drain = drain;
    const options: SocketConstructorOpts & ConnectOpts = {
      fd: wakeFd,
      readable: true,
      writable: false,
      onread: {
        buffer: new Uint8Array(WAKE_BYTES),
        callback: () => {
          this.#run();
          return true;
        },
      },
    };
    this.#socket = neutrally(() => new Socket(options));
    // The pipe's other end lives as long as the client: an error here means that it is gone, and polling says why.
    this.#socket.on('error', () => {
      this.kick();
    });
  }

  /** Runs soon, also without a wake. */
  kick(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    neutrally(() => setImmediate(this.#onTurn));
  }

  /** Lets go of the event loop: a process with nothing else to do may end. */
  stop(): void {
    this.#stopped = true;
    this.#socket.destroy();
  }

  readonly #onTurn = (): void => {
    this.#scheduled = false;
    this.#run();
  };

  #run(): void {
    const end = performance.now() + BUDGET_MS;
    while (!this.#stopped && this.#drain()) {
      if (performance.now() < end) continue;
      this.kick();
      return;
    }
  }
}
