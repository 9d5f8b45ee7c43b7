import { layout, RecordKind } from '../native/generated';
import { codes } from './codes';
import { Failure } from './failure';
import { NO_OFFSET } from './offset';
import type { Offset } from './offset';

const {
  HEADER_SIZE,
  RECORD_SIZE,
  TOPIC_ENTRY_SIZE,
  HEADER_LIST_PREFIX_SIZE,
  HEADER_LIST_ENTRY_SIZE,
  NULL_LENGTH,
  RECORD_KIND,
  RECORD_CODE,
  RECORD_TOPIC,
  RECORD_PARTITION,
  RECORD_OFFSET,
  RECORD_TIMESTAMP,
  RECORD_KEY_OFFSET,
  RECORD_KEY_LENGTH,
  RECORD_VALUE_OFFSET,
  RECORD_VALUE_LENGTH,
  RECORD_HEADERS_OFFSET,
  RECORD_HEADERS_LENGTH,
  RECORD_TOKEN,
} = layout;

const INITIAL_RECORDS_BYTES = 64 * RECORD_SIZE;
const INITIAL_HEAP_BYTES = 16 * 1024;
/** What one batch may carry; offsets in it have 32 bits. */
const HEAP_MAX_BYTES = 2 ** 30;
/** A buffer that one large batch blew up is given back after it. */
const KEPT_MAX_BYTES = 8 * 1024 * 1024;
/** UTF-8 takes at most so many bytes for one unit of a JavaScript string. */
export const UTF8_MAX_BYTES = 3;
const WORD = 2 ** 32;

/** Bytes as a caller may give them; strings are sent as UTF-8. */
export type Bytes = Uint8Array | string;

/** A position to go back to. */
export interface Mark {
  readonly recordCount: number;
  readonly heapSize: number;
}

/**
 * Packs records into a batch, in memory that is used again for the next one. Records and heap grow side by side, and
 * `finish` puts the heap behind the records: only then it is known where that is.
 */
export class BatchWriter {
  recordCount = 0;
  heapSize = 0;

  readonly #maxHeapBytes: number;
  #records: Area;
  #heap: Area;
  #topics: { readonly name: string; readonly start: number; readonly size: number }[] = [];
  #topicIndices = new Map<string, number>();

  constructor(maxHeapBytes = HEAP_MAX_BYTES) {
    this.#maxHeapBytes = maxHeapBytes;
    this.#records = this.#newRecords();
    this.#heap = this.#newHeap();
  }

  mark(): Mark {
    return { recordCount: this.recordCount, heapSize: this.heapSize };
  }

  /** Forgets the records since the mark; a topic that came with them stays, and does no harm. */
  rewind(mark: Mark): void {
    const topicsEnd = this.#topics.at(-1);
    this.recordCount = mark.recordCount;
    this.heapSize = Math.max(mark.heapSize, topicsEnd === undefined ? 0 : aligned(topicsEnd.start + topicsEnd.size));
  }

  /** The index by which records of this batch name the topic. */
  topic(name: string): number {
    const known = this.#topicIndices.get(name);
    if (known !== undefined) return known;
    const start = this.heapSize;
    const size = this.#blob(name);
    const index = this.#topics.push({ name, start, size }) - 1;
    this.#topicIndices.set(name, index);
    return index;
  }

  /** A message to be sent. Partition -1 leaves the choice to the partitioner, timestamp 0 means now. */
  message(
    topic: number,
    partition: number,
    timestamp: number,
    key: Bytes | null | undefined,
    value: Bytes | null,
    token: number,
  ): void {
    const view = this.#record(RecordKind.MESSAGE, topic, partition);
    const at = this.#at();
    putI64(view, at + RECORD_OFFSET, NO_OFFSET);
    putI64(view, at + RECORD_TIMESTAMP, timestamp);
    this.#field(view, at + RECORD_KEY_OFFSET, at + RECORD_KEY_LENGTH, key);
    this.#field(view, at + RECORD_VALUE_OFFSET, at + RECORD_VALUE_LENGTH, value);
    this.#field(view, at + RECORD_HEADERS_OFFSET, at + RECORD_HEADERS_LENGTH, null);
    putI64(view, at + RECORD_TOKEN, token);
    this.recordCount++;
  }

  /** Headers of the message that was written last, as names and values in turn. */
  messageHeaders(pairs: readonly (Bytes | null)[]): void {
    const start = this.heapSize;
    const count = pairs.length / 2;
    let end = start + HEADER_LIST_PREFIX_SIZE + count * HEADER_LIST_ENTRY_SIZE;
    this.#heap.reserve(end);
    this.#heap.view.setUint32(start, count, true);
    this.#heap.view.setUint32(start + 4, 0, true);
    let lengthAt = start + HEADER_LIST_PREFIX_SIZE;
    for (const part of pairs) {
      const size = part === null ? 0 : this.#put(end, part);
      this.#heap.view.setUint32(lengthAt, part === null ? NULL_LENGTH : size, true);
      lengthAt += HEADER_LIST_ENTRY_SIZE / 2;
      end += size;
    }
    this.#pad(end);
    const at = HEADER_SIZE + (this.recordCount - 1) * RECORD_SIZE;
    this.#records.view.setUint32(at + RECORD_HEADERS_OFFSET, start, true);
    this.#records.view.setUint32(at + RECORD_HEADERS_LENGTH, end - start, true);
  }

