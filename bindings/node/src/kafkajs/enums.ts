export {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  AlterConfigOperations,
  ConfigResourceTypes,
  ConfigSource,
  ConsumerGroupStates,
  ConsumerGroupTypes,
  ElectionTypes,
  IsolationLevel,
  ResourcePatternTypes,
  ScramMechanisms,
} from '../runtime/enums';

export const logLevel = { NOTHING: 0, ERROR: 1, WARN: 2, INFO: 3, DEBUG: 4 } as const;

export type logLevel = (typeof logLevel)[keyof typeof logLevel];

/** As listed; and under the names that KafkaJS and the documentation of other clients write, which are not listed. */
export const CompressionTypes = withAliases(
  { None: 'none', GZIP: 'gzip', SNAPPY: 'snappy', LZ4: 'lz4', ZSTD: 'zstd' } as const,
  { NONE: 'none', Snappy: 'snappy' } as const,
);

export type CompressionTypes = (typeof CompressionTypes)[keyof typeof CompressionTypes];

export const PartitionAssigners = {
  roundRobin: 'roundrobin',
  range: 'range',
  cooperativeSticky: 'cooperative-sticky',
} as const;

export type PartitionAssigners = (typeof PartitionAssigners)[keyof typeof PartitionAssigners];

export const PartitionAssignors = PartitionAssigners;

export type PartitionAssignors = PartitionAssigners;

/** The aliases can be read, but do not appear where the constants are counted up. */
function withAliases<Listed extends object, Aliases extends object>(
  listed: Listed,
  aliases: Aliases,
): Listed & Aliases {
  for (const [name, value] of Object.entries(aliases)) Object.defineProperty(listed, name, { value });
  return listed as Listed & Aliases;
}
