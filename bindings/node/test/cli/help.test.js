'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { COMMANDS } = require('../../dist/cli/commands');
const { help, helpOf } = require('../../dist/cli/help');
const { COMMON_OPTIONS, OPTIONS } = require('../../dist/cli/options');

const WIDTH = 120;

test('help fits on a screen, and ends in one newline', () => {
  for (const text of [help(), ...COMMANDS.map(({ command }) => helpOf(command))]) {
    assert.match(text, /[^\n]\n$/);
    assert.doesNotMatch(text, /undefined|[ ]\n/);
    for (const line of text.split('\n')) assert.ok(line.length <= WIDTH, line);
  }
});

test('help has every option of a command, and no others', () => {
  for (const { command } of COMMANDS) {
    const own = COMMANDS.filter((row) => row.command === command).flatMap(({ options }) => options);
    const shown = [...helpOf(command).matchAll(/--([\w-]+)(?: <| {2}|$)/gm)].map(([, name]) => name);
    const told = new Set(shown.filter((name) => !COMMON_OPTIONS.includes(name)));
    assert.deepEqual([...told].sort(), [...new Set(own)].sort(), command);
  }
});

test('every option belongs to a command or to all, and no two share a letter', () => {
  const used = new Set([...COMMON_OPTIONS, ...COMMANDS.flatMap(({ options }) => options)]);
  assert.deepEqual(Object.keys(OPTIONS).sort(), [...used].sort());
  const letters = Object.values(OPTIONS).flatMap(({ short }) => short ?? []);
  assert.equal(new Set(letters).size, letters.length);
});