  /** A topic as input of a call. */
  topicRecord(name: string): void {
    const topic = this.topic(name);
    this.#plain(RecordKind.TOPIC, topic, -1, NO_OFFSET, null, 0);
  }

  /** An entry of a partition list. */
  topicPartition(
    name: string,
    partition: number,
    offset: Offset = NO_OFFSET,
    leaderEpoch = -1,
    metadata: string | null = null,
  ): void {
    const topic = this.topic(name);
    this.#plain(RecordKind.TOPIC_PARTITION, topic, partition, offset, metadata, leaderEpoch >>> 0);
  }

  /** The whole batch, valid until the next record is written; the writer is empty again. */
  finish(): Buffer {
    const tableAt = HEADER_SIZE + this.recordCount * RECORD_SIZE;
    const heapAt = tableAt + this.#topics.length * TOPIC_ENTRY_SIZE;
    const size = heapAt + this.heapSize;
    this.#records.reserve(size);
    const { bytes, view } = this.#records;
    this.#relocate(view, heapAt);
    for (const [index, topic] of this.#topics.entries()) {
      const entry = tableAt + index * TOPIC_ENTRY_SIZE;
      view.setUint32(entry + layout.TOPIC_ENTRY_NAME_OFFSET, topic.size === 0 ? 0 : heapAt + topic.start, true);
      view.setUint32(entry + layout.TOPIC_ENTRY_NAME_LENGTH, topic.size, true);
    }
    this.#heap.bytes.copy(bytes, heapAt, 0, this.heapSize);
    writeHeader(view, this.recordCount, tableAt, this.#topics.length, heapAt, this.heapSize);
    this.#clear();
    return bytes.subarray(0, size);
  }

  /** As long as the whole batch may get, with the heap behind the records: what was packed can always be finished. */
  #newRecords(): Area {
    return new Area(INITIAL_RECORDS_BYTES, 2 * this.#maxHeapBytes);
  }

  #newHeap(): Area {
    return new Area(INITIAL_HEAP_BYTES, this.#maxHeapBytes);
  }

  #clear(): void {
    this.recordCount = 0;
    this.heapSize = 0;
    this.#topics = [];
    this.#topicIndices.clear();
    // The batch just finished lies in the old areas, which live as long as it does.
    if (this.#records.bytes.length > KEPT_MAX_BYTES) this.#records = this.#newRecords();
    if (this.#heap.bytes.length > KEPT_MAX_BYTES) this.#heap = this.#newHeap();
  }

  /** Blob offsets were counted from the start of the heap; from here on they count from the start of the batch. */
  #relocate(view: DataView, heapAt: number): void {
    const end = HEADER_SIZE + this.recordCount * RECORD_SIZE;
    for (let at = HEADER_SIZE; at < end; at += RECORD_SIZE) {
      shift(view, at + RECORD_KEY_OFFSET, at + RECORD_KEY_LENGTH, heapAt);
      shift(view, at + RECORD_VALUE_OFFSET, at + RECORD_VALUE_LENGTH, heapAt);
      shift(view, at + RECORD_HEADERS_OFFSET, at + RECORD_HEADERS_LENGTH, heapAt);
    }
  }

  #plain(
    kind: number,
    topic: number,
    partition: number,
    offset: Offset,
    value: string | null,
    leaderEpoch: number,
  ): void {
    const view = this.#record(kind, topic, partition);
    const at = this.#at();
    putI64(view, at + RECORD_OFFSET, offset);
    putI64(view, at + RECORD_TIMESTAMP, 0);
    this.#field(view, at + RECORD_KEY_OFFSET, at + RECORD_KEY_LENGTH, null);
    this.#field(view, at + RECORD_VALUE_OFFSET, at + RECORD_VALUE_LENGTH, value);
    this.#field(view, at + RECORD_HEADERS_OFFSET, at + RECORD_HEADERS_LENGTH, null);
    putI64(view, at + RECORD_TOKEN, leaderEpoch);
    this.recordCount++;
  }

