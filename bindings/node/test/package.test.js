'use strict';
// What is published: files, entries and types.
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const manifest = require('../package.json');

const directory = path.resolve(__dirname, '..');
const LIBRARY = process.platform === 'darwin' ? 'libkafkacore.dylib' : 'libkafkacore.so';

test('every entry of the package is there, and it has the version of the library', () => {
  const files = [manifest.main, manifest.types];
  for (const entry of Object.values(manifest.exports['.'])) files.push(...Object.values(entry));
  files.push(...Object.values(manifest.bin));
  for (const file of files) assert.ok(existsSync(path.join(directory, file)), file);
  const workspace = readFileSync(path.join(directory, '../../Cargo.toml'), 'utf8');
  assert.equal(/^version = "(.+)"$/m.exec(workspace)[1], manifest.version);
});

test('the command of the package is a program', () => {
  const program = readFileSync(path.join(directory, manifest.bin.kafkacore), 'utf8');
  assert.match(program, /^#!\/usr\/bin\/env node\n/);
});

test('an installed copy runs, with what is published alone', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'kafkacore-installed-'));
  try {
    const run = (program, words, env = {}) => {
      const options = { cwd: scratch, encoding: 'utf8', env: { ...process.env, ...env } };
      return spawnSync(program, words, options);
    };
    run('npm', ['pack', directory, '--ignore-scripts', '--silent']);
    run('tar', ['xzf', `kafkacore-${manifest.version}.tgz`]);
    mkdirSync(path.join(scratch, 'node_modules'));
    // Its one dependency, and that one's platforms.
    for (const name of ['koffi', '@koromix'])
      symlinkSync(path.join(directory, 'node_modules', name), path.join(scratch, 'node_modules', name));
    const program = path.join(scratch, 'package', manifest.bin.kafkacore);
    assert.equal(run(process.execPath, [program, '--version']).stdout, `${manifest.version}\n`);
    const library = path.join(directory, '../../target/release', LIBRARY);
    const words = [program, 'doctor', '--json', '--brokers', '127.0.0.1:1', '--timeout', '300'];
    const { status, stdout, stderr } = run(process.execPath, words, { KAFKACORE_LIBRARY: library });
    assert.equal(status, 1, stderr);
    assert.match(JSON.parse(stdout).reason, /^no broker answered within 300 ms/);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

test('nothing runs at installation, and koffi is all that comes with it', () => {
  assert.deepEqual(Object.keys(manifest.dependencies), ['koffi']);
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    assert.equal(manifest.scripts[name], undefined);
  assert.equal(existsSync(path.join(directory, 'binding.gyp')), false);
});

test('only what is needed is published', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const [{ files, size }] = JSON.parse(stdout);
  assert.ok(
    files.every(({ path: file }) => /^(dist\/.*\.(js|mjs|d\.ts|d\.mts)|README\.md|package\.json)$/.test(file)),
    JSON.stringify(files),
  );
  // The command line is run, and nothing imports it.
  assert.ok(files.every(({ path: file }) => !/^dist\/cli\/.*\.d\.ts$/.test(file)));
  assert.ok(size < 200_000, `${size} bytes`);
});

test('the types fit programs, in both kinds of modules and under the strictest settings', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'kafkacore-types-'));
  try {
    mkdirSync(path.join(scratch, 'node_modules'));
    symlinkSync(directory, path.join(scratch, 'node_modules/kafkacore'));
    mkdirSync(path.join(scratch, 'node_modules/@types'));
    symlinkSync(path.join(directory, 'node_modules/@types/node'), path.join(scratch, 'node_modules/@types/node'));
    const program = readFileSync(path.join(__dirname, 'program.txt'), 'utf8');
    for (const name of ['program.cts', 'program.mts']) writeFileSync(path.join(scratch, name), program);
    const options = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      'node',
    ];
    const compiler = path.join(directory, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [compiler, ...options, 'program.cts', 'program.mts'], {
      cwd: scratch,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
