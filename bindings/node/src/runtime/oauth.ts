import { inspect } from 'node:util';

import type { Client } from './client';
import { invalid } from './failure';

/** What a broker is told beside the token, as RFC 7628 has it. */
export type OauthbearerExtensions = ReadonlyMap<string, string> | Readonly<Record<string, string>>;

/** A token as `oauthbearer_token_refresh_cb` brings it. */
export interface OauthbearerToken {
  readonly tokenValue: string;
  /** When it ends, in milliseconds since 1970. A new one is asked for when four fifths of the time are over. */
  readonly lifetime: number;
  readonly principal?: string | undefined;
  readonly extensions?: OauthbearerExtensions | null | undefined;
}

/**
 * Is given `sasl.oauthbearer.config` ('' if that is not set), and brings a token in a promise or, if it returns none, by calling
 * `done`. A failure, and a token that is not one, is told to `error_cb` or the log; it is asked again ten seconds later.
 */
export type TokenRefreshCallback = (
  config: string,
  done: (error: unknown, token?: OauthbearerToken) => void,
) => unknown;

/** Every failure begins with it; librdkafka repeats it in words of its own. */
const PREFIX = 'oauthbearer_token_refresh_cb: ';

/** Whether a text of librdkafka's repeats a failure that was told already. */
export function isEcho(message: string): boolean {
  return message.includes(PREFIX);
}

/** Asks for a token and hands it to the client, once, whatever the callback does; or says that there is none. */
export function refreshToken(
  callback: TokenRefreshCallback | undefined,
  config: string,
  client: Client,
  report: (message: string, cause: unknown) => void,
): void {
  let isAnswered = false;
  const answer = (bring: () => OauthbearerToken | undefined): void => {
    if (isAnswered) return;
    isAnswered = true;
    try {
      handOver(bring(), client);
    } catch (error) {
      const message = PREFIX + (error instanceof Error ? error.message : inspect(error));
      if (!client.failOauthToken(message)) return;
      report(message, error);
    }
  };
  const fail = (error: unknown): void => {
    answer(() => {
      throw error;
    });
  };
  if (callback === undefined) {
    fail(invalid('the broker wants a token, and this function, which brings it, is not in the configuration.'));
    return;
  }
  try {
    const returned = callback(config, (error, token) => {
      if (error) fail(error);
      else answer(() => token);
    });
    // A promise of another library is one too.
    const promise = returned as Partial<PromiseLike<OauthbearerToken>> | null | undefined;
    promise?.then?.((token) => {
      answer(() => token);
    }, fail);
  } catch (error) {
    fail(error);
  }
}

/** Hands a token to a client, which uses it from now on. Throws if it is none. */
export function handOver(token: OauthbearerToken | undefined, client: Client): void {
  client.setOauthToken(JSON.stringify(documentOf(token)));
}

function documentOf(token: OauthbearerToken | undefined): object {
  if (typeof token !== 'object' || (token as unknown) === null)
    throw invalid('A token must be an object with tokenValue and lifetime.');
  const { tokenValue, lifetime, principal, extensions } = token;
  if (typeof tokenValue !== 'string') throw invalid("The 'tokenValue' of a token must be a string.");
  if (typeof (principal ?? '') !== 'string') throw invalid("The 'principal' of a token must be a string.");
  const endMs = typeof lifetime === 'number' ? Math.trunc(lifetime) : NaN;
  if (!Number.isSafeInteger(endMs))
    throw invalid("The 'lifetime' of a token must be its end in milliseconds since 1970.");
  return { token: tokenValue, lifetime_ms: endMs, principal: principal ?? '', extensions: textsOf(extensions) };
}

function textsOf(extensions: OauthbearerToken['extensions']): Record<string, string> {
  if (extensions === undefined || extensions === null) return {};
  if (typeof extensions !== 'object') throw invalid("The 'extensions' of a token must be a Map or an object.");
  const entries = extensions instanceof Map ? [...(extensions as Map<string, unknown>)] : Object.entries(extensions);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
