import { codes } from '../runtime/codes';
import { Failure } from '../runtime/failure';
import type { Partitioner } from '../runtime/partitioning';
import type { Producer } from '../runtime/producer';
import type { Receipt } from '../runtime/receipts';
import type { ConfigFunction } from './config';

type Bytes = Uint8Array | string;

/** The partitioner that a `partitioner_cb` is; it is asked of messages that do not say their partition. */
export function partitionerOf(callback: ConfigFunction | undefined): Partitioner | undefined {
  if (callback === undefined) return undefined;
  return {
    isAskedAlways: false,
    choose: (topic, { length }, { key }) => {
      try {
        return callback(topic, key === undefined || key === null ? null : Buffer.from(key), length) as number;
      } catch (thrown) {
        const text = thrown instanceof Error ? thrown.message : String(thrown);
        const failure = new Failure(codes.ERR__APPLICATION, `The partitioner failed for a message of ${topic}: ${text}`);
        failure.cause = thrown;
        throw failure;
      }
    },
  };
}

/** A message whose partition a function chooses; it may have to wait until the partitions of its topic are known. */
export function sendPartitioned(
  producer: Producer,
  topic: string,
  message: { partition: number; timestamp: number; key: Bytes | null; value: Uint8Array | null },
  headers: readonly (Bytes | null)[] | undefined,
  receipt: Receipt,
): void {
  const sent = producer.send(topic, [{ ...message, headers: recordOf(headers) }], true);
  sent.then(
    ([delivery]) => {
      if (delivery !== undefined) receipt.delivered(delivery.partition, delivery.baseOffset);
    },
    (error: unknown) => {
      receipt.failed(Failure.of(error) ?? new Failure(codes.ERR__APPLICATION, String(error)));
    },
  );
}

/** Values by name; a name that comes more than once has them all. */
function recordOf(pairs: readonly (Bytes | null)[] = []): Record<string, (Bytes | null)[]> {
  const headers: Record<string, (Bytes | null)[]> = {};
  for (let index = 0; index < pairs.length; index += 2)
    (headers[String(pairs[index])] ??= []).push(pairs[index + 1] ?? null);
  return headers;
}
