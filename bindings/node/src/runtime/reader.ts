import { layout } from '../native/generated';
import { HeaderNames } from './header-names';
import type { Offset } from './offset';

const {
  MAGIC,
  VERSION,
  NO_TOPIC,
  NULL_LENGTH,
  TOPIC_ENTRY_SIZE,
  HEADER_MAGIC,
  HEADER_LAYOUT_VERSION,
  HEADER_HEADER_SIZE,
  HEADER_RECORD_COUNT,
  HEADER_RECORD_SIZE,
  HEADER_TOPIC_TABLE_OFFSET,
  HEADER_TOPIC_COUNT,
  HEADER_EPOCH,
  HEADER_LIST_PREFIX_SIZE,
  HEADER_LIST_ENTRY_SIZE,
  HEADER_LIST_ENTRY_NAME_LENGTH,
  HEADER_LIST_ENTRY_VALUE_LENGTH,
  RECORD_KIND,
  RECORD_FLAGS,
  RECORD_CODE,
  RECORD_TOPIC,
  RECORD_PARTITION,
  RECORD_OFFSET,
  RECORD_TIMESTAMP,
  RECORD_COUNT,
  RECORD_KEY_OFFSET,
  RECORD_KEY_LENGTH,
  RECORD_VALUE_OFFSET,
  RECORD_VALUE_LENGTH,
  RECORD_HEADERS_OFFSET,
  RECORD_HEADERS_LENGTH,
  RECORD_TOKEN,
  RECORD_LEADER_EPOCH,
} = layout;

const WORD = 2 ** 32;
/** With an upper half below this a number counts in ones. */
const SAFE_HIGH_MAX = 2 ** 21;

const headerNames = new HeaderNames();

/** A header as it lies in a message: the name, and bytes or null. */
export type Header = readonly [name: string, value: Buffer | null];

/**
 * A batch of records in memory that stays as it is. Nothing is decoded before it is asked for; the byte blobs handed out
 * are views. A record is named by the position of its first byte, from `first` to `end` in steps of `step`.
 */
export class Batch {
  readonly first: number;
  readonly end: number;
  readonly step: number;
  /** The assignment epoch. */
  readonly epoch: number;

  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #base: number;
  readonly #topics: (string | undefined)[];

  constructor(bytes: Buffer, view: DataView, base: number) {
    const magic = view.getUint32(base + HEADER_MAGIC, true);
    const version = view.getUint16(base + HEADER_LAYOUT_VERSION, true);
    if (magic !== MAGIC || version !== VERSION) {
      throw new Error(`kafkacore: not a batch of layout ${VERSION} (magic ${magic}, layout ${version})`);
    }
    this.#bytes = bytes;
    this.#view = view;
    this.#base = base;
    this.step = view.getUint16(base + HEADER_RECORD_SIZE, true);
    this.first = base + view.getUint16(base + HEADER_HEADER_SIZE, true);
    this.end = this.first + view.getUint32(base + HEADER_RECORD_COUNT, true) * this.step;
    this.epoch = this.#u64(base + HEADER_EPOCH);
    this.#topics = new Array<string | undefined>(view.getUint32(base + HEADER_TOPIC_COUNT, true));
  }

