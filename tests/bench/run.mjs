// Runs the bench beside a Kafka that KAFKACORE_TEST_BROKERS names: run.mjs [--quick] [--resume]
//   [--only scenario,...] [--rounds n]
// Results are kept one by one in target/bench/runs-<mode>.jsonl, so that --resume goes on where a run was stopped.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { build, commandOf, readyCommand, room, verifyCommand } from './programs.mjs';
import { write } from './report.mjs';
import { cellsOf, MODES, rotated } from './scenarios.mjs';

const PROGRAM_TIMEOUT_MS = 180_000;
const COMPLAINT_LINES = 6;

const { KafkaJS } = createRequire(import.meta.url)('../../bindings/node');
const servers = process.env.KAFKACORE_TEST_BROKERS;
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, resume: { type: 'boolean' }, only: { type: 'string' }, rounds: { type: 'string' } },
});

/** Topics as the cells need them: a full one per number of partitions for consumers, a new one for everyone else. */
class Topics {
  #admin = new KafkaJS.Kafka({ 'bootstrap.servers': servers, log_level: 3 }).admin();
  #backlogs = new Map();
  #count = 0;

  connect() {
    return this.#admin.connect();
  }

  close() {
    return this.#admin.disconnect();
  }

  async create(partitions) {
    const topic = `bench-${this.#count++}`;
    await this.#admin.createTopics({ topics: [{ topic, numPartitions: partitions }] });
    await runProgram(readyCommand(servers, topic, partitions));
    return topic;
  }

  async remove(topic) {
    await this.#admin.deleteTopics({ topics: [topic] });
  }

  /** More than a cell consumes, so that it is measured in the midst of fetching. */
  async backlog(partitions, messages) {
    const known = this.#backlogs.get(partitions);
    if (known !== undefined) return known;
    const topic = await this.create(partitions);
    const warmup = 100 * partitions;
    const cell = { kind: 'produce', client: 'raw', batch: 100, outstanding: 1000, size: 256, linger_ms: 5, partitions };
    await runProgram(commandOf({ ...cell, warmup, count: messages - warmup }, servers, topic, 'none'));
    this.#backlogs.set(partitions, topic);
    return topic;
  }
}

/** Runs a program and reads the line of JSON that it prints. */
function runProgram({ file, args, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (complaint = (complaint + data).slice(-4096)));
    const timer = setTimeout(() => child.kill('SIGKILL'), PROGRAM_TIMEOUT_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const line = output.split('\n').find((text) => text.startsWith('{"messages"'));
      if (code === 0 && line !== undefined) resolve(JSON.parse(line));
      else reject(new Error(`${signal ?? `code ${code}`}: ${complaint.trim().split('\n').slice(-COMPLAINT_LINES).join('\n')}`));
    });
  });
}

async function measure(cell, round, topics, mode) {
  const group = `group-${cell.key.replaceAll(' ', '-')}-${round}`;
  if (cell.kind === 'wakeup') return runProgram(commandOf(cell, servers));
  if (cell.kind === 'consume') {
    const messages = cell.partitions === 12 ? mode.backlog : Math.round(1_600_000 * mode.share);
    const result = await runProgram(commandOf(cell, servers, await topics.backlog(cell.partitions, messages), group));
    if (result.misplaced > 0) result.failure = `${result.misplaced} messages were lost, doubled or out of order`;
    return result;
  }
  const topic = await topics.create(cell.partitions);
  try {
    const result = await runProgram(commandOf(cell, servers, topic, group));
    if (cell.kind !== 'latency') {
      const { misplaced, sum } = await runProgram(verifyCommand(servers, topic, cell.warmup + cell.count));
      Object.assign(result, { misplaced, sum });
    }
    if (result.sum !== sumOf(cell)) result.failure = 'messages were lost or doubled';
    return result;
  } finally {
    await topics.remove(topic);
  }
}

/** Of all sequences that a cell sends. */
function sumOf({ partitions, batch, warmup, count }) {
  let sum = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const sent = Math.floor(((warmup + count) / batch + partitions - 1 - partition) / partitions) * batch;
    sum += (sent * (sent - 1)) / 2;
  }
  return sum;
}

/** One result after the other, as it comes; what is wrong with it is part of it. */
async function results(cells, mode, file) {
  if (!options.resume) rmSync(file, { force: true });
  const kept = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)) : [];
  const isKept = (key, round) => kept.some((result) => result.key === key && result.round === round && !result.failure);
  const end = Date.now() + mode.minutes * 60_000;
  const topics = new Topics();
  await topics.connect();
  for (let round = 0; round < mode.rounds; round++) {
    for (const cell of rotated(cells, round)) {
      if (isKept(cell.key, round)) continue;
      if (Date.now() > end) {
        console.error(`bench: ${mode.minutes} minutes are over; --resume goes on from here`);
        await topics.close();
        return kept;
      }
      const result = await measure(cell, round, topics, mode).catch((error) => ({ failure: error.message }));
      const entry = { key: cell.key, round, ...result };
      console.error(`round ${round + 1}  ${cell.key.padEnd(36)} ${summaryOf(entry)}`);
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
      kept.push(entry);
    }
  }
  await topics.close();
  return kept;
}

function summaryOf({ failure, misplaced, messages, seconds, cpu_us, wakeup_p50_us, latency_p99_ms }) {
  if (failure !== undefined) return `failed: ${failure}`;
  if (wakeup_p50_us !== undefined) return `p50 ${wakeup_p50_us.toFixed(0)} µs`;
  const latency = latency_p99_ms === undefined ? '' : `, p99 ${latency_p99_ms.toFixed(1)} ms`;
  const order = misplaced > 0 ? `, ${misplaced} out of order` : '';
  return `${Math.round(messages / seconds).toLocaleString('en')} messages/s, ${(cpu_us / messages).toFixed(2)} µs${latency}${order}`;
}

async function main() {
  if (servers === undefined) throw new Error('KAFKACORE_TEST_BROKERS is not set: make bench');
  const name = options.quick ? 'quick' : 'full';
  const mode = { ...MODES[name], ...(options.rounds && { rounds: Number(options.rounds) }) };
  const cells = cellsOf(mode, options.only?.split(','));
  if (cells.length === 0) throw new Error(`there is no scenario ${options.only}`);
  build();
  const entries = await results(cells, mode, join(room, `runs-${name}.jsonl`));
  write(cells, entries, name, options.only === undefined && options.rounds === undefined);
}

await main();
