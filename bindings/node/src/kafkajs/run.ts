import type { Handover } from '../runtime/handover';

/** What a consumer does between `run` and its end: calls a handler, or serves a loop that asks. */
export class Run {
  readonly handover: Handover<unknown> | undefined;
  /** Resolves at the end; rejects if it is a bad one. */
  readonly finished: Promise<void>;
  #ending: { resolve(): void; reject(error: Error): void } | undefined;

  constructor(handover?: Handover<unknown>) {
    this.handover = handover;
    this.finished = new Promise((resolve, reject) => {
      this.#ending = { resolve, reject };
    });
    // Whoever does not ask for it hears of it as an event.
    this.finished.catch(() => undefined);
  }

  /**
   * Calls this when there is somebody for what comes: at once, or as soon as a loop asks. What is given to one before that would be held up
   * by nobody, and neither a seek nor a pause could take it back.
   */
  begin(deliver: () => void): void {
    if (this.handover === undefined) deliver();
    else this.handover.onceBegun(deliver);
  }

  /** A loop that calls this cannot be waited for, and one that has not begun need not be. */
  leaveLoop(): void {
    const { handover } = this;
    if (handover?.isTaking === true || handover?.isBegun === false) handover.end();
  }

  /** When the signal is aborted, the loop hears its reason, and `stop` is called. */
  endOn(signal: AbortSignal | undefined, stop: () => Promise<void>): void {
    if (signal === undefined) return;
    const onAbort = (): void => {
      this.handover?.end(signal.reason as Error);
      stop().catch(() => undefined);
    };
    const forget = (): void => {
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.finished.then(forget, forget);
  }

  /** It has come to its end, or with an error to a bad one. Whether it had not before. */
  end(error?: Error): boolean {
    const ending = this.#ending;
    this.#ending = undefined;
    this.handover?.end(error);
    if (error === undefined) ending?.resolve();
    else ending?.reject(error);
    return ending !== undefined;
  }
}
