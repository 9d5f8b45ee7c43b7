import * as native from '../native/calls';
import { layout, RecordKind } from '../native/generated';
import { Client, CLOSE_TIMEOUT_MS, failureAt, nothing } from './client';
import type { ClientEvents, RecordTaker } from './client';
import { codes } from './codes';
import { Failure } from './failure';
import { pack } from './outgoing';
import type { OutgoingMessage } from './outgoing';
import { Batch } from './reader';
import { Sends } from './sends';
import type { Delivery } from './sends';
import { BatchWriter, withoutFirst } from './writer';

/** So much is handed over at once without waiting for the end of the tick. */
const HAND_OVER_BYTES = 1024 * 1024;
/** What may wait here while the queue below is full; librdkafka's own queue is bounded by as much. */
const MAX_WAITING_BYTES = 1024 * 1024 * 1024;

/** Sends messages: those of one tick in one native call, those that find the queue full as soon as it has room. */
export class Producer implements RecordTaker {
  readonly #client: Client;
  readonly #writer = new BatchWriter();
  readonly #sends = new Sends();
  /** Batches that the full queue did not take, in order; the first may have lost its beginning. */
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #scheduled = false;

  constructor(properties: Readonly<Record<string, string>>, events: ClientEvents) {
    this.#client = new Client('producer', properties, events, this);
  }

  connect(timeoutMs: number): Promise<void> {
    return this.#client.connect(timeoutMs);
  }

  /** Resolves when all messages are delivered, rejects with the first that failed. Throws if a message is not one. */
  send(topic: string, messages: readonly OutgoingMessage[]): Promise<Delivery[]> {
    if (messages.length === 0) return Promise.resolve([]);
    if (this.#waitingBytes + this.#writer.heapSize > MAX_WAITING_BYTES) {
      throw new Failure(
        codes.ERR__QUEUE_FULL,
        'Too many sends are waiting for the full queue: await some of them first.',
      );
    }
    const first = this.#client.tokens.take(messages.length);
    const mark = this.#writer.mark();
    try {
      const index = this.#writer.topic(topic);
      messages.forEach((message, place) => {
        pack(this.#writer, index, message, place, first + place);
      });
    } catch (error) {
      this.#writer.rewind(mark);
      throw error;
    }
    const deliveries = this.#sends.add(first, messages.length);
    if (this.#writer.heapSize >= HAND_OVER_BYTES) this.#handOver();
    else this.#handOverSoon();
    return deliveries;
  }

  /** Resolves when everything sent before is delivered or failed; rejects when that takes longer. */
  async flush(timeoutMs: number): Promise<void> {
    const end = performance.now() + timeoutMs;
    this.#handOver();
    const last = this.#waiting.at(-1);
    let isHandedOver;
    do {
      // Only a flush that begins when all of it is below covers all of it.
      isHandedOver = last === undefined || !this.#waiting.includes(last);
      const leftMs = Math.max(0, Math.ceil(end - performance.now()));
      await this.#client.request((token) => {
        native.producerFlush(this.#client.ticket, leftMs, token);
      }, nothing);
    } while (!isHandedOver);
  }

  /** Delivers what it can, fails the rest. */
  async close(): Promise<void> {
    const end = performance.now() + CLOSE_TIMEOUT_MS;
    this.#handOver();
    // A client that is closing takes nothing more, so what waits for room has to get in before.
    if (this.#waiting.length > 0) await this.flush(CLOSE_TIMEOUT_MS).catch(nothing);
    await this.#client.close(Math.max(0, Math.ceil(end - performance.now())));
  }

  wantsMessages(): boolean {
    return false;
  }

  take(batch: Batch, at: number): number {
    const kind = batch.kind(at);
    if (kind === RecordKind.DELIVERED_RUN) {
      this.#sends.delivered(batch.token(at), batch.count(at), batch.partition(at), Number(batch.offset(at)));
    } else if (kind === RecordKind.FAILED_RUN) {
      this.#sends.failed(batch.token(at), batch.count(at), failureAt(batch, at));
    } else if (kind === RecordKind.ROOM) {
      this.#room();
    }
    return at + batch.step;
  }

  batchEnd(): boolean {
    return false;
  }

  ended(failure: Failure): void {
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#sends.failAll(failure);
  }

  #handOverSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#handOver();
    });
  }

  #handOver(): void {
    if (this.#writer.recordCount === 0) return;
    const batch = this.#writer.finish();
    // What comes later must not overtake what is waiting.
    if (this.#waiting.length > 0 || !this.#sent(batch)) this.#wait(Buffer.from(batch));
  }

  #room(): void {
    for (let batch = this.#waiting[0]; batch !== undefined && this.#sent(batch); batch = this.#waiting[0]) {
      this.#waiting.shift();
      this.#waitingBytes -= batch.length;
    }
  }

  #wait(batch: Buffer): void {
    this.#waiting.push(batch);
    this.#waitingBytes += batch.length;
  }

  /** Whether all of it was taken. What was not is all that is left in the batch, and room will be announced. */
  #sent(batch: Buffer): boolean {
    const count = batch.readUInt32LE(layout.HEADER_RECORD_COUNT);
    try {
      const accepted = native.producerSend(this.#client.ticket, batch);
      if (accepted === count) return true;
      withoutFirst(batch, accepted);
      return false;
    } catch (error) {
      const failure = Failure.of(error);
      if (failure === undefined) throw error;
      this.#refused(batch, failure);
      return true;
    }
  }

  #refused(batch: Buffer, failure: Failure): void {
    const records = Batch.over(batch);
    for (let at = records.first; at < records.end; at += records.step)
      this.#sends.failed(records.token(at), 1, failure);
  }
}
