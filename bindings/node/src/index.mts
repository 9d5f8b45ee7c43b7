export { KafkaJS, MockCluster, features, librdkafkaVersion } from './index.js';
export type { MockClusterOptions, MockTopic } from './index.js';

import kafkacore from './index.js';

export default kafkacore;
