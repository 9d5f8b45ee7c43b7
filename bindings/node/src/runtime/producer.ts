import * as native from '../native/calls';
import { layout, RecordFlag, RecordKind } from '../native/generated';
import { Client, CLOSE_TIMEOUT_MS, failureAt, nothing } from './client';
import type { ClientEvents, RecordTaker } from './client';
import { codes } from './codes';
import { Failure, invalid, retriable, wrongState } from './failure';
import { pack } from './outgoing';
import type { OutgoingMessage } from './outgoing';
import { Partitioning } from './partitioning';
import type { Partitioner } from './partitioning';
import { writePartitions } from './partitions';
import type { PartitionOffset } from './partitions';
import { Batch } from './reader';
import type { Questions } from './questions';
import { Receipts } from './receipts';
import type { Receipt } from './receipts';
import { Requests } from './requests';
import { Sends } from './sends';
import type { Delivery } from './sends';
import { Topics } from './topics';
import { leftMs } from './within';
import { BatchWriter, onlyFirst, withoutFirst } from './writer';
import type { Bytes } from './writer';

/** So much is handed over at once without waiting for the end of the tick. */
const HAND_OVER_BYTES = 1024 * 1024;
/** What may wait here while the queue below is full; librdkafka's own queue is bounded by as much. */
const WAITING_MAX_BYTES = 1024 * 1024 * 1024;

export interface ProducerOptions {
  /** Without one, librdkafka chooses the partitions. */
  readonly partitioner?: Partitioner | undefined;
  /** What a partitioner is told of a topic is not older than this. */
  readonly metadataMaxAgeMs?: number;
  /** Whether a send that finds the queue full is rejected, instead of waiting for room. */
  readonly isFullAnError?: boolean;
}

/** Sends messages: those of one tick in one native call, those that find the queue full as soon as it has room. */
export class Producer implements RecordTaker {
  readonly requests: Requests;
  readonly questions: Questions;
  readonly #client: Client;
  readonly #writer = new BatchWriter();
  readonly #sends = new Sends();
  readonly #receipts = new Receipts();
  /** Batches that the full queue did not take, in order; the first may have lost its beginning. */
  readonly #waiting: Buffer[] = [];
  readonly #partitioning: Partitioning | undefined;
  readonly #isFullAnError: boolean;
  #waitingBytes = 0;
  #scheduled = false;
  /** Messages are being read, whose getters are the caller's. */
  #isPacking = false;

