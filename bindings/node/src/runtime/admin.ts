import * as native from '../native/calls';
import { Client } from './client';
import type { ClientEvents, RecordTaker } from './client';
import type { Batch } from './reader';

/** Puts requests to a cluster, as JSON documents in and out. */
export class Admin implements RecordTaker {
  readonly #client: Client;

  constructor(properties: Readonly<Record<string, string>>, events: ClientEvents) {
    this.#client = new Client('admin', properties, events, this);
  }

  request(document: object, timeoutMs: number): Promise<unknown> {
    const json = JSON.stringify(document);
    return this.#client.request(
      (token) => {
        native.adminRequest(this.#client.ticket, json, timeoutMs, token);
      },
      (batch, at): unknown => JSON.parse(batch.valueText(at)),
    );
  }

  /** As in `Client`. */
  setSaslCredentials(username: string, password: string): void {
    this.#client.setSaslCredentials(username, password);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  wantsMessages(): boolean {
    return false;
  }

  take(batch: Batch, at: number): number {
    return at + batch.step;
  }

  batchEnd(): boolean {
    return false;
  }

  ended(): void {
    // Every request has been answered by the client already.
  }
}
