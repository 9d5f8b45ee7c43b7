import type { OauthbearerExtensions, TokenRefreshCallback } from '../runtime/oauth';
import { invalidArgument } from './errors';

/** A token as the `oauthBearerProvider` of a kafkaJS block brings it. */
export interface OauthbearerProviderResponse {
  readonly value: string;
  readonly principal: string;
  /** When it ends, in milliseconds since 1970. */
  readonly lifetime: number;
  readonly extensions?: OauthbearerExtensions | null | undefined;
}

export type OauthbearerProvider = (config: string) => Promise<OauthbearerProviderResponse>;

const PROVIDED = ['value', 'principal', 'lifetime'] as const;

/** The callback that a provider stands for. */
export function callbackOf(provider: OauthbearerProvider): TokenRefreshCallback {
  return async (config) => {
    const token = (await provider(config)) as Partial<OauthbearerProviderResponse> | null | undefined;
    const missing = PROVIDED.find((name) => token?.[name] === undefined);
    if (missing !== undefined)
      throw invalidArgument(`The 'oauthBearerProvider' must bring a token that has a '${missing}'.`);
    const { value, principal, lifetime, extensions } = token as OauthbearerProviderResponse;
    return { tokenValue: value, principal, lifetime, extensions };
  };
}
