import { codes } from '../runtime/codes';
import { Failure } from '../runtime/failure';

export { AclOperationTypes, ConsumerGroupStates, ConsumerGroupTypes, IsolationLevel } from '../runtime/enums';
export { OffsetSpec } from './offset-spec';
export { Topic } from './topic';

/** librdkafka's error numbers by their names. */
export const CODES: { readonly ERRORS: typeof codes } = { ERRORS: codes };

/** Stands where programs look for a class of the callback API, and says what there is instead. */
function absent(name: string, instead: string): new (...parameters: unknown[]) => never {
  return function () {
    throw missing(name, instead);
  } as never;
}

function missing(name: string, instead: string): Failure {
  return new Failure(codes.ERR__NOT_IMPLEMENTED, `${name} is not part of this version: use ${instead}.`);
}

export const Producer = absent('Producer', 'new KafkaJS.Kafka(…).producer()');
export const HighLevelProducer = absent('HighLevelProducer', 'new KafkaJS.Kafka(…).producer()');
export const KafkaConsumer = absent('KafkaConsumer', 'new KafkaJS.Kafka(…).consumer()');
export const Consumer = absent('Consumer', 'new KafkaJS.Kafka(…).consumer()');

export const AdminClient = {
  create(): never {
    throw missing('AdminClient', 'new KafkaJS.Kafka(…).admin()');
  },
  createFrom(): never {
    throw missing('AdminClient', 'new KafkaJS.Kafka(…).admin()');
  },
};

export function createReadStream(): never {
  throw missing('createReadStream', 'new KafkaJS.Kafka(…).consumer()');
}

export function createWriteStream(): never {
  throw missing('createWriteStream', 'new KafkaJS.Kafka(…).producer()');
}
