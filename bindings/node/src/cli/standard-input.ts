import { linesIn } from './lines';

/** The lines of the standard input, until it ends or is closed. */
export class StandardInput {
  #isClosed = false;

  /** Those of each piece that was read, together. */
  lines(): AsyncGenerator<readonly Buffer[]> {
    return linesIn(this.#pieces());
  }

  /** Reads no further. */
  close(): void {
    this.#isClosed = true;
    process.stdin.destroy();
  }

  async *#pieces(): AsyncGenerator<Buffer> {
    try {
      yield* process.stdin as AsyncIterable<Buffer>;
    } catch (error) {
      if (!this.#isClosed) throw error;
    }
  }
}
