'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { layout, RecordFlag } = require('../../dist/native/generated');
const { Failure } = require('../../dist/runtime/failure');
const { Batch } = require('../../dist/runtime/reader');
const { Tokens } = require('../../dist/runtime/tokens');
const { BatchWriter } = require('../../dist/runtime/writer');

/** A RESULT for a token. */
function answer(token, { code = 0, flags = 0, value = null } = {}) {
  const writer = new BatchWriter();
  writer.message(writer.topic('none'), -1, 0, null, value, token);
  const bytes = Buffer.from(writer.finish());
  bytes.writeUInt16LE(flags, 64 + layout.RECORD_FLAGS);
  bytes.writeInt32LE(code, 64 + layout.RECORD_CODE);
  return Batch.over(bytes);
}

const settle = (tokens, batch) => {
  tokens.settle(batch, batch.first);
};
const text = (batch, at) => batch.valueText(at);

test('tokens come in a row and never again', () => {
  const tokens = new Tokens();
  assert.deepEqual([tokens.take(1), tokens.take(10), tokens.take(1)], [1, 2, 12]);
});

test('an answer resolves the call with what is read from it', async () => {
  const tokens = new Tokens();
  let given;
  const call = tokens.request((token) => {
    given = token;
  }, text);
  settle(tokens, answer(given, { value: 'done' }));
  assert.equal(await call, 'done');
});

test('a code rejects the call with its text and its flags', async () => {
  const tokens = new Tokens();
  let given;
  const call = tokens.request((token) => {
    given = token;
  }, text);
  settle(tokens, answer(given, { code: -185, flags: RecordFlag.RETRIABLE, value: 'too slow' }));
  await assert.rejects(call, { code: -185, message: 'too slow', retriable: true, fatal: false });
});

test('an answer that cannot be read rejects its call', async () => {
  const tokens = new Tokens();
  let given;
  const call = tokens.request(
    (token) => {
      given = token;
    },
    (batch, at) => JSON.parse(text(batch, at)),
  );
  settle(tokens, answer(given, { value: 'no JSON' }));
  await assert.rejects(call, SyntaxError);
});

test('a call that cannot be started is rejected', async () => {
  const call = new Tokens().request(() => {
    throw new Failure(-172, 'closed');
  }, text);
  await assert.rejects(call, { code: -172 });
});

test('answers that nobody waits for are passed over, and the rest fails at the end', async () => {
  const tokens = new Tokens();
  settle(tokens, answer(99));
  const call = tokens.request(() => {}, text);
  tokens.failAll(new Failure(-197, 'closed'));
  await assert.rejects(call, { code: -197 });
});
