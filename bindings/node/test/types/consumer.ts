// Consuming programs as they are written for the reference client, and with what is new here.
import { KafkaJS } from 'kafkacore';
import type { LibrdKafkaError, TopicPartition } from 'kafkacore';
import type { EachMessagePayload } from 'kafkacore/types/kafkajs';
import type { KafkaConsumer } from 'kafkacore/types/rdkafka.js';

const { ErrorCodes, Kafka, PartitionAssigners, PartitionAssignors } = KafkaJS;

const kafka = new Kafka({ kafkaJS: { brokers: ['localhost:9092'] } });

export const block: KafkaJS.ConsumerConfig = {
  groupId: 'readers',
  fromBeginning: true,
  partitionAssigners: [PartitionAssigners.roundRobin, PartitionAssignors.range],
};
block.autoCommit = false;

export const config: KafkaJS.ConsumerConstructorConfig = {
  kafkaJS: block,
  'auto.offset.reset': 'earliest',
  'js.consumer.max.batch.size': 100,
  rebalance_cb: async (error, assignment, functions) => {
    if (error.code === ErrorCodes.ERR__REVOKE_PARTITIONS && !functions.assignmentLost()) await consumer.commitOffsets();
    if (error.code !== ErrorCodes.ERR__ASSIGN_PARTITIONS) return;
    for (const one of assignment) one.offset = 34;
    functions.assign(assignment);
  },
  offset_commit_cb: (error, offsets) => console.log(error?.code, offsets[0]?.offset),
};
const limits: KafkaJS.JSConsumerConfig = { 'js.consumer.max.cache.size.per.worker.ms': '2000' };
config['group.instance.id'] = 'one';

const consumer: KafkaJS.Consumer = kafka.consumer({ ...config, ...limits });

/** As it is annotated by programs that know no better type. */
export const annotated = kafka.consumer({
  'group.id': 'readers',
  rebalance_cb: (err: any, assignment: any, fns: any) => fns.assign(assignment, err),
});

export type Deep = [EachMessagePayload['message']['offset'], KafkaConsumer['name']];

/** As it is by those who go by the callback API's types. */
export const librdkafkaLike = kafka.consumer({
  'group.id': 'readers',
  rebalance_cb: (err: LibrdKafkaError, assignment: TopicPartition[]) => console.log(err.errno, err.origin, assignment.length),
});
export const numbered = kafka.consumer({
  'group.id': 'readers',
  rebalance_cb: (_: unknown, assignments: { topic: string; partition: number; offset?: number }[]) => assignments,
});

function headerOf(headers: KafkaJS.IHeaders | undefined, name: string): string | undefined {
  const value: Buffer | string | (Buffer | string)[] | undefined = headers?.[name];
  return Array.isArray(value) ? value.map(String).join() : value?.toString();
}

const eachMessage: KafkaJS.EachMessageHandler = async ({
  topic,
  partition,
  message,
  heartbeat,
  pause,
}: KafkaJS.EachMessagePayload): Promise<void> => {
  const { key, value, offset, timestamp }: KafkaJS.KafkaMessage = message;
  console.log(topic, partition, key?.toString(), value?.toString(), offset, new Date(Number(timestamp)));
  console.log(headerOf(message.headers, 'trace'), message.leaderEpoch, message.size);
  await heartbeat();
  const resume: () => void = pause();
  resume();
};

const eachBatch: KafkaJS.EachBatchHandler = async (payload: KafkaJS.EachBatchPayload) => {
  const batch: KafkaJS.Batch = payload.batch;
  for (const { offset } of batch.messages) {
    if (!payload.isRunning() || payload.isStale()) break;
    payload.resolveOffset(offset);
    await payload.commitOffsetsIfNecessary();
    await payload.commitOffsetsIfNecessary({ signal: AbortSignal.timeout(1000) });
  }
  const [first, ...ends]: [string | null, string, string] = [batch.firstOffset(), batch.lastOffset(), batch.highWatermark];
  console.log(batch.isEmpty(), first, ends.map(BigInt));
};

export async function consume(concurrently: number): Promise<void> {
  await consumer.connect();
  const one: KafkaJS.ConsumerSubscribeTopic = { topic: 'orders', replace: true };
  const many: KafkaJS.ConsumerSubscribeTopics = { topics: ['orders', /^returns-.*/] };
  await consumer.subscribe(one);
  await consumer.subscribe(many);
  const run: KafkaJS.ConsumerRunConfig = { eachMessage, partitionsConsumedConcurrently: concurrently };
  if (concurrently > 1) {
    delete run.eachMessage;
    run.eachBatch = eachBatch;
    run.eachBatchAutoResolve = false;
  }
  await consumer.run(run);

  const assigned: KafkaJS.TopicPartition[] = consumer.assignment();
  const place: KafkaJS.TopicPartitionOffset = { topic: 'orders', partition: 0, offset: '-2', leaderEpoch: 1 };
  consumer.seek(place);
  const commits: KafkaJS.TopicPartitionOffsetAndMetadata[] = [];
  commits.push({ topic: 'orders', partition: 0, offset: (parseInt('41', 10) + 1).toString(), metadata: null });
  await consumer.commitOffsets(commits);
  for (const { partition, offset } of await consumer.committed(assigned, 5000)) {
    if (offset !== null) consumer.seek({ topic: 'orders', partition, offset });
  }
  const resume = consumer.pause([{ topic: 'orders', partitions: [0, 1] }, { topic: 'returns' }]);
  const paused: KafkaJS.TopicPartitions[] = consumer.paused();
  consumer.resume(paused);
  resume();
  await consumer.stop();
  await consumer.disconnect();
}

/** What the reference does not have. */
export async function loop(signal: AbortSignal): Promise<void> {
  const remove: KafkaJS.RemoveInstrumentationEventListener = consumer.on(consumer.events.CRASH, ({ payload }) => {
    console.error(payload.error.message, payload.groupId);
  });
  consumer.on('consumer.group_join', ({ payload }) => Object.entries(payload.memberAssignment));
  for await (const message of consumer.messages({ signal })) console.log(message.topic, message.value);
  const batches: KafkaJS.Source<KafkaJS.Batch> = consumer.batches();
  batches.toReadable().destroy();
  for await (const batch of batches) console.log(batch.messages.length);
  await consumer.run({ eachMessage }, { signal });
  await consumer.finished();
  await consumer.finished({ signal });
  remove();
  await consumer[Symbol.asyncDispose]();
}

// What must not compile.

// @ts-expect-error Offsets are strings.
consumer.seek({ topic: 'orders', partition: 0, offset: 1 });

// @ts-expect-error A subscription has topics.
void consumer.subscribe({ patterns: ['orders'] });

// @ts-expect-error There is no such assigner.
block.partitionAssigners = ['sticky'];

// @ts-expect-error There is no such event.
consumer.on('consumer.lunch', () => undefined);

// @ts-expect-error A crash has no topic.
consumer.on(consumer.events.CRASH, ({ payload }) => payload.topic);
