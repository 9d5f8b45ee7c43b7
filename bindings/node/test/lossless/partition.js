'use strict';
// What must be delivered of one partition, by whom, and from where again.

const { History } = require('./history');
const { Delivery, Stream } = require('./stream');

/** A message was delivered, or a seek has passed it over. */
const DELIVERED = 1;
const SKIPPED = 2;

/** The model of a partition. Its messages are numbered as their offsets are. */
class Partition {
  sent = 0;
  acknowledged = 0;
  /** The stream of the member that was assigned the partition last. */
  stream;
  /** The lowest offset that the group may have committed. */
  low = 0;
  /** What the next handler does besides. */
  armed;

  #run;
  #history;
  #marks = [];
  /** How often a delivery began with an offset. */
  #attempts = new Map();
  /** Why messages come that were delivered before; undefined if none may. */
  #reason;
  /** Streams that began too low, for which the reason may still be heard of. */
  #claims = [];

  constructor(run, index) {
    this.#run = run;
    this.#history = new History(() => run.clock());
    this.index = index;
  }

  get isDelivered() {
    const { stream } = this;
    if (this.acknowledged < this.sent || stream?.running !== undefined) return false;
    return this.position === this.sent;
  }

  get isDue() {
    return !(this.owner !== undefined && this.stream.isPaused) && !this.isDelivered;
  }

  /** The member that has it and can be spoken to. */
  get owner() {
    const { stream } = this;
    return stream?.state === 'open' && stream.member.isConnected ? stream.member : undefined;
  }

  /** What comes next, as far as that is known. */
  get position() {
    return this.stream?.next ?? this.stream?.start.exact ?? this.low;
  }

  // What the group decides.

  assigned(member) {
    const previous = this.stream;
    if (previous?.state === 'open' && previous.member === member) this.complain(`${member.name} has it already`);
    const sought = member.pendingSeeks.get(this.index);
    member.pendingSeeks.delete(this.index);
    const start = this.#handover(previous);
    const stream = new Stream(this, member, start);
    this.stream = stream;
    member.streams.set(this.index, stream);
    this.note(`${member.name} is assigned it, to begin at ${start.exact}${start.excuse ? ` (${start.excuse})` : ''}`);
    if (sought !== undefined) this.#seek(stream, sought);
  }

  /** Where the next stream begins after this one: exactly there or, with an excuse, from `floor` on. */
  #handover(previous) {
    if (previous === undefined) return { exact: this.low, floor: this.low };
    const { stored, storedAtLeave, running } = previous;
    // Kafka has taken it away from a member that has not heard of it yet.
    if (previous.state === 'open' && !previous.member.isLeaving) previous.isUsurped = true;
    let { excuse } = previous;
    if (previous.isUsurped) excuse ??= 'lost';
    if (previous.isStuck) excuse ??= 'stuck';
    if (this.#run.outage.isSince(previous.endedAt)) excuse ??= 'broker restarted';
    if (excuse !== undefined || storedAtLeave !== undefined) {
      this.#drop(running);
      this.#reason = excuse ?? 'left in haste';
      if (excuse !== undefined) return { exact: previous.storedMax, floor: this.low, excuse };
      return { exact: stored, floor: Math.min(stored, storedAtLeave), excuse: this.#reason };
    }
    if (running !== undefined) this.complain(`it is handed on while a handler of ${previous.member.name} runs`);
    return { exact: stored, floor: Math.min(stored, this.low), previous };
  }

  revoked(member, isLost) {
    const stream = member.streams.get(this.index);
    // Who leaves in haste may have left before he hears of it.
    if (stream?.state === 'gone' && stream.storedAtLeave !== undefined) return;
    if (stream === undefined || stream.state !== 'open') return this.complain(`${member.name} does not have it`);
    if (stream.isUsurped && !isLost) this.complain(`${member.name} gives back what another one has`);
    stream.end(isLost ? 'gone' : 'revoked', isLost ? 'lost' : undefined);
    if (isLost) this.#drop(stream.running);
    this.note(`${member.name} ${isLost ? 'has lost it' : 'gives it back'}, stored ${stream.stored}`);
  }

  /** The member has left the group. */
  left(member) {
    const stream = member.streams.get(this.index);
    if (stream === undefined || stream.state === 'gone') return;
    if (stream.running !== undefined && stream.storedAtLeave === undefined)
      this.complain(`${member.name} has left while its handler runs`);
    stream.end('gone');
    this.#drop(stream.running);
    this.note(`${member.name} has left, stored ${stream.stored}`);
  }

  /** A commit has come to its end. */
  committed(member, offset, code) {
    const stream = member.streams.get(this.index);
    this.note(`${member.name} has committed ${offset}${code === 0 ? '' : `: code ${code}`}`);
    if (stream === undefined || offset < 0) return;
    const isExcused = this.#run.outage.isSince(stream.endedAt) || stream.isUsurped;
    stream.refusal = code !== 0 && isExcused ? `commit refused with ${code}` : undefined;
    if (code === 0 && stream === this.stream && offset > stream.ambiguousBelow) this.low = Math.max(this.low, offset);
  }

  // What the user decides.

  sought(member, offset) {
    const stream = member.streams.get(this.index);
    const isStill = ({ partition }) => partition === this.index;
    if (stream?.state === 'open') this.#seek(stream, offset);
    else if (stream?.state === 'revoked' && member.consumer.assignment().some(isStill)) this.#seek(stream, offset);
    else member.pendingSeeks.set(this.index, offset);
  }

  #seek(stream, offset) {
    this.note(`${stream.member.name} seeks ${offset}`);
    const from = stream.next ?? stream.start.floor;
    for (let at = from; at < offset; at++) this.#marks[at] ??= SKIPPED;
    this.#drop(stream.running);
    stream.next = offset;
    stream.seekCount++;
    stream.ambiguousBelow = stream.storedMax;
    stream.store(offset);
    this.low = Math.min(this.low, offset);
    this.#reason = 'sought';
  }

