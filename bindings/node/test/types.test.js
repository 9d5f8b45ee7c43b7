'use strict';
// The types as they are published: programs in TypeScript compile with them, and what is wrong in such programs does not.
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const ts = require('typescript');

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

/** The names that a file of declarations exports, types among them. */
function namesIn(file) {
  const program = ts.createProgram([file], { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: ['node'] });
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  return exported.map((symbol) => symbol.getName()).sort();
}

test('both kinds of modules have the same types', () => {
  const [required, imported] = ['index.d.ts', 'index.d.mts'].map((name) => namesIn(path.resolve(__dirname, '../dist', name)));
  assert.ok(required.includes('MockRequest') && required.includes('AdminClient'));
  assert.deepEqual(imported, required);
});
