import * as native from '../native/calls';
import type { Client } from './client';
import { isAnyMock } from './mock-addresses';
import { Questions } from './questions';

/** Puts requests to a cluster over the connections of a client of any kind, as JSON documents in and out. */
export class Requests {
  readonly questions: Questions;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
    this.questions = new Questions(client);
  }

  /** Whether a mock cluster of this process is asked. */
  get isOfMock(): boolean {
    return isAnyMock(this.#client.bootstrapServers);
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
}
