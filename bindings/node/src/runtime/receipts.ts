import type { Failure } from './failure';

/** Told once what became of one message. */
export interface Receipt {
  /** The offset is negative if the broker did not tell it. */
  delivered(partition: number, offset: number): void;
  failed(failure: Failure): void;
}

/** Tokens come in runs, so the receipts of so many neighbours lie in one array, which goes when all of them are settled. */
const CHUNK_SIZE = 1024;

interface Chunk {
  readonly receipts: (Receipt | undefined)[];
  left: number;
}

/** The messages on their way that want to be told of one by one, by their tokens. */
export class Receipts {
  readonly #chunks = new Map<number, Chunk>();
  #count = 0;

  /** How many are on their way. */
  get count(): number {
    return this.#count;
  }

  add(token: number, receipt: Receipt): void {
    const place = token % CHUNK_SIZE;
    const chunk = this.#chunkOf((token - place) / CHUNK_SIZE);
    chunk.receipts[place] = receipt;
    chunk.left++;
    this.#count++;
  }

  /** Messages were delivered to consecutive offsets of a partition. */
  delivered(first: number, count: number, partition: number, offset: number): void {
    for (let index = 0; index < count; index++)
      this.#take(first + index)?.delivered(partition, offset < 0 ? offset : offset + index);
  }

  failed(first: number, count: number, failure: Failure): void {
    for (let index = 0; index < count; index++) this.#take(first + index)?.failed(failure);
  }

  failAll(failure: Failure): void {
    const chunks = [...this.#chunks.values()];
    this.#chunks.clear();
    this.#count = 0;
    for (const { receipts } of chunks) for (const receipt of receipts) receipt?.failed(failure);
  }

  #chunkOf(number: number): Chunk {
    let chunk = this.#chunks.get(number);
    if (chunk === undefined) {
      chunk = { receipts: new Array<Receipt | undefined>(CHUNK_SIZE).fill(undefined), left: 0 };
      this.#chunks.set(number, chunk);
    }
    return chunk;
  }

  #take(token: number): Receipt | undefined {
    const place = token % CHUNK_SIZE;
    const number = (token - place) / CHUNK_SIZE;
    const chunk = this.#chunks.get(number);
    const receipt = chunk?.receipts[place];
    if (chunk === undefined || receipt === undefined) return undefined;
    chunk.receipts[place] = undefined;
    this.#count--;
    if (--chunk.left === 0) this.#chunks.delete(number);
    return receipt;
  }
}
