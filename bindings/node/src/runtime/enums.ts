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

export const IsolationLevel = { READ_UNCOMMITTED: 0, READ_COMMITTED: 1 } as const;

export type IsolationLevel = (typeof IsolationLevel)[keyof typeof IsolationLevel];
