'use strict';
// Who writes the log, and how much of it.
//
//   node logging.js      on a cluster embedded in this process, or on your own with BROKERS=host:port

const {
  KafkaJS: { Kafka, logLevel },
  MockCluster,
} = require('kafkacore');

/** A logger of one's own has these methods; this one keeps its lines. `extra` has the name of the client, and more. */
class MyLogger {
  lines = [];
  #level = logLevel.INFO;

  setLogLevel(level) {
    this.#level = level;
  }

  error(message, extra) {
    this.#line(logLevel.ERROR, message, extra);
  }

  warn(message, extra) {
    this.#line(logLevel.WARN, message, extra);
  }

  info(message, extra) {
    this.#line(logLevel.INFO, message, extra);
  }

  debug(message, extra) {
    this.#line(logLevel.DEBUG, message, extra);
  }

  #line(level, message, extra) {
    if (level <= this.#level) this.lines.push(`${extra?.fac ?? 'mine'}: ${message}`);
  }
}

async function main() {
  const servers = process.env.BROKERS ?? new MockCluster().bootstrapServers;
  const kafka = new Kafka({ 'bootstrap.servers': servers });

  // The logger that is built in writes to the console; its level can be changed at any time.
  const quiet = kafka.producer({ kafkaJS: { logLevel: logLevel.ERROR } });
  quiet.logger().info('not to be seen');
  quiet.logger().setLogLevel(logLevel.INFO);
  quiet.logger().info('to be seen', { by: 'everybody' });

  // The lines of librdkafka and of this package in one's own logger. `debug` names what librdkafka tells of itself, and has to be
  // there from the beginning; the level can be turned down later.
  const logger = new MyLogger();
  const producer = kafka.producer({ debug: 'broker', kafkaJS: { logger } });
  await producer.connect();
  producer.logger().setLogLevel(logLevel.INFO);
  producer.logger().info('connected');
  await producer.disconnect();
  console.log(`${logger.lines.length > 1 ? 'librdkafka tells how it connects' : 'nothing was told'}; ${logger.lines.at(-1)}`);

  // As in KafkaJS: what makes the function that writes lines. It is told the level to begin with.
  const logCreator = () => {
    return ({ namespace, label, log }) => console.log(`${label} ${namespace}: ${log.message}`);
  };
  const consumer = kafka.consumer({ 'group.id': 'readers', kafkaJS: { logCreator, logLevel: logLevel.WARN } });
  consumer.logger().warn('careful');
  consumer.logger().namespace('Billing').error('no money');
}

main();
