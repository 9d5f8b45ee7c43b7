import { UsageError } from './usage-error';

/** From where on to read: the beginning, the end, an offset, or the first message from a time on. */
export type Start = { readonly at: 'beginning' | 'end' } | { readonly offset: number } | { readonly timeMs: number };

/** A day, or a time of it, as ISO 8601 has them. */
const TIME = /^\d{4}-\d\d-\d\d(?:[T ](?<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?<zone>Z|[+-]\d\d:\d\d)?)?$/i;

/** What `--from` says. A time without a zone is one of UTC, as a day is. */
export function startOf(text: string | undefined): Start {
  if (text === undefined || text === 'beginning') return { at: 'beginning' };
  if (text === 'end') return { at: 'end' };
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return { offset: Number(text) };
  const timeMs = text.startsWith('@') ? Number(text.slice(1) || NaN) : timeIn(text);
  if (Number.isSafeInteger(timeMs) && timeMs >= 0) return { timeMs };
  throw new UsageError(
    `--from takes beginning, end, an offset, or a time (2026-01-31T12:00Z, or @ and ms), not '${text}'`,
  );
}

function timeIn(text: string): number {
  const groups = TIME.exec(text)?.groups;
  if (groups === undefined) return NaN;
  return Date.parse(groups['time'] !== undefined && groups['zone'] === undefined ? `${text}Z` : text);
}
