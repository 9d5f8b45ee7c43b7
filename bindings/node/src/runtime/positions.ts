import type { Hand } from './hand';
import type { BatchWriter } from './writer';

/** A position may be unknown to librdkafka for so long. */
const DELAY_MAX_MS = 100;

/** Collects how far partitions are delivered, so that a thousand messages make one entry of one call. */
export class Positions {
  readonly #moved: Hand[] = [];
  readonly #writer: BatchWriter;
  readonly #store: (offsets: Buffer) => void;
  readonly #isWanted: (hand: Hand) => boolean;
  #timer: NodeJS.Timeout | undefined;

  /** `isWanted` says of which partitions. */
  constructor(
    writer: BatchWriter,
    store: (offsets: Buffer) => void,
    isWanted: (hand: Hand) => boolean = () => true,
  ) {
    this.#writer = writer;
    this.#store = store;
    this.#isWanted = isWanted;
  }

  moved(hand: Hand): void {
    this.#moved.push(hand);
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, DELAY_MAX_MS);
  }

  /** Hands over what is known; positions of partitions that are gone are forgotten. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const hand of this.#moved) {
      const { topic, partition, epoch, position, leaderEpoch } = hand;
      hand.hasMoved = false;
      if (epoch !== 0 && position >= 0 && this.#isWanted(hand)) this.#writer.topicPartition(topic, partition, position, leaderEpoch);
    }
    this.#moved.length = 0;
    if (this.#writer.recordCount > 0) this.#store(this.#writer.finish());
  }

  /** Hands over nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#moved.length = 0;
  }
}
