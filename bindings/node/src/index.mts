export {
  AclOperationTypes,
  AdminClient,
  CODES,
  Consumer,
  ConsumerGroupStates,
  ConsumerGroupTypes,
  HighLevelProducer,
  IsolationLevel,
  KafkaConsumer,
  KafkaJS,
  MockCluster,
  OffsetSpec,
  Producer,
  RdKafka,
  Topic,
  createReadStream,
  createWriteStream,
  features,
  librdkafkaVersion,
} from './index.js';
export type { MockClusterOptions, MockTopic } from './index.js';

import kafkacore from './index.js';

export default kafkacore;
