// How long it takes from a byte in the wake pipe to the drain of our package's pump, when the event loop has nothing else to do.
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const PAUSE_MS = 2;

if (isMainThread) {
  const { Pump } = createRequire(import.meta.url)('../../../bindings/node/dist/runtime/pump.js');
  const settings = Object.fromEntries(process.argv.slice(2).map((pair) => pair.split('=')));
  const count = Number(settings.count) + Number(settings.warmup);
  const directory = mkdtempSync('/tmp/kafkacore-bench-');
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const clock = new BigInt64Array(new SharedArrayBuffer(8));
  const delaysUs = [];
  const pump = new Pump(fd, () => {
    delaysUs.push(Number(process.hrtime.bigint() - Atomics.load(clock, 0)) / 1000);
    return false;
  });
  const worker = new Worker(new URL(import.meta.url), { workerData: { path, count, clock } });
  worker.on('exit', () => {
    pump.stop();
    rmSync(directory, { recursive: true });
    const sorted = Float64Array.from(delaysUs.slice(Number(settings.warmup))).sort();
    const quantile = (share) => sorted[Math.floor(share * (sorted.length - 1))];
    const [p50, p99] = [quantile(0.5), quantile(0.99)];
    console.log(JSON.stringify({ messages: sorted.length, wakeup_p50_us: p50, wakeup_p99_us: p99, misplaced: 0 }));
  });
} else {
  const { path, count, clock } = workerData;
  const fd = openSync(path, constants.O_WRONLY);
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let index = 0; index < count; index++) {
    Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    Atomics.store(clock, 0, process.hrtime.bigint());
    writeSync(fd, '\0');
  }
  Atomics.wait(sleeper, 0, 0, 10 * PAUSE_MS);
  closeSync(fd);
}
