import { codes } from './codes';
import { Failure, isGone, retriable } from './failure';
import type { Requests } from './requests';
import { leftMs } from './within';

/** Beside each item: what became of it. */
export interface Outcome {
  /** librdkafka's number; 0 if all went well. */
  readonly code: number;
  readonly error: string | null;
  /** Whether the same may succeed later. */
  readonly retriable: boolean;
}

export interface Node {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface Place {
  readonly topic: string;
  readonly partition: number;
}

export interface TopicOutcome extends Outcome {
  readonly name: string;
}

export interface TopicDescription extends TopicOutcome {
  readonly id: { readonly base64: string; readonly mostSignificantBits: string; readonly leastSignificantBits: string };
  readonly isInternal: boolean;
  readonly partitions: readonly PartitionDescription[];
  readonly authorizedOperations: readonly string[] | null;
}

export interface PartitionDescription {
  readonly id: number;
  readonly leader: Node | null;
  readonly replicas: readonly Node[];
  readonly isrs: readonly Node[];
}

export interface ConfigResource {
  readonly type: string;
  readonly name: string;
}

export interface ConfigSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: string;
}

export interface ConfigItem extends ConfigSynonym {
  readonly isReadOnly: boolean;
  readonly isDefault: boolean;
  readonly isSensitive: boolean;
  readonly synonyms: readonly ConfigSynonym[];
}

export interface GroupListing {
  readonly group: string;
  readonly isSimple: boolean;
  readonly state: string;
  readonly type: string;
}

export interface GroupDescription extends GroupListing, Outcome {
  readonly assignor: string;
  readonly coordinator: Node | null;
  readonly members: readonly MemberDescription[];
  readonly authorizedOperations: readonly string[] | null;
}

export interface MemberDescription {
  readonly memberId: string;
  readonly clientId: string;
  readonly instanceId: string | null;
  readonly host: string;
  readonly assignment: readonly Place[];
  readonly targetAssignment: readonly Place[] | null;
}

export interface GroupPartitions<Partition> extends Outcome {
  readonly group: string;
  readonly partitions: readonly Partition[];
}

export interface CommittedPlace extends Place, Outcome {
  /** Null if nothing is committed. */
  readonly offset: string | null;
  readonly leaderEpoch: number | null;
  readonly metadata: string | null;
}

export interface FoundOffset extends Place, Outcome {
  /** '-1' if there is no such record, null beside an error. */
  readonly offset: string | null;
  readonly timestamp: string | null;
  readonly leaderEpoch: number | null;
}

export interface AclLine {
  readonly resourceType: string;
  readonly resourceName: string;
  readonly patternType: string;
  readonly principal: string;
  readonly host: string;
  readonly operation: string;
  readonly permission: string;
}

interface Items<Item> {
  readonly topics: readonly Item[];
}

interface Partitions<Partition> {
  readonly partitions: readonly Partition[];
}

interface Groups<Group> {
  readonly groups: readonly Group[];
}

interface Resources<Resource> {
  readonly resources: readonly Resource[];
}

interface Users<User> {
  readonly users: readonly User[];
}

