import type { Handler } from '../runtime/dispatcher';
import { EachBatch } from './each-batch';
import type { EachBatchHandler } from './each-batch';
import { EachMessage } from './each-message';
import type { EachMessageHandler, HandlerOwner } from './each-message';
import { invalidArgument, notImplemented } from './errors';

export interface ConsumerRunConfig {
  eachMessage?: EachMessageHandler;
  eachBatch?: EachBatchHandler;
  /** Whether a batch counts as delivered when its handler ran to its end; default true. */
  eachBatchAutoResolve?: boolean;
  /** How many partitions may be in handlers at a time; default 1. */
  partitionsConsumedConcurrently?: number;
}

/** The handler that the configuration of a run describes. */
export function handlerOf(config: ConsumerRunConfig, maxBatchSize: number, owner: HandlerOwner): Handler {
  if (typeof config !== 'object' || (config as unknown) === null)
    throw invalidArgument('Run needs an object with eachMessage or eachBatch.');
  const { eachMessage, eachBatch, eachBatchAutoResolve = true } = config;
  for (const name of ['autoCommit', 'autoCommitInterval']) {
    if (Object.hasOwn(config, name))
      throw invalidArgument(`The '${name}' property cannot be set in run: set it in the configuration of the consumer.`);
  }
  if (typeof (eachBatchAutoResolve as unknown) !== 'boolean')
    throw invalidArgument("The 'eachBatchAutoResolve' property must be a boolean.");
  if (Object.hasOwn(config, 'autoCommitThreshold'))
    throw notImplemented("The 'autoCommitThreshold' property is not supported.");
  if (typeof eachMessage === 'function' && eachBatch === undefined) return new EachMessage(eachMessage, owner);
  if (typeof eachBatch === 'function' && eachMessage === undefined)
    return new EachBatch(eachBatch, maxBatchSize, eachBatchAutoResolve, owner);
  throw invalidArgument('Run needs one of eachMessage and eachBatch, as a function.');
}

export function concurrencyOf({ partitionsConsumedConcurrently = 1 }: ConsumerRunConfig): number {
  if (Number.isSafeInteger(partitionsConsumedConcurrently) && partitionsConsumedConcurrently > 0)
    return partitionsConsumedConcurrently;
  throw invalidArgument("The 'partitionsConsumedConcurrently' property must be a positive integer.");
}
