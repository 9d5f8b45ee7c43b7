import type { Metadata, TopicMetadata } from '../index';
import { withCluster } from './cluster';
import type { Context } from './context';
import { eachItem } from './items';
import { table } from './table';

const BROKERS_CHOICE = -1;

/** Lists the topics. */
export function listTopics(context: Context): Promise<boolean> {
  return withCluster(context, async (cluster) => {
    const { topics } = await cluster.metadata();
    const listed = topics.map(({ name, partitions }) => ({
      topic: name,
      partitions: partitions.length,
      replicationFactor: Math.max(0, ...partitions.map(({ replicas }) => replicas.length)),
    }));
    const columns = [
      { title: 'TOPIC' },
      { title: 'PARTITIONS', isNumber: true },
      { title: 'REPLICAS', isNumber: true },
    ];
    const rows = listed.map(({ topic, partitions, replicationFactor }) => [topic, partitions, replicationFactor]);
    await context.output.answer({ topics: listed }, table(columns, rows));
    return true;
  });
}

/** Tells where the partitions of topics lie. */
export function describeTopics(context: Context): Promise<boolean> {
  return withCluster(context, async (cluster) => {
    const known = topicsByName(await cluster.metadata());
    const described = context.words.flatMap((name) => known.get(name) ?? []);
    const document = described.map(({ name, partitions }) => ({
      topic: name,
      partitions: partitions.map(({ id, ...rest }) => ({ partition: id, ...rest })),
    }));
    const rows = described.flatMap(({ name, partitions }) =>
      partitions.map(({ id, leader, replicas, isrs }) => [
        name,
        id,
        leader < 0 ? null : leader,
        replicas.join(','),
        isrs.join(','),
      ]),
    );
    const numbers = ['PARTITION', 'LEADER'].map((title) => ({ title, isNumber: true }));
    const columns = [{ title: 'TOPIC' }, ...numbers, { title: 'REPLICAS' }, { title: 'IN SYNC' }];
    await context.output.answer({ topics: document }, rows.length === 0 ? '' : table(columns, rows));
    const missing = context.words.filter((name) => !known.has(name));
    for (const name of missing) context.output.note(absenceOf(name));
    return missing.length === 0;
  });
}

/** The topics that are there. */
export function topicsByName({ topics }: Metadata): ReadonlyMap<string, TopicMetadata> {
  // One that was asked for and is not there is told without partitions.
  return new Map(topics.filter(({ partitions }) => partitions.length > 0).map((topic) => [topic.name, topic]));
}

/** The numbers of a topic's partitions. Throws if it is not there. */
export function partitionsIn(known: ReadonlyMap<string, TopicMetadata>, topic: string): readonly number[] {
  const found = known.get(topic);
  if (found === undefined) throw new Error(absenceOf(topic));
  return found.partitions.map(({ id }) => id);
}

/** Creates a topic. */
export function createTopic(context: Context): Promise<boolean> {
  const { words, options, output } = context;
  const [topic = ''] = words;
  const partitions = options.wholeNumber('partitions', 1) ?? BROKERS_CHOICE;
  const replicationFactor = options.wholeNumber('replication-factor', 1) ?? BROKERS_CHOICE;
  const config = Object.fromEntries(options.pairs('config-entry'));
  return withCluster(context, async (cluster) => {
    await cluster.change((admin, timeoutMs, callback) => {
      const created = { topic, num_partitions: partitions, replication_factor: replicationFactor, config };
      admin.createTopic(created, timeoutMs, callback);
    });
    await output.answer({ topic, isCreated: true }, `created ${topic}`);
    return true;
  });
}

/** Deletes topics, one after the other. */
export function deleteTopics(context: Context): Promise<boolean> {
  return withCluster(context, (cluster) =>
    eachItem(context, 'topic', 'isDeleted', 'deleted', async (topic) => {
      await cluster.change((admin, timeoutMs, callback) => {
        admin.deleteTopic(topic, timeoutMs, callback);
      });
    }),
  );
}

/** That there is no such topic. */
export function absenceOf(topic: string): string {
  return `there is no topic ${topic}`;
}
