import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of this package. */
export function packageVersion(): string {
  const manifest = path.resolve(__dirname, '../../package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}
