import { AlterConfigOperations, ConfigResourceTypes, ConfigSource } from '../index';
import type { AlterConfigsResult, ConfigEntries, DescribeConfigsResult, IncrementalConfigEntry } from '../index';
import { withCluster } from './cluster';
import type { Cluster } from './cluster';
import type { Context } from './context';
import { byName, nameIn } from './names';
import { table } from './table';
import { partitionsIn, topicsByName } from './topics';
import { UsageError } from './usage-error';

/** What has settings, and how the command line calls it. */
interface Resource {
  readonly kind: 'topic' | 'broker';
  readonly type: ConfigResourceTypes;
  readonly name: string;
}

/** Tells what a topic is set to, or changes it. */
export function topicConfigs(context: Context): Promise<boolean> {
  const [name = ''] = context.words;
  return configs(context, { kind: 'topic', type: ConfigResourceTypes.TOPIC, name });
}

/** Tells what a broker is set to, or changes it. */
export function brokerConfigs(context: Context): Promise<boolean> {
  const [name = ''] = context.words;
  if (!/^\d+$/.test(name)) throw new UsageError(`configs broker takes the number of a broker, not '${name}'`);
  return configs(context, { kind: 'broker', type: ConfigResourceTypes.BROKER, name });
}

/** Changes what is to be changed, or else tells what there is. */
function configs(context: Context, resource: Resource): Promise<boolean> {
  const changes = changesIn(context);
  return withCluster(context, async (cluster) => {
    await find(cluster, resource);
    return changes.length > 0 ? change(cluster, context, resource, changes) : describe(cluster, context, resource);
  });
}

/** Throws if it is not there. */
async function find(cluster: Cluster, { kind, name }: Resource): Promise<void> {
  const metadata = await cluster.metadata();
  if (kind === 'topic') partitionsIn(topicsByName(metadata), name);
  else if (!metadata.brokers.some(({ id }) => id === Number(name))) throw new Error(`there is no broker ${name}`);
}

function changesIn({ options }: Context): IncrementalConfigEntry[] {
  const { SET, DELETE } = AlterConfigOperations;
  const changes = [
    ...options.pairs('set').map(([name, value]) => ({ name, operation: SET, value })),
    ...options.texts('delete').map((name) => ({ name, operation: DELETE })),
  ];
  if (changes.length > 0 && options.has('all')) throw new UsageError('--all does not go with --set and --delete');
  return changes;
}

async function change(
  cluster: Cluster,
  { output }: Context,
  { kind, type, name }: Resource,
  changes: readonly IncrementalConfigEntry[],
): Promise<boolean> {
  await cluster.ask<AlterConfigsResult>((admin, options, callback) => {
    admin.incrementalAlterConfigs({ ...options, resources: [{ type, name, configEntries: changes }] }, callback);
  });
  const entries = changes.map((entry) => ({ name: entry.name, value: entry.value ?? null }));
  const lines = entries.map((entry) => {
    return entry.value === null ? `${entry.name} is at its default` : `${entry.name} is ${entry.value}`;
  });
  await output.answer({ [kind]: name, changes: entries }, lines.join('\n'));
  return true;
}

async function describe(
  cluster: Cluster,
  { options, output }: Context,
  { kind, type, name }: Resource,
): Promise<boolean> {
  const { resources } = await cluster.ask<DescribeConfigsResult>((admin, given, callback) => {
    admin.describeConfigs({ ...given, resources: [{ type, name }] }, callback);
  });
  const all = resources.flatMap(({ configEntries }) => configEntries);
  const shown = options.has('all') ? all : all.filter((entry) => isSetIn(kind, entry));
  shown.sort(byName(({ configName }) => configName));
  const document = shown.map((entry) => ({
    name: entry.configName,
    value: entry.configValue,
    source: nameIn(ConfigSource, entry.configSource),
    isDefault: entry.isDefault,
    isSensitive: entry.isSensitive,
    isReadOnly: entry.readOnly,
  }));
  const rows = shown.map((entry) => [
    entry.configName,
    entry.isSensitive ? '(secret)' : entry.configValue,
    nameIn(ConfigSource, entry.configSource),
  ]);
  const columns = ['NAME', 'VALUE', 'SOURCE'].map((title) => ({ title }));
  if (shown.length === 0) output.note(`${kind} ${name} has no settings of its own; --all shows the defaults`);
  await output.answer({ [kind]: name, configs: document }, shown.length === 0 ? '' : table(columns, rows));
  return true;
}

/** Whether it is set there; a topic has the settings of its brokers for defaults. */
function isSetIn(kind: Resource['kind'], { configSource }: ConfigEntries): boolean {
  const { DEFAULT_CONFIG, TOPIC_CONFIG } = ConfigSource;
  return kind === 'topic' ? configSource === TOPIC_CONFIG : configSource !== DEFAULT_CONFIG;
}
