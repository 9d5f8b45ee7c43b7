import { AdminClient, Producer } from '../index';
import type { Callback, Metadata, PlainCallback } from '../index';
import { done, metadataOf, promised, withClient } from './client';
import type { Context } from './context';
import { byName } from './names';
import { timeoutOf } from './properties';

/** How long an answer is waited for. */
interface Patience {
  /** In milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** A cluster that can be asked. A producer is what needs no rights to be connected. */
export class Cluster {
  readonly #producer: Producer;
  readonly #admin: AdminClient;
  readonly #patience: Patience;

  constructor(producer: Producer, patience: Patience) {
    this.#producer = producer;
    this.#admin = AdminClient.createFrom(producer);
    this.#patience = patience;
  }

  /** Brokers, topics and partitions, in the order of their names and numbers. */
  async metadata(): Promise<Metadata> {
    const { timeout, signal } = this.#patience;
    const metadata = await metadataOf(this.#producer, timeout, signal);
    metadata.brokers.sort((a, b) => a.id - b.id);
    metadata.topics.sort(byName(({ name }) => name));
    for (const { partitions } of metadata.topics) partitions.sort((a, b) => a.id - b.id);
    return metadata;
  }

  /** Asks the admin, who waits as long as the options say. */
  ask<T>(question: (admin: AdminClient, options: Patience, callback: Callback<T>) => void): Promise<T> {
    return promised((callback) => {
      question(this.#admin, this.#patience, callback);
    });
  }

  /** Has the admin change something. */
  change(order: (admin: AdminClient, timeoutMs: number, callback: PlainCallback) => void): Promise<void> {
    return done((callback) => {
      order(this.#admin, this.#patience.timeout, callback);
    });
  }
}

/** Works with a cluster that is connected. */
export function withCluster<T>(context: Context, work: (cluster: Cluster) => Promise<T>): Promise<T> {
  return withClient(
    context,
    (properties) => new Producer(properties),
    (producer) => work(new Cluster(producer, { timeout: timeoutOf(context.options), signal: context.signal })),
  );
}