  /** Reads a batch that lies in a buffer of its own. */
  static over(bytes: Buffer): Batch {
    return new Batch(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  }

  kind(at: number): number {
    return this.#view.getUint16(at + RECORD_KIND, true);
  }

  flags(at: number): number {
    return this.#view.getUint16(at + RECORD_FLAGS, true);
  }

  code(at: number): number {
    return this.#view.getInt32(at + RECORD_CODE, true);
  }

  /** Records of one topic have one index; it means nothing outside this batch. */
  topicIndex(at: number): number {
    return this.#view.getUint32(at + RECORD_TOPIC, true);
  }

  topic(at: number): string | undefined {
    const index = this.topicIndex(at);
    if (index === NO_TOPIC) return undefined;
    return (this.#topics[index] ??= this.#topicName(index));
  }

  partition(at: number): number {
    return this.#view.getInt32(at + RECORD_PARTITION, true);
  }

  offset(at: number): Offset {
    return this.#offset(at + RECORD_OFFSET);
  }

  timestamp(at: number): number {
    return this.#i64(at + RECORD_TIMESTAMP);
  }

  /** The first offset of a partition, in a record of its watermarks. */
  lowWatermark(at: number): Offset {
    return this.#offset(at + RECORD_TIMESTAMP);
  }

  /** How many messages a run stands for. */
  count(at: number): number {
    return this.#i64(at + RECORD_COUNT);
  }

  token(at: number): number {
    return this.#u64(at + RECORD_TOKEN);
  }

  /** -1 if unknown. */
  leaderEpoch(at: number): number {
    return this.#view.getInt32(at + RECORD_LEADER_EPOCH, true);
  }

  key(at: number): Buffer | null {
    return this.#blob(at + RECORD_KEY_OFFSET, at + RECORD_KEY_LENGTH);
  }

  keyText(at: number): string {
    return this.key(at)?.toString() ?? '';
  }

  value(at: number): Buffer | null {
    return this.#blob(at + RECORD_VALUE_OFFSET, at + RECORD_VALUE_LENGTH);
  }

  valueText(at: number): string {
    return this.value(at)?.toString() ?? '';
  }

  /** The batch inside a record's value. */
  valueBatch(at: number): Batch | undefined {
    const value = this.value(at);
    return value === null || value.length === 0 ? undefined : Batch.over(value);
  }

  /** In order, with duplicates; undefined if the message has none. */
  headers(at: number): Header[] | undefined {
    const length = this.#view.getUint32(at + RECORD_HEADERS_LENGTH, true);
    if (length === NULL_LENGTH || length === 0) return undefined;
    return this.#headerList(this.#base + this.#view.getUint32(at + RECORD_HEADERS_OFFSET, true));
  }

  #headerList(start: number): Header[] {
    const count = this.#view.getUint32(start, true);
    const headers: Header[] = [];
    let entry = start + HEADER_LIST_PREFIX_SIZE;
    let body = entry + count * HEADER_LIST_ENTRY_SIZE;
    for (let index = 0; index < count; index++, entry += HEADER_LIST_ENTRY_SIZE) {
      const nameEnd = body + this.#view.getUint32(entry + HEADER_LIST_ENTRY_NAME_LENGTH, true);
      const valueLength = this.#view.getUint32(entry + HEADER_LIST_ENTRY_VALUE_LENGTH, true);
      const name = headerNames.read(this.#bytes, body, nameEnd);
      body = valueLength === NULL_LENGTH ? nameEnd : nameEnd + valueLength;
      headers.push([name, valueLength === NULL_LENGTH ? null : this.#bytes.subarray(nameEnd, body)]);
    }
    return headers;
  }

  #topicName(index: number): string {
    const table = this.#base + this.#view.getUint32(this.#base + HEADER_TOPIC_TABLE_OFFSET, true);
    const entry = table + index * TOPIC_ENTRY_SIZE;
    const start = this.#base + this.#view.getUint32(entry + layout.TOPIC_ENTRY_NAME_OFFSET, true);
    return this.#bytes.toString(
      'utf8',
      start,
      start + this.#view.getUint32(entry + layout.TOPIC_ENTRY_NAME_LENGTH, true),
    );
  }

  #blob(offsetAt: number, lengthAt: number): Buffer | null {
    const length = this.#view.getUint32(lengthAt, true);
    if (length === NULL_LENGTH) return null;
    const start = this.#base + this.#view.getUint32(offsetAt, true);
    return this.#bytes.subarray(start, start + length);
  }

  #offset(at: number): Offset {
    const high = this.#view.getInt32(at + 4, true);
    if (high >= SAFE_HIGH_MAX || high < -SAFE_HIGH_MAX) return this.#view.getBigInt64(at, true);
    return this.#view.getUint32(at, true) + high * WORD;
  }

  /** Kafka's other numbers stay below 2^53 for the next millennia, and a double is what JavaScript adds fastest. */
  #i64(at: number): number {
    return this.#view.getUint32(at, true) + this.#view.getInt32(at + 4, true) * WORD;
  }

  #u64(at: number): number {
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * WORD;
  }
}
