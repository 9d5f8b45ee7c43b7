import type {
  Callback,
  ClientMetrics,
  LibrdKafkaError,
  LogEvent,
  Metadata,
  MetadataOptions,
  PlainCallback,
} from '../index';
import type { Context } from './context';
import { propertiesOf, timeoutOf, wantsLog } from './properties';

/** A producer or consumer of the callback API. */
export interface CallbackClient {
  connect(options: MetadataOptions, callback: Callback<Metadata>): unknown;
  disconnect(callback?: Callback<ClientMetrics>): unknown;
  getMetadata(options: MetadataOptions, callback: Callback<Metadata>): unknown;
  on(event: 'event.log', listener: (line: LogEvent) => unknown): unknown;
  on(event: 'event.error', listener: (error: LibrdKafkaError) => unknown): unknown;
}

/** What was asked with a callback, as a promise. */
export function promised<T>(ask: (done: Callback<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, answer) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}

/** As `promised`, where there is no answer but that it is done. */
export function done(ask: (done: PlainCallback) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    ask((error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/** Waits for work, but not beyond the signal. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

/** The brokers, topics and partitions of the cluster that a client is connected to. */
export function metadataOf(client: CallbackClient, timeoutMs: number, signal: AbortSignal): Promise<Metadata> {
  const asked = promised<Metadata>((callback) => client.getMetadata({ timeout: timeoutMs }, callback));
  return untilAborted(asked, signal);
}

/** Makes a client, has it connected while it works, and disconnects it whatever happens. Errors that do not matter are not told. */
export async function withClient<Client extends CallbackClient, T>(
  { options, output, signal }: Context,
  make: (properties: Record<string, string>) => Client,
  work: (client: Client, properties: Record<string, string>) => Promise<T>,
  matters: (error: LibrdKafkaError) => boolean = () => true,
): Promise<T> {
  const properties = propertiesOf(options);
  const client = make(properties);
  if (wantsLog(properties))
    client.on('event.log', ({ fac, message }) => {
      output.note(`${fac} ${message}`);
    });
  const disconnect = (): Promise<unknown> => promised<ClientMetrics>((callback) => client.disconnect(callback));
  const onAbort = (): void => {
    void disconnect();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await promised<Metadata>((callback) => client.connect({ timeout: timeoutOf(options), allTopics: false }, callback));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  // Until here they are the reason with which connecting fails.
  client.on('event.error', (error) => {
    if (matters(error)) output.note(error.message);
  });
  try {
    return await work(client, properties);
  } finally {
    await disconnect();
  }
}
