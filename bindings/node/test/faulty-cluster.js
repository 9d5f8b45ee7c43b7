'use strict';
// A mock cluster that answers the next requests as a test wants it.

const { MockCluster } = require('..');
const { atEnd } = require('./support');

const Request = {
  PRODUCE: 'Produce',
  METADATA: 'Metadata',
  INIT_PRODUCER_ID: 'InitProducerId',
  ADD_PARTITIONS: 'AddPartitionsToTxn',
  ADD_OFFSETS: 'AddOffsetsToTxn',
  END: 'EndTxn',
};

/** A cluster of one broker with one topic, which ends with the test. */
function faultyCluster(t, { topic = 'things', numPartitions = 1 } = {}) {
  const mock = new MockCluster({ brokers: 1, topics: [{ topic, numPartitions }] });
  atEnd(t, () => {
    mock.close();
  });
  return {
    topic,
    servers: mock.bootstrapServers,
    brokerDown: () => mock.brokerDown(1),
    brokerUp: () => mock.brokerUp(1),
    createTopic: (name, partitions) => mock.createTopic({ topic: name, numPartitions: partitions }),
    /** The next requests of this kind are answered with these codes, one each. */
    fail: (request, ...codes) => mock.failNext(request, codes),
    /** Who asks for a topic hears this code; 0 ends that. */
    failTopic: (name, code) => mock.setTopicError(name, code),
    watch: () => mock.watchRequests(),
    /** Whether a request of this kind has come since `watch()`. */
    hasSeen: (request) => mock.requests().some((one) => one.request === request),
    /** Every answer takes so much longer. */
    delay: (milliseconds) => mock.setLatency(1, milliseconds),
  };
}

module.exports = { Request, faultyCluster };
