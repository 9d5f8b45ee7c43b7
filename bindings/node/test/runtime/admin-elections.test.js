'use strict';
// What is asked about elections. The mock cluster answers none of it; the answers are read in test/kafka/admin-brokers.test.js.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { electLeaders } = require('../../dist/runtime/admin-elections');
const { ElectionTypes } = require('../../dist/runtime/enums');
const { refuser, requestOf } = require('./admin-support');

test('all partitions are asked for, or those that are named', async (t) => {
  const operation = 'ElectLeaders';
  assert.deepEqual(await requestOf(t, electLeaders, {}), { operation, election: 'PREFERRED' });
  const topics = [
    { topic: 'a', partitions: [0, 2] },
    { topic: 'b', partitions: [1] },
  ];
  const options = { electionType: ElectionTypes.UNCLEAN, topics, operationTimeout: 7 };
  assert.deepEqual(await requestOf(t, electLeaders, options), {
    operation,
    election: 'UNCLEAN',
    partitions: [
      { topic: 'a', partition: 0 },
      { topic: 'a', partition: 2 },
      { topic: 'b', partition: 1 },
    ],
    operationTimeoutMs: 7,
  });
});

test('elections that are none are refused', async (t) => {
  const refused = refuser(t, electLeaders);
  for (const electionType of [7, -1, null, 'PREFERRED ']) await refused({ electionType }, /"election" must be one of PREFERRED, UNCLEAN, not /);
  for (const topics of ['all', {}, 7]) await refused({ topics }, "The 'topics' property must be an array.");
  for (const topic of [null, undefined, 'a']) await refused({ topics: [topic] }, "The 'topics' property must hold objects.");
  for (const partitions of [undefined, null, 0]) await refused({ topics: [{ topic: 'a', partitions }] }, "The 'partitions' property must be an array.");
  for (const partitions of [[-1], [1.5], ['0'], [null]]) await refused({ topics: [{ topic: 'a', partitions }] }, /"partition"/);
  for (const topic of [undefined, null, '', 7]) await refused({ topics: [{ topic, partitions: [0] }] }, /"topic"/);
  await refused({ topics: [] }, /"partitions" is empty/);
  await refused({ topics: [{ topic: 'a', partitions: [0, 0] }] }, /twice/);
  await refused({ operationTimeout: 3_600_001 }, /'operationTimeout' property/);
});
