import type { Handler } from '../runtime/dispatcher';
import type { Hand } from '../runtime/hand';
import { readMessage } from './message';
import type { KafkaMessage } from './message';

export interface EachMessagePayload {
  topic: string;
  partition: number;
  message: KafkaMessage;
  /** Does nothing: heartbeats are sent by themselves. */
  heartbeat(): Promise<void>;
}

export type EachMessageHandler = (payload: EachMessagePayload) => Promise<void> | void;

/** Delivers message by message. */
export class EachMessage implements Handler {
  readonly limit = 1;
  readonly #handler: EachMessageHandler;
  readonly #onError: (error: unknown) => void;

  constructor(handler: EachMessageHandler, onError: (error: unknown) => void) {
    this.#handler = handler;
    this.#onError = onError;
  }

  deliver(hand: Hand): unknown {
    const { topic, partition } = hand;
    const handler = this.#handler;
    return handler({ topic, partition, message: readMessage(hand.batch, hand.at), heartbeat });
  }

  delivered(hand: Hand): void {
    hand.deliverFirst();
  }

  failed(error: unknown): void {
    this.#onError(error);
  }
}

export async function heartbeat(): Promise<void> {
  // librdkafka does it.
}
