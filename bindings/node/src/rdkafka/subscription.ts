import { Failure } from '../runtime/failure';
import { faultOfTopic } from '../runtime/topic-name';
import { topicPattern } from '../runtime/topic-pattern';
import { wrongArgument } from './errors';
import type { SubscribeTopicList } from './message';

const NEITHER = '"topics" must be an array of strings and regular expressions';

/** The names of topics, and patterns of them as librdkafka writes them, with a ^ before. */
export function topicsOf(topics: SubscribeTopicList): string[] {
  if (!Array.isArray(topics)) throw wrongArgument(NEITHER);
  if (topics.length === 0) throw wrongArgument('"topics" must name at least one topic');
  return topics.map(nameOf);
}

/** What these topics are called: names as they are, and expressions by their source. */
export function sourcesOf(topics: SubscribeTopicList): string[] {
  return topics.map((topic) => (topic instanceof RegExp ? topic.source : topic));
}

function nameOf(topic: unknown): string {
  if (topic instanceof RegExp) return patternOf(topic);
  if (typeof topic !== 'string' || topic === '') throw wrongArgument(NEITHER);
  const fault = topic.startsWith('^') && !topic.includes('\0') ? undefined : faultOfTopic(topic);
  if (fault !== undefined) throw wrongArgument(`A name in "topics" ${fault}`);
  return topic;
}

/** One that is not bound to the beginning of a name may match anywhere in it. */
function patternOf(expression: RegExp): string {
  try {
    return topicPattern(expression, true);
  } catch (error) {
    throw error instanceof Failure ? wrongArgument(error.message) : error;
  }
}
