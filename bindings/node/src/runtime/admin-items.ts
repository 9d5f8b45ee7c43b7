import { failureOf } from './admin-offsets';
import type { Node, Outcome } from './admin-operations';
import { codes } from './codes';
import { AclOperationTypes, nameIn, numberIn } from './enums';
import { invalid } from './failure';

/** Makes the error of an API from what became of an item; undefined if all went well. */
export type ErrorOf<ApiError> = (outcome: Outcome) => ApiError | undefined;

/** A broker. */
export interface KafkaNode {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string;
}

/** Throws what went wrong with the first item that has something. */
export function checkAll(outcomes: readonly Outcome[]): void {
  const failed = outcomes.find(({ code }) => code !== codes.ERR_NO_ERROR);
  if (failed !== undefined) throw failureOf(failed);
}

/** A list that was given under a name. */
export function listOf<Item>(list: readonly Item[] | undefined | null, name: string): readonly Item[] {
  if (Array.isArray(list)) return list as readonly Item[];
  throw invalid(`The '${name}' property must be an array.`);
}

/** An object among others that were given under a name. */
export function objectOf<Item>(item: Item, name: string): Item {
  if (typeof item === 'object' && item !== null) return item;
  throw invalid(`The '${name}' property must hold objects.`);
}

/** A flag that means something here alone: those that are sent are looked at by the library. False if nothing is said. */
export function flagOf(value: boolean | undefined, name: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw invalid(`The '${name}' property must be true or false.`);
}

/** Settings that were given as a list of names and values, by name. */
export function settingsOf<Value>(
  entries: readonly { readonly name: string; readonly value: Value }[],
): Record<string, Value> {
  const settings = new Map<string, Value>();
  for (const entry of listOf(entries, 'configEntries')) {
    const { name, value } = objectOf(entry, 'configEntries');
    if (typeof name !== 'string' || name === '') throw invalid("The 'name' of each of 'configEntries' must be a text.");
    if (settings.has(name)) throw invalid(`The 'configEntries' property has ${name} twice; once is enough.`);
    if (value === undefined) throw invalid(`The 'value' of ${name} is missing.`);
    settings.set(name, value);
  }
  return Object.fromEntries(settings);
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
