import { DONE, ENDED_BY, FAILED } from './exit-codes';
import type { Stream } from './output';

/** Ends a command before its time: at a signal, or when nobody reads its answers any more. */
export class Interruption {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  constructor(answers: Stream) {
    for (const [name, exitCode] of Object.entries(ENDED_BY)) {
      process.on(name, () => {
        // Who asks twice does not want to wait for an orderly end.
        if (this.#exitCode !== undefined) process.exit(exitCode);
        this.#end(exitCode);
      });
    }
    answers.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever read the answers has all that he wanted.
      const isReaderGone = error.code === 'EPIPE';
      if (!isReaderGone) process.stderr.write(`kafkacore: ${error.message}\n`);
      this.#end(isReaderGone ? DONE : FAILED);
    });
  }

  /** Aborted as soon as something ends the command. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What the program ends with; undefined as long as nothing ends it. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  #end(exitCode: number): void {
    this.#exitCode ??= exitCode;
    this.#controller.abort(new Error('The command was interrupted.'));
  }
}
