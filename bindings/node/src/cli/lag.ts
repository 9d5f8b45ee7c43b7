import { setTimeout as delay } from 'node:timers/promises';

import type { FetchGroupLagOptions, GroupLag, PartitionLag } from '../index';
import { withCluster } from './cluster';
import type { Cluster } from './cluster';
import type { Context } from './context';
import { byName } from './names';
import { reasonOf } from './reasons';
import { table } from './table';
import { partitionsIn, topicsByName } from './topics';
import { UsageError } from './usage-error';

const DEFAULT_INTERVAL_S = 2;
const INTERVAL_MAX_S = 86_400;
const MS_PER_S = 1000;

/** Tells how far a group is behind, once or again and again. */
export function lag(context: Context): Promise<boolean> {
  const { options, output, signal } = context;
  const intervalMs = (options.wholeNumber('interval', 1, INTERVAL_MAX_S) ?? DEFAULT_INTERVAL_S) * MS_PER_S;
  if (options.has('interval') && !options.has('watch')) throw new UsageError('--interval goes with --watch');
  return withCluster(context, async (cluster) => {
    const first = await lagOf(cluster, context);
    if (!options.has('watch')) {
      await output.answer(documentOf(first), textOf(first));
      noteGaps(context, first);
      return first.partitions.some(isCommitted);
    }
    for (let found: GroupLag | undefined = first; !signal.aborted; found = await lookAgain(cluster, context)) {
      if (found !== undefined) {
        await output.answerAgain(documentOf(found), `${textOf(found)}\n`);
        noteGaps(context, found);
      }
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
    }
    return true;
  });
}

/** Says what the sum does not know of. */
function noteGaps({ output }: Context, { groupId, partitions }: GroupLag): void {
  const missing = partitions.filter((one) => !isCommitted(one)).length;
  if (missing === partitions.length) output.note(`group ${groupId} has committed nothing`);
  else if (missing > 0)
    output.note(`not in the sum: ${missing} of ${partitions.length} partitions, for which nothing is committed`);
}

function isCommitted({ offset }: PartitionLag): boolean {
  return offset !== null;
}

/** A look that fails is not the last one. */
async function lookAgain(cluster: Cluster, context: Context): Promise<GroupLag | undefined> {
  try {
    return await lagOf(cluster, context);
  } catch (error) {
    if (!context.signal.aborted) context.output.note(reasonOf(error));
    return undefined;
  }
}

async function lagOf(cluster: Cluster, { words, options }: Context): Promise<GroupLag> {
  const [groupId = ''] = words;
  const names = options.texts('topic');
  const found = await (names.length === 0 ? lagInAll(cluster, groupId) : lagIn(cluster, groupId, names));
  const byTopic = byName<PartitionLag>(({ topic }) => topic);
  found.partitions.sort((a, b) => byTopic(a, b) || a.partition - b.partition);
  return found;
}

/** In all partitions of the topics in which the group has committed something. */
async function lagInAll(cluster: Cluster, groupId: string): Promise<GroupLag> {
  const committed = await ask(cluster, { groupId });
  const names = committed.partitions.map(({ topic }) => topic);
  return names.length === 0 ? committed : lagIn(cluster, groupId, names);
}

async function lagIn(cluster: Cluster, groupId: string, names: readonly string[]): Promise<GroupLag> {
  return ask(cluster, { groupId, topics: await partitionsOf(cluster, names) });
}

function ask(cluster: Cluster, question: Pick<FetchGroupLagOptions, 'groupId' | 'topics'>): Promise<GroupLag> {
  return cluster.ask((admin, given, callback) => {
    admin.fetchGroupLag({ ...given, ...question }, callback);
  });
}

async function partitionsOf(
  cluster: Cluster,
  names: readonly string[],
): Promise<{ readonly topic: string; readonly partitions: readonly number[] }[]> {
  const known = topicsByName(await cluster.metadata());
  return [...new Set(names)].map((topic) => ({ topic, partitions: partitionsIn(known, topic) }));
}

function documentOf({ groupId, lag: sum, partitions }: GroupLag): object {
  return {
    group: groupId,
    lag: sum,
    partitions: partitions.map(({ topic, partition, offset, high, lag: behind }) => {
      return { topic, partition, committed: offset, end: high, lag: behind };
    }),
  };
}

function textOf({ lag: sum, partitions }: GroupLag): string {
  if (partitions.length === 0) return '';
  const numbers = ['PARTITION', 'COMMITTED', 'END', 'LAG'].map((title) => ({ title, isNumber: true }));
  const row = ({ topic, partition, offset, high, lag: behind }: PartitionLag): (string | number | null)[] => {
    return [topic, partition, offset, high, behind];
  };
  return table([{ title: 'TOPIC' }, ...numbers], [...partitions.map(row), ['in sum', '', '', '', sum]]);
}
