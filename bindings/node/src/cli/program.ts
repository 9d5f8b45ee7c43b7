import { DONE, FAILED, WRONG_USAGE } from './exit-codes';
import { help, helpOf } from './help';
import { Interruption } from './interruption';
import { commandNames, invocationOf } from './invocation';
import type { Invocation } from './invocation';
import { Output } from './output';
import { hintFor, isUsage, reasonOf } from './reasons';
import { packageVersion } from './version';

/** Does what a command line says, and resolves with the exit code of the program. */
export async function main(line: readonly string[]): Promise<number> {
  const interruption = new Interruption(process.stdout);
  // Until the line is taken apart there are no answers.
  let output = new Output(process.stdout, process.stderr, false);
  try {
    const invocation = invocationOf(line);
    output = new Output(process.stdout, process.stderr, invocation.options.has('json'));
    const exitCode = await perform(invocation, output, interruption.signal);
    return interruption.exitCode ?? exitCode;
  } catch (error) {
    if (interruption.exitCode !== undefined) return interruption.exitCode;
    output.note(reasonOf(error));
    if (isUsage(error)) process.stderr.write(`Try 'kafkacore${commandIn(line)} --help'.\n`);
    else for (const hint of hintFor(reasonOf(error))) process.stderr.write(`${hint}\n`);
    return isUsage(error) ? WRONG_USAGE : FAILED;
  } finally {
    output.endProgress();
  }
}

async function perform(invocation: Invocation, output: Output, signal: AbortSignal): Promise<number> {
  const { command, row, words, options } = invocation;
  if (options.has('version')) {
    await output.write(`${packageVersion()}\n`);
  } else if (options.has('help')) {
    await output.write(command === undefined ? help() : helpOf(command));
  } else if (row === undefined) {
    process.stderr.write(help());
    return WRONG_USAGE;
  } else {
    const run = await row.load();
    return (await run({ words, options, output, signal })) ? DONE : FAILED;
  }
  return DONE;
}

/** The command, for the advice to ask for its help. */
function commandIn(line: readonly string[]): string {
  const command = line.find((word) => commandNames().includes(word));
  return command === undefined ? '' : ` ${command}`;
}
