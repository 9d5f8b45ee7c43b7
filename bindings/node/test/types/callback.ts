// Programs of the callback API, as they are written for the reference client and for node-rdkafka.
import Kafka, {
  AclOperationTypes,
  AdminClient,
  Client,
  CODES,
  ConfigResourceTypes,
  ConsumerGroupStates,
  HighLevelProducer,
  KafkaConsumer,
  KafkaConsumerStream,
  LibrdKafkaError,
  OffsetSpec,
  Producer,
  ProducerStream,
  TopicPartition,
  createReadStream,
} from 'kafkacore';
import type {
  Assignment,
  ConsumerGlobalConfig,
  ConsumerStream,
  ConsumerTopicConfig,
  DeliveryReport,
  GroupDescription,
  GroupResults,
  IAdminClient,
  ListOffsetsResult,
  Message,
  Metadata,
  NewTopic,
  ProducerGlobalConfig,
  ReadStreamOptions,
  TopicDescription,
  TopicPartitionOffset,
  WatermarkOffsets,
} from 'kafkacore';

export const producerConfig: ProducerGlobalConfig = {
  'bootstrap.servers': 'localhost:9092',
  dr_cb: (error, report) => console.log(error?.code, report.offset),
  event_cb: true,
  partitioner_cb: (topic, key, count) => topic.length + (key?.length ?? 0) - count,
};
producerConfig['client.id'] = 'mine';

const producer = new Producer(producerConfig, { acks: -1 });
producer
  .on('ready', (info, metadata) => console.log(info.name, metadata.topics[0]?.partitions[0]?.isrs))
  .on('delivery-report', (error: LibrdKafkaError | null, report: DeliveryReport) => console.log(error?.isFatal, report.key))
  .once('event.error', (error) => console.log(error.origin))
  .on('of my own', (value: string) => console.log(value));
producer.connect({ timeout: 5000, allTopics: true }, (error: LibrdKafkaError | null, data: Metadata) => {
  console.log(error, data.brokers[0]?.host);
});
export const isTaken: boolean = producer.produce('things', null, Buffer.from('a'), 'key', Date.now(), { any: 1 }, [{ a: 'b' }]);
producer.produce('things', -1, null);
producer.setPollInterval(100).poll().flush(500, (error) => console.log(error?.message));
producer.queryWatermarkOffsets('things', 0, 1000, (_error, offsets: WatermarkOffsets) => console.log(offsets.highOffset));
producer.queryWatermarkOffsets('things', 0, (_error, { lowOffset }) => console.log(lowOffset));
producer.initTransactions((error) => console.log(error));
producer.disconnect(1000, (_error, metrics) => console.log(metrics.connectionOpened));

const high = new HighLevelProducer({ 'bootstrap.servers': 'localhost:9092' });
high.setValueSerializer((value: object) => Buffer.from(JSON.stringify(value)));
high.setTopicKeySerializer(async (topic, key: number) => `${topic}/${key.toFixed()}`);
high.setKeySerializer((key: string, done) => done(null, key));
high.produce('things', 0, { any: 1 }, 5, null, (error, offset) => console.log(error, offset));
high.produce('things', 0, { any: 1 }, 5, Date.now(), [{ a: 'b' }], (error, offset, partition) => console.log(error, offset, partition));

const config: ConsumerGlobalConfig = {
  'group.id': 'readers',
  rebalance_cb: function (this: KafkaConsumer, error: LibrdKafkaError, assignment: Assignment[]) {
    if (error.code === CODES.ERRORS.ERR__ASSIGN_PARTITIONS) this.assign(assignment);
    else this.unassign();
  },
  offset_commit_cb: (error, offsets) => console.log(error?.code, offsets[0]?.metadata),
};
const topicConfig: ConsumerTopicConfig = { 'auto.offset.reset': 'earliest' };
const consumer = new KafkaConsumer(config, topicConfig);
consumer.on('data', (message: Message) => console.log(message.value?.toString(), message.headers?.[0]));
consumer.on('partition.eof', ({ offset }) => console.log(offset));
consumer.subscribe(['things', /^new/]);
consumer.consume();
consumer.consume(null);
consumer.consume(10, null);
consumer.consume((error, message) => console.log(error, message?.offset));
consumer.consume(10, (error: LibrdKafkaError | null, messages: Message[]) => console.log(error, messages.length));
consumer.commit();
consumer.commit({ topic: 'things', partition: 0, offset: 5 });
consumer.commitMessageSync({ topic: 'things', partition: 0, offset: 5 });
consumer.committed(null, 5000, (_error, offsets) => console.log(offsets[0]?.offset));
consumer.committed(5000, (_error, offsets: TopicPartitionOffset[]) => console.log(offsets.length));
consumer.committed((_error, offsets) => console.log(offsets[0]?.leaderEpoch)).committed(null, 5000, null).committed(5000, null);
consumer.commitCb(null, null).commitCb([{ topic: 'things', partition: 0, offset: 5 }], (error) => console.log(error));
consumer.committed([{ topic: 'things', partition: 0 }], (_error, offsets) => console.log(offsets[0]?.metadata));
consumer.connect((_error, metadata) => console.log(metadata.brokers.length)).setOauthBearerToken('token');
consumer.seek({ topic: 'things', partition: 0, offset: 5 }, null, (error) => console.log(error));
export const position: TopicPartitionOffset[] = consumer.position();
producer.sendOffsetsToTransaction(position, consumer, 5000, (error) => console.log(error?.isTxnRequiresAbort));

