'use strict';

const { Member } = require('./member');

const SIZE = 3;

/** The members of the group, present and future. What each of them is told to do is done one after the other. */
class Crew {
  #run;
  #made = 0;

  constructor(run) {
    this.#run = run;
    this.slots = Array.from({ length: SIZE }, () => ({ intent: 'absent', isHasty: false, queue: Promise.resolve() }));
  }

  /** Those that are connected. */
  get members() {
    return this.slots.map(({ member }) => member).filter((member) => member?.isConnected);
  }

  get isAnyRunning() {
    return this.slots.some(({ intent }) => intent === 'running');
  }

  slotAt(fraction) {
    return this.slots[Math.floor(fraction * SIZE)];
  }

  /** Whether another one than this is to run. */
  hasOther(slot) {
    return this.slots.some((other) => other !== slot && other.intent === 'running');
  }

  join(slot, isHasty = false) {
    slot.isHasty = isHasty;
    this.#then(slot, 'running', () => {
      slot.member = new Member(this.#run, String.fromCharCode(65 + this.#made++ % 26), isHasty);
      return slot.member.join();
    });
  }

  /** One who is not there comes, one who has stopped starts again. */
  advance(slot) {
    if (slot.intent === 'absent') this.join(slot);
    else this.start(slot);
  }

  start(slot) {
    this.#then(slot, 'running', () => slot.member.start());
  }

  stop(slot) {
    this.#then(slot, 'stopped', () => slot.member.stop());
  }

  leave(slot) {
    this.#then(slot, 'absent', () => slot.member.leave());
  }

  leaveAll() {
    for (const slot of this.slots) if (slot.intent !== 'absent') this.leave(slot);
  }

  /** Resolves when everybody has done as told. */
  whenDone() {
    return Promise.all(this.slots.map(({ queue }) => queue));
  }

  #then(slot, intent, work) {
    slot.intent = intent;
    slot.queue = slot.queue.then(work).catch((error) => {
      this.#run.complain(`${slot.member?.name} cannot be ${intent}: ${error.stack}`);
    });
  }
}

module.exports = { Crew };
