'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

const { clientsOf, mockCluster } = require('../support');

test('what is given for topics, times and records is looked at', async (t) => {
  const { topic, servers } = mockCluster(t);
  const admin = await clientsOf(t, servers).admin();
  const refused = (call, message) => assert.rejects(call, { name: 'KafkaJSError', code: -186, message });
  await refused(admin.fetchTopicOffsets(''), 'A topic must have a name.');
  await refused(admin.fetchTopicOffsets(null), 'Topic must be a string.');
  await refused(admin.fetchTopicOffsets(topic, { isolationLevel: 7 }), /'isolationLevel' property must be one of/);
  for (const time of [-1, 1.5, NaN, '7', null])
    await refused(admin.fetchTopicOffsetsByTimestamp(topic, time), /timestamp must be a number/);
  const both = "Options must include 'topic' and 'partitions', and 'partitions' must be an array.";
  for (const options of [{}, { topic }, { partitions: [] }, { topic, partitions: 0 }])
    await refused(admin.deleteTopicRecords(options), both);
  const before = (entry) => admin.deleteTopicRecords({ topic, partitions: [entry] });
  await refused(before({ partition: 0 }), 'Each partition must have a valid offset.');
  await refused(before({ partition: 0, offset: null }), 'Each partition must have a valid offset.');
  await refused(before({ partition: 0, offset: 'all' }), 'Offset must be a valid number.');
  await refused(before({ partition: 0, offset: '-2' }), /-1 for the end, not -2/);
  await refused(before({ partition: -1, offset: '0' }), /"partition" must be a number/);
  await refused(before(null), /'partitions' property must hold objects/);
  for (const operationTimeout of [-2, 1.5, '5', 3_600_001, null]) {
    const wrong = /'operationTimeout' property must be a whole number of milliseconds from 0 to 3600000/;
    await refused(admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '1' }], operationTimeout }), wrong);
    await refused(admin.electLeaders({ operationTimeout }), wrong);
  }
  await refused(admin.electLeaders({ electionType: 7 }), /"election" must be one of PREFERRED, UNCLEAN, not 7/);
  await refused(admin.electLeaders({ topics: [] }), /"partitions" is empty/);
  await refused(admin.electLeaders({ topics: [{ topic }] }), /'partitions' property must be an array/);
});
