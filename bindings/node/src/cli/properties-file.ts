import { readFileSync } from 'node:fs';

import { UsageError } from './usage-error';

/** A login as Java's clients write it. */
const JAAS = 'sasl.jaas.config';

/**
 * The properties in a file: `key=value` on each line, and nothing on those that begin with `#` or `!`. A backslash at the end
 * of a line goes on with the next one; anywhere else it is a backslash.
 */
export function readProperties(file: string): Readonly<Record<string, string>> {
  const properties = new Map<string, string>();
  for (const [number, line] of linesOf(textOf(file))) {
    const at = line.indexOf('=');
    if (at < 1) throw new UsageError(`${file}:${number} is not key=value`);
    properties.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return withLogin(Object.fromEntries(properties));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--config-file: ${(error as Error).message}`);
  }
}

function* linesOf(text: string): Generator<readonly [number: number, line: string]> {
  let begun = '';
  let first = 0;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (begun === '' && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue;
    if (begun === '') first = index + 1;
    if (line.endsWith('\\')) {
      begun += line.slice(0, -1);
      continue;
    }
    yield [first, begun + line];
    begun = '';
  }
  if (begun !== '') yield [first, begun];
}

/** librdkafka takes the name and the password by themselves. */
function withLogin({ [JAAS]: login, ...properties }: Record<string, string>): Readonly<Record<string, string>> {
  if (login === undefined) return properties;
  const value = (name: string): string | undefined => new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`).exec(login)?.[1];
  const [username, password] = [value('username'), value('password')];
  if (username === undefined || password === undefined)
    throw new UsageError(
      `${JAAS} has no username and password in quotes: give librdkafka's sasl.* properties in its place`,
    );
  return { 'sasl.username': username, 'sasl.password': password, ...properties };
}
