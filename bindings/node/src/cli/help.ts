import { COMMANDS } from './commands';
import type { CommandRow } from './commands';
import { EXIT_CODES } from './exit-codes';
import { COMMON_OPTIONS, OPTIONS } from './options';
import type { OptionName } from './options';

const ENDS = `Exit codes: ${EXIT_CODES.map(([exitCode, meaning]) => `${exitCode} ${meaning}`).join(', ')}.`;

/** What the program can do, from the tables. */
export function help(): string {
  return paragraphs(
    'A command line for Apache Kafka.',
    'Usage: kafkacore <command> [options]',
    aligned(COMMANDS.map((row) => [synopsisOf(row), row.summary])),
    `Every command takes\n\n${optionList(COMMON_OPTIONS)}`,
    `${ENDS}\n'kafkacore <command> --help' tells the options of a command.`,
  );
}

/** What one command can do. */
export function helpOf(command: string): string {
  const rows = COMMANDS.filter((row) => row.command === command);
  const own = [...new Set(rows.flatMap(({ options }) => options))];
  const usage = rows.map((row) => {
    const options = row.options.length > 0 ? ' [options]' : '';
    return [`kafkacore ${synopsisOf(row)}${options}`, row.summary] as const;
  });
  return paragraphs(
    `Usage:\n\n${aligned(usage)}`,
    ...(own.length === 0 ? [] : [`Options:\n\n${optionList(own)}`]),
    `Every command takes\n\n${optionList(COMMON_OPTIONS)}`,
    ENDS,
  );
}

/** A command with its action and its words, as it is typed. */
export function synopsisOf({ command, action, isDefault, words }: CommandRow): string {
  const named = isDefault === true ? `[${action ?? ''}]` : (action ?? '');
  return [command, named, words].filter((part) => part !== '').join(' ');
}

function optionList(names: readonly OptionName[]): string {
  return aligned(
    names.map((name) => {
      const { short, value, help: text } = OPTIONS[name];
      const flags = `${short === undefined ? '    ' : `-${short}, `}--${name}`;
      return [value === undefined ? flags : `${flags} <${value}>`, text];
    }),
  );
}

function aligned(lines: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

function paragraphs(...texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`;
}
