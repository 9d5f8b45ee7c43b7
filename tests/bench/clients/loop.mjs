// What the scenarios do with a client, whichever it is.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

const PARTITIONS_MAX = 4096;
const DELAY_RESOLUTION_MS = 2;
/** What a program sends before it lets everything else have its turn. */
const MESSAGES_PER_TURN = 1000;

// A value begins with a number that counts up in its partition and, where latency is measured, the time. Seven bits a byte, for
// there is a client that takes every value for text.
const SEQUENCE_SIZE = 4;
const TIME_SIZE = 8;

const nowUs = () => Math.floor((performance.timeOrigin + performance.now()) * 1000);

function putNumber(value, at, size, number) {
  for (let index = at + size - 1; index >= at; index--) {
    value[index] = number % 128;
    number = Math.floor(number / 128);
  }
}

function numberAt(value, at, size, byteAt) {
  let number = 0;
  for (let index = at; index < at + size; index++) number = number * 128 + byteAt(value, index);
  return number;
}

/** For clients that give values as bytes. */
const byteOfBuffer = (value, at) => value[at];

/** What passes between the end of the warm-up and the last message. */
class Meter {
  #delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  #startMs;
  #startCpu;
  #seconds;
  #cpuUs;

  start() {
    this.#delay.enable();
    this.#startMs = performance.now();
    this.#startCpu = process.cpuUsage();
  }

  end() {
    const { user, system } = process.cpuUsage(this.#startCpu);
    this.#cpuUs = user + system;
    this.#seconds = (performance.now() - this.#startMs) / 1000;
    this.#delay.disable();
  }

  report(messages, ledger, latencies = []) {
    const report = {
      messages,
      seconds: this.#seconds,
      cpu_us: this.#cpuUs,
      peak_kb: Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]),
      misplaced: ledger?.misplaced ?? 0,
      sum: ledger?.sum ?? 0,
      // The histogram holds the time between two ticks of its timer, which includes the tick itself.
      delay_p99_ms: Math.max(0, this.#delay.percentile(99) / 1e6 - DELAY_RESOLUTION_MS),
    };
    if (latencies.length === 0) return report;
    const sorted = Float64Array.from(latencies).sort();
    const quantile = (share) => sorted[Math.floor(share * (sorted.length - 1))];
    return { ...report, latency_p50_ms: quantile(0.5), latency_p99_ms: quantile(0.99) };
  }
}

/** How many messages came, and whether each was the next of its partition. */
class Ledger {
  count = 0;
  misplaced = 0;
  /** Of all sequences: wrong if one is missing or came twice. */
  sum = 0;
  #next = new Uint32Array(PARTITIONS_MAX);
  #byteAt;

  constructor({ byteAt = byteOfBuffer }) {
    this.#byteAt = byteAt;
  }

  add(partition, value) {
    const sequence = numberAt(value, 0, SEQUENCE_SIZE, this.#byteAt);
    if (sequence !== this.#next[partition]) this.misplaced++;
    this.#next[partition] = sequence + 1;
    this.sum += sequence;
    this.count++;
  }

  latencyMs(value) {
    return (nowUs() - numberAt(value, SEQUENCE_SIZE, TIME_SIZE, this.#byteAt)) / 1000;
  }
}

/** Sends batches to one partition after the other, never more than `outstanding` sends at a time. */
class Sender {
  #producers;
  #settings;
  #sequences;
  #batches = 0;
  #outstanding = 0;
  #failure;
  #resume;
  #below = 0;

  constructor(producers, settings) {
    this.#producers = producers;
    this.#settings = settings;
    this.#sequences = new Uint32Array(settings.partitions);
  }

  /** Resolves when all are delivered. */
  async run(count) {
    const { batch, outstanding } = this.#settings;
    for (let sent = 0; sent < count; sent += batch) {
      this.send();
      if (this.#outstanding >= outstanding) await this.#until(outstanding);
      else if (sent % MESSAGES_PER_TURN === 0) await nextTurn();
    }
    await this.#until(1);
  }

  send() {
    const { batch, partitions, size, rate } = this.#settings;
    const partition = this.#batches++ % partitions;
    const values = [];
    for (let index = 0; index < batch; index++) {
      const value = Buffer.allocUnsafe(size);
      putNumber(value, 0, SEQUENCE_SIZE, this.#sequences[partition]++);
      if (rate !== undefined) putNumber(value, SEQUENCE_SIZE, TIME_SIZE, nowUs());
      values.push(value);
    }
    this.#outstanding++;
    this.#producers[partition % this.#producers.length].send(partition, values).then(this.#settled, this.#failed);
  }

  #until(below) {
    this.#below = below;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#outstanding < below) return undefined;
    return new Promise((resolve) => (this.#resume = resolve)).then(() => {
      if (this.#failure !== undefined) throw this.#failure;
    });
  }

  #settled = () => {
    if (--this.#outstanding < this.#below && this.#resume !== undefined) {
      this.#resume();
      this.#resume = undefined;
    }
  };

  #failed = (error) => {
    this.#failure ??= error;
    this.#outstanding = 0;
    this.#resume?.();
  };
}

export async function produce(client, settings) {
  const { clients = 1, warmup, count } = settings;
  const producers = await Promise.all(Array.from({ length: clients }, () => client.producer(settings)));
  const sender = new Sender(producers, settings);
  const meter = new Meter();
  await sender.run(warmup);
  meter.start();
  await sender.run(count);
  meter.end();
  return meter.report(count);
}

export async function consume(client, settings) {
  const { warmup, count } = settings;
  const meter = new Meter();
  const ledger = new Ledger(client);
  await new Promise((resolve, reject) => {
    client
      .consumer(settings, (partition, value) => {
        ledger.add(partition, value);
        if (ledger.count === warmup) meter.start();
        if (ledger.count !== warmup + count) return;
        meter.end();
        resolve();
      })
      .catch(reject);
  });
  return meter.report(count, ledger);
}

export async function latency(client, settings) {
  const { rate, warmup, count, partitions } = settings;
  const meter = new Meter();
  const ledger = new Ledger(client);
  const latencies = [];
  const sender = new Sender([await client.producer(settings)], settings);
  let flowing, done;
  await client.consumer(settings, (partition, value) => {
    ledger.add(partition, value);
    if (ledger.count > warmup) latencies.push(ledger.latencyMs(value));
    if (ledger.count === warmup) meter.start();
    if (ledger.count === partitions) flowing();
    if (ledger.count === warmup + count) done();
  });
  // A first message in each partition shows that all of them flow; they are part of the warm-up.
  await Promise.all([new Promise((resolve) => (flowing = resolve)), sender.run(partitions)]);
  await new Promise((resolve) => {
    done = resolve;
    const startMs = performance.now();
    let sent = partitions;
    const timer = setInterval(() => {
      const due = Math.min(warmup + count, partitions + ((performance.now() - startMs) * rate) / 1000);
      while (sent < due) sender.send(sent++);
      if (sent === warmup + count) clearInterval(timer);
    }, 1);
  });
  meter.end();
  return meter.report(count, ledger, latencies);
}
