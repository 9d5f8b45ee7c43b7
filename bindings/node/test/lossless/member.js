'use strict';

const { gate } = require('../support');
const { choices, handleBatch, handleMessage } = require('./handler');
const { listen, unlisten } = require('./records');

/** A member that is in no haste waits for its handlers for so long, longer than any of them takes. */
const PATIENCE_MS = 30_000;
const HASTE_MS = 20;
const ANSWER_MS = 5_000;

/** A consumer under test. */
class Member {
  /** Its streams by partition, also the last ones of partitions that it has no more. */
  streams = new Map();
  /** Where partitions were sought that it did not have. */
  pendingSeeks = new Map();
  isRunning = false;
  /** How often it has been started. */
  runCount = 0;
  /** It is on its way out of the group. */
  isLeaving = false;
  mood = 'mixed';

  #run;
  #isHasty;
  #handlers = 0;
  #hang;

  constructor(run, name, isHasty) {
    this.#run = run;
    this.name = name;
    this.#isHasty = isHasty;
  }

  get isConnected() {
    return this.consumer !== undefined;
  }

  /** Whether its group answers. */
  async hasGroup() {
    try {
      return (await this.consumer.committed([{ topic: this.#run.topic, partition: 0 }], ANSWER_MS)).length === 1;
    } catch {
      return false;
    }
  }

  openStreams() {
    return [...this.streams.values()].filter(({ state }) => state === 'open');
  }

  async join() {
    const { definition, topic, clients } = this.#run;
    const clientId = `${topic}-${this.name}`;
    listen(clientId, this);
    const consumer = await clients.consumer({
      ...definition.group,
      'group.id': topic,
      'client.id': clientId,
      'js.consumer.disconnect.timeout.ms': this.#isHasty ? HASTE_MS : PATIENCE_MS,
    });
    unlisten(clientId);
    await consumer.subscribe({ topics: [topic] });
    this.consumer = consumer;
    await this.start();
  }

  async start() {
    const { handler, concurrency } = this.#run.definition;
    this.isRunning = true;
    this.runCount++;
    this.isLeaving = false;
    await this.consumer.run({
      partitionsConsumedConcurrently: concurrency,
      ...(handler.isBatch
        ? { eachBatch: this.#eachBatch, eachBatchAutoResolve: handler.isAutoResolved }
        : { eachMessage: this.#eachMessage }),
    });
  }

  async stop() {
    this.#beginLeaving();
    await this.consumer.stop();
    this.#left();
  }

  async leave() {
    const { consumer } = this;
    this.consumer = undefined;
    this.#beginLeaving();
    await consumer.disconnect();
    this.#left();
  }

  /** From here on handlers hang, until that is ended. */
  hang() {
    const { promise, open } = gate();
    const hang = { streams: [], promise, end: open };
    this.#hang = hang;
    void promise.then(() => {
      this.#hang = undefined;
    });
    return hang;
  }

  // What the library says.

  assigned(list) {
    for (const { partition } of list) this.#run.partitions[partition].assigned(this);
  }

  revoked(list, isLost) {
    for (const { partition } of list) this.#run.partitions[partition].revoked(this, isLost);
  }

  committed(list, code) {
    for (const line of list) this.#run.partitions[line.partition].committed(this, line.offset, line.code || code);
  }

  #beginLeaving() {
    this.isRunning = false;
    this.isLeaving = true;
    if (this.#isHasty) for (const stream of this.streams.values()) stream.storedAtLeave ??= stream.stored;
  }

  #left() {
    for (const index of this.streams.keys()) this.#run.partitions[index].left(this);
  }

  // Handlers.

  #eachMessage = (payload) => {
    const delivery = this.#begin(payload.partition, [payload.message], payload);
    const work = () => handleMessage(choices(this.#run.seed, delivery), this.mood, delivery, this.#endOf(delivery));
    return this.#hang === undefined ? work() : this.#hangThen(delivery, work);
  };

  #eachBatch = async (payload) => {
    const delivery = this.#begin(payload.batch.partition, payload.batch.messages, payload);
    const work = () =>
      handleBatch(choices(this.#run.seed, delivery), this.mood, delivery, this.#endOf(delivery), payload, this.#run);
    return this.#hang === undefined ? work() : this.#hangThen(delivery, work);
  };

  #begin(index, messages, payload) {
    const run = this.#run;
    const partition = run.partitions[index];
    const delivery = partition.begin(this, messages);
    run.deliveryCount++;
    if (!this.isRunning) run.complain(`${this.name} gets messages although it is stopped`, partition);
    if (++this.#handlers > run.definition.concurrency) run.complain(`${this.#handlers} handlers run at a time`, partition);
    const { armed } = partition;
    partition.armed = undefined;
    armed?.(delivery, payload);
    return delivery;
  }

  #endOf(delivery) {
    return (isDone, count) => {
      this.#handlers--;
      delivery.partition.ended(delivery, isDone, count);
    };
  }

  async #hangThen({ stream }, work) {
    const hang = this.#hang;
    hang.streams.push(stream);
    await hang.promise;
    return work();
  }
}

module.exports = { Member };
