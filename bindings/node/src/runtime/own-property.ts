/**
 * Gives an object a property of its own with a name that comes from elsewhere. It may mean something to JavaScript (`__proto__`), and then
 * the property is defined; for all others an assignment does the same, and is far cheaper.
 */
export function setOwn(object: object, name: string, value: unknown): void {
  if (name in object) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else (object as Record<string, unknown>)[name] = value;
}
