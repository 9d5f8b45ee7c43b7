import type { Hand } from './hand';
import type { Offset } from './offset';

/** What brings the messages in hand to the user. */
export interface Deliverer {
  readonly isStopped: boolean;
  /** Whether it could do with more messages. */
  readonly isIdle: boolean;
  /** Whether the user is there for them: else what waits in hand counts as held up by him. */
  readonly isAttended: boolean;
  /** The partition may have messages in hand. */
  offer(hand: Hand): void;
  /** The end of the partition was reached, behind what is in hand; asked for by `enable.partition.eof`. */
  end?(hand: Hand, offset: Offset): void;
  /** Brings on what was offered. */
  dispatch(): void;
  /** Starts no more deliveries. */
  stop(): void;
  /** Nobody waits any more for the delivery that this is called in. */
  excuse(): void;
  /** Resolves when the deliveries that run are done, but for those that are excused. */
  whenIdle(): Promise<void>;
}
