/** What an enumeration calls a number; the number itself where it has no name for it. */
export function nameIn(enumeration: Readonly<Record<string, number>>, value: number): string {
  return Object.entries(enumeration).find(([, number]) => number === value)?.[0] ?? String(value);
}

/** The order of what has names, for `sort`. */
export function byName<T>(nameOf: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const [first, second] = [nameOf(a), nameOf(b)];
    if (first === second) return 0;
    return first < second ? -1 : 1;
  };
}
