import { invalid } from './failure';

/** Everything that the names of topics consist of, in the order of its codes. */
const CHARACTERS = Array.from('-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz');
/** Is in no name. */
const NEVER = '[[:space:]]';
/** POSIX's classes, for who knows librdkafka's patterns: of each what names consist of. */
const CLASSES = new Map([
  ['alnum', 'A-Za-z0-9'],
  ['alpha', 'A-Za-z'],
  ['blank', ''],
  ['cntrl', ''],
  ['digit', '0-9'],
  ['graph', String.raw`.\w\-`],
  ['lower', 'a-z'],
  ['print', String.raw`.\w\-`],
  ['punct', String.raw`._\-`],
  ['space', ''],
  ['upper', 'A-Z'],
  ['xdigit', 'A-Fa-f0-9'],
]);
/** So many neighbours are written as a range. */
const MIN_RANGE = 3;

/** What librdkafka and brokers cannot be told: looking around, modifiers, back references and bounds of words. */
const REFUSED = /^(?:\(\?(?:<?[=!]|[a-z-]+:)|\\[bBk\d]$)/;
const QUANTIFIER = /^(?:[*+?]|\{\d)/;

/** The parts of a regular expression: quantifiers, what opens a group, classes, escapes, and single characters. */
const PARTS =
  /[*+?]\??|\{\d+(?:,\d*)?\}\??|\(\?(?:<?[=!]|<[^>]*>|[a-z-]*:)|\[(?:\[:[a-z]+:\]|\\[^]|[^\]\\])*\]|\\(?:x[\da-f]{2}|u[\da-f]{4}|c[a-z]|[^])|[^]/gi;

/**
 * A pattern of topics for librdkafka, which searches names for it with POSIX's expressions, and for brokers of the new group protocol,
 * which match whole names with RE2: it is written so that both find the same. It holds from the beginning of a name on, or where
 * `isAnywhere` from anywhere in it, or as it stands if it begins with ^, and to the end only where it has a $. Throws a failure for what
 * cannot be said in both.
 */
export function topicPattern(expression: RegExp, isAnywhere = false): string {
  const { source, flags } = expression;
  if (flags !== '') throw invalid(`The flags of ${String(expression)} are not supported.`);
  let depth = 0;
  let hasAlternatives = false;
  let body = '';
  for (const part of source.match(PARTS) ?? []) {
    if (REFUSED.test(part)) throw invalid(`The ${part} of ${String(expression)} is not supported in a pattern of topics.`);
    if (part.startsWith('(')) depth++;
    if (part === ')') depth--;
    if (part === '|' && depth === 0) hasAlternatives = true;
    body += translated(part);
  }
  const isBound = source.startsWith('^');
  // A ^ at the beginning of several alternatives binds the first of them alone.
  const start = (isBound ? hasAlternatives : isAnywhere) ? '^.*' : '^';
  return open(hasAlternatives ? `${start}(${body})` : `${start}${isBound ? body.slice(1) : body}`);
}

/** Lets a name go on behind the pattern. */
function open(pattern: string): string {
  return pattern.endsWith('.*') || pattern.endsWith('$') ? pattern : `${pattern}.*`;
}

function translated(part: string): string {
  // Greedy or not finds the same names, and groups have neither names nor numbers.
  if (QUANTIFIER.test(part)) return part.length > 1 && part.endsWith('?') ? part.slice(0, -1) : part;
  if (part.startsWith('(')) return '(';
  if (')|^$.'.includes(part)) return part;
  const known = part.length > 1 && part.startsWith('[') ? `[${withClasses(part.slice(1, -1))}]` : part;
  return oneOf(CHARACTERS.filter((character) => fits(known, character)));
}

/** What stands in brackets, with POSIX's classes as JavaScript writes them. */
function withClasses(inside: string): string {
  return inside.replace(/(?<![-\\])\[:([a-z]+):\]/g, (whole, name: string) => CLASSES.get(name) ?? whole);
}

function fits(part: string, character: string): boolean {
  return part.length === 1 ? part === character : new RegExp(`^${part}$`).test(character);
}

/** An expression for one of these characters. A dot stands in brackets, so that no other means anything but a dot. */
function oneOf(characters: readonly string[]): string {
  const [first, ...others] = characters;
  if (first === undefined) return NEVER;
  if (characters.length === CHARACTERS.length) return '.';
  if (others.length === 0 && first !== '.') return first;
  // In the last place a hyphen makes no range.
  return `[${rangesOf(characters.filter((one) => one !== '-'))}${first === '-' ? '-' : ''}]`;
}

function rangesOf(characters: readonly string[]): string {
  let ranges = '';
  let at = 0;
  while (at < characters.length) {
    const start = at;
    while (at < characters.length && codeOf(characters[at]) - codeOf(characters[start]) === at - start) at++;
    const run = characters.slice(start, at);
    ranges += run.length < MIN_RANGE ? run.join('') : `${run[0] ?? ''}-${run.at(-1) ?? ''}`;
  }
  return ranges;
}

function codeOf(character = ''): number {
  return character.charCodeAt(0);
}
