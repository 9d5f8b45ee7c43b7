import { linesIn } from './lines';

/** The lines of the standard input, until it ends or is closed. */
export class StandardInput {
  #isClosed = false;

  /** Those of each piece that was read, together. One that is unfinished when the input is closed is none. */
  async *lines(): AsyncGenerator<readonly Buffer[]> {
    try {
      yield* linesIn(process.stdin as AsyncIterable<Buffer>);
    } catch (error) {
      if (!this.#isClosed) throw error;
    }
  }

  /** Reads no further. */
  close(): void {
    this.#isClosed = true;
    process.stdin.destroy();
  }
}
