import { KafkaJS } from '../index';
import type { Context } from './context';
import { keySeparatorOf } from './key-separator';
import type { Options } from './options';
import { propertiesOf, timeoutOf, wantsLog } from './properties';
import { StandardInput } from './standard-input';
import { UsageError } from './usage-error';

/** So many pieces of the input may be under way, each with the lines that were read at once. */
const PIECES_MAX = 16;

/** Every message has these. */
interface Common {
  readonly key?: string;
  readonly partition?: number;
  readonly headers?: Record<string, string[]>;
}

/** What was delivered, of all that was read. */
interface Delivered {
  read: number;
  count: number;
  /** Not when a send failed: some of its messages may be delivered, too. */
  isExact: boolean;
  /** Of each partition the first offset. */
  readonly offsets: Map<number, bigint>;
}

/**
 * Sends values, and tells how many were delivered. It has the producer of the promisified API, and so does without `withClient`:
 * `send` takes the lines of a piece as one batch, and is done when they are delivered, so that no more is read meanwhile.
 */
export async function produce(context: Context): Promise<boolean> {
  const { words, options, output, signal } = context;
  const [topic = '', ...values] = words;
  const messageOf = messageMaker(context);
  const properties = propertiesOf(options);
  const delivered: Delivered = { read: 0, count: 0, isExact: true, offsets: new Map() };
  let isConnected = false;
  const producer = producerOf(context, properties, (text) => {
    // Until then it is the reason with which connecting fails.
    if (isConnected) output.note(text);
  });
  await producer.connect({ signal });
  isConnected = true;
  const input = new StandardInput();
  const end = (): void => {
    input.close();
    void producer.disconnect();
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    const pieces = values.length > 0 ? [values.map((value) => Buffer.from(value))] : input.lines();
    const work = async (lines: readonly Buffer[]): Promise<void> => {
      delivered.read += lines.length;
      if (signal.aborted || !delivered.isExact) return;
      const reports = await producer.send({ topic, messages: lines.map(messageOf) });
      count(delivered, lines.length, reports);
      output.progress(() => `${delivered.count} delivered`);
    };
    await eachPiece(pieces, work, () => {
      delivered.isExact = false;
      input.close();
    });
  } finally {
    await producer.disconnect();
    await tell(context, topic, delivered);
  }
  return true;
}

async function tell({ output }: Context, topic: string, delivered: Delivered): Promise<void> {
  const { read, count: total, isExact, offsets } = delivered;
  const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
  partitions.sort((a, b) => a.partition - b.partition);
  const text = `${isExact ? '' : 'at least '}${messagesOf(total)} delivered to ${topic}`;
  await output.answer({ topic, delivered: total, isExact, partitions }, text);
  if (total < read) output.note(`${isExact ? '' : 'at most '}${messagesOf(read - total)} read, but not delivered`);
}

function messagesOf(total: number): string {
  return `${total} ${total === 1 ? 'message' : 'messages'}`;
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

/** Works on pieces, a few at a time, and gets no further one while there is no room. The first failure is the end. */
async function eachPiece<Piece>(
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
  work: (piece: Piece) => Promise<void>,
  onFailure: () => void,
): Promise<void> {
  const working: Promise<void>[] = [];
  let failure: Error | undefined;
  const failed = (error: unknown): void => {
    failure ??= error as Error;
    onFailure();
  };
  for await (const piece of pieces) {
    working.push(work(piece).catch(failed));
    if (working.length >= PIECES_MAX) await working.shift();
    if (failure !== undefined) break;
  }
  await Promise.all(working);
  if (failure !== undefined) throw failure;
}

function messageMaker({ options }: Context): (line: Buffer) => KafkaJS.Message {
  const separator = keySeparatorOf(options);
  const common = commonOf(options);
  if (separator?.length === 0) throw new UsageError('--key-separator takes at least one character');
  if (separator !== undefined && common.key !== undefined)
    throw new UsageError('--key does not go with --key-separator');
  const valueOf = (bytes: Buffer): Buffer | null => (bytes.length === 0 && options.has('tombstones') ? null : bytes);
  return (line) => {
    const at = separator === undefined ? -1 : line.indexOf(separator);
    if (separator === undefined || at < 0) return { ...common, value: valueOf(line) };
    return { ...common, key: line.subarray(0, at), value: valueOf(line.subarray(at + separator.length)) };
  };
}

function commonOf(options: Options): Common {
  const key = options.text('key');
  const partition = options.wholeNumber('partition', 0);
  const headers = new Map<string, string[]>();
  for (const [name, value] of options.pairs('header')) headers.set(name, [...(headers.get(name) ?? []), value]);
  return {
    ...(key !== undefined && { key }),
    ...(partition !== undefined && { partition }),
    ...(headers.size > 0 && { headers: Object.fromEntries(headers) }),
  };
}

function count(delivered: Delivered, messages: number, reports: readonly KafkaJS.RecordMetadata[]): void {
  delivered.count += messages;
  for (const { partition, baseOffset = '-1' } of reports) {
    const offset = BigInt(baseOffset);
    const known = delivered.offsets.get(partition);
    if (offset >= 0n && (known === undefined || offset < known)) delivered.offsets.set(partition, offset);
  }
}
