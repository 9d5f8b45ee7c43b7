import type { Failure } from '../runtime/failure';
import { ErrorCodes } from './errors';

const NO_TOPIC = 'create the topic, or let the brokers do so';

/** What librdkafka and brokers say without a word on what to do. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [
    ErrorCodes.ERR__MSG_TIMED_OUT,
    'see whether the brokers can be reached, or allow more than message.timeout.ms; it may have arrived without an answer',
  ],
  [ErrorCodes.ERR__UNKNOWN_TOPIC, NO_TOPIC],
  [ErrorCodes.ERR_UNKNOWN_TOPIC_OR_PART, NO_TOPIC],
  [ErrorCodes.ERR__UNKNOWN_PARTITION, 'leave the choice of the partition to the producer, or give the topic more of them'],
  [
    ErrorCodes.ERR_MSG_SIZE_TOO_LARGE,
    'send less in one message, compress it, or raise message.max.bytes here and max.message.bytes of the topic',
  ],
  [
    ErrorCodes.ERR_NOT_ENOUGH_REPLICAS,
    'send it again when as many replicas are in sync as min.insync.replicas of the topic asks for',
  ],
  [
    ErrorCodes.ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
    'it was written, but to fewer replicas than min.insync.replicas of the topic asks for, and sent again it is there twice',
  ],
  [ErrorCodes.ERR_TOPIC_AUTHORIZATION_FAILED, 'the access control list has to allow this user to WRITE to the topic'],
  [
    ErrorCodes.ERR_CLUSTER_AUTHORIZATION_FAILED,
    'the access control list has to allow this user to WRITE idempotently, or set enable.idempotence to false',
  ],
  [ErrorCodes.ERR_INVALID_RECORD, 'a topic that is compacted takes no message without a key'],
  [ErrorCodes.ERR__PURGE_QUEUE, 'the producer was disconnected, or the transaction aborted, before it was sent'],
  [
    ErrorCodes.ERR__PURGE_INFLIGHT,
    'the producer was disconnected, or the transaction aborted, before it was acknowledged; it may have arrived',
  ],
]);

/** How the texts begin that librdkafka has for its codes. Others say what to do, or more than can be said here. */
const BARE_TEXT = /^(Local|Broker): /;

/** Why a message was not delivered, and what to do. */
export function advised(failure: Failure): Failure {
  const advice = ADVICE.get(failure.code);
  if (advice === undefined || !BARE_TEXT.test(failure.message)) return failure;
  return failure.saying(`${failure.message}: ${advice}`);
}

/** A failure with which its producer is beyond use says so, and for what reason: messages behind it only say that they were purged. */
export function beyondUse(failure: Failure, reason = failure): Failure {
  return failure.fatal ? reason.saying(`The producer cannot go on, disconnect it: ${reason.message}`) : failure;
}
