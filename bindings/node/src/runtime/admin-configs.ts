import { authorizedOf, checkAll, flagOf, listOf, objectOf, settingsOf } from './admin-items';
import type { AdminRequestOptions } from './admin-method';
import type { ConfigItem, ConfigResource, Outcome, AdminCall } from './admin-operations';
import { AlterConfigOperations, ConfigResourceTypes, ConfigSource, nameIn, numberIn } from './enums';
import type { AclOperationTypes } from './enums';

export interface IResourceConfigEntry {
  readonly name: string;
  readonly value: string;
}

export interface DescribeClusterOptions extends AdminRequestOptions {
  readonly includeAuthorizedOperations?: boolean;
}

export interface ClusterDescription {
  readonly brokers: { readonly nodeId: number; readonly host: string; readonly port: number; readonly rack?: string }[];
  /** The broker that changes are sent to; null while there is none. */
  readonly controller: number | null;
  readonly clusterId: string;
  readonly authorizedOperations?: AclOperationTypes[];
}

export interface ResourceConfigQuery {
  readonly type: ConfigResourceTypes;
  /** Of a topic or a group the name, of a broker the number. */
  readonly name: string;
  /** Default: all. */
  readonly configNames?: readonly string[];
}

export interface DescribeConfigsOptions extends AdminRequestOptions {
  readonly resources: readonly ResourceConfigQuery[];
  /** Tells also what stands in other places for the same setting. */
  readonly includeSynonyms?: boolean;
}

export interface ConfigSynonyms {
  readonly configName: string;
  readonly configValue: string | null;
  readonly configSource: ConfigSource;
}

export interface ConfigEntries extends ConfigSynonyms {
  readonly isDefault: boolean;
  /** Then the value is not told. */
  readonly isSensitive: boolean;
  readonly readOnly: boolean;
  readonly configSynonyms: ConfigSynonyms[];
}

export interface ConfigResourceResult {
  readonly resourceType: ConfigResourceTypes;
  readonly resourceName: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface DescribeConfigsResult {
  readonly resources: (ConfigResourceResult & { readonly configEntries: ConfigEntries[] })[];
  readonly throttleTime: number;
}

export interface AlterConfigsOptions extends AdminRequestOptions {
  /** What an entry is not there for goes back to its default. */
  readonly resources: readonly {
    readonly type: ConfigResourceTypes;
    readonly name: string;
    readonly configEntries: readonly IResourceConfigEntry[];
  }[];
  /** Changes nothing, and rejects as if it did. */
  readonly validateOnly?: boolean;
}

export interface IncrementalConfigEntry {
  readonly name: string;
  /** Default SET. */
  readonly operation?: AlterConfigOperations;
  /** What is set, appended or taken out; not for DELETE. */
  readonly value?: string;
}

export interface IncrementalAlterConfigsOptions extends AdminRequestOptions {
  /** What an entry is not there for stays as it is. */
  readonly resources: readonly {
    readonly type: ConfigResourceTypes;
    readonly name: string;
    readonly configEntries: readonly IncrementalConfigEntry[];
  }[];
  /** Changes nothing, and rejects as if it did. */
  readonly validateOnly?: boolean;
}

export interface AlterConfigsResult {
  readonly resources: ConfigResourceResult[];
  readonly throttleTime: number;
}

/** librdkafka tells of throttling by itself, through `throttle_cb`. */
const NO_THROTTLE = 0;

export async function describeCluster(
  call: AdminCall,
  { includeAuthorizedOperations = false }: DescribeClusterOptions,
): Promise<ClusterDescription> {
  const { id, controller, brokers, ...rest } = await call.ask('DescribeCluster', { includeAuthorizedOperations });
  const authorizedOperations = authorizedOf(rest.authorizedOperations);
  return {
    brokers: brokers.map(({ id: nodeId, host, port, rack }) => ({
      nodeId,
      host,
      port,
      ...(rack !== null && { rack }),
    })),
    controller: controller?.id ?? null,
    clusterId: id ?? '',
    ...(authorizedOperations && { authorizedOperations }),
  };
}

export async function describeConfigs(
  call: AdminCall,
  options: DescribeConfigsOptions,
): Promise<DescribeConfigsResult> {
  const includeSynonyms = flagOf(options.includeSynonyms, 'includeSynonyms');
  const resources = listOf(options.resources, 'resources').map((resource) => {
    const { configNames } = objectOf(resource, 'resources');
    const configs = configNames && listOf(configNames, 'configNames');
    return { ...resourceOf(resource), ...(configs && configs.length > 0 && { configs }) };
  });
  const { resources: described } = await call.ask('DescribeConfigs', { resources });
  checkAll(described);
  return {
    resources: described.map((resource) => ({
      ...resultOf(resource),
      configEntries: resource.configs.map((config) => entryOf(config, includeSynonyms)),
    })),
    throttleTime: NO_THROTTLE,
  };
}

export async function alterConfigs(call: AdminCall, options: AlterConfigsOptions): Promise<AlterConfigsResult> {
  const { validateOnly = false } = options;
  const resources = listOf(options.resources, 'resources').map((resource) => {
    const configs = settingsOf(objectOf(resource, 'resources').configEntries);
    return { ...resourceOf(resource), configs };
  });
  const { resources: altered } = await call.ask('AlterConfigs', { resources, validateOnly });
  checkAll(altered);
  return { resources: altered.map(resultOf), throttleTime: NO_THROTTLE };
}

export async function incrementalAlterConfigs(
  call: AdminCall,
  options: IncrementalAlterConfigsOptions,
): Promise<AlterConfigsResult> {
  const { validateOnly = false } = options;
  const resources = listOf(options.resources, 'resources').map((resource) => {
    const entries = listOf(objectOf(resource, 'resources').configEntries, 'configEntries');
    const changes = entries.map((entry) => {
      const { name, operation = AlterConfigOperations.SET, value } = objectOf(entry, 'configEntries');
      return { name, change: nameIn(AlterConfigOperations, operation), ...(value !== undefined && { value }) };
    });
    return { ...resourceOf(resource), changes };
  });
  const { resources: altered } = await call.ask('IncrementalAlterConfigs', { resources, validateOnly });
  checkAll(altered);
  return { resources: altered.map(resultOf), throttleTime: NO_THROTTLE };
}

function resourceOf({ type, name }: { readonly type: ConfigResourceTypes; readonly name: string }): ConfigResource {
  return { type: nameIn(ConfigResourceTypes, type), name };
}

function resultOf({ type, name, code, error }: ConfigResource & Outcome): ConfigResourceResult {
  return {
    resourceType: numberIn(ConfigResourceTypes, type),
    resourceName: name,
    errorCode: code,
    errorMessage: error,
  };
}

function entryOf(config: ConfigItem, includeSynonyms: boolean): ConfigEntries {
  const { isDefault, isSensitive, isReadOnly: readOnly } = config;
  const configSynonyms = includeSynonyms ? config.synonyms.map(synonymOf) : [];
  return { ...synonymOf(config), isDefault, isSensitive, readOnly, configSynonyms };
}

function synonymOf({ name, value, source }: Pick<ConfigItem, 'name' | 'value' | 'source'>): ConfigSynonyms {
  return { configName: name, configValue: value, configSource: numberIn(ConfigSource, source) };
}
