/** Kafka's own enumerations, with the numbers that both APIs give them. */

export const ConsumerGroupStates = {
  UNKNOWN: 0,
  PREPARING_REBALANCE: 1,
  COMPLETING_REBALANCE: 2,
  STABLE: 3,
  DEAD: 4,
  EMPTY: 5,
} as const;

export type ConsumerGroupStates = (typeof ConsumerGroupStates)[keyof typeof ConsumerGroupStates];

export const ConsumerGroupTypes = { UNKNOWN: 0, CONSUMER: 1, CLASSIC: 2 } as const;

export type ConsumerGroupTypes = (typeof ConsumerGroupTypes)[keyof typeof ConsumerGroupTypes];

export const AclOperationTypes = {
  UNKNOWN: 0,
  ANY: 1,
  ALL: 2,
  READ: 3,
  WRITE: 4,
  CREATE: 5,
  DELETE: 6,
  ALTER: 7,
  DESCRIBE: 8,
  CLUSTER_ACTION: 9,
  DESCRIBE_CONFIGS: 10,
  ALTER_CONFIGS: 11,
  IDEMPOTENT_WRITE: 12,
} as const;

export type AclOperationTypes = (typeof AclOperationTypes)[keyof typeof AclOperationTypes];

export const AclPermissionTypes = { UNKNOWN: 0, ANY: 1, DENY: 2, ALLOW: 3 } as const;

export type AclPermissionTypes = (typeof AclPermissionTypes)[keyof typeof AclPermissionTypes];

export const AclResourceTypes = {
  UNKNOWN: 0,
  ANY: 1,
  TOPIC: 2,
  GROUP: 3,
  CLUSTER: 4,
  TRANSACTIONAL_ID: 5,
  DELEGATION_TOKEN: 6,
} as const;

export type AclResourceTypes = (typeof AclResourceTypes)[keyof typeof AclResourceTypes];

export const ResourcePatternTypes = { UNKNOWN: 0, ANY: 1, MATCH: 2, LITERAL: 3, PREFIXED: 4 } as const;

export type ResourcePatternTypes = (typeof ResourcePatternTypes)[keyof typeof ResourcePatternTypes];

export const ConfigResourceTypes = { UNKNOWN: 0, TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8, GROUP: 32 } as const;

export type ConfigResourceTypes = (typeof ConfigResourceTypes)[keyof typeof ConfigResourceTypes];

export const ConfigSource = {
  UNKNOWN: 0,
  TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
  DYNAMIC_BROKER_LOGGER_CONFIG: 6,
  CLIENT_METRICS_CONFIG: 7,
  GROUP_CONFIG: 8,
} as const;

export type ConfigSource = (typeof ConfigSource)[keyof typeof ConfigSource];

/** What is done with a setting, or with the list that it is. */
export const AlterConfigOperations = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const;

export type AlterConfigOperations = (typeof AlterConfigOperations)[keyof typeof AlterConfigOperations];

/** Who is to lead: the first replica of a partition, or where none is in sync any that is left. */
export const ElectionTypes = { PREFERRED: 0, UNCLEAN: 1 } as const;

export type ElectionTypes = (typeof ElectionTypes)[keyof typeof ElectionTypes];

export const ScramMechanisms = { SCRAM_SHA_256: 'SCRAM-SHA-256', SCRAM_SHA_512: 'SCRAM-SHA-512' } as const;

export type ScramMechanisms = (typeof ScramMechanisms)[keyof typeof ScramMechanisms];

export const IsolationLevel = { READ_UNCOMMITTED: 0, READ_COMMITTED: 1 } as const;

export type IsolationLevel = (typeof IsolationLevel)[keyof typeof IsolationLevel];

/** The name that a number has in an enumeration; a number that it does not have is given as it is, for others to refuse. */
export function nameIn(enumeration: Readonly<Record<string, number>>, value: unknown): string {
  return Object.entries(enumeration).find(([, number]) => number === value)?.[0] ?? String(value);
}

/** The number of a name; what an enumeration does not have is unknown. */
export function numberIn<Enumeration extends Readonly<Record<string, number>>>(
  enumeration: Enumeration,
  name: string,
): Enumeration[keyof Enumeration] {
  return (enumeration[name] ?? 0) as Enumeration[keyof Enumeration];
}