/** Each operation with its answer. What is asked is written in include/admin, and checked by the library. */
export interface Answers {
  readonly CreateTopics: Items<TopicOutcome>;
  readonly DeleteTopics: Items<TopicOutcome>;
  readonly CreatePartitions: Items<TopicOutcome>;
  readonly DescribeTopics: Items<TopicDescription>;
  readonly DescribeCluster: {
    readonly id: string | null;
    readonly controller: Node | null;
    readonly brokers: readonly Node[];
    readonly authorizedOperations: readonly string[] | null;
  };
  readonly DescribeConfigs: Resources<ConfigResource & Outcome & { readonly configs: readonly ConfigItem[] }>;
  readonly AlterConfigs: Resources<ConfigResource & Outcome>;
  readonly IncrementalAlterConfigs: Resources<ConfigResource & Outcome>;
  readonly DeleteRecords: Partitions<Place & Outcome & { readonly lowWatermark: string | null }>;
  readonly ListOffsets: Partitions<FoundOffset>;
  readonly ElectLeaders: Partitions<Place & Outcome>;
  readonly ListConsumerGroups: Groups<GroupListing> & { readonly errors: readonly Outcome[] };
  readonly DescribeConsumerGroups: Groups<GroupDescription>;
  readonly DeleteConsumerGroups: Groups<Outcome & { readonly group: string }>;
  readonly ListConsumerGroupOffsets: Groups<GroupPartitions<CommittedPlace>>;
  readonly AlterConsumerGroupOffsets: Groups<GroupPartitions<Place & Outcome>>;
  readonly DeleteConsumerGroupOffsets: Groups<GroupPartitions<Place & Outcome>>;
  readonly DescribeUserScramCredentials: Users<
    Outcome & {
      readonly user: string;
      readonly credentials: readonly { readonly mechanism: string; readonly iterations: number }[];
    }
  >;
  readonly AlterUserScramCredentials: Users<Outcome & { readonly user: string }>;
  readonly CreateAcls: { readonly acls: readonly Outcome[] };
  readonly DescribeAcls: { readonly acls: readonly AclLine[] };
  readonly DeleteAcls: { readonly filters: readonly (Outcome & { readonly acls: readonly (AclLine & Outcome)[] })[] };
}

/** What is sent to the controller, which a mock cluster has none of: there it would be waited for in vain. */
const NEEDS_CONTROLLER: ReadonlySet<keyof Answers> = new Set([
  'CreateTopics',
  'DeleteTopics',
  'CreatePartitions',
  'DescribeTopics',
  'DescribeCluster',
  'DescribeConfigs',
  'AlterConfigs',
  'IncrementalAlterConfigs',
  'ElectLeaders',
  'DescribeUserScramCredentials',
  'AlterUserScramCredentials',
  'CreateAcls',
  'DescribeAcls',
  'DeleteAcls',
]);

/** One look at the topics; a longer one would hold up the other calls of the client. */
const LOOK_MS = 1000;

/** The questions of one call, which share its time. Aborted, it asks no further ones. */
export class AdminCall {
  readonly #requests: Requests;
  readonly #end: number;
  readonly #signal: AbortSignal | undefined;

  constructor(requests: Requests, timeoutMs: number, signal?: AbortSignal) {
    this.#requests = requests;
    this.#end = performance.now() + timeoutMs;
    this.#signal = signal;
  }

  get leftMs(): number {
    return leftMs(this.#end);
  }

  /** Rejects if the operation failed as a whole; what became of its items stands in the answer. */
  async ask<Name extends keyof Answers>(operation: Name, request: object = {}): Promise<Answers[Name]> {
    this.#signal?.throwIfAborted();
    const isRefused = NEEDS_CONTROLLER.has(operation) && this.#requests.isOfMock;
    const answer = this.#requests.send({ operation, ...request }, isRefused ? 0 : this.leftMs);
    return (await (isRefused ? answer.catch(refusal(operation)) : answer)) as Answers[Name];
  }

  /** The names of all topics. */
  async topicNames(): Promise<string[]> {
    if (this.leftMs === 0) throw retriable(codes.ERR__TIMED_OUT, 'The time was over before anything was answered.');
    for (;;) {
      this.#signal?.throwIfAborted();
      try {
        const { topics } = await this.#requests.questions.cluster(undefined, Math.min(this.leftMs, LOOK_MS));
        return topics.map(({ name }) => name);
      } catch (error) {
        if (isGone(error)) throw new Failure(codes.ERR__DESTROY, 'The client was closed before this was answered.');
        if (Failure.of(error)?.retriable !== true || this.leftMs === 0) throw error;
      }
    }
  }
}

/** A request sent with no time comes back timed out unless it is wrong itself; says why none was given. */
function refusal(operation: string): (error: unknown) => never {
  return (error) => {
    if (Failure.of(error)?.code !== codes.ERR__TIMED_OUT) throw error;
    throw new Failure(
      codes.ERR__UNSUPPORTED_FEATURE,
      `A mock cluster does not answer ${operation}: it has no controller. Use a real cluster, or the methods of MockCluster.`,
    );
  };
}
