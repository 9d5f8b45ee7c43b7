import { setTimeout as delay } from 'node:timers/promises';

import type { Answers, CommittedPlace, FoundOffset, Outcome, Place, AdminCall } from './admin-operations';
import { codes } from './codes';
import { IsolationLevel, nameIn } from './enums';
import { Failure, invalid, retriable } from './failure';
import { checkTopic } from './partitions';

type GroupOperation = 'ListConsumerGroupOffsets' | 'AlterConsumerGroupOffsets' | 'DeleteConsumerGroupOffsets';

/** Say that the group's coordinator is another one by now, or not ready yet. */
const PASSING: readonly number[] = [
  codes.ERR_COORDINATOR_LOAD_IN_PROGRESS,
  codes.ERR_COORDINATOR_NOT_AVAILABLE,
  codes.ERR_NOT_COORDINATOR,
];
const PAUSE_MS = 100;
/** The library's clock may be so much ahead. */
const LATE_MS = 20;

/** What was answered for an item, as a failure. */
export function failureOf({ code, error, retriable: isRetriable }: Outcome): Failure {
  const text = error ?? `The request failed with code ${code}.`;
  return isRetriable ? retriable(code, text) : new Failure(code, text);
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

/** Asks about the offsets of one group, and gives what was answered for the partitions. Rejects if the group as a whole was refused. */
export async function askGroup<Name extends GroupOperation>(
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

/** Asks about groups, and again about those whose coordinator is not found yet. What became of each, in their order. */
export async function askEachGroup<Name extends 'DescribeConsumerGroups' | 'DeleteConsumerGroups'>(
  call: AdminCall,
  operation: Name,
  names: readonly string[],
  options: object = {},
): Promise<readonly Answers[Name]['groups'][0][]> {
  const known = new Map<string, Answers[Name]['groups'][0]>();
  for (let asked = names; ;) {
    const { groups } = await call.ask(operation, { groups: asked, ...options });
    for (const group of groups) known.set(group.group, group);
    asked = groups.filter(({ code }) => PASSING.includes(code)).map(({ group }) => group);
    if (asked.length === 0 || call.leftMs <= PAUSE_MS) return [...known.values()];
    await delay(PAUSE_MS);
  }
}

/** Asks about the offsets of groups, again while the coordinator of one is not found. */
export async function askGroups<Name extends GroupOperation>(
  call: AdminCall,
  operation: Name,
  asked: readonly { readonly group: string; readonly partitions?: readonly Place[] }[],
  options: object = {},
): Promise<Answers[Name]['groups']> {
  for (;;) {
    const { groups } = await call.ask(operation, { groups: asked, ...options });
    const outcomes = groups.flatMap((group): readonly Outcome[] => [group, ...group.partitions]);
    if (!outcomes.some(({ code }) => PASSING.includes(code)) || call.leftMs <= PAUSE_MS) return groups;
    await delay(PAUSE_MS);
  }
}

/** The partitions of a topic, in order. Rejects if the topic is not there. */
export async function placesOf(call: AdminCall, topic: string): Promise<Place[]> {
  const { topics } = await call.ask('DescribeTopics', { topics: [checkTopic(topic)] });
  const failed = topics.find(({ code }) => code !== codes.ERR_NO_ERROR);
  if (failed !== undefined) throw failureOf(failed);
  const numbers = topics.flatMap(({ partitions }) => partitions.map(({ id }) => id)).sort((a, b) => a - b);
  return numbers.map((partition) => ({ topic, partition }));
}

/** The name of an isolation level. */
export function levelOf(level: IsolationLevel = IsolationLevel.READ_UNCOMMITTED): string {
  const name = nameIn(IsolationLevel, level);
  if (name in IsolationLevel) return name;
  throw invalid("The 'isolationLevel' property must be one of IsolationLevel.");
}

/** What stands at a place of each partition; one that was not answered has an error. */
export async function foundAt(
  call: AdminCall,
  partitions: readonly (Place & { readonly at: string | number })[],
  isolationLevel: string,
): Promise<readonly FoundOffset[]> {
  const answer = await call.ask('ListOffsets', { partitions, isolationLevel });
  return answer.partitions.map((found) => {
    if (found.offset !== null || found.code !== codes.ERR_NO_ERROR) return found;
    // librdkafka forgets why a leader did not answer, and that it did not (rdkafka_admin.c:4159).
    const isLate = call.leftMs <= LATE_MS;
    const error = `The leader of ${found.topic} [${found.partition}] did not answer${isLate ? ' in time' : ''}.`;
    return { ...found, code: isLate ? codes.ERR__TIMED_OUT : codes.ERR__FAIL, error, retriable: true };
  });
}

/** One offset of each partition. Rejects with what went wrong with the first that has none. */
export async function offsetsAt(
  call: AdminCall,
  places: readonly Place[],
  at: string | number,
  isolationLevel: string,
): Promise<readonly (FoundOffset & { readonly offset: string })[]> {
  if (places.length === 0) return [];
  const asked = places.map(({ topic, partition }) => ({ topic, partition, at }));
  const answers = await foundAt(call, asked, isolationLevel);
  const found = new Map(answers.map((answer) => [keyOf(answer), answer]));
  return places.map((place) => {
    const answer = found.get(keyOf(place));
    if (answer === undefined || answer.offset === null) {
      const name = `${place.topic} [${place.partition}]`;
      throw answer === undefined ? new Failure(codes.ERR__FAIL, `${name} was not answered.`) : failureOf(answer);
    }
    return { ...answer, offset: answer.offset };
  });
}

/** Names a partition. */
export function keyOf({ topic, partition }: Place): string {
  return `${partition} ${topic}`;
}
