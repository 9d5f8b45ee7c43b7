/** A topic by its name, and the numbers that stand for special partitions and offsets. */
export const Topic = Object.assign((name: string): string => name, {
  PARTITION_UA: -1,
  OFFSET_BEGINNING: -2,
  OFFSET_END: -1,
  OFFSET_STORED: -1000,
  OFFSET_INVALID: -1001,
} as const);
