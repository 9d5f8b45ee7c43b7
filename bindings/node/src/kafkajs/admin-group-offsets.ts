import { askGroup, committedBy, keyOf, offsetsAt } from '../runtime/admin-offsets';
import type { CommittedPlace, Place, AdminCall } from '../runtime/admin-operations';
import type { IsolationLevel } from '../runtime/enums';
import { checkAll, checkEach, errorOf, listOf, objectOf } from './admin-call';
import type { AdminRequestOptions } from './admin-call';
import { levelOf, placesOf } from './admin-offsets';
import { invalidArgument } from './errors';
import type { KafkaJSError } from './errors';
import { checkPartition, checkTopic, partitionOffsetOf } from './topic-partitions';

/** Names of topics, or topics with some of their partitions. */
export type TopicInput =
  readonly string[] | readonly { readonly topic: string; readonly partitions: readonly number[] }[];

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

export interface GroupOffset {
  readonly partition: number;
  /** The next offset to read. */
  readonly offset: string;
  readonly metadata?: string | null;
  readonly leaderEpoch?: number | null;
}

export interface SetOffsetsOptions extends AdminRequestOptions {
  readonly groupId: string;
  readonly topic: string;
  readonly partitions: readonly GroupOffset[];
}

export interface ResetOffsetsOptions extends AdminRequestOptions {
  readonly groupId: string;
  readonly topic: string;
  /** To the beginning of the topic; default false: to its end. */
  readonly earliest?: boolean;
}

export interface DeleteGroupOffsetsOptions extends AdminRequestOptions {
  readonly groupId: string;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface FetchGroupLagOptions extends AdminRequestOptions {
  readonly groupId: string;
  /** Default: all that the group has committed something for. */
  readonly topics?: TopicInput | null;
  /** READ_COMMITTED counts up to the first transaction that is still open; default READ_UNCOMMITTED. */
  readonly isolationLevel?: IsolationLevel;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** What is committed; null if nothing is. */
  readonly offset: string | null;
  /** The end of the partition. */
  readonly high: string;
  /** How many offsets lie between the two; null if nothing is committed. */
  readonly lag: string | null;
}

export interface GroupLag {
  readonly groupId: string;
  /** The sum. */
  readonly lag: string;
  readonly partitions: PartitionLag[];
}

/** As librdkafka calls the offset where nothing is committed. */
const NOTHING = '-1001';

export async function fetchOffsets(call: AdminCall, options: FetchOffsetsOptions): Promise<FetchOffsetsResult[]> {
  const { resolveOffsets = false, requireStableOffsets = false } = options;
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

export async function setOffsets(call: AdminCall, options: SetOffsetsOptions): Promise<void> {
  const { topic } = options;
  const partitions = listOf(options.partitions, 'partitions').map((entry) => {
    const { partition, offset, leaderEpoch, metadata } = partitionOffsetOf({ ...objectOf(entry, 'partitions'), topic });
    return {
      topic,
      partition,
      offset: String(offset),
      ...(leaderEpoch !== undefined && leaderEpoch >= 0 && { leaderEpoch }),
      ...(metadata !== null && { metadata }),
    };
  });
  await commit(call, groupOf(options), partitions);
}

export async function resetOffsets(call: AdminCall, options: ResetOffsetsOptions): Promise<void> {
  const { topic, earliest = false } = options;
  const group = groupOf(options);
  const places = await placesOf(call, topic);
  const found = await offsetsAt(call, places, earliest ? 'EARLIEST' : 'LATEST', levelOf());
  await commit(
    call,
    group,
    found.map(({ partition, offset }) => ({ topic, partition, offset })),
  );
}

export async function deleteGroupOffsets(call: AdminCall, options: DeleteGroupOffsetsOptions): Promise<void> {
  const group = groupOf(options);
  const partitions = placesIn(listOf(options.topics, 'topics'));
  const outcomes = await askGroup(call, 'DeleteConsumerGroupOffsets', group, partitions);
  checkEach('Errors while deleting offsets', outcomes);
}

export async function fetchGroupLag(call: AdminCall, options: FetchGroupLagOptions): Promise<GroupLag> {
  const level = levelOf(options.isolationLevel);
  // The ends are asked for last: so none is before what was committed.
  const committed = await committedIn(call, options);
  checkAll(committed);
  const ends = await offsetsAt(call, committed, 'LATEST', level);
  const end = new Map(ends.map((one) => [keyOf(one), one.offset]));
  const partitions = committed.map((place) => {
    const { topic, partition, offset } = place;
    const high = end.get(keyOf(place)) ?? NOTHING;
    return { topic, partition, offset, high, lag: offset === null ? null : String(behind(offset, high)) };
  });
  const lag = partitions.reduce((sum, one) => sum + BigInt(one.lag ?? 0), 0n);
  return { groupId: options.groupId, lag: String(lag), partitions };
}

/** What a group has committed in these topics. */
async function committedIn(
  call: AdminCall,
  options: { readonly groupId: string; readonly topics?: TopicInput | null },
  requireStable = false,
): Promise<readonly CommittedPlace[]> {
  const group = groupOf(options);
  const topics: unknown = options.topics ?? undefined;
  if (topics === undefined) return committedBy(call, group, undefined, requireStable);
  if (!Array.isArray(topics)) throw invalidArgument('Invalid topics format.');
  if (topics.length === 0) return [];
  if (topics.every((topic) => typeof topic === 'string')) {
    const committed = await committedBy(call, group, undefined, requireStable);
    return committed.filter(({ topic }) => topics.includes(topic));
  }
  const isEntry = (entry: { partitions?: unknown } | null): boolean => Array.isArray(entry?.partitions);
  if (!topics.every(isEntry)) throw invalidArgument('Invalid topics format.');
  return committedBy(call, group, placesIn(topics as DeleteGroupOffsetsOptions['topics']), requireStable);
}

async function commit(call: AdminCall, group: string, partitions: readonly Place[]): Promise<void> {
  checkAll(await askGroup(call, 'AlterConsumerGroupOffsets', group, partitions));
}

function placesIn(topics: DeleteGroupOffsetsOptions['topics']): Place[] {
  return topics.flatMap((entry) => {
    const { topic, partitions } = objectOf(entry, 'topics');
    const name = checkTopic(topic);
    return listOf(partitions, 'partitions').map((partition) => ({ topic: name, partition: checkPartition(partition) }));
  });
}

function groupOf({ groupId }: { readonly groupId: string }): string {
  if (typeof groupId === 'string' && groupId !== '') return groupId;
  throw invalidArgument('groupId is required.');
}

/** A group may be committed beyond the end, by hand or because the topic was made anew. */
function behind(offset: string, high: string): bigint {
  const lag = BigInt(high) - BigInt(offset);
  return lag < 0n ? 0n : lag;
}
