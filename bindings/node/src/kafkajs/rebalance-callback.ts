import { NO_OFFSET, parseOffset } from '../runtime/offset';
import type { PartitionOffset } from '../runtime/partitions';
import type { Rebalance } from '../runtime/rebalances';
import { ErrorCodes, invalidArgument, KafkaJSError, textOfThrown, toKafkaJSError } from './errors';
import type { ClientLog } from './logger';
import { listOf, placeOf } from './topic-partitions';
import type { TopicPartition } from './topic-partitions';

/** A partition, and if it is not where the group left off, from where on to read it. */
export interface Assignment {
  topic: string;
  partition: number;
  /** A number from 0, -2 for the beginning, or -1 for the end; null is none, as in what `committed` answers. */
  offset?: string | number | bigint | null;
}

/** What a `rebalance_cb` is told of. It has all that a `LibrdKafkaError` has. */
export interface RebalanceError extends KafkaJSError {
  /** The code. */
  readonly errno: number;
  readonly origin: 'local';
}

/** What a `rebalance_cb` can do with an assignment. The first call counts, and none after it was revoked or the group was left. */
export interface AssignmentFunctions {
  /** Takes these partitions, now. They must be among those that were assigned. */
  assign(assignment: readonly Assignment[]): void;
  /** Gives the partitions back, now. */
  unassign(assignment?: readonly TopicPartition[]): void;
  /** Whether other members may own the partitions already, so that commits are refused. */
  assignmentLost(): boolean;
}

/**
 * Told of every rebalance, with a code of ERR__ASSIGN_PARTITIONS or ERR__REVOKE_PARTITIONS. Of a revocation when the handlers of
 * its partitions have ended, so that what they delivered can still be committed. May be asynchronous, but no longer than
 * `max.poll.interval.ms`. Offsets that it writes into the assignment count, and a list that it returns takes its place.
 */
export type RebalanceCallback = (
  error: RebalanceError,
  assignment: (TopicPartition & { offset?: number })[],
  functions: AssignmentFunctions,
) => unknown;

const CODES = {
  assigned: ErrorCodes.ERR__ASSIGN_PARTITIONS,
  revoked: ErrorCodes.ERR__REVOKE_PARTITIONS,
};
const TEXTS = { assigned: 'Assign partitions', revoked: 'Revoke partitions' };

/** Calls a `rebalance_cb`. What it throws is logged, and the rebalance goes the usual way. */
export async function callBack(callback: RebalanceCallback, rebalance: Rebalance, log: ClientLog): Promise<void> {
  const { kind, partitions, isLost } = rebalance;
  let isAnswered = false;
  const assign = (chosen: readonly Assignment[]): void => {
    if (kind !== 'assigned' || isAnswered) return;
    answer(rebalance, chosen);
    isAnswered = true;
  };
  const functions: AssignmentFunctions = {
    assign,
    unassign: () => {
      if (kind === 'assigned') assign([]);
      else rebalance.answer();
    },
    assignmentLost: () => isLost,
  };
  const assignment = partitions.map(({ topic, partition }) => ({ topic, partition }));
  try {
    const chosen = await callback(errorOf(kind), assignment, functions);
    assign(Array.isArray(chosen) ? (chosen as Assignment[]) : assignment);
  } catch (error) {
    log.error(`The rebalance_cb failed, and the rebalance goes on without it: ${textOfThrown(error)}`);
  }
}

function errorOf(kind: Rebalance['kind']): RebalanceError {
  const code = CODES[kind];
  return Object.assign(new KafkaJSError(TEXTS[kind], { code }), { errno: code, origin: 'local' as const });
}

function answer(rebalance: Rebalance, assignment: readonly Assignment[]): void {
  const chosen = listOf('The assignment', assignment, startOf);
  try {
    rebalance.answer(chosen);
  } catch (error) {
    throw toKafkaJSError(error);
  }
}

function startOf(entry: Assignment): PartitionOffset {
  const place = placeOf(entry);
  const offset = parseOffset(entry.offset ?? NO_OFFSET);
  if (offset !== undefined) return { ...place, offset };
  throw invalidArgument('Offset must be >= 0, or a special value.');
}
