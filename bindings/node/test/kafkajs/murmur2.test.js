'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { legacyMurmur2, murmur2 } = require('../../dist/kafkajs/murmur2');
const { JAVA_HASHES } = require('../murmur2-hashes');

test("the hash is that of Kafka's own clients", () => {
  for (const [key, hash] of JAVA_HASHES) assert.equal(murmur2(Buffer.from(key)), hash & 0x7fffffff, key.slice(0, 50));
  assert.equal(murmur2(new Uint8Array([0, 255, 128, 127, 254])), 1617215701);
});

test('the legacy hash is that of KafkaJS 1', () => {
  const hashes = {
    0: 272173970,
    1: 1311020360,
    128: 2053105854,
    2187: -2081355488,
    16384: 204404061,
    78125: -677491393,
    279936: -622460209,
    823543: 651276451,
    2097152: 944683677,
    4782969: -892695770,
    10000000: -1778616326,
    19487171: -518311627,
    35831808: 556972389,
    62748517: -233806557,
    105413504: -109398538,
    170859375: 102939717,
  };
  for (const [key, hash] of Object.entries(hashes))
    assert.equal(legacyMurmur2(Buffer.from(key)), hash & 0x7fffffff, key);
});
