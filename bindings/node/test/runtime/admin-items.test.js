'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const items = require('../../dist/runtime/admin-items');

const good = { code: 0, error: null, retriable: false };
const invalid = (message) => ({ name: 'Failure', code: -186, message });

test('the first item that went wrong is thrown', () => {
  items.checkAll([]);
  items.checkAll([good, good]);
  const failed = [good, { code: 7, error: 'late', retriable: true }, { code: 3, error: 'gone', retriable: false }];
  assert.throws(() => items.checkAll(failed), { name: 'Failure', code: 7, message: 'late', retriable: true });
});

test('lists are lists, and objects are objects', () => {
  const list = [1];
  assert.equal(items.listOf(list, 'topics'), list);
  for (const given of [undefined, null, 'all', { length: 1 }])
    assert.throws(() => items.listOf(given, 'topics'), invalid("The 'topics' property must be an array."));
  assert.equal(items.objectOf(list, 'topics'), list);
  for (const given of [undefined, null, 'all', 5])
    assert.throws(() => items.objectOf(given, 'topics'), invalid("The 'topics' property must hold objects."));
});

test('what is asked for is true or false', () => {
  for (const [given, flag] of [
    [undefined, false],
    [false, false],
    [true, true],
  ])
    assert.equal(items.flagOf(given, 'all'), flag);
  for (const given of [null, 0, 1, 'yes', {}])
    assert.throws(() => items.flagOf(given, 'all'), invalid("The 'all' property must be true or false."));
});

test('settings have a name and a value, each once', () => {
  const settings = items.settingsOf([
    { name: 'a', value: '1' },
    { name: '__proto__', value: '2' },
  ]);
  assert.deepEqual(Object.entries(settings), [
    ['a', '1'],
    ['__proto__', '2'],
  ]);
  const refused = (entries, message) => assert.throws(() => items.settingsOf(entries), invalid(message));
  for (const given of [undefined, null, 'a']) refused(given, "The 'configEntries' property must be an array.");
  for (const given of [null, undefined, 'a']) refused([given], "The 'configEntries' property must hold objects.");
  for (const name of [undefined, null, '', 7]) refused([{ name, value: '1' }], "The 'name' of each of 'configEntries' must be a text.");
  refused([{ name: 'a' }], "The 'value' of a is missing.");
  const twice = { name: 'a', value: '1' };
  refused([twice, twice], "The 'configEntries' property has a twice; once is enough.");
});

test('a broker has a rack if it stands in one', () => {
  const node = { id: 1, host: 'a', port: 9092 };
  assert.deepEqual(items.nodeOf({ ...node, rack: null }), node);
  assert.deepEqual(items.nodeOf({ ...node, rack: 'left' }), { ...node, rack: 'left' });
});

test('names become numbers, and numbers names', () => {
  assert.equal(items.authorizedOf(null), undefined);
  assert.deepEqual(items.authorizedOf(['READ', 'WRITE', 'NEVER']), [3, 4, 0]);
  const colours = { RED: 0, BLUE: 1 };
  for (const none of [undefined, null, []]) assert.equal(items.namesOf(colours, none, 'colours'), undefined);
  assert.deepEqual(items.namesOf(colours, [1, 7], 'colours'), ['BLUE', '7']);
  assert.throws(() => items.namesOf(colours, 1, 'colours'), invalid("The 'colours' property must be an array."));
});
