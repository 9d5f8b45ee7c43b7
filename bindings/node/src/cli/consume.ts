import { randomUUID } from 'node:crypto';

import { KafkaConsumer, LibrdKafkaError } from '../index';
import type { Message, TopicPartitionOffset, WatermarkOffsets } from '../index';
import { metadataOf, promised, untilAborted, withClient } from './client';
import type { Context } from './context';
import { keySeparatorOf } from './key-separator';
import { bytesOf, jsonOf } from './message-format';
import { PartitionDoctor } from './partition-doctor';
import { timeoutOf } from './properties';
import { keyOf, placeOf, Silence } from './silence';
import type { Place } from './silence';
import { startOf } from './start';
import type { Start } from './start';
import { partitionsIn, topicsByName } from './topics';
import { UsageError } from './usage-error';

/** So many messages are written at once. */
const MESSAGES_MAX = 1000;
/** How long messages are waited for before it is looked whether that was all. */
const WAIT_MS = 250;

const { ERR_GROUP_AUTHORIZATION_FAILED: GROUP_REFUSED } = LibrdKafkaError.codes;

/** What is read, and how. */
interface Plan {
  readonly topics: readonly string[];
  readonly group: string | undefined;
  readonly start: Start;
  readonly partition: number | undefined;
  readonly count: number;
  readonly isUntilEnd: boolean;
  readonly separator: Buffer | undefined;
}

/** Prints messages as they come. */
export function consume(context: Context): Promise<boolean> {
  const plan = planOf(context);
  let refusal: LibrdKafkaError | undefined;
  // The coordinator is asked for even without a group, where it does not matter what it says.
  const matters = ({ code }: LibrdKafkaError): boolean => plan.group !== undefined || code !== GROUP_REFUSED;
  return withClient(
    context,
    (properties) => {
      const consumer = new KafkaConsumer({ ...propertiesFor(plan), ...properties, ...fixedProperties(plan) });
      // It is told once, maybe before the consumer is connected.
      consumer.on('event.error', (error) => {
        if (matters(error) && error.code === GROUP_REFUSED) refusal = error;
      });
      return consumer;
    },
    async (consumer) => {
      consumer.setDefaultConsumeTimeout(WAIT_MS);
      consumer.setDefaultIsTimeoutOnlyForFirstMessage(true);
      if (plan.group === undefined) consumer.assign(await placesOf(consumer, context, plan));
      else consumer.subscribe([...plan.topics]);
      await printAll(consumer, context, plan, () => refusal);
      return true;
    },
    matters,
  );
}

function planOf({ words, options }: Context): Plan {
  const group = options.text('group');
  const start = startOf(options.text('from'));
  const partition = options.wholeNumber('partition', 0);
  if (group === '') throw new UsageError('--group takes a name');
  if (group !== undefined && !('at' in start))
    throw new UsageError('--from takes beginning or end with --group: where it has committed nothing');
  if (group !== undefined && partition !== undefined)
    throw new UsageError('--partition does not go with --group, which is assigned its partitions');
  if (group === undefined && words.some((word) => word.startsWith('^')))
    throw new UsageError('a pattern of topics (^...) goes with --group alone');
  return {
    topics: [...new Set(words)],
    group,
    start,
    partition,
    count: options.wholeNumber('count', 1) ?? Infinity,
    isUntilEnd: options.has('until-end'),
    separator: keySeparatorOf(options),
  };
}

/** What the user may say otherwise. */
function propertiesFor({ start }: Plan): Record<string, string> {
  // An offset that is gone while reading begins is an error, and not the end.
  return { 'auto.offset.reset': 'at' in start ? (start.at === 'end' ? 'latest' : 'earliest') : 'error' };
}

/** Without a group nothing is committed; librdkafka wants a name for it all the same. */
function fixedProperties({ group, isUntilEnd }: Plan): Record<string, string | boolean> {
  return {
    'group.id': group ?? `kafkacore-${randomUUID()}`,
    ...(group === undefined && { 'enable.auto.commit': false }),
    'enable.auto.offset.store': false,
    'enable.partition.eof': isUntilEnd,
  };
}

