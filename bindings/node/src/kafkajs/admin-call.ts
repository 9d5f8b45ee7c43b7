import { failureOf } from '../runtime/admin-offsets';
import type { Node, Outcome, AdminCall } from '../runtime/admin-operations';
import { AclOperationTypes, nameIn, numberIn } from '../runtime/enums';
import { ErrorCodes, invalidArgument, KafkaJSAggregateError, toKafkaJSError } from './errors';
import type { KafkaJSError } from './errors';
import type { WaitOptions } from './wait';

/** What every request of an admin takes. */
export interface AdminRequestOptions extends WaitOptions {
  /** Milliseconds for all of it, an hour at most; default 5000. Rejects when they are over: what a broker was told may still be done. */
  readonly timeout?: number | undefined;
}

/** A method of the admin: from its options to its result, with questions that share its time. */
export type Method<Options, Result> = (call: AdminCall, options: Options) => Promise<Result>;

/** A broker. */
export interface KafkaNode {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string;
}

const DEFAULT_TIMEOUT_MS = 5000;

export function timeoutOf(options: AdminRequestOptions | undefined): number {
  const timeout: unknown = options?.timeout ?? DEFAULT_TIMEOUT_MS;
  if (typeof timeout === 'number' && timeout >= 0) return timeout;
  throw invalidArgument("The 'timeout' property must be a number of milliseconds from 0.");
}

/** The error of an item, undefined if it has none. */
export function errorOf(outcome: Outcome): KafkaJSError | undefined {
  if (outcome.code === ErrorCodes.ERR_NO_ERROR) return undefined;
  return toKafkaJSError(failureOf(outcome)) as KafkaJSError;
}

/** Rejects with the error of the first item that has one. */
export function checkAll(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    const error = errorOf(outcome);
    if (error !== undefined) throw error;
  }
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

/** A list that was given under a name. */
export function listOf<Item>(list: readonly Item[] | undefined | null, name: string): readonly Item[] {
  if (Array.isArray(list)) return list as readonly Item[];
  throw invalidArgument(`The '${name}' property must be an array.`);
}

/** An object among others that were given under a name. */
export function objectOf<Item>(item: Item, name: string): Item {
  if (typeof item === 'object' && item !== null) return item;
  throw invalidArgument(`The '${name}' property must hold objects.`);
}

export function nodeOf({ id, host, port, rack }: Node): KafkaNode {
  return rack === null ? { id, host, port } : { id, host, port, rack };
}

/** What the caller may do, where he asked for it. */
export function authorizedOf(operations: readonly string[] | null): AclOperationTypes[] | undefined {
  return operations?.map((name) => numberIn(AclOperationTypes, name));
}

/** Names of numbers, for a filter; undefined is no filter. */
export function namesOf(
  enumeration: Readonly<Record<string, number>>,
  numbers: readonly number[] | undefined | null,
  name: string,
): string[] | undefined {
  if (numbers === undefined || numbers === null) return undefined;
  const names = listOf(numbers, name).map((number) => nameIn(enumeration, number));
  return names.length === 0 ? undefined : names;
}
