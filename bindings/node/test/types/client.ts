// Programs as they are written for the reference client, in strict TypeScript: they have to compile with this package's types.
import { KafkaJS, MockCluster } from 'kafkacore';
import type { MockFault, MockRequest, MockTopic } from 'kafkacore';
import Kafka = KafkaJS.Kafka;

// @ts-expect-error As in the reference, the names of the promisified API are in KafkaJS.
import { Kafka as AtTheRoot } from 'kafkacore';

class ConsoleLogger implements KafkaJS.Logger {
  constructor(private readonly prefix: string) {}

  private level: KafkaJS.logLevel = KafkaJS.logLevel.INFO;

  setLogLevel(level: KafkaJS.logLevel): void {
    this.level = level;
  }

  info(message: string, extra?: object): void {
    if (this.level >= KafkaJS.logLevel.INFO) console.info(this.prefix, message, extra);
  }

  error = (message: string, extra?: object): void => console.error(this.prefix, message, extra);
  warn = (message: string, extra?: object): void => console.warn(this.prefix, message, extra);
  debug = (message: string, extra?: object): void => console.debug(this.prefix, message, extra);

  namespace(): KafkaJS.Logger {
    return this;
  }
}

/** A configuration that is built step by step. */
export function configOf(isSecure: boolean, mechanism: KafkaJS.SASLMechanism): KafkaJS.KafkaConfig {
  const retry: KafkaJS.RetryOptions = { retries: 3, initialRetryTime: 100 };
  const config: KafkaJS.KafkaConfig = { brokers: ['localhost:9092'], clientId: 'billing', retry };
  config.logger = new ConsoleLogger('kafka');
  if (isSecure) {
    config.ssl = true;
    const sasl: KafkaJS.SASLOptions = { mechanism: 'plain', username: 'me', password: 'secret' };
    config.sasl = { ...sasl, mechanism };
  }
  return config;
}

export function withTokens(fetchToken: () => Promise<KafkaJS.OauthbearerProviderResponse>): Kafka {
  return new Kafka({
    kafkaJS: { brokers: ['localhost:9092'], sasl: { mechanism: 'oauthbearer', oauthBearerProvider: fetchToken } },
  });
}

export function withProperties(): Kafka {
  const config: KafkaJS.CommonConstructorConfig = { 'bootstrap.servers': 'localhost:9092' };
  config['debug'] = 'all';
  return new Kafka({ ...config, 'statistics.interval.ms': 1000, stats_cb: ({ message }) => JSON.parse(message) });
}

/** Clients of every kind, closed in the same way. */
export async function closeAll(clients: KafkaJS.Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.disconnect()));
  clients[0]?.logger().info('closed', { count: clients.length });
}

export function kindOf(error: unknown): string {
  if (error instanceof KafkaJS.KafkaJSError) {
    const { code, fatal, retriable, abortable, type }: KafkaJS.KafkaJSError = error;
    if (code === KafkaJS.ErrorCodes.ERR__MSG_TIMED_OUT) return 'late';
    return `${String(type)} ${[fatal, retriable, abortable].join(' ')}`;
  }
  if (error instanceof KafkaJS.KafkaJSAggregateError) return error.errors.map((one) => String(one)).join();
  const metadata: KafkaJS.KafkaJSErrorMetadata = { code: KafkaJS.ErrorCodes.ERR__FAIL, retriable: true };
  const made: Error = new KafkaJS.KafkaJSTimeout('too late', metadata);
  return KafkaJS.isKafkaJSError(error) ? 'other' : made.message;
}

export async function administrate(kafka: Kafka): Promise<void> {
  const config: KafkaJS.AdminConstructorConfig = { kafkaJS: { retry: { retries: 1 } } };
  const admin: KafkaJS.Admin = kafka.admin(config);
  await admin.connect();
  const entry: KafkaJS.IResourceConfigEntry = { name: 'cleanup.policy', value: 'compact' };
  const topic: KafkaJS.ITopicConfig = { topic: 'accounts', numPartitions: 3, configEntries: [entry] };
  const isNew: boolean = await admin.createTopics({ topics: [topic], timeout: 1000 });
  if (!isNew) await admin.deleteTopics({ topics: ['accounts'] });
  await closeAll([admin, kafka.producer(), kafka.consumer({ 'group.id': 'readers' })]);
}

