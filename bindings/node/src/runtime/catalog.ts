import * as native from '../native/calls';

interface ErrorRow {
  readonly code: number;
  readonly description: string;
}

interface PropertyRow {
  readonly name: string;
}

let descriptions: ReadonlyMap<number, string> | undefined;
let properties: ReadonlySet<string> | undefined;

/** librdkafka's own words for an error number. */
export function descriptionOf(code: number): string {
  descriptions ??= new Map(
    (JSON.parse(native.describeErrors()) as ErrorRow[]).map((row) => [row.code, row.description]),
  );
  return descriptions.get(code) ?? `Err-${code}?`;
}

/** Whether clients take a property of this name. */
export function isProperty(name: string): boolean {
  properties ??= new Set((JSON.parse(native.describeProperties()) as PropertyRow[]).map((row) => row.name));
  return properties.has(name);
}