async function placesOf(
  consumer: KafkaConsumer,
  { options, signal }: Context,
  { topics, start, partition }: Plan,
): Promise<{ topic: string; partition: number; offset: number | string }[]> {
  const timeoutMs = timeoutOf(options);
  const known = topicsByName(await metadataOf(consumer, timeoutMs, signal));
  const places = topics.flatMap((topic) => {
    const chosen = partitionsIn(known, topic).filter((id) => partition === undefined || id === partition);
    if (chosen.length === 0) throw new Error(`topic ${topic} has no partition ${partition ?? ''}`);
    return chosen.map((id) => ({ topic, partition: id }));
  });
  if ('at' in start) return places.map((place) => ({ ...place, offset: start.at }));
  if ('offset' in start) {
    const bounded = places.map(async (place) => {
      const { lowOffset, highOffset } = await untilAborted(boundsOf(consumer, place, timeoutMs), signal);
      return { ...place, offset: Math.min(Math.max(start.offset, lowOffset), highOffset) };
    });
    return Promise.all(bounded);
  }
  const times = places.map((place) => ({ ...place, offset: start.timeMs }));
  const found = promised<TopicPartitionOffset[]>((callback) => {
    consumer.offsetsForTimes(times, timeoutMs, callback);
  });
  return untilAborted(found, signal);
}

/** How far a partition reaches. */
function boundsOf(consumer: KafkaConsumer, { topic, partition }: Place, timeoutMs: number): Promise<WatermarkOffsets> {
  return promised((callback) => {
    consumer.queryWatermarkOffsets(topic, partition, timeoutMs, callback);
  });
}

async function printAll(
  consumer: KafkaConsumer,
  context: Context,
  plan: Plan,
  refusal: () => LibrdKafkaError | undefined,
): Promise<void> {
  const { output, signal } = context;
  const ended = new Set<string>();
  consumer.on('partition.eof', (place) => ended.add(keyOf(place)));
  const timeoutMs = timeoutOf(context.options);
  const silence = new Silence(timeoutMs);
  const doctor = new PartitionDoctor(consumer, context);
  let printed = 0;
  const unread = (): TopicPartitionOffset[] => consumer.assignments().filter((place) => !ended.has(keyOf(place)));
  const isAtEnd = (): boolean => consumer.assignments().length > 0 && unread().length === 0;
  const isOver = (): boolean => signal.aborted || printed >= plan.count || (plan.isUntilEnd && isAtEnd());
  while (!isOver()) {
    const count = Math.min(MESSAGES_MAX, plan.count - printed);
    const { messages, error = refusal() } = await take(consumer, count);
    if (!(await output.write(output.isJson ? jsonOf(messages) : bytesOf(messages, plan.separator)))) return;
    printed += messages.length;
    if (plan.group !== undefined) store(consumer, messages);
    if (error !== undefined) await tell(error, context, () => doctor.look(consumer.assignments()));
    // Where more is there than was taken, it may be of any of them.
    silence.end(messages.length < count ? messages : unread());
    const silent = silence.among(unread());
    if (silent.length > 0) {
      const looked = doctor.look(silent);
      if (plan.isUntilEnd && !signal.aborted) {
        await looked;
        throw new Error(`nothing was heard of ${silent.map(placeOf).join(', ')} for ${timeoutMs} ms`);
      }
      silence.end(silent);
    }
    if (!output.isOnScreen) output.progress(() => `${printed} messages`);
  }
}

/** What went wrong comes with the messages before it. */
function take(
  consumer: KafkaConsumer,
  count: number,
): Promise<{ readonly messages: readonly Message[]; readonly error: LibrdKafkaError | undefined }> {
  return new Promise((resolve) => {
    consumer.consume(count, (error, messages) => {
      resolve({ messages, error: error ?? undefined });
    });
  });
}

/** What was printed is read; of each partition the last one counts. */
function store(consumer: KafkaConsumer, messages: readonly Message[]): void {
  const last = new Map(messages.map((message) => [keyOf(message), message]));
  // What was taken away while it was printed comes again, to whoever has it now.
  const assigned = new Set(consumer.assignments().map(keyOf));
  const places = [...last]
    .filter(([key]) => assigned.has(key))
    .map(([, { topic, partition, offset }]) => ({ topic, partition, offset: offset + 1 }));
  consumer.offsetsStore(places);
}

/** A reader that is too slow for its group joins again. Other errors are the end, and do not say which topic they are about. */
async function tell(error: LibrdKafkaError, { output, signal }: Context, look: () => Promise<void>): Promise<void> {
  if (error.code === LibrdKafkaError.codes.ERR__MAX_POLL_EXCEEDED) {
    output.note(error.message);
  } else if (!signal.aborted) {
    await look();
    throw error;
  }
}
