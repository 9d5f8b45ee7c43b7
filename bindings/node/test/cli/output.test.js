'use strict';
const assert = require('node:assert/strict');
const { PassThrough, Writable } = require('node:stream');
const { test } = require('node:test');

const { Output } = require('../../dist/cli/output');

const CLEAR_SCREEN = '\x1b[H\x1b[2J';
const CLEAR_LINE = '\r\x1b[K';

/** An output, and what it has written where. */
function outputOf({ isJson = false, isTTY = false } = {}) {
  const streams = [new PassThrough(), new PassThrough()].map((stream) => Object.assign(stream, { isTTY }));
  const output = new Output(...streams, isJson);
  const [answers, notes] = streams.map((stream) => () => stream.read()?.toString() ?? '');
  return { output, answers, notes };
}

test('an answer is a text or a document, on lines of its own', async () => {
  const people = outputOf();
  await people.output.answer({ a: 1 }, 'one\ntwo');
  await people.output.answer({ a: 1 }, '');
  assert.equal(people.answers(), 'one\ntwo\n');
  const scripts = outputOf({ isJson: true });
  await scripts.output.answer({ a: 'x\n' }, 'one');
  await scripts.output.answer({}, '');
  assert.equal(scripts.answers(), '{"a":"x\\n"}\n{}\n');
});

test('an answer takes the place of another on a screen alone', async () => {
  for (const [options, expected] of [
    [{ isTTY: true }, `${CLEAR_SCREEN}a\n`],
    [{ isTTY: true, isJson: true }, '{}\n'],
    [{}, 'a\n'],
  ]) {
    const { output, answers } = outputOf(options);
    await output.answerAgain({}, 'a');
    assert.equal(answers(), expected);
  }
});

test('a note is not said twice in a row', () => {
  const { output, answers, notes } = outputOf();
  for (const text of ['a', 'a', 'b', 'a']) output.note(text);
  assert.deepEqual([answers(), notes()], ['', 'kafkacore: a\nkafkacore: b\nkafkacore: a\n']);
});

test('progress is for those who watch, not too often, and gone when something is said', async () => {
  const { output, answers, notes } = outputOf({ isTTY: true });
  output.progress(() => '1 done');
  output.progress(() => assert.fail('nobody could read that'));
  await output.write('a');
  output.note('b');
  assert.deepEqual([answers(), notes()], ['a', `${CLEAR_LINE}1 done${CLEAR_LINE}kafkacore: b\n`]);
  const unseen = outputOf();
  unseen.output.progress(() => assert.fail('nobody watches'));
  unseen.output.endProgress();
  assert.equal(unseen.notes(), '');
});

test('writing waits for room, but not for a reader who is gone', async () => {
  let take;
  const slow = new Writable({ highWaterMark: 1, write: (_bytes, _encoding, done) => void (take = done) });
  const output = new Output(slow, slow, false);
  let isWritten = false;
  const writing = output.write('abc').then((isOut) => {
    isWritten = true;
    return isOut;
  });
  await new Promise(setImmediate);
  assert.equal(isWritten, false);
  take();
  assert.equal(await writing, true);
  const stuck = output.write('def');
  slow.destroy();
  assert.equal(await stuck, false);
  assert.equal(await output.write('ghi'), false);
});

test('a slow reader has no more who listen to him, however often he is waited for', async () => {
  const slow = new Writable({ highWaterMark: 1, write: (_bytes, _encoding, done) => void setImmediate(done) });
  const output = new Output(slow, slow, false);
  const listeners = () => slow.eventNames().reduce((sum, name) => sum + slow.listenerCount(name), 0);
  const before = listeners();
  for (let times = 0; times < 3; times++) await output.write('abc');
  assert.equal(listeners(), before);
});

test('what fails to be written is not out', async () => {
  const broken = new Writable({ write: (_bytes, _encoding, done) => done(new Error('gone')) });
  broken.on('error', () => {});
  assert.equal(await new Output(broken, broken, false).write('abc'), false);
});
