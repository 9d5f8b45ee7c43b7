import type { Options } from './options';
import type { Output } from './output';

/** What a command works with. */
export interface Context {
  /** The words behind the command and its action. */
  readonly words: readonly string[];
  readonly options: Options;
  readonly output: Output;
  /** Aborted, it ends what the command does. */
  readonly signal: AbortSignal;
}
