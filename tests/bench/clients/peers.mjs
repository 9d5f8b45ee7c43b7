// Loads a package that is installed for the bench only.
import { createRequire } from 'node:module';

export const bench = createRequire(new URL('../../../target/bench/package.json', import.meta.url));
