import { UTF8_MAX_BYTES } from './writer';

/** Kafka's own limit. */
const TOPIC_MAX_BYTES = 249;

/**
 * Why a topic cannot have this name; undefined if it can. The native library would say so too, but of all sends of the tick,
 * because they share a call.
 */
export function faultOfTopic(topic: string): string | undefined {
  const isShort = topic.length * UTF8_MAX_BYTES <= TOPIC_MAX_BYTES || Buffer.byteLength(topic) <= TOPIC_MAX_BYTES;
  if (isShort && !topic.includes('\0')) return undefined;
  return `must be a name of at most ${TOPIC_MAX_BYTES} bytes, without NUL.`;
}
