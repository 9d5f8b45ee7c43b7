import type { Questions } from '../runtime/questions';
import type { Requests } from '../runtime/requests';
import { attempt, wrongArgument } from './errors';

/** What every kind of client has below while it is connected. */
export interface Connection {
  readonly questions: Questions;
  readonly requests: Requests;
  setSaslCredentials(username: string, password: string): void;
}

/** As of a client that has brokers to be asked whether they are there. */
export interface Connectable extends Connection {
  /** Resolves when a broker has answered. */
  connect(timeoutMs: number): Promise<void>;
}

/** Takes credentials from a caller to a connection, if there is one. */
export function setCredentials(connection: Connection | undefined, username: unknown, password: unknown): void {
  if (typeof username !== 'string') throw wrongArgument('"username" must be a string');
  if (typeof password !== 'string') throw wrongArgument('"password" must be a string');
  attempt(() => connection?.setSaslCredentials(username, password));
}

/** How to get at the connections of clients, for the other classes of this API. */
const connections = new WeakMap<object, () => Connection | undefined>();

export function tellConnection(client: object, connection: () => Connection | undefined): void {
  connections.set(client, connection);
}

/** Whether it is a client of this package. */
export function isClient(client: unknown): client is object {
  return typeof client === 'object' && client !== null && connections.has(client);
}

/** The connection of a client of this package; undefined while it is not connected. */
export function connectionOf(client: object): Connection | undefined {
  return connections.get(client)?.();
}
