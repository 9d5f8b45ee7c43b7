'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { COMMANDS } = require('../../dist/cli/commands');
const { invocationOf } = require('../../dist/cli/invocation');
const { assertUsage } = require('./support');

function named(...line) {
  const { row, words } = invocationOf(line);
  return [row?.command, row?.action, ...words];
}

test('a command line names a command, an action and words, with options anywhere', () => {
  assert.deepEqual(named('doctor'), ['doctor', undefined]);
  assert.deepEqual(named('topics'), ['topics', 'list']);
  assert.deepEqual(named('topics', 'list'), ['topics', 'list']);
  assert.deepEqual(named('-b', 'a:1', 'topics', '--json', 'describe', 'list', 'b'), [
    'topics',
    'describe',
    'list',
    'b',
  ]);
  assert.deepEqual(named('lag', 'list', '-w'), ['lag', undefined, 'list']);
  assert.deepEqual(named('configs', 'broker', '1'), ['configs', 'broker', '1']);
  assert.deepEqual(named('produce', 'a', '--', '-x', '--json'), ['produce', undefined, 'a', '-x', '--json']);
  assert.deepEqual(named(), [undefined, undefined]);
});

test('options are taken as they were given', () => {
  const { options } = invocationOf(['consume', 'a', '-n', '3', '-c', 'a=b=c', '--config', 'd=', '--json']);
  assert.equal(options.wholeNumber('count', 1), 3);
  assert.deepEqual(options.pairs('config'), [
    ['a', 'b=c'],
    ['d', ''],
  ]);
  assert.deepEqual([options.has('json'), options.has('group'), options.text('group')], [true, false, undefined]);
  assert.deepEqual([options.texts('set'), options.wholeNumber('partition', 0)], [[], undefined]);
});

test('help is given for whatever is written beside it', () => {
  for (const line of [
    ['lag', '--help'],
    ['configs', 'nothing', '-h'],
    ['topics', 'describe', '-h', '--key', 'a'],
  ])
    assert.equal(invocationOf(line).options.has('help'), true);
});

test('a row needs what its words say', () => {
  for (const { command, action, words } of COMMANDS) {
    const line = action === undefined ? [command] : [command, action];
    const wanted = words === '' ? [] : words.split(' ');
    const least = wanted.filter((word) => word.startsWith('<'));
    const fine = [...line, ...least.map(() => '1')];
    assert.equal(invocationOf(fine).row.command, command);
    if (least.length > 0)
      assert.throws(() => invocationOf(line), { name: 'UsageError', message: `${line.join(' ')} needs ${least[0]}` });
    if (!words.includes('...'))
      assert.throws(() => invocationOf([...fine, 'more']), {
        name: 'UsageError',
        message: / takes no 'more'$|no action 'more'/,
      });
  }
});

test('what is wrong is refused by name', () => {
  const refused = (line, message) => assert.throws(() => invocationOf(line), { name: 'UsageError', message });
  refused(['nothing'], /^there is no command 'nothing': doctor, topics, /);
  refused(['topics', 'nothing'], "topics has no action 'nothing': list, describe, create, delete");
  refused(['configs'], 'configs needs an action: topic, broker');
  refused(['topics', '--key', 'a'], 'topics list takes no --key');
  refused(['topics', '--nothing'], "Unknown option '--nothing'");
  refused(['topics', '--timeout'], "Option '--timeout <value>' argument missing");
  refused(['topics', '--json=yes'], "Option '--json' does not take an argument");
  refused(['topics', 'describe', ''], 'topics describe takes no empty names');
  refused(['topics', 'describe', 'a', 'b', ''], 'topics describe takes no empty names');
  assert.deepEqual(named('produce', 'a', ''), ['produce', undefined, 'a', '']);
});

test('what an option cannot be is refused by name', () => {
  const { options } = invocationOf(['produce', 'a', '--timeout', '1.5', '-c', 'nothing', '-H', '=b']);
  const message = (call) => assert.throws(call, { name: 'UsageError', message: /^--(timeout|config|header) takes / });
  message(() => options.wholeNumber('timeout', 1));
  message(() => options.pairs('config'));
  message(() => options.pairs('header'));
  assert.equal(invocationOf(['doctor', '--timeout', '5']).options.wholeNumber('timeout', 1, 5), 5);
  assert.throws(() => invocationOf(['doctor', '--timeout', '6']).options.wholeNumber('timeout', 1, 5), {
    message: "--timeout takes a whole number from 1 to 5, not '6'",
  });
  for (const wrong of ['0', '-1', 'a', '', ' 1', '1e3', '9'.repeat(20)]) {
    const given = invocationOf(['doctor', `--timeout=${wrong}`]).options;
    assert.throws(() => given.wholeNumber('timeout', 1), {
      message: `--timeout takes a whole number from 1, not '${wrong}'`,
    });
  }
});

test('wrong usage ends with 2, and says where help is', async (t) => {
  await assertUsage(t, ['configs'], /configs needs an action: .*\nTry 'kafkacore configs --help'/);
  await assertUsage(t, ['doctor', '-c', 'nothing=1'], /No such configuration property: "nothing"\n/);
  await assertUsage(t, ['produce', 'a', 'b', '-c', 'nothing=1'], /No such configuration property: "nothing"\n/);
  await assertUsage(t, ['doctor', '--timeout', '3600001'], /--timeout takes a whole number from 1 to 3600000, not/);
  const wrong = ['topics', '-c', 'socket.timeout.ms=a'];
  await assertUsage(t, wrong, /Invalid value for configuration property "socket\.timeout\.ms"/);
});
