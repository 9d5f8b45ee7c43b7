import type { Failure } from './failure';

/** Settled sends are swept out once there are this many, and more of them than of the others. */
const SWEEP_MIN = 256;
/** No partition yet. */
const NONE = -1;

/** Where a message came to lie, or all messages of one send that went to one partition. */
export interface Delivery {
  readonly partition: number;
  /** Of the first of them; negative if the broker did not tell. */
  readonly baseOffset: number;
}

/** Where each message of a send came to lie. */
interface Places {
  readonly partitions: Int32Array;
  readonly offsets: Float64Array;
}

interface Send {
  readonly first: number;
  readonly end: number;
  left: number;
  failed: boolean;
  /** The partition that got the first of them, or -1; most sends need no more than this. */
  partition: number;
  baseOffset: number;
  /** The other partitions. */
  others: Map<number, number> | undefined;
  /** Of a send that wants to know it of each message, instead of all the above. */
  readonly places: Places | undefined;
  readonly resolve: (deliveries: Delivery[]) => void;
  readonly reject: (failure: Failure) => void;
}

/**
 * The sends on their way. Their messages have consecutive tokens, so a send is a stretch of the number line, and the run
 * of tokens in a delivery report settles whole stretches at once.
 */
export class Sends {
  /** In the order of their tokens; those that are settled stay until they are swept out. */
  #sends: Send[] = [];
  #settled = 0;

  /** How many are on their way. */
  get count(): number {
    return this.#sends.length - this.#settled;
  }

  /** A send of the messages with tokens from `first` on, above all tokens before it. */
  add(first: number, count: number, isEachTold = false): Promise<Delivery[]> {
    return new Promise((resolve, reject) => {
      this.#sends.push({
        first,
        end: first + count,
        left: count,
        failed: false,
        partition: NONE,
        baseOffset: NONE,
        others: undefined,
        places: isEachTold ? { partitions: new Int32Array(count), offsets: new Float64Array(count) } : undefined,
        resolve,
        reject,
      });
    });
  }

  /** Messages were delivered to consecutive offsets of a partition. */
  delivered(first: number, count: number, partition: number, offset: number): void {
    this.#overlaps(first, first + count, (send, start, end) => {
      const baseOffset = offset < 0 ? offset : offset + start - first;
      if (send.places === undefined) note(send, partition, baseOffset);
      else noteEach(send.places, start - send.first, end - send.first, partition, baseOffset);
      send.left -= end - start;
      if (send.left > 0) return;
      this.#settled++;
      if (!send.failed) send.resolve(deliveriesOf(send));
    });
  }

  failed(first: number, count: number, failure: Failure): void {
    this.#overlaps(first, first + count, (send, start, end) => {
      send.left -= end - start;
      if (send.left === 0) this.#settled++;
      if (send.failed) return;
      send.failed = true;
      send.reject(failure);
    });
  }

  /** How many messages a send has from this token on, if one with a lower token belongs to it as well; else 0. */
  restOf(token: number): number {
    const send = this.#sends[this.#indexOf(token)];
    return send !== undefined && send.first < token ? send.end - token : 0;
  }

  failAll(failure: Failure): void {
    const sends = this.#sends.filter(({ left, failed }) => left > 0 && !failed);
    this.#sends = [];
    this.#settled = 0;
    for (const send of sends) send.reject(failure);
  }

  /** Visits the sends that have tokens between `start` and `end`. */
  #overlaps(start: number, end: number, visit: (send: Send, start: number, end: number) => void): void {
    for (let index = this.#indexOf(start); index < this.#sends.length; index++) {
      const send = this.#sends[index];
      if (send === undefined || send.first >= end) break;
      visit(send, Math.max(start, send.first), Math.min(end, send.end));
    }
    if (this.#settled >= SWEEP_MIN && this.#settled * 2 > this.#sends.length) {
      this.#sends = this.#sends.filter(({ left }) => left > 0);
      this.#settled = 0;
    }
  }

  /** The first send that ends behind the token, by bisection. */
  #indexOf(token: number): number {
    let low = 0;
    let high = this.#sends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sends[middle]?.end ?? Infinity) <= token) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Keeps the lowest offset of each partition. */
function note(send: Send, partition: number, baseOffset: number): void {
  if (send.partition === NONE) {
    send.partition = partition;
    send.baseOffset = baseOffset;
  } else if (send.partition === partition) {
    send.baseOffset = Math.min(send.baseOffset, baseOffset);
  } else {
    send.others ??= new Map();
    send.others.set(partition, Math.min(send.others.get(partition) ?? baseOffset, baseOffset));
  }
}

function noteEach(places: Places, start: number, end: number, partition: number, baseOffset: number): void {
  places.partitions.fill(partition, start, end);
  for (let index = start; index < end; index++)
    places.offsets[index] = baseOffset < 0 ? baseOffset : baseOffset + index - start;
}

function deliveriesOf({ partition, baseOffset, others, places }: Send): Delivery[] {
  if (places !== undefined) return deliveriesOfEach(places);
  const deliveries = [{ partition, baseOffset }];
  others?.forEach((offset, other) => deliveries.push({ partition: other, baseOffset: offset }));
  return deliveries;
}

function deliveriesOfEach({ partitions, offsets }: Places): Delivery[] {
  return Array.from(partitions, (partition, index) => ({ partition, baseOffset: offsets[index] ?? NONE }));
}
