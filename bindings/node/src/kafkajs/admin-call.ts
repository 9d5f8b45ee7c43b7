import { failureOf } from '../runtime/admin-offsets';
import type { Outcome } from '../runtime/admin-operations';
import { ErrorCodes, KafkaJSAggregateError, toKafkaJSError } from './errors';
import type { KafkaJSError } from './errors';

/** The error of an item, undefined if it has none. */
export function errorOf(outcome: Outcome): KafkaJSError | undefined {
  if (outcome.code === ErrorCodes.ERR_NO_ERROR) return undefined;
  return toKafkaJSError(failureOf(outcome)) as KafkaJSError;
}

/** Rejects with the errors of all items that have one. */
export function checkEach<Item extends Outcome>(
  message: string,
  items: readonly Item[],
  errorFor: (item: Item, error: KafkaJSError) => Error = (_, error) => error,
): void {
  const errors = items.flatMap((item) => {
    const error = errorOf(item);
    return error === undefined ? [] : [errorFor(item, error)];
  });
  if (errors.length > 0) throw new KafkaJSAggregateError(message, errors);
}
