// The same names in a program of ECMAScript modules.
import kafkacore, { KafkaJS, MockCluster, librdkafkaVersion } from 'kafkacore';
import type { MockClusterOptions } from 'kafkacore';

const options: MockClusterOptions = { brokers: 1 };
const kafka: KafkaJS.Kafka = new KafkaJS.Kafka({ 'bootstrap.servers': new MockCluster(options).bootstrapServers });
const consumer: KafkaJS.Consumer = kafka.consumer({ 'group.id': 'readers' });
await consumer.run({ eachMessage: async ({ message }: KafkaJS.EachMessagePayload) => console.log(message.value) });

export const version: string = librdkafkaVersion.concat(String(kafkacore.KafkaJS.ErrorCodes.ERR__STATE));
