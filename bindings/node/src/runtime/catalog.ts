import * as native from '../native/calls';

interface ErrorRow {
  readonly code: number;
  readonly description: string;
}

interface PropertyRow {
  readonly name: string;
  readonly alias_of: string | null;
}

let descriptions: ReadonlyMap<number, string> | undefined;
/** Each name of a property with all of them. */
let properties: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** librdkafka's own words for an error number. */
export function descriptionOf(code: number): string {
  descriptions ??= new Map(
    (JSON.parse(native.describeErrors()) as ErrorRow[]).map((row) => [row.code, row.description]),
  );
  return descriptions.get(code) ?? `Err-${code}?`;
}

/** Whether clients take a property of this name. */
export function isProperty(name: string): boolean {
  return knownProperties().has(name);
}

/** The names beside this one that the same property has. */
export function otherNamesOf(name: string): string[] {
  return [...(knownProperties().get(name) ?? [])].filter((other) => other !== name);
}

/** Sets a property. librdkafka knows some by several names: the later one counts, as where it is the same name. */
export function setProperty<T>(properties: Record<string, T>, name: string, value: T): void {
  for (const other of otherNamesOf(name)) Reflect.deleteProperty(properties, other);
  properties[name] = value;
}

function knownProperties(): ReadonlyMap<string, ReadonlySet<string>> {
  properties ??= namesOf(JSON.parse(native.describeProperties()) as PropertyRow[]);
  return properties;
}

function namesOf(rows: readonly PropertyRow[]): Map<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  for (const { name, alias_of } of rows) {
    const first = alias_of ?? name;
    const names = (known.get(first) ?? new Set<string>()).add(first).add(name);
    known.set(first, names).set(name, names);
  }
  return known;
}
