import { Hand } from './hand';
import type { PositionListener } from './hand';

/** The partitions that a consumer has or once had. */
export class Hands {
  readonly #topics = new Map<string, Map<number, Hand>>();
  readonly #listener: PositionListener;

  constructor(listener: PositionListener) {
    this.#listener = listener;
  }

  find(topic: string, partition: number): Hand | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  /** Whether it is one of these. */
  has(hand: Hand): boolean {
    return this.find(hand.topic, hand.partition) === hand;
  }

  /** Made when it is missing. */
  get(topic: string, partition: number): Hand {
    let hands = this.#topics.get(topic);
    if (hands === undefined) this.#topics.set(topic, (hands = new Map<number, Hand>()));
    let hand = hands.get(partition);
    if (hand === undefined) hands.set(partition, (hand = new Hand(topic, partition, this.#listener)));
    return hand;
  }

  /** Those of a topic that are assigned, or all that are. */
  assigned(topic?: string): Hand[] {
    const hands = topic === undefined ? [...this] : [...(this.#topics.get(topic)?.values() ?? [])];
    return hands.filter(({ epoch }) => epoch !== 0);
  }

  *[Symbol.iterator](): Iterator<Hand> {
    for (const hands of this.#topics.values()) yield* hands.values();
  }
}