const options: ReadStreamOptions = { topics: (metadata) => metadata.topics.map(({ name }) => name), fetchSize: 100 };
const reading: ConsumerStream = createReadStream(config, topicConfig, options);
reading.consumer.commit();
export const over: KafkaConsumerStream = new KafkaConsumerStream(consumer, { topics: 'things', streamAsBatch: true });
const writing = Kafka.createWriteStream(producerConfig, {}, { topic: 'things', objectMode: true, autoClose: false });
writing.producer.poll();
export const overProducer: ProducerStream = new ProducerStream(producer, { topic: 'things' });
reading.pipe(writing).on('error', (error) => console.log(error));
reading.close(() => writing.close(null));
reading.close(null);

const topic: NewTopic = { topic: 'new', num_partitions: 1, replication_factor: 1, config: { 'retention.ms': '1000' } };
const admin = AdminClient.create({ 'bootstrap.servers': 'localhost:9092' }, { 'event.log': (line) => console.log(line) });
admin.createTopic(topic, (error) => console.log(error?.code));
AdminClient.createFrom(consumer).deleteTopic('old', 5000, (error) => console.log(error));
export const administrators: IAdminClient[] = [admin];
admin.createPartitions('things', 4, 5000, (error) => console.log(error?.isRetriable));
admin.listGroups({ matchConsumerGroupStates: [ConsumerGroupStates.EMPTY] }, (error, { groups, errors }) => {
  console.log(error, errors.map(({ code }) => code), groups.map(({ groupId }) => groupId));
});
admin.describeGroups(['group'], (error, { groups }) => {
  const [group]: GroupDescription[] = groups;
  console.log(error, group?.error?.origin, group?.members.length);
});
admin.deleteGroups(['group'], null, (error, deleted) => console.log(error, deleted[0]?.error?.code));
admin.listConsumerGroupOffsets([{ groupId: 'group' }], { requireStableOffsets: true }, (error, results: GroupResults[]) => {
  console.log(error, results[0]?.partitions[0]?.offset.toFixed());
});
admin.deleteRecords([{ topic: 'things', partition: 0, offset: -1 }], { operationTimeout: 1000 }, (error, records) => {
  console.log(error, records.map(({ lowWatermark }) => lowWatermark + 1));
});
admin.describeTopics(['things'], { includeAuthorizedOperations: true }, (error, topics: TopicDescription[]) => {
  console.log(error, topics[0]?.authorizedOperations?.includes(AclOperationTypes.READ));
});
const spec = { topic: 'things', partition: 0, offset: new OffsetSpec(Date.now()) };
admin.listOffsets([spec], {}, (error, offsets: ListOffsetsResult[]) => console.log(error, offsets[0]?.timestamp));
admin.describeConfigs({ resources: [{ type: ConfigResourceTypes.TOPIC, name: 'things' }] }, (error, { resources }) => {
  console.log(error, resources[0]?.configEntries[0]?.configValue);
});
admin.describeCluster((error, { brokers }) => console.log(error, brokers[0]?.host));
admin.setOffsets({ groupId: 'group', topic: 'things', partitions: [{ partition: 0, offset: 7 }] }, (error) => {
  console.log(error);
});
// @ts-expect-error an offset of this kind is a specification
admin.listOffsets([{ topic: 'things', partition: 0, offset: 5 }], {}, () => undefined);
admin.listTopics({ timeout: 1000 }, null);
admin.describeGroups(['group'], null, null);
admin.describeCluster(null, null);
admin.disconnect();

export const clients: Client[] = [];
export const place: TopicPartition = TopicPartition.create({ topic: 'things', partition: 0, offset: 'end' });

// @ts-expect-error a value is bytes
producer.produce('things', 0, 'text');
// @ts-expect-error there is no such topic
consumer.subscribe([5]);
