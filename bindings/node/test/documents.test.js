'use strict';
// What the pages say that can be held against the code.
const assert = require('node:assert/strict');
const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { AdminClient, KafkaJS } = require('..');
const { COMMANDS } = require('../dist/cli/commands');
const { EXIT_CODES } = require('../dist/cli/exit-codes');
const { synopsisOf } = require('../dist/cli/help');
const { OPTIONS } = require('../dist/cli/options');
const { OPERATIONS } = require('./schemas');

const ROOM = path.resolve(__dirname, '../docs');
const LINE_MAX = 160;

const pageOf = (name) => readFileSync(path.join(ROOM, name), 'utf8');

/** The rows of the first table below a heading, each as its cells. */
function tableBelow(page, heading) {
  const lines = page.slice(page.indexOf(`\n## ${heading}\n`)).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const last = lines.findIndex((line, at) => at > first && !line.startsWith('|'));
  return lines.slice(first + 2, last).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

const methodsOf = (prototype, ...others) =>
  Object.getOwnPropertyNames(prototype).filter((name) => !['constructor', 'connect', 'disconnect', ...others].includes(name));

const admin = new KafkaJS.Kafka({}).admin();
const promisified = methodsOf(Object.getPrototypeOf(admin), 'on', 'events', 'logger', 'setSaslCredentials');
const withCallbacks = methodsOf(AdminClient.prototype, 'isConnected', 'setSaslCredentials');

test("the admin's page has every method of both APIs once, and every operation", () => {
  const page = pageOf('admin.md');
  const rows = tableBelow(page, 'Methods');
  const names = rows.map(([method]) => /^`(\w+)\(/.exec(method)[1]);
  assert.deepEqual(names.toSorted(), promisified.toSorted());
  const others = rows.map(([, , callback], at) => (callback === 'same' ? names[at] : /^`(\w+)`/.exec(callback)[1]));
  assert.deepEqual([...new Set(others)].sort(), withCallbacks.toSorted());
  const notes = page.slice(page.indexOf('\n(1) '), page.indexOf('What is left out'));
  const used = rows.map(([, operations]) => operations).join() + notes;
  assert.deepEqual([...new Set(used.match(/\w+/g))].filter((word) => OPERATIONS.includes(word)).sort(), OPERATIONS);
});

test('the forms of the callback API are told for each method that has its own', () => {
  const page = pageOf('admin.md');
  const own = tableBelow(page, 'Methods').flatMap(([, , callback]) => /^`(\w+)`/.exec(callback)?.[1] ?? []);
  const told = tableBelow(page, 'In the callback API').flatMap(([methods]) => methods.match(/\w+(?=[(`])/g));
  for (const method of told) assert.ok(withCallbacks.includes(method), method);
  assert.deepEqual(
    [...new Set(own)].filter((method) => !told.includes(method)),
    [],
  );
});

test("the mock cluster's page has every method", () => {
  const page = pageOf('mock-cluster.md');
  const { Mock } = require('../dist/runtime/mock');
  for (const method of methodsOf(Mock.prototype)) assert.match(page, new RegExp(`\`${method}\\(`), method);
});

test("the command line's page has every command and exit code, and no option that there is not", () => {
  const page = pageOf('command-line.md');
  const commands = tableBelow(page, 'Commands').flatMap(([cell]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text));
  assert.deepEqual(commands, COMMANDS.map(synopsisOf));
  const codes = tableBelow(page, 'Exit codes').flatMap(([cell]) => cell.split(', ').map(Number));
  assert.deepEqual(
    codes,
    EXIT_CODES.map(([exitCode]) => exitCode),
  );
  const named = [...page.matchAll(/--([a-z][\w-]*)/g)].map(([, name]) => name);
  assert.deepEqual(
    named.filter((name) => !Object.hasOwn(OPTIONS, name)),
    [],
  );
});

test('lines are no longer than they can be read', () => {
  for (const name of readdirSync(ROOM)) {
    const long = pageOf(name).split('\n').filter((line) => line.length > LINE_MAX);
    assert.deepEqual(long, [], name);
  }
});
