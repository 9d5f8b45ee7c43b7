import { Client } from './client';
import type { ClientEvents, RecordTaker } from './client';
import type { Batch } from './reader';
import type { Questions } from './questions';
import { Requests } from './requests';

/** A client for nothing but requests. */
export class Admin implements RecordTaker {
  readonly requests: Requests;
  readonly questions: Questions;
  readonly #client: Client;

  constructor(properties: Readonly<Record<string, string>>, events: ClientEvents) {
    this.#client = new Client('admin', properties, events, this);
    this.requests = new Requests(this.#client);
    this.questions = this.requests.questions;
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
