import * as native from '../native/calls';
import type { Client } from './client';

/** Puts requests to a cluster over the connections of a client of any kind, as JSON documents in and out. */
export class Requests {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  send(document: object, timeoutMs: number): Promise<unknown> {
    const json = JSON.stringify(document);
    return this.#client.request(
      (token) => {
        native.adminRequest(this.#client.ticket, json, timeoutMs, token);
      },
      (batch, at): unknown => JSON.parse(batch.valueText(at)),
    );
  }

  /** What the cluster has, with all topics. */
  metadata(timeoutMs: number): Promise<{ readonly topics: readonly { readonly name: string }[] }> {
    return this.#client.request(
      (token) => {
        native.clientMetadata(this.#client.ticket, '{}', timeoutMs, token);
      },
      (batch, at) => JSON.parse(batch.valueText(at)) as { topics: { name: string }[] },
    );
  }
}
