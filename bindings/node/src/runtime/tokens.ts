import type { Batch } from './reader';
import { codes } from './codes';
import { Failure } from './failure';

/** Reads the answer while its batch is there: afterwards the memory belongs to the next one. */
type Read<T> = (batch: Batch, at: number) => T;

interface Pending {
  answered(batch: Batch, at: number): void;
  failed(failure: Failure): void;
}

/** Gives out the tokens of one client, and settles the promises of the calls that are answered by a RESULT. */
export class Tokens {
  #next = 1;
  #pending = new Map<number, Pending>();

  /** The first of `count` tokens in a row. */
  take(count: number): number {
    const first = this.#next;
    this.#next += count;
    return first;
  }

  /** Starts a call that answers a token; what it throws rejects as well. */
  request<T>(start: (token: number) => void, read: Read<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.ask(start, read, resolve, reject);
    });
  }

  /** As `request`, for one who is called when the answer is there; what starting throws is thrown here. */
  ask<T>(
    start: (token: number) => void,
    read: Read<T>,
    resolve: (answer: T) => void,
    reject: (error: Error) => void,
  ): void {
    const token = this.take(1);
    this.#pending.set(token, {
      answered: (batch, at) => {
        try {
          if (batch.code(at) !== codes.ERR_NO_ERROR)
            throw new Failure(batch.code(at), batch.valueText(at), batch.flags(at));
          resolve(read(batch, at));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      },
      failed: reject,
    });
    try {
      start(token);
    } catch (error) {
      this.#pending.delete(token);
      throw error;
    }
  }

  /** A RESULT came. */
  settle(batch: Batch, at: number): void {
    const token = batch.token(at);
    const pending = this.#pending.get(token);
    this.#pending.delete(token);
    pending?.answered(batch, at);
  }

  /** Nothing more will be answered. */
  failAll(failure: Failure): void {
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of calls) call.failed(failure);
  }
}
