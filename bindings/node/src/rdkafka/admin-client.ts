import { EventEmitter } from 'node:events';

import { Admin } from '../runtime/admin';
import { OPERATIONS } from './admin-operations';
import type { NewTopic, Operation } from './admin-operations';
import { answer, timeAndCallback } from './callbacks';
import type { Callback, PlainCallback } from './callbacks';
import { settingsOf } from './config';
import type { GlobalConfig } from './config';
import { connectionOf, isClient } from './connection';
import type { Connection } from './connection';
import { attempt } from './errors';
import { eventsOf } from './events';

const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_CLIENT_ID = 'rdkafka';

/** Functions for the events of a client, by their names. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type EventHandlers = Record<string, (...values: any[]) => unknown>;

let clients = 0;

/** Changes what a cluster has. Made by `create` or `createFrom`, and connected from then on. */
export class AdminClient extends EventEmitter {
  readonly name: string;
  readonly #settings;
  readonly #underlying: object | undefined;
  #admin: Admin | undefined;

  private constructor(conf: GlobalConfig | undefined, underlying?: object) {
    super();
    this.#settings = settingsOf(conf ?? {}, {});
    this.name = `${this.#settings.properties['client.id'] ?? DEFAULT_CLIENT_ID}#admin-${++clients}`;
    this.#underlying = underlying;
  }

  /** A client with connections of its own. Needs no broker: requests do. */
  static create(conf: GlobalConfig, eventHandlers?: EventHandlers): AdminClient {
    if (typeof conf !== 'object' || (conf as unknown) === null)
      throw new Error('Global configuration data must be specified');
    const client = new AdminClient(conf);
    client.#listen(eventHandlers);
    client.connect();
    return client;
  }

  /** A client over the connections of a producer or consumer, for as long as that is connected. */
  static createFrom(existingClient: object, eventHandlers?: EventHandlers): AdminClient {
    if (!isClient(existingClient)) throw new Error('Existing client must be a Producer or Consumer instance');
    if (connectionOf(existingClient) === undefined)
      throw new Error('Existing client must be connected before creating a new client from it');
    const client = new AdminClient(undefined, existingClient);
    client.#listen(eventHandlers);
    return client;
  }

  /** Again after `disconnect`. */
  connect(): void {
    if (this.#underlying !== undefined) throw new Error('Cannot connect an existing client');
    if (this.#admin !== undefined) return;
    const events = eventsOf(this, this.#settings, () => undefined);
    this.#admin = attempt(() => new Admin(this.#settings.properties, events));
    const info = { name: this.name };
    setImmediate(() => this.emit('ready', info));
  }

  /** Requests that are under way fail. One over another client's connections goes with that. */
  disconnect(): void {
    if (this.#underlying !== undefined) throw new Error('Cannot disconnect an existing client');
    const admin = this.#admin;
    this.#admin = undefined;
    void admin?.close().then(() => this.emit('disconnected', {}));
  }

  isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** As of `Client`. */
  setSaslCredentials(username: string, password: string): void {
    attempt(() => this.#connection?.setSaslCredentials(username, password));
  }

  /** Times are in milliseconds, 5000 if there is none. */
  createTopic(topic: NewTopic, timeout?: number | PlainCallback, callback?: PlainCallback): void {
    this.#request(OPERATIONS.createTopic, topic, timeout, callback);
  }

  deleteTopic(topic: string, timeout?: number | PlainCallback, callback?: PlainCallback): void {
    this.#request(OPERATIONS.deleteTopic, topic, timeout, callback);
  }

  /** The names of all topics. */
  listTopics(
    options?: { timeout?: number } | Callback<string[]> | null,
    callback?: Callback<string[]>,
  ): void {
    const [given, done] = typeof options === 'function' ? [undefined, options] : [options, callback];
    const asked = this.#connected().questions.cluster(undefined, given?.timeout ?? DEFAULT_TIMEOUT_MS);
    answer(
      asked.then(({ topics }) => topics.map(({ name }) => name)),
      done,
    );
  }

  #request<Input, Output>(
    operation: Operation<Input, Output>,
    input: Input,
    timeout: number | Callback<Output> | undefined,
    callback: Callback<Output> | undefined,
  ): void {
    const [timeoutMs, done] = timeAndCallback(timeout, callback, DEFAULT_TIMEOUT_MS);
    const { requests } = this.#connected();
    const document = operation.document(input);
    answer(requests.send(document, timeoutMs).then((found) => operation.read(found)), done);
  }

  #listen(eventHandlers: EventHandlers | undefined): void {
    for (const [name, handler] of Object.entries(eventHandlers ?? {})) this.on(name, handler);
  }

  get #connection(): Connection | undefined {
    return this.#underlying === undefined ? this.#admin : connectionOf(this.#underlying);
  }

  #connected(): Connection {
    const connection = this.#connection;
    if (connection === undefined) throw new Error('Client is disconnected');
    return connection;
  }
}