/** What monitors and tools ask. */
export async function observe(admin: KafkaJS.Admin, signal: AbortSignal): Promise<string[]> {
  const topics: string[] = await admin.listTopics({ timeout: 1000, signal });
  const metadata: KafkaJS.ITopicMetadata[] = await admin.fetchTopicMetadata({ topics });
  const internal = metadata
    .filter(({ isInternal }) => isInternal)
    .map(({ topicId }) => topicId.mostSignificantBits + 1n);
  const { groups, errors } = await admin.listGroups({ matchConsumerGroupStates: [KafkaJS.ConsumerGroupStates.STABLE] });
  const described = await admin.describeGroups(groups.map(({ groupId }) => groupId));
  const members = described.groups.flatMap((group) => group.members.map(({ clientId }) => clientId));
  const lag: KafkaJS.GroupLag = await admin.fetchGroupLag({ groupId: 'a', topics });
  const ends = await admin.fetchTopicOffsets('a', { isolationLevel: KafkaJS.IsolationLevel.READ_COMMITTED });
  const { resources } = await admin.describeConfigs({
    resources: [{ type: KafkaJS.ConfigResourceTypes.TOPIC, name: 'a', configNames: ['retention.ms'] }],
  });
  const values = resources.flatMap(({ configEntries }) => configEntries.map(({ configValue }) => configValue ?? ''));
  return [...members, ...values, lag.lag, String(internal), ...ends.map(({ high }) => high), ...errors.map(String)];
}

export async function allow(admin: KafkaJS.Admin): Promise<void> {
  const line: KafkaJS.AclEntry = {
    resourceType: KafkaJS.AclResourceTypes.TOPIC,
    resourceName: 'a',
    resourcePatternType: KafkaJS.ResourcePatternTypes.LITERAL,
    principal: 'User:me',
    host: '*',
    operation: KafkaJS.AclOperationTypes.READ,
    permissionType: KafkaJS.AclPermissionTypes.ALLOW,
  };
  if (!(await admin.createAcls({ acl: [line] }))) throw new Error('not allowed');
  await admin.setOffsets({ groupId: 'a', topic: 'a', partitions: [{ partition: 0, offset: '7' }] });
  // @ts-expect-error An offset is a text.
  await admin.setOffsets({ groupId: 'a', topic: 'a', partitions: [{ partition: 0, offset: 7 }] });
}

/** A test without Kafka. */
export function rehearse(): number {
  const topic: MockTopic = { topic: 'orders', numPartitions: 6 };
  const mock = new MockCluster({ brokers: 2, topics: [topic], rebalanceDelay: 100 });
  const late: MockFault = { code: KafkaJS.ErrorCodes.ERR_REQUEST_TIMED_OUT, latency: 500 };
  mock.failNext('Produce', [7, late], { broker: 1 });
  mock.setCoordinator({ groupId: 'readers', broker: 2 });
  mock.watchRequests();
  const fetches: MockRequest[] = mock.requests().filter(({ request }) => request === 'Fetch');
  mock.close();
  // @ts-expect-error There is no such request.
  mock.failNext('Prodce', [7]);
  return fetches.length;
}

// What must not compile.

// @ts-expect-error Brokers are a list.
configOf(true, 'plain').brokers = 'localhost:9092';

// @ts-expect-error Certificates are given by librdkafka's properties.
configOf(true, 'plain').ssl = { ca: [] };

// @ts-expect-error There is no such mechanism here.
configOf(true, 'aws');

// @ts-expect-error A logger has more methods.
configOf(true, 'plain').logger = { info: () => undefined };
