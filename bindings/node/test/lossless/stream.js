'use strict';

/** One assignment of a partition to a member: what must come next, and how far it is delivered. */
class Stream {
  /** open: messages may come. revoked: the handler that runs may end. gone: what it does counts no more. */
  state = 'open';
  isPaused = false;
  /** The offset that must come next; undefined while only the group knows where it begins. */
  next;
  /** What the group must know in the end. */
  stored;
  /** The highest that was stored; after a seek back the group may still know that one. */
  storedMax;
  /** Commits below this offset may be of the time before a seek. */
  ambiguousBelow = 0;
  /** The delivery that runs. */
  running;
  /** When it was revoked. */
  endedAt;
  /** What was stored as its member, one that does not wait for handlers, began to leave. */
  storedAtLeave;
  /** Its member had a handler that took too long. */
  isStuck = false;
  /** Another member had it before this one heard that it is lost. */
  isUsurped = false;
  /** The last commit, if it failed because the broker was away or the partition lost: words for the report. */
  refusal;

  #excuse;

  seekCount = 0;

  /** `start` is where it must begin: `{ exact, floor, excuse }`. */
  constructor(partition, member, start) {
    this.partition = partition;
    this.member = member;
    this.start = start;
    this.stored = this.storedMax = start.exact;
  }

  store(offset) {
    this.stored = offset;
    this.storedMax = Math.max(this.storedMax, offset);
  }

  pause() {
    this.isPaused = this.state === 'open';
  }

  resume() {
    this.isPaused = false;
  }

  /** What is stored now, to be compared with what is heard of the group's knowledge later. */
  mark() {
    const { partition, stored, seekCount } = this;
    const { low } = partition;
    // Before the first message nothing is stored here, whatever the one before had stored.
    const isBegun = this.next !== undefined;
    const isStill = () => partition.stream === this && this.seekCount === seekCount;
    return {
      isCommitted: () => {
        if (isBegun && isStill()) partition.low = Math.max(partition.low, stored);
      },
      isSeenAt: (offset) => {
        if (isStill() && (offset < low || offset > this.storedMax)) partition.complain(`${offset} is committed`);
      },
    };
  }

  end(state, excuse) {
    if (this.state === 'open') this.endedAt = performance.now();
    this.state = state;
    this.#excuse ??= excuse;
  }

  /** Why the next stream may begin lower than this one got, if it may: words for the report. */
  get excuse() {
    if (this.#excuse !== undefined) return this.#excuse;
    if (this.state !== 'open' && this.refusal !== undefined) return this.refusal;
    return this.next === undefined ? this.start.excuse : undefined;
  }
}

/** Messages of one partition in one call of a handler. */
class Delivery {
  /** The offset behind the last one that was resolved. */
  resolvedTo = -1;
  /** The partition was sought or lost since: what it does counts no more. */
  isDropped = false;
  /** What it was told before it left early: that its member is stopped, or that it is stale. */
  told;

  /** `attempt` says how often a delivery began with the first offset. */
  constructor(partition, stream, first, last, attempt) {
    this.partition = partition;
    this.stream = stream;
    this.runCount = stream?.member.runCount;
    this.first = first;
    this.last = last;
    this.attempt = attempt;
  }

  /** Whether its member has gone on running since it began. */
  get isRunning() {
    const { member } = this.stream ?? {};
    return member?.isRunning === true && member.runCount === this.runCount;
  }

  /** Whether nothing more of it should be done. */
  get isStale() {
    return this.isDropped || this.stream?.state !== 'open' || this.stream.isPaused;
  }
}

module.exports = { Delivery, Stream };
