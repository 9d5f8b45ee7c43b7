'use strict';

const LINES_MAX = 60;

/** The last that happened to a partition, in lines. */
class History {
  #clock;
  #lines = [];

  constructor(clock) {
    this.#clock = clock;
  }

  get lines() {
    return this.#lines.map(({ time, text, first, last }) =>
      first === undefined ? `${time} ${text}` : `${time} ${text} ${first}..${last}`,
    );
  }

  note(text) {
    this.#push({ time: this.#clock(), text });
  }

  /** A member has handled these messages. */
  handled(name, first, last) {
    const text = `${name} has handled`;
    const line = this.#lines.at(-1);
    if (line?.text === text && line.last === first - 1) line.last = last;
    else this.#push({ time: this.#clock(), text, first, last });
  }

  #push(line) {
    this.#lines.push(line);
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
  }
}

module.exports = { History };
