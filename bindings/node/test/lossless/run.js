'use strict';
// One case: random steps, and the model that says what must be delivered meanwhile.

const { setImmediate: nextTurn } = require('node:timers/promises');

const { KafkaJS } = require('../..');
const { newTopic } = require('../kafka/support');
const { until } = require('../support');
const { Crew } = require('./crew');
const { Outage } = require('./outage');
const { Partition } = require('./partition');
const { Random } = require('./random');
const { stepsOf } = require('./steps');

const PARTITIONS_FIRST = 2;
const STEPS_SHOWN = 40;
/** Whatever must come comes in this time, also after the broker was away. */
const DEADLINE_MS = 90_000;
/** With more messages on their way than this, sending waits. */
const BACKLOG_MAX = 1_000;

class Run {
  partitions = [];
  deliveryCount = 0;
  /** What was paused, and the functions that resume it. */
  resumes = [];
  /** How many messages came again, by the reason; and how many questions the group refused. */
  counts = {};

  #start = performance.now();
  #steps = [];
  #failure;

  constructor(definition, { seed, clients, producer, cluster }) {
    this.definition = definition;
    this.seed = seed;
    this.clients = clients;
    this.producer = producer;
    this.cluster = cluster;
    this.outage = new Outage(cluster);
    this.crew = new Crew(this);
  }

  /** Takes so many steps, and then sees to it that everything was delivered. Rejects with a report if it was not so. */
  async play(t, admin, stepCount) {
    this.topic = await newTopic(t, admin, PARTITIONS_FIRST);
    for (let index = 0; index < PARTITIONS_FIRST; index++) this.partitions.push(new Partition(this, index));
    this.crew.join(this.crew.slots[0]);
    await this.crew.whenDone();
    for (const step of stepsOf(this.definition, new Random(this.seed), stepCount)) {
      this.#steps.push(`${this.clock()} ${step.name} ${JSON.stringify(step.drawn)}`);
      await step.do(this, step.drawn);
      await nextTurn();
      if (this.outage.isOver) await this.#endOutage();
      this.#check();
    }
    await this.#finish();
    await this.#handOver();
  }

  partitionAt(fraction) {
    return this.partitions[Math.floor(fraction * this.partitions.length)];
  }

  send(partition, count) {
    const first = partition.sent;
    partition.sent += count;
    const messages = Array.from({ length: count }, (_, index) => partition.messageAt(first + index));
    this.producer.send({ topic: this.topic, messages }).then(
      ([{ baseOffset }]) => {
        if (baseOffset !== String(first)) this.complain(`${first} was written at ${baseOffset}`, partition);
        partition.acknowledged += count;
      },
      (error) => {
        this.complain(`a send failed: ${error.stack}`, partition);
      },
    );
  }

  async waitForRoom() {
    const onTheirWay = () => this.partitions.reduce((sum, { sent, acknowledged }) => sum + sent - acknowledged, 0);
    await this.waitFor(() => onTheirWay() < BACKLOG_MAX);
  }

  /** The topic has one more partition, of which members may hear while it is made; the producer may have to hear of it first. */
  async addPartition(grow) {
    const partition = new Partition(this, this.partitions.length);
    this.partitions.push(partition);
    await grow(this.partitions.length);
    partition.sent = 1;
    const record = { topic: this.topic, messages: [partition.messageAt(0)] };
    await this.waitFor(() =>
      this.producer.send(record).then(
        () => true,
        () => false,
      ),
    );
    partition.acknowledged = 1;
  }

  /** Whether something must be delivered without another step. */
  isAnyDue() {
    return this.crew.isAnyRunning && this.partitions.some(({ isDue }) => isDue);
  }

  isAnyDueTo(member) {
    return this.partitions.some(({ isDue, owner }) => isDue && owner === member);
  }

  async catchUp() {
    await this.waitFor(() => !this.isAnyDue());
  }

  async waitFor(condition) {
    try {
      await until(() => this.#failure !== undefined || condition(), 'it goes on no more', DEADLINE_MS);
    } catch (error) {
      this.complain(
        error.message,
        this.partitions.find(({ isDue }) => isDue),
      );
    }
    this.#check();
  }

  /** The answer to a question that the group may refuse, and undefined if it does. */
  async answered(question) {
    try {
      return (await question) ?? null;
    } catch (error) {
      if (!KafkaJS.isKafkaJSError(error)) throw error;
      this.count(`refused: ${error.type}`);
      return undefined;
    }
  }

  expect(what, found, streams) {
    const wanted = streams.map(({ partition }) => partition.index);
    const [left, right] = [found, wanted].map((list) => list.toSorted().join());
    if (left !== right) this.complain(`${what} partitions ${left} instead of ${right}`);
  }

  count(what) {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  complain(text, partition) {
    this.#failure ??= { text, partition, stepCount: this.#steps.length };
    partition?.note(`FAILURE: ${text}`);
  }

  clock() {
    return `${Math.round(performance.now() - this.#start)} ms`;
  }

  /** The broker is back: as soon as all have found it, and their group as well, nothing is excused by it any more. */
  async #endOutage() {
    await this.crew.whenDone();
    await this.catchUp();
    for (const member of this.crew.members) await this.waitFor(() => member.hasGroup());
    this.outage.end();
  }

  /** Lets everything be delivered. */
  async #finish() {
    const { crew, outage, partitions, topic } = this;
    for (const partition of partitions) partition.armed = undefined;
    await crew.whenDone();
    if (!crew.isAnyRunning) crew.advance(crew.slots[0]);
    await crew.whenDone();
    for (const member of crew.members) {
      member.mood = 'quick';
      const indexes = member.openStreams().map(({ partition }) => partition.index);
      member.consumer.resume([{ topic, partitions: indexes }]);
      for (const stream of member.openStreams()) stream.resume();
    }
    if (outage.isOn) await this.waitFor(() => outage.isOver);
    await this.catchUp();
    if (outage.isOn) await this.#endOutage();
    for (const partition of partitions) partition.checkWhole();
  }

  /** Everybody leaves, and one who comes anew must go on exactly there. */
  async #handOver() {
    const { crew, partitions } = this;
    crew.leaveAll();
    await crew.whenDone();
    crew.join(crew.slots[0]);
    for (const partition of partitions) this.send(partition, 1);
    await crew.whenDone();
    await this.catchUp();
    crew.leaveAll();
    await crew.whenDone();
    for (const partition of partitions) partition.settle();
    this.#check();
  }

  #check() {
    if (this.#failure === undefined) return;
    const { text, stepCount } = this.#failure;
    const steps = this.#steps.slice(0, stepCount).slice(-STEPS_SHOWN);
    const lines = [text, '', `The last of ${stepCount} steps:`, ...steps];
    for (const { index, report } of this.partitions) lines.push('', `Partition ${index}:`, ...report);
    throw new Error(lines.join('\n'));
  }
}

module.exports = { Run };
