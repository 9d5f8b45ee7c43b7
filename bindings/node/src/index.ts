import * as KafkaJS from './kafkajs/index';
import { engine } from './runtime/engine';
import { MockCluster } from './runtime/mock';

export { KafkaJS, MockCluster };
export type { MockClusterOptions, MockTopic } from './runtime/mock';

/** The version of the librdkafka inside. */
export const librdkafkaVersion = engine.librdkafka;

/** What that librdkafka was built with. */
export const features = engine.features;

export default { KafkaJS, MockCluster, librdkafkaVersion, features };
