import { electLeaders as elect } from '../runtime/admin-elections';
import type { ElectLeadersOptions } from '../runtime/admin-elections';
import { objectOf } from '../runtime/admin-items';
import { operationTimeoutOf } from '../runtime/admin-method';
import type { AdminRequestOptions } from '../runtime/admin-method';
import { keyOf, levelOf, offsetsAt, placesOf } from '../runtime/admin-offsets';
import type { AdminCall } from '../runtime/admin-operations';
import type { IsolationLevel } from '../runtime/enums';
import { parseOffset } from '../runtime/offset';
import { errorOf } from './admin-call';
import { ErrorCodes, invalidArgument, KafkaJSAggregateError, KafkaJSDeleteTopicRecordsError } from './errors';
import type { KafkaJSError } from './errors';

export interface FetchTopicOffsetsOptions extends AdminRequestOptions {
  /** READ_COMMITTED: up to the first transaction that is still open; default READ_UNCOMMITTED. */
  readonly isolationLevel?: IsolationLevel;
}

/** How far a partition reaches. */
export interface PartitionOffsets {
  readonly partition: number;
  /** As `high`. */
  readonly offset: string;
  /** The offset of the next record. */
  readonly high: string;
  /** The offset of the first record that is still there. */
  readonly low: string;
}

export interface SeekEntry {
  readonly partition: number;
  readonly offset: string;
}

export interface DeleteTopicRecordsOptions extends AdminRequestOptions {
  readonly topic: string;
  /** Records before the offset are deleted; '-1' stands for all. */
  readonly partitions: readonly SeekEntry[];
  /** Milliseconds that the brokers may work on it, an hour at most; default 60000. */
  readonly operationTimeout?: number;
}

export interface DeleteRecordsResult {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the first record that is still there. */
  readonly lowWatermark: number;
}

export interface ElectionResult {
  readonly topic: string;
  readonly partition: number;
  /** False if the right one was the leader already. */
  readonly isElected: boolean;
}

const DEFAULT_OPERATION_TIMEOUT_MS = 60_000;
/** There is no such record. */
const NONE = '-1';

export async function fetchTopicOffsets(
  call: AdminCall,
  { topic, isolationLevel }: FetchTopicOffsetsOptions & { readonly topic: string },
): Promise<PartitionOffsets[]> {
  const level = levelOf(isolationLevel);
  const places = await placesOf(call, topic);
  const [lows, highs] = await Promise.all([
    offsetsAt(call, places, 'EARLIEST', level),
    offsetsAt(call, places, 'LATEST', level),
  ]);
  const low = new Map(lows.map((found) => [found.partition, found.offset]));
  return highs.map(({ partition, offset }) => ({ partition, offset, high: offset, low: low.get(partition) ?? offset }));
}

export async function fetchTopicOffsetsByTimestamp(
  call: AdminCall,
  options: FetchTopicOffsetsOptions & { readonly topic: string; readonly timestamp: number | undefined },
): Promise<SeekEntry[]> {
  const { topic, timestamp, isolationLevel } = options;
  const level = levelOf(isolationLevel);
  if (timestamp !== undefined && !(Number.isSafeInteger(timestamp) && timestamp >= 0))
    throw invalidArgument('The timestamp must be a number of milliseconds from 0.');
  const places = await placesOf(call, topic);
  const found = await offsetsAt(call, places, timestamp ?? 'LATEST', level);
  const late = found.filter(({ offset }) => offset === NONE);
  const ends = await offsetsAt(call, late, 'LATEST', level);
  const end = new Map(ends.map((one) => [keyOf(one), one.offset]));
  return found.map((one) => ({ partition: one.partition, offset: end.get(keyOf(one)) ?? one.offset }));
}

export async function deleteTopicRecords(
  call: AdminCall,
  options: DeleteTopicRecordsOptions,
): Promise<DeleteRecordsResult[]> {
  const { topic, partitions, operationTimeout = DEFAULT_OPERATION_TIMEOUT_MS } = options;
  if (!Object.hasOwn(options, 'topic') || !Array.isArray(partitions))
    throw invalidArgument("Options must include 'topic' and 'partitions', and 'partitions' must be an array.");
  const { partitions: outcomes } = await call.ask('DeleteRecords', {
    partitions: (partitions as readonly SeekEntry[]).map((entry) => recordsBefore(topic, entry)),
    operationTimeoutMs: operationTimeoutOf(operationTimeout),
  });
  const failed = outcomes.flatMap((outcome) => {
    const error = errorOf(outcome);
    return error === undefined ? [] : [{ partition: outcome.partition, offset: outcome.lowWatermark ?? NONE, error }];
  });
  if (failed.length > 0) throw new KafkaJSDeleteTopicRecordsError({ partitions: failed });
  return outcomes.map(({ partition, lowWatermark }) => ({ topic, partition, lowWatermark: Number(lowWatermark) }));
}

export async function electLeaders(call: AdminCall, options: ElectLeadersOptions): Promise<ElectionResult[]> {
  const errors: KafkaJSError[] = [];
  const results = (await elect(call, options)).map((outcome) => {
    const error = errorOf(outcome);
    if (error !== undefined && error.code !== ErrorCodes.ERR_ELECTION_NOT_NEEDED) errors.push(error);
    return { topic: outcome.topic, partition: outcome.partition, isElected: error === undefined };
  });
  if (errors.length > 0) throw new KafkaJSAggregateError('Leader election errors', errors);
  return results;
}

function recordsBefore(topic: string, entry: SeekEntry): object {
  const { partition, offset } = objectOf(entry, 'partitions');
  const given: unknown = offset;
  if (given === undefined || given === null) throw invalidArgument('Each partition must have a valid offset.');
  const parsed = parseOffset(given);
  if (parsed === undefined) throw invalidArgument('Offset must be a valid number.');
  return { topic, partition, offset: String(parsed) };
}
