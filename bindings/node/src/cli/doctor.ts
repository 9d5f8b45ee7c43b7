import type { BrokerMetadata, ClusterDescription } from '../index';
import type { Cluster } from './cluster';
import type { Context } from './context';
import { propertiesOf } from './properties';
import { hintFor, isUsage, reasonOf } from './reasons';
import { list, table } from './table';
import { packageVersion } from './version';

/** Who does not tell of the whole cluster within that time is not waited for. */
const DESCRIPTION_TIMEOUT_MS = 2000;

interface Linked {
  readonly kafkacore: string;
  readonly node: string;
  readonly platform: string;
  readonly librdkafka: string | null;
  readonly features: readonly string[];
  readonly bootstrapServers: string | undefined;
}

/** What a cluster told; nothing of it if it could not be reached. */
interface Reached {
  readonly connectMs: number;
  readonly metadataMs: number;
  readonly clusterId: string | null;
  readonly controller: number | null;
  readonly topics: number;
  readonly brokers: readonly BrokerMetadata[];
}

type Entry = readonly [name: string, value: string];

/** Tells what is linked, whether the cluster can be reached, and why not. */
export async function doctor(context: Context): Promise<boolean> {
  const linked: Linked = {
    kafkacore: packageVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    librdkafka: null,
    features: [],
    bootstrapServers: propertiesOf(context.options)['bootstrap.servers'],
  };
  let found = linked;
  try {
    const { features, librdkafkaVersion } = await import('../index.js');
    found = { ...linked, librdkafka: librdkafkaVersion, features };
    const reached = await reach(context);
    const entries = list([...linkedEntries(found), ...reachedEntries(reached)]);
    const document = { ...found, isReachable: true, ...reached };
    await context.output.answer(document, `${entries}\n\n${brokerTable(reached)}`);
    return true;
  } catch (error) {
    if (context.signal.aborted || isUsage(error)) throw error;
    const reason = reasonOf(error);
    // Without the library nothing was asked.
    const isLoaded = found.librdkafka !== null;
    const hint = isLoaded ? (hintFor(reason)[0] ?? null) : null;
    const entries: Entry[] = [[isLoaded ? 'reachable' : 'library', `no: ${reason}`]];
    if (hint !== null) entries.push(['', hint]);
    const document = { ...found, isReachable: false, reason, hint };
    await context.output.answer(document, list([...linkedEntries(found), ...entries]));
    return false;
  }
}

async function reach(context: Context): Promise<Reached> {
  // Loading it loads the library.
  const { withCluster } = await import('./cluster.js');
  const begin = performance.now();
  return withCluster(context, async (cluster) => {
    const connected = performance.now();
    const { brokers, topics } = await cluster.metadata();
    const answered = performance.now();
    return {
      connectMs: Math.round(connected - begin),
      metadataMs: Math.round(answered - connected),
      ...(await described(cluster)),
      topics: topics.length,
      brokers,
    };
  });
}

/** Not every cluster has a controller, or lets everybody know of it. */
async function described(cluster: Cluster): Promise<Pick<Reached, 'clusterId' | 'controller'>> {
  try {
    const { clusterId, controller } = await cluster.ask<ClusterDescription>((admin, options, callback) => {
      const timeout = Math.min(options.timeout, DESCRIPTION_TIMEOUT_MS);
      admin.describeCluster({ ...options, timeout }, callback);
    });
    return { clusterId, controller };
  } catch {
    return { clusterId: null, controller: null };
  }
}

function linkedEntries(linked: Linked): Entry[] {
  const { librdkafka, features } = linked;
  const library: Entry[] = [
    ['librdkafka', librdkafka ?? ''],
    ['features', features.join(' ')],
  ];
  return [
    ['kafkacore', linked.kafkacore],
    ...(librdkafka === null ? [] : library),
    ['Node.js', `${linked.node} on ${linked.platform}`],
    ['asked', linked.bootstrapServers ?? ''],
  ];
}

function reachedEntries({ connectMs, metadataMs, clusterId, topics }: Reached): Entry[] {
  return [
    ['reachable', `yes: connected after ${connectMs} ms, then answered within ${metadataMs} ms`],
    ['cluster', clusterId ?? 'not told'],
    ['topics', String(topics)],
  ];
}

function brokerTable({ brokers, controller }: Reached): string {
  const rows = brokers.map(({ id, host, port }) => [id, `${host}:${port}`, id === controller ? 'controller' : '']);
  return table([{ title: 'BROKER', isNumber: true }, { title: 'ADDRESS' }, { title: '' }], rows);
}
