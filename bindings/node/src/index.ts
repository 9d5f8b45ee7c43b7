import * as KafkaJS from './kafkajs/index';
import * as callbacks from './rdkafka/index';
import { engine } from './runtime/engine';
import { MockCluster } from './runtime/mock';

export * from './rdkafka/index';
export { KafkaJS, MockCluster };
export type { MockClusterOptions, MockTopic } from './runtime/mock';

/** The version of the librdkafka inside. */
export const librdkafkaVersion = engine.librdkafka;

/** What that librdkafka was built with. */
export const features = engine.features;

/** The callback API by itself. */
export const RdKafka = { ...callbacks, features, librdkafkaVersion };

export default { ...RdKafka, KafkaJS, MockCluster, RdKafka };
