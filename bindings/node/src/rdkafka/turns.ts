/** Does one thing after the other, in the order in which they were asked for. */
export class Turns {
  #last: Promise<unknown> | undefined;

  /** Begins at once if nothing is under way, and else when everything before has ended, well or not. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last === undefined ? work() : this.#last.then(work);
    const ended = done.then(nothing, nothing).then(() => {
      if (this.#last === ended) this.#last = undefined;
    });
    this.#last = ended;
    return done;
  }
}

function nothing(): void {
  // Whoever asked is told how it ended.
}