  #record(kind: number, topic: number, partition: number): DataView {
    const at = this.#at();
    this.#records.reserve(at + RECORD_SIZE);
    const { view } = this.#records;
    view.setUint32(at + RECORD_KIND, kind, true);
    view.setInt32(at + RECORD_CODE, 0, true);
    view.setUint32(at + RECORD_TOPIC, topic, true);
    view.setInt32(at + RECORD_PARTITION, partition, true);
    return view;
  }

  #at(): number {
    return HEADER_SIZE + this.recordCount * RECORD_SIZE;
  }

  #field(view: DataView, offsetAt: number, lengthAt: number, bytes: Bytes | null | undefined): void {
    if (bytes === null || bytes === undefined) {
      view.setUint32(offsetAt, 0, true);
      view.setUint32(lengthAt, NULL_LENGTH, true);
      return;
    }
    const start = this.heapSize;
    view.setUint32(offsetAt, start, true);
    view.setUint32(lengthAt, this.#blob(bytes), true);
  }

  /** Puts a blob at the end of the heap and gives its size. */
  #blob(bytes: Bytes): number {
    const start = this.heapSize;
    const size = this.#put(start, bytes);
    this.#pad(start + size);
    return size;
  }

  #put(start: number, bytes: Bytes): number {
    if (typeof bytes === 'string') {
      this.#heap.reserve(start + bytes.length * UTF8_MAX_BYTES);
      return this.#heap.bytes.write(bytes, start);
    }
    this.#heap.reserve(start + bytes.length);
    this.#heap.bytes.set(bytes, start);
    return bytes.length;
  }

  /** Ends the heap at the next multiple of 8, with zeroes up to there. */
  #pad(end: number): void {
    const heapSize = aligned(end);
    this.#heap.reserve(heapSize);
    for (let at = end; at < heapSize; at++) this.#heap.bytes[at] = 0;
    this.heapSize = heapSize;
  }
}

/** Leaves out the first records of a finished batch, in place: those that were taken already. */
export function withoutFirst(batch: Buffer, count: number): void {
  const recordCount = batch.readUInt32LE(layout.HEADER_RECORD_COUNT) - count;
  const end = HEADER_SIZE + recordCount * RECORD_SIZE;
  batch.copyWithin(HEADER_SIZE, HEADER_SIZE + count * RECORD_SIZE, end + count * RECORD_SIZE);
  batch.fill(0, end, end + count * RECORD_SIZE);
  batch.writeUInt32LE(recordCount, layout.HEADER_RECORD_COUNT);
}

/** Leaves out all but the first records of a finished batch, in place. */
export function onlyFirst(batch: Buffer, count: number): void {
  const end = HEADER_SIZE + batch.readUInt32LE(layout.HEADER_RECORD_COUNT) * RECORD_SIZE;
  batch.fill(0, HEADER_SIZE + count * RECORD_SIZE, end);
  batch.writeUInt32LE(count, layout.HEADER_RECORD_COUNT);
}

/** Memory that grows by doubling and keeps what is in it. */
class Area {
  bytes: Buffer;
  view: DataView;
  readonly #limit: number;

  constructor(size: number, limit: number) {
    this.#limit = limit;
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.view = new DataView(this.bytes.buffer);
  }

  reserve(size: number): void {
    if (size > this.bytes.length) this.#grow(size);
  }

  #grow(size: number): void {
    if (size > this.#limit) {
      throw new Failure(codes.ERR_MSG_SIZE_TOO_LARGE, `One call takes at most ${this.#limit} bytes of messages.`);
    }
    const old = this.bytes;
    this.bytes = Buffer.allocUnsafeSlow(Math.min(Math.max(size, old.length * 2), this.#limit));
    this.bytes.set(old);
    this.view = new DataView(this.bytes.buffer);
  }
}

function writeHeader(
  view: DataView,
  recordCount: number,
  topicTableAt: number,
  topicCount: number,
  heapAt: number,
  heapSize: number,
): void {
  for (let at = 0; at < HEADER_SIZE; at += 4) view.setUint32(at, 0, true);
  view.setUint32(layout.HEADER_MAGIC, layout.MAGIC, true);
  view.setUint16(layout.HEADER_LAYOUT_VERSION, layout.VERSION, true);
  view.setUint16(layout.HEADER_HEADER_SIZE, HEADER_SIZE, true);
  view.setUint32(layout.HEADER_RECORD_COUNT, recordCount, true);
  view.setUint16(layout.HEADER_RECORD_SIZE, RECORD_SIZE, true);
  putI64(view, layout.HEADER_TOTAL_SIZE, heapAt + heapSize);
  view.setUint32(layout.HEADER_TOPIC_TABLE_OFFSET, topicTableAt, true);
  view.setUint32(layout.HEADER_TOPIC_COUNT, topicCount, true);
  view.setUint32(layout.HEADER_HEAP_OFFSET, heapAt, true);
  view.setUint32(layout.HEADER_HEAP_SIZE, heapSize, true);
}

function shift(view: DataView, offsetAt: number, lengthAt: number, distance: number): void {
  const length = view.getUint32(lengthAt, true);
  if (length === NULL_LENGTH) return;
  view.setUint32(offsetAt, length === 0 ? 0 : view.getUint32(offsetAt, true) + distance, true);
}

function putI64(view: DataView, at: number, value: number | bigint): void {
  if (typeof value === 'bigint') {
    view.setBigInt64(at, value, true);
    return;
  }
  view.setUint32(at, value, true);
  view.setInt32(at + 4, Math.floor(value / WORD), true);
}

function aligned(size: number): number {
  return (size + 7) & ~7;
}
