import { wrongArgument } from './errors';

/** How to ask each consumer who it is in its group. */
const asks = new WeakMap<object, () => Promise<Buffer>>();

/** A consumer lets the producers of this package ask, so that his offsets can be part of their transactions. */
export function tellGroup(consumer: object, ask: () => Promise<Buffer>): void {
  asks.set(consumer, ask);
}

/** Who a consumer of this package is in its group. */
export function askGroup(consumer: unknown): Promise<Buffer> {
  const ask = typeof consumer === 'object' && consumer !== null ? asks.get(consumer) : undefined;
  if (ask === undefined) throw wrongArgument('"consumer" must be a KafkaConsumer');
  return ask();
}
