'use strict';
// The types as they are published: programs in TypeScript compile with them, and what is wrong in such programs does not.
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');

const COMPILER = require.resolve('typescript/bin/tsc');
const PROGRAMS = path.resolve(__dirname, 'types');

function compile(...words) {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMPILER, '--project', PROGRAMS, ...words], (error, stdout) => {
      resolve({ code: error?.code ?? 0, stdout });
    });
  });
}

test('programs that are written for the reference compile', async () => {
  assert.deepEqual(await compile(), { code: 0, stdout: '' });
});

test('so they do where a property that is undefined is not one that is missing', async () => {
  assert.deepEqual(await compile('--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'), { code: 0, stdout: '' });
});
