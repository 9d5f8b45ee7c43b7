import type { FoundOffset, Outcome, Place, AdminCall } from './admin-operations';
import { codes } from './codes';
import { IsolationLevel, nameIn } from './enums';
import { Failure, invalid, retriable } from './failure';
import { checkTopic } from './partitions';

/** The library's clock may be so much ahead. */
const LATE_MS = 20;

/** What was answered for an item, as a failure. */
export function failureOf({ code, error, retriable: isRetriable }: Outcome): Failure {
  const text = error ?? `The request failed with code ${code}.`;
  return isRetriable ? retriable(code, text) : new Failure(code, text);
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
    // Beside an error, brokers give an offset that is none.
    if (answer === undefined || answer.offset === null || answer.code !== codes.ERR_NO_ERROR) {
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
