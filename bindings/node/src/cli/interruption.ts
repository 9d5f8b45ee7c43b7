import type { Stream } from './output';

/** As shells tell of a program that a signal ended. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Whoever read the answers has all that he wanted. */
const READER_GONE = 0;
const FAILED = 1;

/** Ends a command before its time: at a signal, or when nobody reads its answers any more. */
export class Interruption {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  constructor(answers: Stream) {
    for (const [name, exitCode] of Object.entries(EXIT_CODES)) {
      process.on(name, () => {
        // Who asks twice does not want to wait for an orderly end.
        if (this.#exitCode !== undefined) process.exit(exitCode);
        this.#end(exitCode);
      });
    }
    answers.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.stderr.write(`kafkacore: ${error.message}\n`);
      this.#end(error.code === 'EPIPE' ? READER_GONE : FAILED);
    });
  }

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
