import * as KafkaJS from './kafkajs/index';
import * as callbacks from './rdkafka/index';
import { MockCluster } from './rdkafka/mock-cluster';
import { engine } from './runtime/engine';

export * from './rdkafka/index';
export { KafkaJS, MockCluster };
export type {
  MockClusterOptions,
  MockCoordinator,
  MockFault,
  MockPlacement,
  MockRequest,
  MockRequestName,
  MockTopic,
} from './runtime/mock';

/** The version of the librdkafka inside. */
export const librdkafkaVersion = engine.librdkafka;

/** What that librdkafka was built with. */
export const features = engine.features;

/** The callback API by itself. */
export const RdKafka: typeof callbacks & { readonly features: typeof features; readonly librdkafkaVersion: string } = {
  ...callbacks,
  features,
  librdkafkaVersion,
};

const everything: typeof RdKafka & {
  readonly KafkaJS: typeof KafkaJS;
  readonly MockCluster: typeof MockCluster;
  readonly RdKafka: typeof RdKafka;
} = { ...RdKafka, KafkaJS, MockCluster, RdKafka };

export default everything;
