import { askGroup, committedBy } from './admin-coordinators';
import { checkAll, flagOf, listOf, objectOf } from './admin-items';
import type { AdminRequestOptions } from './admin-method';
import { keyOf, levelOf, offsetsAt, placesOf } from './admin-offsets';
import type { Answers, AdminCall, CommittedPlace, Place } from './admin-operations';
import type { IsolationLevel } from './enums';
import { invalid } from './failure';
import { parseOffset } from './offset';
import type { Offset } from './offset';
import { checkPartition, checkTopic } from './partitions';

/** Names of topics, or topics with some of their partitions. */
export type TopicInput =
  readonly string[] | readonly { readonly topic: string; readonly partitions: readonly number[] }[];

export interface GroupOffset<Given = string> {
  readonly partition: number;
  /** The next offset to read. */
  readonly offset: Given;
  readonly metadata?: string | null;
  readonly leaderEpoch?: number | null;
}

export interface SetOffsetsOptions<Given = string> extends AdminRequestOptions {
  readonly groupId: string;
  readonly topic: string;
  readonly partitions: readonly GroupOffset<Given>[];
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
export const NOTHING = '-1001';
const NO_EPOCH = -1;

/** Commits offsets for a group without members. */
export async function setOffsets(call: AdminCall, options: SetOffsetsOptions<Offset | string>): Promise<void> {
  const topic = checkTopic(options.topic);
  const partitions = listOf(options.partitions, 'partitions').map((entry) => {
    const { partition, offset, leaderEpoch, metadata } = objectOf(entry, 'partitions');
    const epoch = leaderEpoch ?? NO_EPOCH;
    const parsed = parseOffset(offset);
    if (parsed === undefined || parsed < 0) throw invalid('Offset must be >= 0.');
    return {
      topic,
      partition: checkPartition(partition),
      offset: String(parsed),
      ...(epoch !== NO_EPOCH && { leaderEpoch: epoch }),
      ...(metadata !== undefined && metadata !== null && { metadata }),
    };
  });
  checkAll(await askGroup(call, 'AlterConsumerGroupOffsets', groupOf(options), partitions));
}

/** Commits the end of a topic, or its beginning, for a group without members. */
export async function resetOffsets(call: AdminCall, options: ResetOffsetsOptions): Promise<void> {
  const { topic } = options;
  const group = groupOf(options);
  const earliest = flagOf(options.earliest, 'earliest');
  const places = await placesOf(call, topic);
  const found = await offsetsAt(call, places, earliest ? 'EARLIEST' : 'LATEST', levelOf());
  const partitions = found.map(({ partition, offset }) => ({ topic, partition, offset }));
  checkAll(await askGroup(call, 'AlterConsumerGroupOffsets', group, partitions));
}

/** Forgets what a group has committed; gives what became of each partition. */
export async function deleteGroupOffsets(
  call: AdminCall,
  options: DeleteGroupOffsetsOptions,
): Promise<Answers['DeleteConsumerGroupOffsets']['groups'][0]['partitions']> {
  const partitions = placesIn(listOf(options.topics, 'topics'));
  return askGroup(call, 'DeleteConsumerGroupOffsets', groupOf(options), partitions);
}

/** How far a group is behind the ends of its partitions, for each and in sum. */
export async function fetchGroupLag(call: AdminCall, options: FetchGroupLagOptions): Promise<GroupLag> {
  const level = levelOf(options.isolationLevel);
  // The ends are asked for last: so none is before what was committed.
  const { topics } = options;
  const asked = areNames(topics) ? { ...options, topics: await wholeTopics(call, topics) } : options;
  const committed = await committedIn(call, asked);
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

function areNames(topics: unknown): topics is readonly string[] {
  return Array.isArray(topics) && topics.every((topic) => typeof topic === 'string');
}

/** Topics with all of their partitions in place of their names: where nothing is committed, nothing was read. */
async function wholeTopics(call: AdminCall, topics: readonly string[]): Promise<TopicInput> {
  const described = topics.map(async (topic) => {
    const places = await placesOf(call, topic);
    return { topic, partitions: places.map(({ partition }) => partition) };
  });
  return Promise.all(described);
}

/** What a group has committed in these topics; in those that are given by name, where it has committed something. */
export async function committedIn(
  call: AdminCall,
  options: { readonly groupId: string; readonly topics?: TopicInput | null },
  requireStable = false,
): Promise<readonly CommittedPlace[]> {
  const group = groupOf(options);
  const topics: unknown = options.topics ?? undefined;
  if (topics === undefined) return committedBy(call, group, undefined, requireStable);
  if (!Array.isArray(topics)) throw invalid('Invalid topics format.');
  if (topics.length === 0) return [];
  if (topics.every((topic) => typeof topic === 'string')) {
    const committed = await committedBy(call, group, undefined, requireStable);
    return committed.filter(({ topic }) => topics.includes(topic));
  }
  const isEntry = (entry: { partitions?: unknown } | null): boolean => Array.isArray(entry?.partitions);
  if (!topics.every(isEntry)) throw invalid('Invalid topics format.');
  return committedBy(call, group, placesIn(topics as DeleteGroupOffsetsOptions['topics']), requireStable);
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
  throw invalid('groupId is required.');
}

/** A group may be committed beyond the end, by hand or because the topic was made anew. */
function behind(offset: string, high: string): bigint {
  const lag = BigInt(high) - BigInt(offset);
  return lag < 0n ? 0n : lag;
}
