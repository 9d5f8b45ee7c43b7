import type { SubscribeTopicList } from './message';

/** The names of topics, and patterns of them as librdkafka writes them, with a ^ before. */
export function topicsOf(topics: SubscribeTopicList): string[] {
  if (!Array.isArray(topics)) throw new TypeError('"topics" must be an array of strings and regular expressions');
  return topics.map((topic: unknown) => {
    if (topic instanceof RegExp) return patternOf(topic);
    if (typeof topic === 'string' && topic !== '') return topic;
    throw new TypeError('"topics" must be an array of strings and regular expressions');
  });
}

/** One that is not bound to the beginning of a name may match anywhere in it. */
function patternOf({ source, flags }: RegExp): string {
  if (flags !== '') throw new TypeError(`The flags of /${source}/${flags} are not supported`);
  return source.startsWith('^') ? source : `^.*(${source})`;
}