  constructor(properties: Readonly<Record<string, string>>, events: ClientEvents, options: ProducerOptions = {}) {
    this.#client = new Client('producer', properties, events, this);
    this.requests = new Requests(this.#client);
    this.questions = this.requests.questions;
    this.#isFullAnError = options.isFullAnError ?? false;
    this.#partitioning = this.#partitioningOf(options);
  }

  connect(timeoutMs: number): Promise<void> {
    return this.#client.connect(timeoutMs);
  }

  /** As in `Client`. */
  setSaslCredentials(username: string, password: string): void {
    this.#client.setSaslCredentials(username, password);
  }

  /** As in `Client`. */
  get fatal(): Failure | undefined {
    return this.#client.fatal;
  }

  /**
   * Resolves when all messages are delivered, with one entry for each partition, or if `isEachTold` for each message in order;
   * rejects with the first that failed. Throws if a message is not one.
   */
  send(topic: string, messages: readonly OutgoingMessage[], isEachTold = false): Promise<Delivery[]> {
    if (messages.length === 0) return Promise.resolve([]);
    if (this.#partitioning !== undefined) return this.#partitioning.send(topic, messages, isEachTold);
    return this.#enqueue(topic, messages, isEachTold);
  }

  /** Whether the queue below has taken less than was sent. */
  get isFull(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * Sends one message without a promise; the partitioner is not asked. A timestamp of 0 is the time of the call; the headers are
   * names and values in turn.
   */
  produce(
    topic: string,
    partition: number,
    timestamp: number,
    key: Bytes | null | undefined,
    value: Bytes | null,
    headers: readonly (Bytes | null)[] | undefined,
    receipt: Receipt,
  ): void {
    const token = this.#client.tokens.take(1);
    const mark = this.#writer.mark();
    try {
      this.#writer.message(this.#writer.topic(topic), partition, timestamp, key, value, token);
      if (headers !== undefined) this.#writer.messageHeaders(headers);
    } catch (error) {
      this.#writer.rewind(mark);
      throw error;
    }
    this.#receipts.add(token, receipt);
    this.#packed();
  }

  /** Takes reports that have come already at once, and others as soon as they come. */
  poll(): void {
    this.#handOver();
    this.#client.pollNow();
  }

  /** Resolves when everything sent before is delivered or failed; rejects when that takes longer. */
  async flush(timeoutMs: number): Promise<void> {
    const end = performance.now() + timeoutMs;
    if (this.#partitioning !== undefined) await this.#partitioning.whenServed(timeoutMs);
    this.#handOver();
    const last = this.#waiting.at(-1);
    let isHandedOver;
    do {
      // Only a flush that begins when all of it is below covers all of it.
      isHandedOver = last === undefined || !this.#waiting.includes(last);
      await this.#request(native.producerFlush, leftMs(end));
    } while (!isHandedOver);
  }

  /** Comes first, once, and fences whoever else has the same transactional.id. */
  initTransactions(timeoutMs: number): Promise<void> {
    return this.#request(native.transactionInit, timeoutMs);
  }

  beginTransaction(): Promise<void> {
    return this.#client.request((token) => {
      native.transactionBegin(this.#client.ticket, token);
    }, nothing);
  }

  /** Makes offsets part of the transaction; `group` is what the consumer said of its group. */
  async sendOffsets(offsets: readonly PartitionOffset[], group: Buffer, timeoutMs: number): Promise<void> {
    this.#checkRest();
    // The list borrows the writer, which is empty now.
    this.#handOver();
    const list = writePartitions(this.#writer, offsets);
    await this.#client.request((token) => {
      native.transactionSendOffsets(this.#client.ticket, list, group, timeoutMs, token);
    }, nothing);
  }

  async commitTransaction(timeoutMs: number): Promise<void> {
    const end = performance.now() + timeoutMs;
    await this.#handOverAll(timeoutMs);
    await this.#request(native.transactionCommit, leftMs(end));
  }

  /** Rejects the sends that are not delivered yet. */
  abortTransaction(timeoutMs: number): Promise<void> {
    this.#giveUp(new Failure(codes.ERR__PURGE_QUEUE, 'The transaction was aborted before the message was sent.'));
    return this.#request(native.transactionAbort, timeoutMs);
  }

  /** Delivers what it can, fails the rest. */
  async close(timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> {
    const end = performance.now() + timeoutMs;
    // A client that is closing takes nothing more, so what waits has to get in before.
    await this.#handOverAll(timeoutMs).catch(nothing);
    await this.#client.close(leftMs(end));
  }

  wantsMessages(): boolean {
    return false;
  }

  take(batch: Batch, at: number): number {
    const kind = batch.kind(at);
    if (kind === RecordKind.DELIVERED_RUN) {
      this.#delivered(batch.token(at), batch.count(at), batch.partition(at), Number(batch.offset(at)));
    } else if (kind === RecordKind.FAILED_RUN) {
      this.#failed(batch.token(at), batch.count(at), this.#failureAt(batch, at));
    } else if (kind === RecordKind.ROOM) {
      this.#room();
    }
    return at + batch.step;
  }

  batchEnd(): boolean {
    return false;
  }

  ended(failure: Failure): void {
    this.#partitioning?.failAll(failure);
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#sends.failAll(failure);
    this.#receipts.failAll(failure);
  }

  /** Sends know nothing of the tokens of receipts, nor these of theirs. */
  #delivered(first: number, count: number, partition: number, offset: number): void {
    if (this.#sends.count > 0) this.#sends.delivered(first, count, partition, offset);
    if (this.#receipts.count > 0) this.#receipts.delivered(first, count, partition, offset);
  }

  /** librdkafka gives a message its own code alone, also when the producer is beyond use by then. */
  #failureAt(batch: Batch, at: number): Failure {
    const failure = failureAt(batch, at);
    return this.fatal === undefined ? failure : new Failure(failure.code, failure.message, RecordFlag.FATAL);
  }

  #failed(first: number, count: number, failure: Failure): void {
    if (this.#sends.count > 0) this.#sends.failed(first, count, failure);
    if (this.#receipts.count > 0) this.#receipts.failed(first, count, failure);
  }

  #partitioningOf({ partitioner, metadataMaxAgeMs = Infinity }: ProducerOptions): Partitioning | undefined {
    if (partitioner === undefined) return undefined;
    return new Partitioning(partitioner, new Topics(this.#client, metadataMaxAgeMs), {
      weigh: (messages) => this.#weigh(messages),
      enqueue: (topic, messages, isEachTold, chosen) => this.#enqueue(topic, messages, isEachTold, chosen),
    });
  }

  #enqueue(
    topic: string,
    messages: readonly OutgoingMessage[],
    isEachTold: boolean,
    chosen?: readonly number[],
  ): Promise<Delivery[]> {
    this.#checkRoom();
    this.#checkRest();
    const { length } = messages;
    const first = this.#client.tokens.take(length);
    const mark = this.#writer.mark();
    this.#isPacking = true;
    try {
      const index = this.#writer.topic(topic);
      let place = 0;
      // Unlike forEach this does not pass over the holes of a list, which are no messages.
      for (const message of messages) {
        // Added to the list by a getter while it is read.
        if (place === length) break;
        pack(this.#writer, index, message, place, first + place, chosen?.[place]);
        place++;
      }
      if (place < length) throw invalid('The list of messages became shorter while it was read.');
    } catch (error) {
      this.#writer.rewind(mark);
      throw error;
    } finally {
      this.#isPacking = false;
    }
    const deliveries = this.#sends.add(first, length, isEachTold);
    this.#packed();
    return deliveries;
  }

  #packed(): void {
    if (this.#writer.heapSize >= HAND_OVER_BYTES) this.#handOver();
    else this.#handOverSoon();
  }

  #checkRoom(): void {
    if (this.#isFullAnError ? this.#waiting.length > 0 : this.#waitingBytes + this.#writer.heapSize > WAITING_MAX_BYTES)
      throw full();
  }

  /** What is packed into the midst of a send would be torn apart. */
  #checkRest(): void {
    if (this.#isPacking) throw wrongState('Nothing can be sent by a getter of a message that is being sent.');
  }

  /** Packs messages to see what comes out, and forgets them. */
  #weigh(messages: readonly OutgoingMessage[]): number {
    this.#checkRest();
    const mark = this.#writer.mark();
    this.#isPacking = true;
    try {
      let place = 0;
      for (const message of messages) pack(this.#writer, 0, message, place++, 0);
      return this.#writer.heapSize - mark.heapSize;
    } finally {
      this.#isPacking = false;
      this.#writer.rewind(mark);
    }
  }

  #request(call: (client: native.Ticket, timeoutMs: number, token: number) => void, timeoutMs: number): Promise<void> {
    return this.#client.request((token) => {
      call(this.#client.ticket, timeoutMs, token);
    }, nothing);
  }

  /** Resolves when all that was sent is below; rejects when that takes longer. */
  async #handOverAll(timeoutMs: number): Promise<void> {
    const end = performance.now() + timeoutMs;
    if (this.#partitioning !== undefined) await this.#partitioning.whenServed(timeoutMs);
    this.#handOver();
    if (this.#waiting.length > 0) await this.flush(leftMs(end));
  }

  /** Rejects the sends that are not handed over yet. */
  #giveUp(failure: Failure): void {
    this.#partitioning?.failAll(failure);
    if (this.#writer.recordCount > 0 && !this.#isPacking) this.#refuse(this.#writer.finish(), failure);
    for (const batch of this.#waiting.splice(0)) this.#refuse(batch, failure);
    this.#waitingBytes = 0;
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
    if (this.#writer.recordCount === 0 || this.#isPacking) return;
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
      return this.#isFullAnError && this.#refuseUntouched(batch);
    } catch (error) {
      const failure = Failure.of(error);
      if (failure === undefined) throw error;
      this.#refuse(batch, failure);
      return true;
    }
  }

  /** Rejects the sends of which nothing was taken. Whether there was no other. */
  #refuseUntouched(batch: Buffer): boolean {
    const records = Batch.over(batch);
    const first = records.token(records.first);
    const rest = this.#sends.restOf(first);
    const last = records.token(records.end - records.step);
    if (first + rest <= last) this.#sends.failed(first + rest, last - first - rest + 1, full());
    onlyFirst(batch, rest);
    return rest === 0;
  }

  #refuse(batch: Buffer, failure: Failure): void {
    const records = Batch.over(batch);
    for (let at = records.first; at < records.end; at += records.step)
      this.#failed(records.token(at), 1, failure);
  }
}

function full(): Failure {
  return retriable(codes.ERR__QUEUE_FULL, 'The queue of messages is full: await some of the sends, then try again.');
}
