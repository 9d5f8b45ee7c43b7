import type { Context } from './context';
import { reasonOf } from './reasons';

/** What became of a word of the command line. */
export interface Outcome {
  readonly name: string;
  readonly error?: Error | undefined;
}

/** Does something with each word, and tells what became of it; one that fails does not keep the others from it. */
export async function eachItem(
  context: Context,
  kind: string,
  mark: string,
  verb: string,
  act: (name: string) => Promise<void>,
): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const name of context.words) {
    context.signal.throwIfAborted();
    outcomes.push(
      await act(name).then(
        () => ({ name }),
        (error: unknown) => ({ name, error: error as Error }),
      ),
    );
  }
  return tellItems(context, kind, mark, verb, outcomes);
}

/** Tells what became of each; resolves with whether it is well with all. */
export async function tellItems(
  { output }: Context,
  kind: string,
  mark: string,
  verb: string,
  outcomes: readonly Outcome[],
): Promise<boolean> {
  const done = outcomes.filter(({ error }) => error === undefined);
  const document = outcomes.map(({ name, error }) => ({
    [kind]: name,
    [mark]: error === undefined,
    error: error === undefined ? null : reasonOf(error),
  }));
  await output.answer({ [`${kind}s`]: document }, done.map(({ name }) => `${verb} ${name}`).join('\n'));
  for (const { name, error } of outcomes) if (error !== undefined) output.note(`${kind} ${name}: ${reasonOf(error)}`);
  return done.length === outcomes.length;
}
