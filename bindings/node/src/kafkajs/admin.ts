import { Admin as RuntimeAdmin } from '../runtime/admin';
import type { Requests } from '../runtime/requests';
import { eventsOf, logOf } from './client';
import { settingsOf } from './config';
import type { GlobalConfig } from './config';
import { withCredentials } from './credentials';
import type { SaslCredentials } from './credentials';
import {
  ErrorCodes,
  invalidArgument,
  KafkaJSAggregateError,
  KafkaJSCreateTopicError,
  KafkaJSError,
  notImplemented,
  translated,
  wrongState,
} from './errors';
import { ADMIN_EVENTS } from './events';
import type { AdminEvents, AdminPayloads, RemoveInstrumentationEventListener } from './events';
import { Instrumentation } from './instrumentation';
import type { Listener } from './instrumentation';
import { Lifecycle } from './lifecycle';
import type { ClientLog, Logger } from './logger';
import type { WaitOptions } from './wait';

export interface IResourceConfigEntry {
  readonly name: string;
  readonly value: string;
}

export interface ITopicConfig {
  readonly topic: string;
  /** -1, the default, leaves it to the broker. */
  readonly numPartitions?: number;
  /** -1, the default, leaves it to the broker. */
  readonly replicationFactor?: number;
  readonly configEntries?: readonly IResourceConfigEntry[];
}

/** What became of one topic. */
interface TopicOutcome {
  readonly name: string;
  readonly code: number;
  readonly error: string | null;
}

const DEFAULT_TIMEOUT_MS = 5000;
const BROKERS_CHOICE = -1;

/** The client whose connections an admin uses: what it has while it is connected, and whether it ever was. */
export interface Underlying {
  readonly requests: Requests | undefined;
  readonly wasConnected: boolean;
}

/** Changes what a cluster has. */
export class Admin {
  #config: GlobalConfig;
  readonly #log: ClientLog;
  readonly #instrumentation: Instrumentation<AdminPayloads>;
  readonly #lifecycle: Lifecycle;
  readonly #underlying: Underlying | undefined;
  #runtime: RuntimeAdmin | undefined;

