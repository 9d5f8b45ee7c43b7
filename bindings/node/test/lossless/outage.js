'use strict';

/** The times in which the broker is away, or back but not yet found by everybody. */
class Outage {
  isOn = false;
  /** The broker is back. */
  isOver = false;

  #cluster;
  #endedAt = -Infinity;

  constructor(cluster) {
    this.#cluster = cluster;
  }

  /** Takes the broker away, with or without warning, and brings it back. Resolves when it is. */
  async begin(isKill) {
    this.isOn = true;
    this.isOver = false;
    if (isKill) await this.#cluster.kill();
    await this.#cluster.restart();
    this.isOver = true;
  }

  end() {
    this.isOn = this.isOver = false;
    this.#endedAt = performance.now();
  }

  /** Whether it lasted longer than up to this time; without one, whether it lasts. */
  isSince(time = Infinity) {
    return this.isOn || this.#endedAt > time;
  }
}

module.exports = { Outage };
