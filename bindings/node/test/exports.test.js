'use strict';
// What `require` and `import` give: the names that programs written for the reference know, with their values.
const assert = require('node:assert/strict');
const { test } = require('node:test');

const kafkacore = require('..');

const NAMES = [
  'Consumer',
  'Producer',
  'HighLevelProducer',
  'AdminClient',
  'KafkaConsumer',
  'createReadStream',
  'createWriteStream',
  'CODES',
  'Topic',
  'features',
  'librdkafkaVersion',
  'Client',
  'KafkaConsumerStream',
  'LibrdKafkaError',
  'ProducerStream',
  'TopicPartition',
  'IsolationLevel',
  'OffsetSpec',
  'ConsumerGroupStates',
  'ConsumerGroupTypes',
  'AclOperationTypes',
  'AclPermissionTypes',
  'AclResourceTypes',
  'AlterConfigOperations',
  'ConfigResourceTypes',
  'ConfigSource',
  'ElectionTypes',
  'ResourcePatternTypes',
  'ScramMechanisms',
];

test('the root has the names that programs know, in both kinds of modules', async () => {
  const own = [...NAMES, 'RdKafka', 'KafkaJS', 'MockCluster', 'default'].sort();
  assert.deepEqual(Object.keys(kafkacore).sort(), own);
  assert.deepEqual(Object.keys(await import('../dist/index.mjs')).sort(), own);
  assert.deepEqual(Object.keys(kafkacore.RdKafka).sort(), [...NAMES].sort());
  assert.deepEqual(Object.keys(kafkacore.default).sort(), own.filter((name) => name !== 'default'));
});

test('what programs import from inside of the reference is there, too', () => {
  for (const place of ['lib/kafkajs', 'types/kafkajs', 'types/kafkajs.js'])
    assert.equal(require(`kafkacore/${place}`).Kafka, kafkacore.KafkaJS.Kafka);
  for (const place of ['types/rdkafka', 'types/rdkafka.js'])
    assert.equal(require(`kafkacore/${place}`).KafkaConsumer, kafkacore.KafkaConsumer);
});

test('the enumerations of Kafka have its numbers, in both APIs', () => {
  const states = { UNKNOWN: 0, PREPARING_REBALANCE: 1, COMPLETING_REBALANCE: 2, STABLE: 3, DEAD: 4, EMPTY: 5 };
  assert.deepEqual(kafkacore.ConsumerGroupStates, states);
  assert.deepEqual(kafkacore.ConsumerGroupTypes, { UNKNOWN: 0, CONSUMER: 1, CLASSIC: 2 });
  assert.deepEqual(kafkacore.IsolationLevel, { READ_UNCOMMITTED: 0, READ_COMMITTED: 1 });
  const operations =
    'UNKNOWN ANY ALL READ WRITE CREATE DELETE ALTER DESCRIBE CLUSTER_ACTION DESCRIBE_CONFIGS ALTER_CONFIGS IDEMPOTENT_WRITE';
  assert.deepEqual(
    kafkacore.AclOperationTypes,
    Object.fromEntries(operations.split(' ').map((name, number) => [name, number])),
  );
  for (const name of ['ConsumerGroupStates', 'ConsumerGroupTypes', 'AclOperationTypes', 'IsolationLevel'])
    assert.equal(kafkacore.KafkaJS[name], kafkacore[name]);
});

test('topics, codes and offset specifications are as in the callback API', () => {
  const { Topic, CODES, OffsetSpec, KafkaJS } = kafkacore;
  assert.equal(Topic('things'), 'things');
  assert.deepEqual(
    { ...Topic },
    { PARTITION_UA: -1, OFFSET_BEGINNING: -2, OFFSET_END: -1, OFFSET_STORED: -1000, OFFSET_INVALID: -1001 },
  );
  assert.equal(CODES.ERRORS, KafkaJS.ErrorCodes);
  assert.deepEqual(
    [OffsetSpec.EARLIEST, OffsetSpec.LATEST, OffsetSpec.MAX_TIMESTAMP, new OffsetSpec(7)].map((one) => one.timestamp),
    [-2, -1, -3, 7],
  );
});

test('the deprecated name of the consumer warns, and is the same class', async () => {
  const warned = new Promise((resolve) => {
    process.once('warning', resolve);
  });
  const consumer = new kafkacore.Consumer({ 'group.id': 'any' });
  assert.ok(consumer instanceof kafkacore.KafkaConsumer);
  assert.match((await warned).message, /Use KafkaConsumer/);
});

test('classes make one without new, too, and can be extended', () => {
  const { HighLevelProducer, KafkaConsumer, LibrdKafkaError, Producer, ProducerStream, TopicPartition } = kafkacore;
  const producer = Producer({ 'bootstrap.servers': '127.0.0.1:1' });
  assert.ok(producer instanceof Producer);
  assert.ok(HighLevelProducer({}) instanceof Producer);
  assert.ok(kafkacore.Consumer({ 'group.id': 'any' }) instanceof KafkaConsumer);
  assert.equal(LibrdKafkaError(-172).code, -172);
  assert.ok(LibrdKafkaError.create(-172) instanceof LibrdKafkaError);
  assert.equal(TopicPartition('things', 0, 'end').offset, -1);
  assert.throws(() => ProducerStream(producer, {}), TypeError);
  class Mine extends Producer {
    greeting = 'hello';
  }
  const mine = new Mine({});
  assert.deepEqual([mine.greeting, mine instanceof Mine, mine instanceof Producer], ['hello', true, true]);
});
