/** How to ask each consumer who it is in its group. */
const asks = new WeakMap<object, () => Promise<Buffer>>();

/** A consumer lets the producers of this package ask, so that his offsets can be part of their transactions. */
export function tellGroupMetadata(consumer: object, ask: () => Promise<Buffer>): void {
  asks.set(consumer, ask);
}

/** How to ask a consumer; undefined if it is none of this package's. */
export function groupMetadataOf(consumer: unknown): (() => Promise<Buffer>) | undefined {
  return typeof consumer === 'object' && consumer !== null ? asks.get(consumer) : undefined;
}
