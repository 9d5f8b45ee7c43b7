import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Stream = Writable & { readonly isTTY?: boolean };

const CLEAR_SCREEN = '\x1b[H\x1b[2J';
const CLEAR_LINE = '\r\x1b[K';
const PROGRESS_MS = 200;

/** Where answers go, as tables or as JSON, and apart from them what is to be said meanwhile. */
export class Output {
  readonly isJson: boolean;
  readonly #answers: Stream;
  readonly #notes: Stream;
  #lastNote = '';
  #lastProgress = -Infinity;
  #hasProgress = false;

  constructor(answers: Stream, notes: Stream, isJson: boolean) {
    this.#answers = answers;
    this.#notes = notes;
    this.isJson = isJson;
  }

  /** Whether people see the answers as they come. */
  get isOnScreen(): boolean {
    return this.#answers.isTTY === true;
  }

  /** Gives an answer: a document on a line, or what people read. */
  async answer(document: object, text: string): Promise<void> {
    const line = this.isJson ? JSON.stringify(document) : text;
    await this.write(line === '' ? '' : `${line}\n`);
  }

  /** As `answer`, in place of the one before if that is on a screen. */
  async answerAgain(document: object, text: string): Promise<void> {
    if (this.isOnScreen && !this.isJson) await this.write(CLEAR_SCREEN);
    await this.answer(document, text);
  }

  /** Resolves when it is out, with false if whoever reads it is gone. */
  write(bytes: string | Uint8Array): Promise<boolean> {
    this.endProgress();
    if (bytes.length === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const onClose = (): void => {
        resolve(false);
      };
      this.#answers.once('close', onClose);
      this.#answers.write(bytes, (error) => {
        this.#answers.off('close', onClose);
        resolve(error === null || error === undefined);
      });
    });
  }

  /** Says something beside the answers, but not twice in a row. */
  note(text: string): void {
    if (text === this.#lastNote) return;
    this.endProgress();
    this.#lastNote = text;
    this.#notes.write(`kafkacore: ${text}\n`);
  }

  /** Says how far something is, to those who watch; not more often than they can read. */
  progress(text: () => string): void {
    const now = performance.now();
    if (this.#notes.isTTY !== true || now - this.#lastProgress < PROGRESS_MS) return;
    this.#lastProgress = now;
    this.#hasProgress = true;
    this.#notes.write(`${CLEAR_LINE}${text()}`);
  }

  /** Clears what was said last of how far it is. */
  endProgress(): void {
    if (!this.#hasProgress) return;
    this.#hasProgress = false;
    this.#notes.write(CLEAR_LINE);
  }
}
