export { AclOperationTypes, ConsumerGroupStates, ConsumerGroupTypes, IsolationLevel } from '../runtime/enums';

export const logLevel = { NOTHING: 0, ERROR: 1, WARN: 2, INFO: 3, DEBUG: 4 } as const;

export type logLevel = (typeof logLevel)[keyof typeof logLevel];

export const CompressionTypes = { None: 'none', GZIP: 'gzip', SNAPPY: 'snappy', LZ4: 'lz4', ZSTD: 'zstd' } as const;

export type CompressionTypes = (typeof CompressionTypes)[keyof typeof CompressionTypes];

export const PartitionAssigners = {
  roundRobin: 'roundrobin',
  range: 'range',
  cooperativeSticky: 'cooperative-sticky',
} as const;

export type PartitionAssigners = (typeof PartitionAssigners)[keyof typeof PartitionAssigners];

export const PartitionAssignors = PartitionAssigners;

export type PartitionAssignors = PartitionAssigners;
