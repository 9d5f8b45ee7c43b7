import { codes } from '../runtime/codes';
import { errorSaying } from './errors';

/** A topic to be created. */
export interface NewTopic {
  topic: string;
  /** -1 leaves it to the broker. */
  num_partitions: number;
  /** -1 leaves it to the broker. */
  replication_factor: number;
  config?: Record<string, string>;
}

/** A request, and how its answer is read. */
export interface Operation<Input, Output> {
  document(input: Input): object;
  read(answer: unknown): Output;
}

/** What became of one topic. */
interface TopicOutcome {
  readonly name: string;
  readonly code: number;
  readonly error: string | null;
}

const BROKERS_CHOICE = -1;

/** What an admin client can ask for. */
export const OPERATIONS = {
  createTopic: {
    document: ({ topic, num_partitions, replication_factor, config = {} }) => {
      const described = {
        name: topic,
        partitions: (num_partitions as number | undefined) ?? BROKERS_CHOICE,
        replicationFactor: (replication_factor as number | undefined) ?? BROKERS_CHOICE,
        config,
      };
      return { operation: 'CreateTopics', topics: [described] };
    },
    read: readTopics,
  } satisfies Operation<NewTopic, void>,

  deleteTopic: {
    document: (topic) => ({ operation: 'DeleteTopics', topics: [topic] }),
    read: readTopics,
  } satisfies Operation<string, void>,
};

/** Throws for a topic with which something went wrong. */
function readTopics(answer: unknown): void {
  const failed = (answer as { topics: readonly TopicOutcome[] }).topics.find(({ code }) => code !== codes.ERR_NO_ERROR);
  if (failed === undefined) return;
  throw errorSaying(failed.code, failed.error ?? `Topic ${failed.name} failed with code ${failed.code}.`);
}
