// Deletes the declarations in dist that no program comes by: the entries' name others, which name others.

import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { URL, fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('dist', import.meta.url));
const ENTRIES = ['index.d.ts', 'index.d.mts'];
const DECLARATION = /\.d\.m?ts$/;
const NAMED = /(?:from|import\()\s*['"](\.[^'"]+)['"]/g;

const needed = new Set();

function need(file) {
  if (needed.has(file)) return;
  needed.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(NAMED))
    need(declarationOf(path.resolve(path.dirname(file), name.replace(/\.js$/, ''))));
}

function declarationOf(module) {
  return existsSync(`${module}.d.ts`) ? `${module}.d.ts` : path.join(module, 'index.d.ts');
}

for (const entry of ENTRIES) need(path.join(DIST, entry));
for (const name of readdirSync(DIST, { recursive: true })) {
  const file = path.join(DIST, name);
  if (DECLARATION.test(file) && !needed.has(file)) rmSync(file);
}
