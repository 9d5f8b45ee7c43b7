import { blockOf } from './config';
import type { GlobalConfig } from './config';
import { attempt, invalidArgument } from './errors';

/** For SASL/PLAIN and SCRAM. */
export interface SaslCredentials {
  readonly username: string;
  readonly password: string;
}

/** Who makes connections. */
interface Connecting {
  setSaslCredentials(username: string, password: string): void;
}

/** A configuration with other credentials, which whoever is connected by the old one is told as well. */
export function withCredentials(
  config: GlobalConfig,
  credentials: SaslCredentials,
  connected: Connecting | undefined,
): GlobalConfig {
  const { username, password } = checked(credentials);
  attempt(() => connected?.setSaslCredentials(username, password));
  const block = blockOf(config);
  const { sasl } = block;
  const isGivenThere = typeof sasl === 'object' && sasl !== null;
  const kafkaJS = isGivenThere ? { ...block, sasl: { ...sasl, username, password } } : block;
  return { ...config, 'sasl.username': username, 'sasl.password': password, kafkaJS };
}

function checked(credentials: SaslCredentials): SaslCredentials {
  const given = credentials as Partial<SaslCredentials> | null | undefined;
  for (const name of ['username', 'password'] as const)
    if (typeof given?.[name] !== 'string') throw invalidArgument(`setSaslCredentials needs a ${name}, a string.`);
  return credentials;
}
