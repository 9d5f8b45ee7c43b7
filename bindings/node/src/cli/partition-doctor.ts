import { metadataOf } from './client';
import type { CallbackClient } from './client';
import type { Context } from './context';
import { timeoutOf } from './properties';
import { reasonOf } from './reasons';
import { placeOf } from './silence';
import type { Place } from './silence';
import { absenceOf, topicsByName } from './topics';

/** Looks for what is wrong with partitions, and says it, each thing once. */
export class PartitionDoctor {
  readonly #client: CallbackClient;
  readonly #context: Context;
  readonly #said = new Set<string>();
  #looking: Promise<void> | undefined;

  constructor(client: CallbackClient, context: Context) {
    this.#client = client;
    this.#context = context;
  }

  /** Asks the cluster, unless it is asked already. Never rejects. */
  look(places: readonly Place[]): Promise<void> {
    this.#looking ??= this.#ask(places).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #ask(places: readonly Place[]): Promise<void> {
    const { options, signal } = this.#context;
    if (places.length === 0) return;
    try {
      const known = topicsByName(await metadataOf(this.#client, timeoutOf(options), signal));
      for (const place of places) {
        const found = known.get(place.topic);
        const partition = found?.partitions.find(({ id }) => id === place.partition);
        if (found === undefined) this.#say(`${absenceOf(place.topic)} that may be read`);
        else if (partition === undefined) this.#say(`there is no partition ${placeOf(place)}`);
        else if (partition.leader < 0) this.#say(`${placeOf(place)} has no leader`);
      }
    } catch (error) {
      if (!signal.aborted) this.#say(reasonOf(error));
    }
  }

  #say(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#context.output.note(text);
  }
}
