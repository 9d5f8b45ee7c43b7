import { setTimeout as delay } from 'node:timers/promises';

import * as native from '../native/calls';
import type { Client } from './client';
import { codes } from './codes';
import { Failure, retriable } from './failure';

/** A partition as the cluster describes it. */
export interface PartitionInfo {
  readonly id: number;
  /** librdkafka's number of what is wrong with it; 0 if nothing is. */
  readonly code: number;
  /** The broker that takes its messages; -1 if there is none now. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isrs: readonly number[];
}

interface TopicInfo {
  readonly code: number;
  readonly partitions: readonly PartitionInfo[];
}

interface Known {
  readonly partitions: readonly PartitionInfo[];
  readonly since: number;
}

/** A topic that a broker creates when it is asked for is there by then; librdkafka waits as long for one that is sent to. */
const APPEARANCE_MS = 30_000;
/** One question; a longer one would hold up the other calls of the client. */
const QUESTION_MS = 1000;
const PAUSE_MS = 100;

/** Says that the topic may be there soon. */
const PASSING: readonly number[] = [
  codes.ERR_UNKNOWN_TOPIC_OR_PART,
  codes.ERR_LEADER_NOT_AVAILABLE,
  codes.ERR__UNKNOWN_TOPIC,
];

/** The partitions of topics, as the cluster told them not too long ago. */
export class Topics {
  readonly #client: Client;
  readonly #maxAgeMs: number;
  readonly #known = new Map<string, Known>();

  constructor(client: Client, maxAgeMs: number) {
    this.#client = client;
    this.#maxAgeMs = maxAgeMs;
  }

  /** In the order of their numbers, at least one; undefined if they have to be asked for. */
  known(topic: string): readonly PartitionInfo[] | undefined {
    const known = this.#known.get(topic);
    return known !== undefined && performance.now() - known.since < this.#maxAgeMs ? known.partitions : undefined;
  }

  /** Asks the cluster, until it knows the topic. What was known before is better than no answer. */
  async ask(topic: string): Promise<readonly PartitionInfo[]> {
    try {
      const partitions = await this.#askUntil(topic, performance.now() + APPEARANCE_MS);
      this.#known.set(topic, { partitions, since: performance.now() });
      return partitions;
    } catch (error) {
      const known = this.#known.get(topic);
      if (known === undefined) throw error;
      return known.partitions;
    }
  }

  async #askUntil(topic: string, end: number): Promise<readonly PartitionInfo[]> {
    for (;;) {
      const answer = await this.#question(topic);
      if (!(answer instanceof Failure)) return answer;
      if (!answer.retriable || performance.now() + PAUSE_MS > end) throw answer;
      await delay(PAUSE_MS);
    }
  }

  /** The partitions, or why there are none. */
  async #question(topic: string): Promise<readonly PartitionInfo[] | Failure> {
    let described: TopicInfo | undefined;
    try {
      described = await this.#describe(topic);
    } catch (error) {
      const failure = Failure.of(error);
      if (failure === undefined) throw error;
      return failure;
    }
    const code = described?.code ?? codes.ERR__UNKNOWN_TOPIC;
    if (code !== codes.ERR_NO_ERROR && !PASSING.includes(code))
      return new Failure(code, `The partitions of ${topic} are not known: the cluster answered ${nameOf(code)}.`);
    if (described === undefined || described.partitions.length === 0)
      return retriable(code, `The topic ${topic} is not there: create it, or let the brokers do so.`);
    return [...described.partitions].sort((a, b) => a.id - b.id);
  }

  #describe(topic: string): Promise<TopicInfo | undefined> {
    const question = JSON.stringify({ topics: [topic] });
    return this.#client.request(
      (token) => {
        native.clientMetadata(this.#client.ticket, question, QUESTION_MS, token);
      },
      (batch, at) => (JSON.parse(batch.valueText(at)) as { topics: TopicInfo[] }).topics[0],
    );
  }
}

function nameOf(code: number): string {
  return Object.entries(codes).find(([, number]) => number === code)?.[0] ?? String(code);
}
