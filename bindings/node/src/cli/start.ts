import { UsageError } from './usage-error';

/** From where on to read: the beginning, the end, an offset, or the first message from a time on. */
export type Start = { readonly at: 'beginning' | 'end' } | { readonly offset: number } | { readonly timeMs: number };

/** What `--from` says. */
export function startOf(text: string | undefined): Start {
  if (text === undefined || text === 'beginning') return { at: 'beginning' };
  if (text === 'end') return { at: 'end' };
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return { offset: Number(text) };
  const timeMs = text.startsWith('@') ? Number(text.slice(1) || NaN) : /^\d{4}-/.test(text) ? Date.parse(text) : NaN;
  if (Number.isSafeInteger(timeMs) && timeMs >= 0) return { timeMs };
  throw new UsageError(
    `--from takes beginning, end, an offset, or a time (2026-01-31T12:00Z, or @ and ms), not '${text}'`,
  );
}
