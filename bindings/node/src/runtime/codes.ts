import { errorCodes } from '../native/generated';

/** Old names that programs still use, and the bounds of the local numbers. */
const aliases = {
  ERR__BEGIN: -200,
  ERR__END: -100,
  ERR_GROUP_LOAD_IN_PROGRESS: errorCodes.ERR_COORDINATOR_LOAD_IN_PROGRESS,
  ERR_GROUP_COORDINATOR_NOT_AVAILABLE: errorCodes.ERR_COORDINATOR_NOT_AVAILABLE,
  ERR_NOT_COORDINATOR_FOR_GROUP: errorCodes.ERR_NOT_COORDINATOR,
} as const;

/** librdkafka's error numbers by their names. */
export const codes: typeof errorCodes & typeof aliases = { ...errorCodes, ...aliases };
