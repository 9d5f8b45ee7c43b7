'use strict';
// A mock cluster that answers the next requests as a test wants it.

const native = require('../dist/native/calls');
const { errorLayout } = require('../dist/native/generated');
const { openLibrary } = require('../dist/native/library');
const { atEnd } = require('./support');

/** Numbers of Kafka's protocol. */
const Request = { PRODUCE: 0, METADATA: 3, INIT_PRODUCER_ID: 22, ADD_PARTITIONS: 24, ADD_OFFSETS: 25, END: 26 };

/** A cluster with one topic, which ends with the test. */
function faultyCluster(t, { topic = 'things', numPartitions = 1 } = {}) {
  const library = openLibrary();
  const mock = native.mockCreate(1);
  atEnd(t, () => native.mockDrop(mock));
  native.mockTopicCreate(mock, topic, numPartitions, 1);
  const call = (name, ...values) => {
    const error = Buffer.alloc(errorLayout.SIZE);
    error.writeUInt32LE(errorLayout.SIZE, errorLayout.SIZE_OFFSET);
    if (library.get(name)(mock, ...values, error) < 0) throw new Error(`${name} was refused`);
  };
  return {
    topic,
    servers: native.mockBootstrap(mock),
    brokerDown: () => native.mockBrokerDown(mock, 1),
    brokerUp: () => native.mockBrokerUp(mock, 1),
    createTopic: (name, partitions) => native.mockTopicCreate(mock, name, partitions, 1),
    /** The next requests of this kind are answered with these codes, one each. */
    fail: (request, ...codes) => {
      const faults = Buffer.from(JSON.stringify(codes));
      call('kc_mock_faults_push', 0, request, faults, faults.length);
    },
    /** Who asks for a topic hears this code; 0 ends that. */
    failTopic: (name, code) => call('kc_mock_topic_error_set', Buffer.from(name), Buffer.byteLength(name), code),
    /** Every answer takes so much longer. */
    delay: (milliseconds) => call('kc_mock_rtt_set', 1, milliseconds),
  };
}

module.exports = { Request, faultyCluster };
