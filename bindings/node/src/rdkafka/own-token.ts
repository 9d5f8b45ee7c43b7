import type { Client } from '../runtime/client';
import { handOver } from '../runtime/oauth';
import type { OauthbearerToken, TokenRefreshCallback } from '../runtime/oauth';
import { attempt, wrongArgument } from './errors';

/** The program says when there is another one, so the end of this one is far away, in milliseconds since 1970. */
const LASTING_MS = 2 ** 52;

/** The token that a program sets by hand, for whichever client is below. */
export class OwnToken {
  #token: OauthbearerToken | undefined;
  #client: Client | undefined;

  /** Takes a token from a caller. It counts at once if there is a client, and else for the next one. */
  set(value: unknown): void {
    if (typeof value !== 'string' || value === '') throw wrongArgument('"token" must be a string that is not empty');
    const token = { tokenValue: value, lifetime: LASTING_MS };
    const client = this.#client;
    if (client !== undefined)
      attempt(() => {
        handOver(token, client);
      });
    this.#token = token;
  }

  /** This client is below now. */
  belongTo(client: Client): void {
    this.#client = client;
  }

  /** Brings it to who asks; undefined if there is none. */
  get callback(): TokenRefreshCallback | undefined {
    const token = this.#token;
    return token && (() => Promise.resolve(token));
  }
}
