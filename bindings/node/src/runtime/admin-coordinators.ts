import { setTimeout as delay } from 'node:timers/promises';

import { failureOf } from './admin-offsets';
import type { AdminCall, Answers, CommittedPlace, Outcome, Place } from './admin-operations';
import { codes } from './codes';
import { Failure } from './failure';

type OffsetOperation = 'ListConsumerGroupOffsets' | 'AlterConsumerGroupOffsets' | 'DeleteConsumerGroupOffsets';
type GroupOperation = OffsetOperation | 'DescribeConsumerGroups' | 'DeleteConsumerGroups';

/** A group by its name, or with the partitions that are meant. */
type Asked = string | { readonly group: string; readonly partitions?: readonly Place[] };

/** Say that the group's coordinator is another one by now, or not ready yet. */
const PASSING: readonly number[] = [
  codes.ERR_COORDINATOR_LOAD_IN_PROGRESS,
  codes.ERR_COORDINATOR_NOT_AVAILABLE,
  codes.ERR_NOT_COORDINATOR,
];
/** May be asked twice, should the connection break in the midst of it. */
const READING: readonly GroupOperation[] = ['ListConsumerGroupOffsets', 'DescribeConsumerGroups'];
const PAUSE_MS = 100;

/** Asks about groups, and again about those whose coordinator is not found yet. What became of each, in their order. */
export async function askGroups<Name extends GroupOperation>(
  call: AdminCall,
  operation: Name,
  groups: readonly Asked[],
  options: object = {},
): Promise<readonly Answers[Name]['groups'][0][]> {
  const passing = READING.includes(operation) ? [...PASSING, codes.ERR__TRANSPORT] : PASSING;
  const known = new Map<string, Answers[Name]['groups'][0]>();
  for (let asked = groups; ;) {
    const answer = await call.ask(operation, { groups: asked, ...options });
    for (const group of answer.groups) known.set(group.group, group);
    const again = answer.groups.filter((group) => isAmong(passing, group)).map(({ group }) => group);
    if (again.length === 0 || call.leftMs <= PAUSE_MS) return [...known.values()];
    asked = asked.filter((one) => again.includes(typeof one === 'string' ? one : one.group));
    await delay(PAUSE_MS);
  }
}

/** Asks about the offsets of one group, and gives what was answered for the partitions. Rejects if the group as a whole was refused. */
export async function askGroup<Name extends OffsetOperation>(
  call: AdminCall,
  operation: Name,
  group: string,
  partitions: readonly Place[] | undefined,
  options: object = {},
): Promise<Answers[Name]['groups'][0]['partitions']> {
  const [answer] = await askGroups(call, operation, [{ group, ...(partitions && { partitions }) }], options);
  if (answer === undefined) throw new Failure(codes.ERR__FAIL, `The group ${group} was not answered.`);
  if (answer.code !== codes.ERR_NO_ERROR) throw failureOf(answer);
  return answer.partitions;
}

/** The committed offsets of a group: of these partitions, or of all that have one. */
export async function committedBy(
  call: AdminCall,
  group: string,
  partitions: readonly Place[] | undefined,
  requireStable = false,
): Promise<readonly CommittedPlace[]> {
  return askGroup(call, 'ListConsumerGroupOffsets', group, partitions, { requireStable });
}

/** Whether what became of a group, or of one of its partitions, is among these codes. */
function isAmong(wanted: readonly number[], group: Outcome & { readonly partitions?: readonly object[] }): boolean {
  const outcomes = [group, ...((group.partitions ?? []) as readonly Outcome[])];
  return outcomes.some(({ code }) => wanted.includes(code));
}
