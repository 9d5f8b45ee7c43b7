/** A column: its title, and whether it holds numbers. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** Between two columns. */
const GAP = '  ';

/** Lines under titles, as people read them: texts begin and numbers end below each other. */
export function table(columns: readonly Column[], rows: readonly (readonly (string | number | null)[])[]): string {
  const texts = rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))));
  const lines = [columns.map(({ title }) => title), ...texts];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines.map((line) => lineOf(columns, widths, line)).join('\n');
}

/** Names with what they stand for. */
export function list(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}${GAP}${value}`.trimEnd()).join('\n');
}

function lineOf(columns: readonly Column[], widths: readonly number[], line: readonly string[]): string {
  const cells = columns.map(({ isNumber = false }, at) => {
    const [text = '', width = 0] = [line[at], widths[at]];
    return isNumber ? text.padStart(width) : text.padEnd(width);
  });
  return cells.join(GAP).trimEnd();
}
