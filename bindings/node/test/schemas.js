'use strict';
// The schemas of admin requests, held against every request that a test makes and every answer that it gets.

const assert = require('node:assert/strict');
const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');

const { Requests } = require('../dist/runtime/requests');

const ROOM = path.resolve(__dirname, '../../../include/admin');

const OPERATIONS = readdirSync(ROOM).map((file) => path.basename(file, '.json'));

/** The schema of a request or an answer. */
function schemaOf(operation, part) {
  const text = readFileSync(path.join(ROOM, `${operation}.json`), 'utf8');
  return JSON.parse(text).$defs[part];
}

/** From here on whatever is asked and answered must be as its schema says. */
function holdToSchemas() {
  const { send } = Requests.prototype;
  Requests.prototype.send = async function (document, timeoutMs) {
    const answer = await send.call(this, document, timeoutMs);
    const { operation } = document;
    // As it goes out: without what is undefined.
    assert.deepEqual(complaints(JSON.parse(JSON.stringify(document)), schemaOf(operation, 'request')), []);
    assert.deepEqual(complaints(answer, schemaOf(operation, 'answer')), []);
    return answer;
  };
}

const TYPES = {
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isSafeInteger,
  null: (value) => value === null,
};

/** What each word of a schema has against a value; a word that is not here is not used. */
const WORDS = {
  type: (value, types) => [types].flat().some((type) => TYPES[type](value)),
  const: (value, wanted) => value === wanted,
  enum: (value, wanted) => wanted.includes(value),
  anyOf: (value, schemas) => schemas.some((schema) => complaints(value, schema).length === 0),
  minimum: (value, least) => value >= least,
  maximum: (value, most) => value <= most,
  minLength: (value, least) => value.length >= least,
  pattern: (value, pattern) => new RegExp(pattern, 'u').test(value),
  minItems: (value, least) => value.length >= least,
  required: (value, names) => names.every((name) => Object.hasOwn(value, name)),
};

/** The places in a value that are not as a schema says. */
function complaints(value, schema, place = '') {
  const { properties = {}, additionalProperties = true, items = {}, description, ...words } = schema;
  assert.ok(description === undefined || typeof description === 'string');
  // The type first: the other words take it for granted.
  const sorted = Object.entries(words).sort(([word]) => (word === 'type' ? -1 : 1));
  const broken = sorted.find(([word, wanted]) => {
    assert.ok(word in WORDS, `nobody knows what ${word} means`);
    return !WORDS[word](value, wanted);
  });
  if (broken !== undefined) return [`${place}: ${broken[0]} ${JSON.stringify(broken[1])}`];
  if (Array.isArray(value)) return value.flatMap((item, index) => complaints(item, items, `${place}/${index}`));
  if (!TYPES.object(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const inside = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (inside === false) return [`${place}: ${name} is not a key`];
    return inside === true ? [] : complaints(inner, inside, `${place}/${name}`);
  });
}

module.exports = { OPERATIONS, complaints, holdToSchemas, schemaOf };