  // What the handlers see.

  /** A handler is called with these messages, each `{ offset, value }`. */
  begin(member, messages) {
    const stream = member.streams.get(this.index);
    const first = Number(messages[0].offset);
    const last = Number(messages.at(-1).offset);
    const attempt = (this.#attempts.get(first) ?? 0) + 1;
    this.#attempts.set(first, attempt);
    const delivery = new Delivery(this, stream, first, last, attempt);
    if (stream?.state !== 'open') {
      this.complain(`${member.name} gets ${first} and does not have the partition`);
      return delivery;
    }
    if (stream.isPaused) this.complain(`${member.name} gets ${first} although it paused the partition`);
    if (stream.running !== undefined) this.complain(`${member.name} gets ${first} while its handler runs`);
    messages.forEach(({ offset, value }, index) => {
      if (offset !== String(first + index)) this.complain(`${offset} stands where ${first + index} should`);
      if (String(value) !== this.#valueOf(first + index)) this.complain(`${offset} has the value ${value}`);
    });
    if (last >= this.sent) this.complain(`${last} was never sent`);
    if (stream.next === undefined) this.#begun(stream, first);
    else if (first !== stream.next) this.complain(`${member.name} gets ${first} instead of ${stream.next}`);
    this.#countAgain(first, last);
    stream.running = delivery;
    return delivery;
  }

  resolved(delivery, offset) {
    delivery.resolvedTo = Math.max(delivery.resolvedTo, offset + 1);
    if (!delivery.isDropped) delivery.stream.store(Math.max(delivery.stream.stored, offset + 1));
    this.#mark(delivery.first, offset + 1);
  }

  /** The handler ran to its end, with so many messages handled, or threw. */
  ended(delivery, isDone, count = 0) {
    const { stream, first, last, resolvedTo, told } = delivery;
    const isWhole = isDone && told === undefined;
    if (isWhole) this.#history.handled(stream?.member.name, first, last);
    else this.note(`${stream?.member.name} ${isDone ? `leaves after ${count} of` : 'throws at'} ${first}..${last}`);
    if (isDone) this.#mark(first, first + count);
    if (stream?.running === delivery) stream.running = undefined;
    if (delivery.isDropped) return;
    if (isWhole && this.#run.definition.handler.isAutoResolved) stream.store(last + 1);
    stream.next = isWhole ? last + 1 : Math.max(first, resolvedTo);
    if (isWhole && last + 1 >= this.#marks.length) this.#reason = undefined;
    if (told !== undefined) this.#reason = told;
    else if (stream.stored < stream.next) this.#reason = 'not resolved';
  }

  // The end.

  /** Everything has been heard of by now. */
  settle() {
    for (const { stream, first, exact, report } of this.#claims)
      if (stream?.excuse === undefined)
        this.complain(`a stream began at ${first} instead of ${exact}; by then:\n${report.join('\n')}\n`);
    this.#claims = [];
  }

  /** Every message was delivered, unless a seek has passed it over. */
  checkWhole() {
    for (let at = 0; at < this.sent; at++) if (this.#marks[at] === undefined) return this.complain(`${at} was lost`);
  }

  messageAt(offset) {
    return { partition: this.index, value: this.#valueOf(offset) };
  }

  note(text) {
    this.#history.note(text);
  }

  /** What became of it lately, in lines. */
  get report() {
    const { running } = this.stream ?? {};
    const last = running === undefined ? [] : [`${this.stream.member.name} has ${running.first}..${running.last} in a handler`];
    return [...this.#history.lines, ...last];
  }

  #valueOf(offset) {
    return `${this.index}/${offset}`;
  }

  /** The first message of a stream tells where it began. */
  #begun(stream, first) {
    const { exact, floor, excuse, previous } = stream.start;
    if (first > exact || first < floor) this.complain(`it begins at ${first} instead of ${exact}`);
    if (first < exact) {
      this.#reason ??= 'commit refused';
      if (excuse === undefined) this.#claims.push({ stream: previous, first, exact, report: this.report });
    }
    stream.stored = this.low = first;
  }

  #countAgain(first, last) {
    for (let at = first; at <= last; at++) {
      if (this.#marks[at] !== DELIVERED) continue;
      if (this.#reason === undefined) return this.complain(`${at} comes twice`);
      this.#run.count(this.#reason);
    }
  }

  #mark(from, to) {
    for (let at = from; at < to; at++) this.#marks[at] = DELIVERED;
  }

  #drop(delivery) {
    if (delivery !== undefined) delivery.isDropped = true;
  }

  complain(text) {
    this.#run.complain(`partition ${this.index}: ${text}`, this);
  }
}

module.exports = { Partition };
