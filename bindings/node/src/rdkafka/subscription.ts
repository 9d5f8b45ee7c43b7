import { faultOfTopic } from '../runtime/topic-name';
import { wrongArgument } from './errors';
import type { SubscribeTopicList } from './message';

const NEITHER = '"topics" must be an array of strings and regular expressions';

/** The names of topics, and patterns of them as librdkafka writes them, with a ^ before. */
export function topicsOf(topics: SubscribeTopicList): string[] {
  if (!Array.isArray(topics)) throw wrongArgument(NEITHER);
  if (topics.length === 0) throw wrongArgument('"topics" must name at least one topic');
  return topics.map(nameOf);
}

function nameOf(topic: unknown): string {
  if (topic instanceof RegExp) return patternOf(topic);
  if (typeof topic !== 'string' || topic === '') throw wrongArgument(NEITHER);
  const fault = topic.startsWith('^') && !topic.includes('\0') ? undefined : faultOfTopic(topic);
  if (fault !== undefined) throw wrongArgument(`A name in "topics" ${fault}`);
  return topic;
}

/** One that is not bound to the beginning of a name may match anywhere in it. */
function patternOf({ source, flags }: RegExp): string {
  if (flags !== '') throw wrongArgument(`The flags of /${source}/${flags} are not supported`);
  return source.startsWith('^') ? source : `^.*(${source})`;
}
