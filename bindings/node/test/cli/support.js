'use strict';
// The command line as a program of its own.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const path = require('node:path');

const { atEnd, until } = require('../support');

const PROGRAM = path.resolve(__dirname, '../../dist/cli/index.js');
const DEADLINE_MS = 60_000;

/** Nothing listens there. */
const NOWHERE = '127.0.0.1:1';

/** Starts the program, with its cluster in the environment. */
function start(t, servers, words, env = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: { ...process.env, KAFKACORE_BROKERS: servers, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text) => {
      output[name] += text;
    });
  }
  // What reads no input closes it.
  child.stdin.on('error', () => {});
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...output });
    });
  });
  atEnd(t, () => {
    child.kill('SIGKILL');
    return ended;
  });
  return {
    child,
    output,
    ended,
    until: (condition) =>
      until(
        () => condition(output),
        () => JSON.stringify(output),
      ),
  };
}

/** Runs the program to its end. */
async function run(t, servers, words, { input = '', env } = {}) {
  const { child, ended } = start(t, servers, words, env);
  child.stdin.end(input);
  return ended;
}

/** Runs it with --json, and gives the documents that it printed. */
async function documentsOf(t, servers, words, { code = 0, ...rest } = {}) {
  const outcome = await run(t, servers, [...words, '--json'], rest);
  assert.equal(outcome.code, code, JSON.stringify(outcome));
  return linesOf(outcome.stdout).map((line) => JSON.parse(line));
}

function linesOf(text) {
  return text.split('\n').slice(0, -1);
}

/** That a command line is refused, with this sentence, and without anything being asked. */
async function assertUsage(t, words, complaint) {
  const { code, stdout, stderr } = await run(t, NOWHERE, words);
  assert.deepEqual([code, stdout], [2, ''], stderr);
  assert.match(stderr, complaint);
  assert.match(stderr, /^kafkacore: .*\nTry 'kafkacore.* --help'\.\n$/);
}

/** What makes members of the mock cluster's groups quick. */
const QUICK_GROUP = ['-c', 'session.timeout.ms=1500', '-c', 'heartbeat.interval.ms=100'];

module.exports = { NOWHERE, PROGRAM, QUICK_GROUP, assertUsage, documentsOf, linesOf, run, start };
