import { committedIn, deleteGroupOffsets as forget, NOTHING } from '../runtime/admin-group-offsets';
import type { DeleteGroupOffsetsOptions, TopicInput } from '../runtime/admin-group-offsets';
import { flagOf } from '../runtime/admin-items';
import type { AdminRequestOptions } from '../runtime/admin-method';
import { keyOf, levelOf, offsetsAt } from '../runtime/admin-offsets';
import type { AdminCall } from '../runtime/admin-operations';
import { checkEach, errorOf } from './admin-call';
import type { KafkaJSError } from './errors';

export interface FetchOffsetsOptions extends AdminRequestOptions {
  readonly groupId: string;
  /** Default: all that the group has committed something for. */
  readonly topics?: TopicInput | null;
  /** Gives the end of a partition for which nothing is committed; commits nothing. */
  readonly resolveOffsets?: boolean;
  /** Offsets of transactions that are still open are not told. */
  readonly requireStableOffsets?: boolean;
}

export interface FetchOffsetsPartition {
  readonly partition: number;
  /** '-1001' if nothing is committed. */
  readonly offset: string;
  readonly metadata: string | null;
  readonly leaderEpoch: number | null;
  readonly error: KafkaJSError | null;
}

export interface FetchOffsetsResult {
  readonly topic: string;
  readonly partitions: FetchOffsetsPartition[];
}

export async function fetchOffsets(call: AdminCall, options: FetchOffsetsOptions): Promise<FetchOffsetsResult[]> {
  const { requireStableOffsets = false } = options;
  const resolveOffsets = flagOf(options.resolveOffsets, 'resolveOffsets');
  const committed = await committedIn(call, options, requireStableOffsets);
  const uncommitted = resolveOffsets ? committed.filter(({ offset, code }) => offset === null && code === 0) : [];
  const ends = await offsetsAt(call, uncommitted, 'LATEST', levelOf());
  const end = new Map(ends.map((one) => [keyOf(one), one.offset]));
  const topics = new Map<string, FetchOffsetsPartition[]>();
  for (const place of committed) {
    const { topic, partition, leaderEpoch, metadata } = place;
    const offset = place.offset ?? end.get(keyOf(place)) ?? NOTHING;
    const entry = {
      partition,
      offset,
      metadata: metadata === '' ? null : metadata,
      leaderEpoch,
      error: errorOf(place) ?? null,
    };
    const known = topics.get(topic);
    if (known === undefined) topics.set(topic, [entry]);
    else known.push(entry);
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}

export async function deleteGroupOffsets(call: AdminCall, options: DeleteGroupOffsetsOptions): Promise<void> {
  checkEach('Errors while deleting offsets', await forget(call, options));
}
