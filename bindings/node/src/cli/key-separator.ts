import type { Options } from './options';
import { UsageError } from './usage-error';

const ESCAPES: Readonly<Record<string, string>> = { '\\t': '\t', '\\n': '\n', '\\0': '\0', '\\\\': '\\' };

/** The bytes that `--key-separator` says; undefined if it says none. Shells have no easy way to type some of them. */
export function keySeparatorOf(options: Options): Buffer | undefined {
  const text = options.text('key-separator');
  if (text === undefined) return undefined;
  const pieces = text.match(/\\x[\da-f]{2}|\\.?|[^\\]+/gisu) ?? [];
  return Buffer.concat(pieces.map((piece) => (piece.startsWith('\\') ? meantBy(piece) : Buffer.from(piece))));
}

function meantBy(escape: string): Buffer {
  if (/^\\x./i.test(escape)) return Buffer.from(escape.slice(2), 'hex');
  const meant = ESCAPES[escape];
  if (meant === undefined)
    throw new UsageError(`--key-separator takes \\t, \\n, \\0, \\xHH, and \\\\ for a backslash, not '${escape}'`);
  return Buffer.from(meant);
}