  constructor(config: GlobalConfig, underlying?: Underlying) {
    this.#config = config;
    this.#underlying = underlying;
    this.#log = logOf(config, 'admin');
    this.#instrumentation = new Instrumentation('admin', ADMIN_EVENTS, this.#log);
    this.#lifecycle = new Lifecycle((isConnected) => {
      this.#instrumentation.emit(isConnected ? ADMIN_EVENTS.CONNECT : ADMIN_EVENTS.DISCONNECT, null);
    });
  }

  /** The names of the events that `on` takes. */
  get events(): AdminEvents {
    return ADMIN_EVENTS;
  }

  /** Calls a listener when something happens; what is returned takes it away again. */
  on<Name extends keyof AdminPayloads>(
    name: Name,
    listener: Listener<AdminPayloads[Name]>,
  ): RemoveInstrumentationEventListener {
    return this.#instrumentation.on(name, listener);
  }

  /** Needs no broker: requests do. Again after `disconnect()`. One that uses another client's connections needs that to be connected. */
  connect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.connect(async () => {
      if (this.#underlying !== undefined) {
        checkUnderlying(this.#underlying);
        return;
      }
      const { properties, callbacks } = settingsOf(this.#config, {}, () => undefined);
      this.#runtime = new RuntimeAdmin(properties, eventsOf(this.#log, callbacks));
      return Promise.resolve();
    }, options);
  }

  /** Requests that are under way are rejected. */
  disconnect(options?: WaitOptions): Promise<void> {
    return this.#lifecycle.disconnect(async () => {
      await this.#runtime?.close();
    }, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  /**
   * Makes connections with these from now on, for SASL/PLAIN and SCRAM; those that stand go on as they are. Before `connect()`
   * they take the place of those in the configuration.
   */
  setSaslCredentials(credentials: SaslCredentials): void {
    const connected = this.#lifecycle.isOpen ? this.#runtime : undefined;
    this.#config = withCredentials(this.#config, credentials, connected);
  }

  logger(): Logger {
    return this.#log.logger;
  }

  /** False if a topic was there already; rejects if one could not be created. */
  async createTopics(options: {
    readonly topics: readonly ITopicConfig[];
    readonly timeout?: number;
  }): Promise<boolean> {
    for (const name of ['validateOnly', 'waitForLeaders']) {
      if (Object.hasOwn(options, name))
        throw notImplemented(`The '${name}' property of createTopics is not supported.`);
    }
    const { timeout = DEFAULT_TIMEOUT_MS } = options;
    const outcomes = await this.#request({ operation: 'CreateTopics', topics: topicsOf(options.topics) }, timeout);
    const failed = outcomes.filter(({ code }) => code !== ErrorCodes.ERR_NO_ERROR);
    const errors = failed.filter(({ code }) => code !== ErrorCodes.ERR_TOPIC_ALREADY_EXISTS);
    if (errors.length > 0) throw new KafkaJSAggregateError('Topic creation errors', errors.map(createError));
    return failed.length === 0;
  }

  /** Rejects with what the first topic that could not be deleted was refused for. */
  async deleteTopics(options: { readonly topics: readonly string[]; readonly timeout?: number }): Promise<void> {
    const { topics, timeout = DEFAULT_TIMEOUT_MS } = options;
    if (!Array.isArray(topics)) throw invalidArgument('The topics of deleteTopics must be an array of names.');
    const outcomes = await this.#request({ operation: 'DeleteTopics', topics }, timeout);
    const failed = outcomes.find(({ code }) => code !== ErrorCodes.ERR_NO_ERROR);
    if (failed !== undefined) throw new KafkaJSError(textOf(failed), { code: failed.code });
  }

  async #request(document: object, timeoutMs: number): Promise<readonly TopicOutcome[]> {
    const complaint = 'Admin client is not connected.';
    this.#lifecycle.mustBeConnected(complaint);
    if (this.#underlying !== undefined) checkUnderlying(this.#underlying);
    const requests = this.#underlying?.requests ?? this.#runtime?.requests;
    if (requests === undefined) throw wrongState(complaint);
    const answer = await translated(requests.send(document, timeoutMs));
    return (answer as { topics: readonly TopicOutcome[] }).topics;
  }
}

/** A client as the base of an admin. */
export function underlyingOf(
  lifecycle: Lifecycle,
  client: () => { readonly requests: Requests } | undefined,
): Underlying {
  return {
    get requests() {
      return lifecycle.isConnected ? client()?.requests : undefined;
    },
    get wasConnected() {
      return client() !== undefined;
    },
  };
}

function checkUnderlying({ requests, wasConnected }: Underlying): void {
  if (requests !== undefined) return;
  throw wrongState(
    wasConnected
      ? 'Existing client must be connected before creating a new client from it'
      : 'Underlying client is not connected.',
  );
}

function topicsOf(topics: readonly ITopicConfig[]): object[] {
  if (!Array.isArray(topics)) throw invalidArgument('The topics of createTopics must be an array.');
  return (topics as readonly ITopicConfig[]).map((topic) => {
    if (Object.hasOwn(topic, 'replicaAssignment'))
      throw notImplemented("The 'replicaAssignment' property of createTopics is not supported.");
    const {
      topic: name,
      numPartitions = BROKERS_CHOICE,
      replicationFactor = BROKERS_CHOICE,
      configEntries = [],
    } = topic;
    const config = Object.fromEntries(configEntries.map((entry) => [entry.name, entry.value]));
    return { name, partitions: numPartitions, replicationFactor, config };
  });
}

function createError(outcome: TopicOutcome): KafkaJSCreateTopicError {
  return new KafkaJSCreateTopicError(textOf(outcome), outcome.name, { code: outcome.code });
}

function textOf({ name, code, error }: TopicOutcome): string {
  return error ?? `Topic ${name} failed with code ${code}.`;
}
