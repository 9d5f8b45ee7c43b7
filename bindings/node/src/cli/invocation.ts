import { parseArgs } from 'node:util';

import { COMMANDS } from './commands';
import type { CommandRow } from './commands';
import { COMMON_OPTIONS, Options, OPTIONS } from './options';
import type { OptionName } from './options';
import { UsageError } from './usage-error';

/** A command line, taken apart. */
export interface Invocation {
  /** Undefined if no command is named. */
  readonly command: string | undefined;
  /** Undefined if no action was named of a command that needs one. */
  readonly row: CommandRow | undefined;
  readonly words: readonly string[];
  readonly options: Options;
}

/** Takes a command line apart. Throws a UsageError if it is none. */
export function invocationOf(line: readonly string[]): Invocation {
  const { values, positionals } = parsed(line);
  const options = new Options(values);
  const [command, second] = positionals;
  if (command === undefined) return { command, row: undefined, words: [], options };
  const rows = COMMANDS.filter((row) => row.command === command);
  if (rows.length === 0) throw new UsageError(`there is no command '${command}': ${commandNames().join(', ')}`);
  const named = rows.find(({ action }) => action !== undefined && action === second);
  const words = positionals.slice(named === undefined ? 1 : 2);
  const row = named ?? rows.find(({ action, isDefault }) => action === undefined || isDefault === true);
  if (options.has('help') || options.has('version')) return { command, row, words, options };
  if (row === undefined || (named === undefined && row.action !== undefined && words.length > 0)) {
    const complaint = second === undefined ? 'needs an action' : `has no action '${second}'`;
    throw new UsageError(`${command} ${complaint}: ${actionNames(rows)}`);
  }
  checkWords(row, words);
  checkOptions(row, Object.keys(values) as OptionName[]);
  return { command, row, words, options };
}

/** Every command once, in the order of the table. */
export function commandNames(): string[] {
  return [...new Set(COMMANDS.map(({ command }) => command))];
}

/** A command and its action, as it is typed. */
export function nameOf({ command, action }: CommandRow): string {
  return action === undefined ? command : `${command} ${action}`;
}

function parsed(line: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(line);
  } catch (error) {
    const { message } = error as Error;
    // What follows the first sentence is advice for programmers.
    throw new UsageError(message.split('. ')[0] ?? message);
  }
}

function parse(line: readonly string[]) {
  return parseArgs({ args: [...line], options: OPTIONS, allowPositionals: true });
}

function checkWords(row: CommandRow, words: readonly string[]): void {
  const wanted = row.words === '' ? [] : row.words.split(' ');
  const least = wanted.filter((word) => word.startsWith('<')).length;
  const most = row.words.endsWith('...') || row.words.endsWith('...]') ? Infinity : wanted.length;
  if (words.length < least) throw new UsageError(`${nameOf(row)} needs ${wanted[words.length] ?? ''}`);
  if (words.length > most) throw new UsageError(`${nameOf(row)} takes no '${words[most] ?? ''}'`);
  const isName = (at: number): boolean => (wanted[at] ?? wanted.at(-1))?.startsWith('<') === true;
  if (words.some((word, at) => word === '' && isName(at))) throw new UsageError(`${nameOf(row)} takes no empty names`);
}

function checkOptions(row: CommandRow, given: readonly OptionName[]): void {
  const stranger = given.find((name) => !COMMON_OPTIONS.includes(name) && !row.options.includes(name));
  if (stranger !== undefined) throw new UsageError(`${nameOf(row)} takes no --${stranger}`);
}

function actionNames(rows: readonly CommandRow[]): string {
  return rows.map(({ action }) => action).join(', ');
}
