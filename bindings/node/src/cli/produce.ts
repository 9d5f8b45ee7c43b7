import { KafkaJS } from '../index';
import type { Context } from './context';
import { linesIn } from './lines';
import { propertiesOf, timeoutOf, wantsLog } from './properties';
import { UsageError } from './usage-error';

/** So many sends may be under way, each of the lines that were read at once. */
const MAX_SENDS = 32;

/** Every message has these. */
interface Common {
  readonly key?: string;
  readonly partition?: number;
  readonly headers?: Record<string, string | string[]>;
}

/** What was delivered. */
interface Delivered {
  count: number;
  /** Of each partition the first offset. */
  readonly offsets: Map<number, bigint>;
}

/** Sends values, and tells how many were delivered. */
export async function produce(context: Context): Promise<boolean> {
  const { words, options, output, signal } = context;
  const [topic = '', ...values] = words;
  const messageOf = messageMaker(context);
  const properties = propertiesOf(options);
  const delivered: Delivered = { count: 0, offsets: new Map() };
  let isConnected = false;
  const producer = producerOf(context, properties, (text) => {
    // Until then it is the reason with which connecting fails.
    if (isConnected) output.note(text);
  });
  await producer.connect({ signal });
  isConnected = true;
  try {
    const lines = values.length > 0 ? [values.map((value) => Buffer.from(value))] : linesIn(inputOf(signal));
    await sendAll(context, lines, async (some) => {
      const reports = await producer.send({ topic, messages: some.map(messageOf) });
      delivered.count += some.length;
      for (const report of reports) note(delivered, report);
      output.progress(() => `${delivered.count} delivered`);
    });
  } finally {
    await producer.disconnect();
    const partitions = [...delivered.offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
    partitions.sort((a, b) => a.partition - b.partition);
    const noun = delivered.count === 1 ? 'message' : 'messages';
    const document = { topic, delivered: delivered.count, partitions };
    await output.answer(document, `${delivered.count} ${noun} delivered to ${topic}`);
  }
  return true;
}

function producerOf(
  { options, output }: Context,
  properties: Record<string, string>,
  onError: (text: string) => void,
): KafkaJS.Producer {
  const timeoutMs = timeoutOf(options);
  const kafka = new KafkaJS.Kafka({
    // In order and once, also when a request has to be made again.
    'enable.idempotence': true,
    // Keys go where Kafka's own clients send them.
    partitioner: 'murmur2_random',
    'topic.metadata.propagation.max.ms': timeoutMs,
    ...properties,
    'js.connect.timeout.ms': timeoutMs,
    log_cb: ({ fac, message }) => {
      if (wantsLog(properties)) output.note(`${fac} ${message}`);
    },
    error_cb: ({ message }) => {
      onError(message);
    },
  });
  return kafka.producer();
}

/** Sends the lines in their order, and reads no further while too much is under way. Rejects when one is not delivered. */
async function sendAll(
  { signal }: Context,
  pieces: Iterable<readonly Buffer[]> | AsyncIterable<readonly Buffer[]>,
  send: (lines: readonly Buffer[]) => Promise<void>,
): Promise<void> {
  const sends: Promise<void>[] = [];
  let failure: Error | undefined;
  for await (const lines of pieces) {
    if (failure !== undefined || signal.aborted) break;
    sends.push(
      send(lines).catch((error: unknown) => {
        failure ??= error as Error;
      }),
    );
    if (sends.length >= MAX_SENDS) await sends.shift();
  }
  await Promise.all(sends);
  if (failure !== undefined) throw failure;
}

/** The standard input, until the signal. */
function inputOf(signal: AbortSignal): AsyncIterable<Buffer> {
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  return process.stdin;
}

function messageMaker({ words, options }: Context): (line: Buffer) => KafkaJS.Message {
  const separator = options.text('key-separator');
  const common: Common = commonOf({ words, options });
  if (separator === '') throw new UsageError('--key-separator takes at least one character');
  if (separator !== undefined && common.key !== undefined)
    throw new UsageError('--key does not go with --key-separator');
  const valueOf = (bytes: Buffer): Buffer | null => (bytes.length === 0 && options.has('tombstones') ? null : bytes);
  return (line) => {
    const at = separator === undefined ? -1 : line.indexOf(separator);
    if (separator === undefined || at < 0) return { ...common, value: valueOf(line) };
    return { ...common, key: line.subarray(0, at), value: valueOf(line.subarray(at + Buffer.byteLength(separator))) };
  };
}

function commonOf({ options }: Pick<Context, 'words' | 'options'>): Common {
  const key = options.text('key');
  const partition = options.wholeNumber('partition', 0);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of options.pairs('header')) {
    const known = headers[name];
    headers[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return {
    ...(key !== undefined && { key }),
    ...(partition !== undefined && { partition }),
    ...(Object.keys(headers).length > 0 && { headers }),
  };
}

function note({ offsets }: Delivered, { partition, baseOffset = '-1' }: KafkaJS.RecordMetadata): void {
  const offset = BigInt(baseOffset);
  const known = offsets.get(partition);
  if (offset >= 0n && (known === undefined || offset < known)) offsets.set(partition, offset);
}
