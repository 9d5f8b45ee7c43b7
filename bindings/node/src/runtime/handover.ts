import { AsyncLocalStorage } from 'node:async_hooks';

/** What a giver hears when nobody will ever ask for the next item: this one counts as not taken. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/** Tells a call that is made between two items from whom they are taken: in loops within loops from all of them. One for all, as in `delivery.ts`. */
const taken = new AsyncLocalStorage<readonly Handover<unknown>[]>();

interface Taker<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: Error): void;
}

/**
 * Hands items from a giver, who waits with each until the next one is asked for, to a taker, who waits until there is one. An
 * item counts as taken when the next is asked for.
 */
export class Handover<T> implements AsyncIterator<T, undefined> {
  readonly #onReturn: () => Promise<void>;
  #takers: Taker<T>[] = [];
  #offered: { readonly item: T } | undefined;
  #taken: (() => void) | undefined;
  #abandon: ((error: Abandoned) => void) | undefined;
  #end: { readonly error: Error | undefined } | undefined;
  #isBegun = false;
  #onBegin: (() => void) | undefined;

  /** `onReturn` is called when the taker wants no more. */
  constructor(onReturn: () => Promise<void>) {
    this.#onReturn = onReturn;
  }

  /** Whether this is called by the taker, who therefore cannot be waited for. */
  get isTaking(): boolean {
    return this.#taken !== undefined && taken.getStore()?.includes(this) === true;
  }

  /** Whether an item was ever asked for. */
  get isBegun(): boolean {
    return this.#isBegun;
  }

  /** Calls this when the first item is asked for, at once if one was; never behind the end. */
  onceBegun(call: () => void): void {
    if (this.#isBegun) call();
    else this.#onBegin = call;
  }

  /** Resolves when the item is taken; rejects if it never will be. One at a time. */
  give(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(new Abandoned());
        return;
      }
      this.#taken = resolve;
      this.#abandon = reject;
      const taker = this.#takers.shift();
      if (taker === undefined) this.#offered = { item };
      else taker.resolve({ done: false, value: item });
      // Someone has asked for the one behind it already.
      if (this.#takers.length > 0) this.#take();
    });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const around = taken.getStore() ?? [];
    if (!around.includes(this)) taken.enterWith([...around.filter((handover) => handover.#end === undefined), this]);
    if (this.#end === undefined) this.#begin();
    // With an item on offer the one before was taken already.
    const offered = this.#offered;
    this.#offered = undefined;
    if (offered !== undefined) return Promise.resolve({ done: false, value: offered.item });
    this.#take();
    if (this.#end !== undefined) return this.#result();
    return new Promise((resolve, reject) => {
      this.#takers.push({ resolve, reject });
    });
  }

  /** The taker leaves: what it has is not taken. */
  async return(): Promise<IteratorResult<T, undefined>> {
    const isOpen = this.#end === undefined;
    this.end();
    if (isOpen) await this.#onReturn();
    return { done: true, value: undefined };
  }

  /** There is nothing more; with an error, because of it. */
  end(error?: Error): void {
    this.#end ??= { error };
    this.#offered = undefined;
    this.#taken = undefined;
    this.#abandon?.(new Abandoned());
    const takers = this.#takers;
    this.#takers = [];
    for (const taker of takers) {
      if (error === undefined) taker.resolve({ done: true, value: undefined });
      else taker.reject(error);
    }
  }

  #begin(): void {
    this.#isBegun = true;
    this.#onBegin?.();
    this.#onBegin = undefined;
  }

  #take(): void {
    this.#taken?.();
    this.#taken = undefined;
  }

  #result(): Promise<IteratorResult<T, undefined>> {
    const error = this.#end?.error;
    // It is told once; whoever asks again has heard it.
    this.#end = { error: undefined };
    return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
  }
}
