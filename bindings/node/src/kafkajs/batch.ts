import { distance, next, parseOffset } from '../runtime/offset';
import type { Offset } from '../runtime/offset';
import type { KafkaMessage } from './message';

const UNKNOWN_OFFSET = '-1001';
const UNKNOWN_LAG = '-1';
const NO_LAG = '0';

/** Messages of one partition, in order. Its functions may be taken out of it. */
export class Batch {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the next message to be written, as of the last fetch; '-1001' if unknown. */
  readonly highWatermark: string;
  readonly messages: KafkaMessage[];

  constructor(topic: string, partition: number, highWatermark: Offset, messages: KafkaMessage[]) {
    this.topic = topic;
    this.partition = partition;
    this.highWatermark = String(highWatermark);
    this.messages = messages;
  }

  readonly isEmpty = (): boolean => {
    return this.messages.length === 0;
  };

  readonly firstOffset = (): string | null => {
    return this.messages[0]?.offset ?? null;
  };

  readonly lastOffset = (): string => {
    return this.messages.at(-1)?.offset ?? UNKNOWN_OFFSET;
  };

  /** How many messages lie behind the last one of the batch; '-1' if unknown. */
  readonly offsetLag = (): string => {
    return this.#lagOf(this.messages.at(-1));
  };

  /** How many messages lie behind the first one of the batch; '-1' if unknown. */
  readonly offsetLagLow = (): string => {
    return this.isEmpty() ? NO_LAG : this.#lagOf(this.messages[0]);
  };

  #lagOf(message: KafkaMessage | undefined): string {
    const end = parseOffset(this.highWatermark);
    const offset = parseOffset(message?.offset);
    if (end === undefined || end < 0 || offset === undefined) return UNKNOWN_LAG;
    const lag = distance(next(offset), end);
    // The end is as of a fetch that a message behind it may have followed.
    return lag < 0 ? NO_LAG : String(lag);
  }
}
