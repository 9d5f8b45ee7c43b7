/* The C interface of kafkacore; kafkacore_batch.h reads and writes the batches that it speaks of.
 *
 * Generated from core/src/abi and include/README.md;
 * `UPDATE=1 cargo test --release -p kafkacore-tests --test generated` writes it.
 *
 * Threads. Every function may be called from every thread at any time. Nothing is kept per thread.
 *
 * Blocking. Only a function that ends in _wait blocks, and it takes timeout_ms. The others return at once; what takes
 * longer is answered by a record.
 *
 * Ownership. Nothing is borrowed: input is copied or consumed before the call returns. Nothing is gifted: output is
 * written into your memory, and there is nothing to free. Too small a buffer answers KC_STATUS_BUFFER with the size that is
 * enough in *out_length, and nothing is lost. Other outputs are written on success only.
 *
 * Tickets. Clients and mock clusters are numbers below 2^53. A stale or wrong one answers KC_STATUS_STATE, and so
 * does one from before a fork in the child, which makes clients of its own. Drop each when you are done with it, or twice.
 *
 * Errors. A function answers a kc_status: 0 and above is success, below is failure. The last parameter may be NULL or
 * point to a kc_error whose size you set to sizeof(kc_error); a failure fills it with an error code, flags and a sentence.
 * The same three stand in the records that report a failure. kc_describe_errors has the codes and their names (_TIMED_OUT).
 *
 * Tokens. A call that is answered later takes a number of your choice, unique among those in flight. If the call
 * succeeds, exactly one record carries the answer, also when the client is closed first; if it fails, there is none. Messages
 * are answered in runs: one DELIVERED_RUN for many consecutive tokens.
 *
 * Records. kc_client_poll gives everything a client has to say in one stream: messages, answers, rebalances, errors,
 * logs, statistics. Skip the kinds that you do not know.
 *
 * Waking. Watch the descriptor of kc_client_wake_fd. When it is readable, read it empty, then poll until the answer is
 * KC_STATUS_OK. After KC_STATUS_MORE no wake-up comes: poll again. Or let a thread wait in kc_client_poll_wait.
 *
 * Rebalances are answered by the library unless the client is made with "kafkacore.rebalance.answer": "caller"; then a
 * record with the flag ANSWER waits for kc_consumer_rebalance_answer. Progress: messages count as handled at the next poll
 * for messages; those of a partition on hold when it is released or sought, or its last offset is stored. One that is not heard of for
 * max.poll.interval.ms is an ERROR (_MAX_POLL_EXCEEDED), and the consumer leaves its group until it is, after the poll that said so.
 *
 * Versions. The number of the ABI is that of the soname. Within one number the library only gains: functions, record
 * kinds, flags, longer records, a longer kc_error. Since: says which version brought a function. Compare
 * kc_abi_version() with KC_ABI_VERSION when you load the library at run time. What has two underscores (kc__echo)
 * is for tests and may change.
 */

#ifndef KAFKACORE_H
#define KAFKACORE_H

#include <stdint.h>

/**
 * What kc_abi_version() of a fitting library answers.
 */
#define KC_ABI_VERSION 0

/**
 * Bytes of `kc_error.message`, the terminating NUL included.
 */
#define KC_ERROR_MESSAGE_SIZE 496

/**
 * Trying again may help.
 */
#define KC_ERROR_RETRIABLE 1

/**
 * The client is beyond repair and has to be made anew.
 */
#define KC_ERROR_FATAL 2

/**
 * The current transaction has to be aborted.
 */
#define KC_ERROR_ABORTABLE 4

/**
 * The error was found on this side of the wire.
 */
#define KC_ERROR_LOCAL 8

/**
 * The message did not fit and was cut.
 */
#define KC_ERROR_TRUNCATED 16

/**
 * Poll for everything but messages.
 */
#define KC_POLL_CONTROL 1

/**
 * Poll for messages.
 */
#define KC_POLL_MESSAGES 2

/**
 * Purge what waits to be sent.
 */
#define KC_PURGE_QUEUE 1

/**
 * Purge what was sent and is not acknowledged.
 */
#define KC_PURGE_IN_FLIGHT 2

/**
 * What every function answers: 0 and above for success, below 0 for failure.
 */
typedef enum kc_status {
    /**
     * Done.
     */
    KC_STATUS_OK = 0,
    /**
     * Done, and there is more: call again, no wake-up will come.
     */
    KC_STATUS_MORE = 1,
    /**
     * Done in part: a queue is full, and a ROOM record will tell when to go on.
     */
    KC_STATUS_FULL = 2,
    /**
     * An input is wrong; the message names it.
     */
    KC_STATUS_INVALID = -1,
    /**
     * The call does not fit the state of the ticket: unknown, of another kind, closing or closed.
     */
    KC_STATUS_STATE = -2,
    /**
     * librdkafka or a broker refused; the code says why.
     */
    KC_STATUS_KAFKA = -3,
    /**
     * The output buffer is too small; the length output says what is needed.
     */
    KC_STATUS_BUFFER = -4,
    /**
     * The library broke an assumption of its own; the ticket can only be closed.
     */
    KC_STATUS_PANIC = -5,
    /**
     * This build of the library cannot do it.
     */
    KC_STATUS_UNSUPPORTED = -6,
    /**
     * Memory, threads or descriptors have run out.
     */
    KC_STATUS_MEMORY = -7,
} kc_status;

/**
 * Why a call failed. The caller provides the memory and sets `size` to `sizeof(kc_error)` before the call.
 */
typedef struct kc_error {
    /**
     * Bytes of this struct, as the caller knows it.
     */
    uint32_t size;
    /**
     * An error number of Kafka's protocol, or below 0 one of librdkafka's own, as kc_describe_errors lists them.
     */
    int32_t code;
    /**
     * KC_ERROR_RETRIABLE and so on, or 0.
     */
    uint32_t flags;
    /**
     * Bytes of the message, without the terminating NUL.
     */
    uint32_t message_length;
    /**
     * UTF-8, terminated by NUL.
     */
    char message[KC_ERROR_MESSAGE_SIZE];
} kc_error;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Answers the number of the ABI, which is that of the soname; a binding refuses a library with another one.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
uint32_t kc_abi_version(void);

/**
 * Writes a JSON object with the library's version, its ABI, the librdkafka inside and that one's features.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_describe(uint8_t *out, uint64_t capacity, uint64_t *out_length, struct kc_error *err);

/**
 * Writes a JSON list of the errors that librdkafka and brokers answer: "code", "name", "description" and "flags" (those of
 * kc_error that the bare code implies).
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_describe_errors(uint8_t *out,
                           uint64_t capacity,
                           uint64_t *out_length,
                           struct kc_error *err);

/**
 * Writes a JSON list of the properties that clients are made with: "name", "kinds" ("producer", "consumer" or "both"), "type",
 * "range", "default", "importance", "description" and "alias_of" (null, or the property of which this is another name).
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_describe_properties(uint8_t *out,
                               uint64_t capacity,
                               uint64_t *out_length,
                               struct kc_error *err);

/**
 * Reads a batch and writes it again, so that a binding can test its packing without a broker; not part of the contract.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc__echo(const uint8_t *batch,
                 uint64_t length,
                 uint8_t *out,
                 uint64_t capacity,
                 uint64_t *out_length,
                 struct kc_error *err);

/**
 * Panics inside the core on behalf of a client, so that a test can see what follows; not part of the contract.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc__panic(uint64_t client, struct kc_error *err);

/**
 * Answers `token` once a broker has described the cluster, or with the reason why none did within `timeout_ms`. A client
 * connects by itself; this tells whether it can. The answer comes before that time where waiting cannot help, the client
 * being as it is: all brokers were tried, and one refused the credentials (_AUTHENTICATION), or each has a certificate that
 * does not hold (_SSL) or a name that does not exist (_RESOLVE). Connections that are refused are tried until the end, and
 * so are those of a client that was given other credentials meanwhile.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value.
 * Since: 0.1.0.
 */
int32_t kc_client_connect(uint64_t client,
                          int32_t timeout_ms,
                          uint64_t token,
                          struct kc_error *err);

/**
 * Moves waiting records into `out` as one batch, those that are not messages first; `flags` is KC_POLL_CONTROL,
 * KC_POLL_MESSAGES or both. KC_STATUS_OK means that everything asked for is empty now and a wake-up will come,
 * KC_STATUS_MORE that there is more and none will. `*out_length` is 0 when there was nothing. With KC_STATUS_BUFFER it says
 * how large `out` has to be for the next record, which stays. Messages of a partition come in the order of their offsets;
 * partitions take turns of up to 1,000. The epoch of a batch is that of its messages.
 *
 * Thread: any; one at a time gets in, the others wait.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_client_poll(uint64_t client,
                       uint32_t flags,
                       uint8_t *out,
                       uint64_t capacity,
                       uint64_t *out_length,
                       struct kc_error *err);

/**
 * As kc_client_poll, but waits up to `timeout_ms` for the first record.
 *
 * Thread: any; not for a caller that watches the descriptor of kc_client_wake_fd, since both take the same wake-ups.
 * Blocks: up to `timeout_ms`.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_client_poll_wait(uint64_t client,
                            uint32_t flags,
                            int32_t timeout_ms,
                            uint8_t *out,
                            uint64_t capacity,
                            uint64_t *out_length,
                            struct kc_error *err);

/**
 * Writes a descriptor that becomes readable when there is something to poll: non-blocking, closed on exec, a new one with
 * each call, and the caller's own to read empty and to close.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_client_wake_fd(uint64_t client,
                          int32_t *out_fd,
                          struct kc_error *err);

/**
 * Writes no log lines above a level from now on: 0 (emergency) to 7 (debug), as in syslog; `log_level` is where it begins.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_client_log_level_set(uint64_t client,
                                int32_t level,
                                struct kc_error *err);

/**
 * Ends a client: a producer sends what it has until `timeout_ms` and fails the rest, a consumer commits what is stored
 * and leaves its group. Every token is answered first, and `token` last; the records stay to be polled until
 * kc_client_drop. A second close is refused with KC_STATUS_STATE.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value.
 * Since: 0.1.0.
 */
int32_t kc_client_close(uint64_t client, int32_t timeout_ms, uint64_t token, struct kc_error *err);

/**
 * As kc_client_close, but returns when the client has ended.
 *
 * Thread: any.
 * Blocks: about `timeout_ms`, and for what a call in progress still takes.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_client_close_wait(uint64_t client, int32_t timeout_ms, struct kc_error *err);

/**
 * Gives the ticket back; a client that is still open is closed in the background, for which it has five seconds.
 * Dropping a ticket twice, or one that never was, does nothing.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none; records that were not polled are gone.
 * Since: 0.1.0.
 */
int32_t kc_client_drop(uint64_t client);

/**
 * Describes the brokers and topics of the cluster: all topics for `{}`, or those of `{"topics": ["a", …]}`. A topic asked for
 * by name through a producer may be created by the broker.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with a JSON object: "cluster_id", "controller_id", "brokers" ("id", "host", "port") and "topics" ("name",
 * "code" and "partitions": "id", "code", "leader", "replicas", "isrs").
 * Since: 0.1.0.
 */
int32_t kc_client_metadata(uint64_t client,
                           const uint8_t *json,
                           uint64_t length,
                           int32_t timeout_ms,
                           uint64_t token,
                           struct kc_error *err);

/**
 * Asks the leader of a partition for its first and its next offset.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with a batch of one WATERMARKS record.
 * Since: 0.1.0.
 */
int32_t kc_client_watermarks(uint64_t client,
                             const uint8_t *topic,
                             uint64_t topic_length,
                             int32_t partition,
                             int32_t timeout_ms,
                             uint64_t token,
                             struct kc_error *err);

/**
 * Asks the leaders for the offset of the first message at or after a time, for each record of a partition list whose offset is
 * that time in milliseconds since 1970; KC_OFFSET_END says that there is none so late.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with a partition list; each record has its own code.
 * Since: 0.1.0.
 */
int32_t kc_client_offsets_for_times(uint64_t client,
                                    const uint8_t *batch,
                                    uint64_t length,
                                    int32_t timeout_ms,
                                    uint64_t token,
                                    struct kc_error *err);

/**
 * Answers a TOKEN_REFRESH record with a token, a JSON object with "token", "lifetime_ms" (when it ends, in milliseconds since
 * 1970) and, if the broker wants them, "principal" and "extensions" (an object of strings).
 *
 * Thread: any.
 * Blocks: no.
 * Token: none; another TOKEN_REFRESH record comes when most of the lifetime has passed.
 * Since: 0.1.0.
 */
int32_t kc_client_oauth_token_set(uint64_t client,
                                  const uint8_t *json,
                                  uint64_t length,
                                  struct kc_error *err);

/**
 * Answers a TOKEN_REFRESH record with the reason why there is no token.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none; an ERROR record repeats the reason, and another TOKEN_REFRESH record comes after ten seconds.
 * Since: 0.1.0.
 */
int32_t kc_client_oauth_failure_set(uint64_t client, const uint8_t *reason, uint64_t length, struct kc_error *err);

/**
 * Sets the name and the password with which connections are made from now on, for SASL/PLAIN and SCRAM. Those that stand go
 * on as they are; brokers that refused the old ones are tried again soon. Other clients keep them and have no use for them.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_client_sasl_credentials_set(uint64_t client,
                                       const uint8_t *username,
                                       uint64_t username_length,
                                       const uint8_t *password,
                                       uint64_t password_length,
                                       struct kc_error *err);

/**
 * Makes a producer from a JSON object of librdkafka's properties (strings, numbers, booleans; kc_describe_properties lists
 * them), of which bootstrap.servers is needed; it connects by itself.
 *
 * Thread: any.
 * Blocks: no; it starts threads and reads the certificates that the properties name.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_producer_new(const uint8_t *config,
                        uint64_t config_length,
                        uint64_t *out_client,
                        struct kc_error *err);

/**
 * Enqueues the MESSAGE records of a batch in order. With KC_STATUS_FULL only the first `*out_accepted` were taken, and a
 * ROOM record will tell when to send the rest. A batch that is wrong anywhere is refused whole, and so is every batch after
 * a fatal error (the FATAL flag) and outside of a transaction, if the producer has a transactional.id (KC_STATUS_STATE).
 *
 * Thread: any; batches of one producer go in one after the other.
 * Blocks: no.
 * Token: each record's own: DELIVERED_RUN or FAILED_RUN.
 * Since: 0.1.0.
 */
int32_t kc_producer_send(uint64_t client,
                         const uint8_t *batch,
                         uint64_t length,
                         uint64_t *out_accepted,
                         struct kc_error *err);

/**
 * Enqueues one record; a null key or value is sent as null, and partition -1 leaves the choice to the partitioner. With
 * KC_STATUS_FULL it was not taken, and a ROOM record will tell when to try again.
 *
 * Thread: any.
 * Blocks: no.
 * Token: DELIVERED_RUN or FAILED_RUN.
 * Since: 0.1.0.
 */
int32_t kc_producer_produce(uint64_t client,
                            const uint8_t *topic,
                            uint64_t topic_length,
                            int32_t partition,
                            const uint8_t *key,
                            uint64_t key_length,
                            const uint8_t *value,
                            uint64_t value_length,
                            uint64_t token,
                            struct kc_error *err);

/**
 * Sends without waiting for `linger.ms` and answers `token` when no record is left to be settled, those included that are
 * enqueued meanwhile, or with _TIMED_OUT after `timeout_ms`.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value.
 * Since: 0.1.0.
 */
int32_t kc_producer_flush(uint64_t client,
                          int32_t timeout_ms,
                          uint64_t token,
                          struct kc_error *err);

/**
 * Gives up on records: `flags` is KC_PURGE_QUEUE, KC_PURGE_IN_FLIGHT or both. Each that it hits is answered with a
 * FAILED_RUN of _PURGE_QUEUE or _PURGE_INFLIGHT before `token` is; one that was in flight may be in the log all the same,
 * and the run says so. A transaction is better aborted.
 *
 * Thread: any.
 * Blocks: no; the answer waits for the thread of each broker, which looking up a name can hold for seconds.
 * Token: RESULT without a value.
 * Since: 0.1.0.
 */
int32_t kc_producer_purge(uint64_t client,
                          uint32_t flags,
                          uint64_t token,
                          struct kc_error *err);

/**
 * Gets the producer its id and fences others with the same transactional.id, whose open transaction is ended; comes first,
 * once. After a timeout it goes on by itself, and calling again resumes it. Give it twice transaction.timeout.ms.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value; RETRIABLE: call again, FATAL: close the producer.
 * Since: 0.1.0.
 */
int32_t kc_transaction_init(uint64_t client,
                            int32_t timeout_ms,
                            uint64_t token,
                            struct kc_error *err);

/**
 * Begins a transaction; records are refused with KC_STATUS_STATE before the answer and outside of transactions. Closing the
 * client aborts a transaction whose commit has not begun.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value.
 * Since: 0.1.0.
 */
int32_t kc_transaction_begin(uint64_t client,
                             uint64_t token,
                             struct kc_error *err);

/**
 * Makes offsets of a consumer group part of the transaction: of each TOPIC_PARTITION record the next message to read, which
 * is the last one handled plus one. `metadata` is what kc_consumer_group_metadata answered, in this process or another. The
 * consumer must not commit by itself (enable.auto.commit). transaction.timeout.ms is the most that `timeout_ms` can be, and
 * a close waits for this call.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value; RETRIABLE: call again, ABORTABLE: abort, FATAL: close the producer.
 * Since: 0.1.0.
 */
int32_t kc_transaction_send_offsets(uint64_t client,
                                    const uint8_t *batch,
                                    uint64_t length,
                                    const uint8_t *metadata,
                                    uint64_t metadata_length,
                                    int32_t timeout_ms,
                                    uint64_t token,
                                    struct kc_error *err);

/**
 * Settles the transaction's records and commits it, which fails with ABORTABLE if one of them failed. Each record is answered
 * before `token` is. Give it transaction.timeout.ms: after a shorter timeout the commit goes on by itself, and calling again
 * resumes it. From this call on until the next kc_transaction_begin is answered records are refused with KC_STATUS_STATE.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value; RETRIABLE: call again, ABORTABLE: abort, FATAL: close the producer.
 * Since: 0.1.0.
 */
int32_t kc_transaction_commit(uint64_t client,
                              int32_t timeout_ms,
                              uint64_t token,
                              struct kc_error *err);

/**
 * Gives up on the transaction, once its coordinator has heard of it. Records that wait are answered with a FAILED_RUN of
 * _PURGE_QUEUE, those in flight as they fare, all before `token` is. Give it transaction.timeout.ms: after a shorter timeout
 * the abort goes on by itself, and calling again resumes it. Records are refused as with kc_transaction_commit.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value; RETRIABLE: call again, FATAL: close the producer.
 * Since: 0.1.0.
 */
int32_t kc_transaction_abort(uint64_t client,
                             int32_t timeout_ms,
                             uint64_t token,
                             struct kc_error *err);

/**
 * Makes a consumer from a JSON object of librdkafka's properties, as kc_producer_new; bootstrap.servers and group.id are needed.
 * For each assigned partition up to queued.max.messages.kbytes (2,048) and queued.min.messages are fetched ahead.
 *
 * Thread: any.
 * Blocks: no; it starts threads and reads the certificates that the properties name.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_new(const uint8_t *config,
                        uint64_t config_length,
                        uint64_t *out_client,
                        struct kc_error *err);

/**
 * Replaces the subscription by the TOPIC records of a batch; a name that begins with `^` is a pattern.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value; the assignment follows as an ASSIGNED record.
 * Since: 0.1.0.
 */
int32_t kc_consumer_subscribe(uint64_t client,
                              const uint8_t *batch,
                              uint64_t length,
                              uint64_t token,
                              struct kc_error *err);

/**
 * Ends the subscription and leaves the group.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT without a value; the assignment goes with a REVOKED record.
 * Since: 0.1.0.
 */
int32_t kc_consumer_unsubscribe(uint64_t client, uint64_t token, struct kc_error *err);

/**
 * Writes the subscription as a batch of TOPIC records, as the last answered kc_consumer_subscribe or kc_consumer_unsubscribe
 * left it; `*out_length` is 0 when there is none.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_subscription(uint64_t client,
                                 uint8_t *out,
                                 uint64_t capacity,
                                 uint64_t *out_length,
                                 struct kc_error *err);

/**
 * Answers the ASSIGNED or REVOKED record of an epoch, if its ANSWER flag asks for it; a batch of TOPIC_PARTITION records
 * takes the place of the assignment, null agrees to it. KC_STATUS_STATE says that it was answered already: the core
 * answers by itself after max.poll.interval.ms and when the client closes.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_rebalance_answer(uint64_t client,
                                     uint64_t epoch,
                                     const uint8_t *batch,
                                     uint64_t length,
                                     struct kc_error *err);

/**
 * Writes by which protocol the group assigns, as the text NONE, EAGER or COOPERATIVE; NONE until it has assigned something.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_rebalance_protocol(uint64_t client,
                                       uint8_t *out,
                                       uint64_t capacity,
                                       uint64_t *out_length,
                                       struct kc_error *err);

/**
 * Tells who this consumer is in its group right now, for kc_transaction_send_offsets; ask again after each rebalance.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT whose value is bytes that have a meaning for this library alone, and in every process that uses it.
 * Since: 0.1.0.
 */
int32_t kc_consumer_group_metadata(uint64_t client, uint64_t token, struct kc_error *err);

/**
 * Replaces the assignment by the TOPIC_PARTITION records of a batch, each from its offset: a number, KC_OFFSET_BEGINNING,
 * KC_OFFSET_END, or KC_NO_OFFSET for the committed one. Null or no bytes take the assignment away. A subscribed consumer may do
 * this only while its group does not assign incrementally, and loses it with the next rebalance.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with the partition list, whose epoch is that of the messages to come; no ASSIGNED record follows.
 * Since: 0.1.0.
 */
int32_t kc_consumer_assign(uint64_t client,
                           const uint8_t *batch,
                           uint64_t length,
                           uint64_t token,
                           struct kc_error *err);

/**
 * Adds the TOPIC_PARTITION records of a batch to the assignment, as kc_consumer_assign; refused in a group whose protocol is
 * EAGER.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with the partition list, as of kc_consumer_assign.
 * Since: 0.1.0.
 */
int32_t kc_consumer_incremental_assign(uint64_t client,
                                       const uint8_t *batch,
                                       uint64_t length,
                                       uint64_t token,
                                       struct kc_error *err);

/**
 * Takes the TOPIC_PARTITION records of a batch out of the assignment; refused in a group whose protocol is EAGER.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with the partition list; no REVOKED record follows.
 * Since: 0.1.0.
 */
int32_t kc_consumer_incremental_unassign(uint64_t client,
                                         const uint8_t *batch,
                                         uint64_t length,
                                         uint64_t token,
                                         struct kc_error *err);

/**
 * Writes the assigned partitions as a batch of TOPIC_PARTITION records; `*out_length` is 0 when there are none.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_assignment(uint64_t client,
                               uint8_t *out,
                               uint64_t capacity,
                               uint64_t *out_length,
                               struct kc_error *err);

/**
 * Writes 1 if other members may own the partitions by now, so that commits would be refused, and else 0.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_assignment_lost(uint64_t client, int32_t *out_lost, struct kc_error *err);

/**
 * Leaves the messages of the TOPIC_PARTITION records in the core until kc_consumer_release; fetching goes on up to the
 * queue's threshold, and partitions that are not assigned are ignored. Holding again says that its messages are being handled.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_hold(uint64_t client,
                         const uint8_t *batch,
                         uint64_t length,
                         struct kc_error *err);

/**
 * Lets the messages of the TOPIC_PARTITION records flow again after kc_consumer_hold.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_release(uint64_t client, const uint8_t *batch, uint64_t length, struct kc_error *err);

/**
 * Stops the hand-out of the TOPIC_PARTITION records until kc_consumer_resume. Messages that are fetched already stay in the
 * core, and a partition that is revoked is not paused any more. KC_STATUS_STATE, with nothing changed, if one is not assigned.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_pause(uint64_t client,
                          const uint8_t *batch,
                          uint64_t length,
                          struct kc_error *err);

/**
 * Lets the messages of the TOPIC_PARTITION records flow again after kc_consumer_pause; what is on hold stays so.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_resume(uint64_t client, const uint8_t *batch, uint64_t length, struct kc_error *err);

/**
 * Writes the paused partitions as a batch of TOPIC_PARTITION records; `*out_length` is 0 when there are none.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_paused(uint64_t client,
                           uint8_t *out,
                           uint64_t capacity,
                           uint64_t *out_length,
                           struct kc_error *err);

/**
 * Goes on at the offsets of TOPIC_PARTITION records: numbers, KC_OFFSET_BEGINNING or KC_OFFSET_END. From the call
 * on these partitions hand out nothing; what they hand out afterwards lies behind the seek and has the epoch of the answer or a newer one.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with the partition list, each line with its own code: _STATE if it is not assigned, _TIMED_OUT if it was not
 * ready in time. Each has the offset that it leads to, also for a beginning or an end if its leader told where that is.
 * Since: 0.1.0.
 */
int32_t kc_consumer_seek(uint64_t client,
                         const uint8_t *batch,
                         uint64_t length,
                         int32_t timeout_ms,
                         uint64_t token,
                         struct kc_error *err);

/**
 * Writes the offsets to be handed out next of TOPIC_PARTITION records, or with null of all that are assigned: of each the
 * last one handed out plus one, or where it was sought; KC_NO_OFFSET while neither is known. KC_STATUS_STATE if one is not assigned.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_position(uint64_t client,
                             const uint8_t *batch,
                             uint64_t length,
                             uint8_t *out,
                             uint64_t capacity,
                             uint64_t *out_length,
                             struct kc_error *err);

/**
 * Remembers the offsets of TOPIC_PARTITION records for the next commit: of each the next message to read, which is the
 * last one handled plus one, with its leader epoch and metadata. Partitions that are not assigned (any more) are ignored.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_consumer_store(uint64_t client,
                          const uint8_t *batch,
                          uint64_t length,
                          struct kc_error *err);

/**
 * Commits the offsets of TOPIC_PARTITION records as kc_consumer_store takes them, or with null what is stored.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with the partition list that was committed; _NO_OFFSET if nothing was stored. A commit that crosses a new
 * member epoch (KIP-848) is sent again, for up to 5 s.
 * Since: 0.1.0.
 */
int32_t kc_consumer_commit(uint64_t client,
                           const uint8_t *batch,
                           uint64_t length,
                           uint64_t token,
                           struct kc_error *err);

/**
 * Asks the group for the committed offsets of TOPIC_PARTITION records, or with null of all that are assigned.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with the partition list: offset, leader epoch and metadata as committed; KC_NO_OFFSET where nothing is.
 * Since: 0.1.0.
 */
int32_t kc_consumer_committed(uint64_t client,
                              const uint8_t *batch,
                              uint64_t length,
                              int32_t timeout_ms,
                              uint64_t token,
                              struct kc_error *err);

/**
 * Makes an admin client from a JSON object of librdkafka's properties, as kc_producer_new.
 *
 * Thread: any.
 * Blocks: no; it starts threads and reads the certificates that the properties name.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_admin_new(const uint8_t *config, uint64_t config_length, uint64_t *out_client, struct kc_error *err);

/**
 * Sends an admin request over the connections of any client: a JSON object with "operation", the items and the options that
 * include/admin has a schema for, one for each operation. Numbers of 64 bits are taken as numbers or strings, and
 * answered as strings. The timeout, an hour at most, is for the whole operation; it does not take back what a broker was told.
 *
 * Thread: any.
 * Blocks: no.
 * Token: RESULT with a JSON object that has each item with its "code" (0 or an error), "error" (null or its text) and "retriable".
 * Since: 0.1.0.
 */
int32_t kc_admin_request(uint64_t client,
                         const uint8_t *json,
                         uint64_t length,
                         int32_t timeout_ms,
                         uint64_t token,
                         struct kc_error *err);

/**
 * Starts 1 to 100 brokers inside this process, on loopback ports of their own; topics are made when they are first used.
 *
 * Thread: any.
 * Blocks: for the few milliseconds in which they start.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_new(int32_t brokers,
                    uint64_t *out_mock,
                    struct kc_error *err);

/**
 * Writes what clients set as bootstrap.servers.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_bootstrap(uint64_t mock, uint8_t *out, uint64_t capacity, uint64_t *out_length, struct kc_error *err);

/**
 * Makes a topic of 1 to 10,000 partitions, each on as many of the brokers as `replication_factor` says.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_topic_create(uint64_t mock,
                             const uint8_t *topic,
                             uint64_t topic_length,
                             int32_t partitions,
                             int32_t replication_factor,
                             struct kc_error *err);

/**
 * Lets clients that ask for a topic's metadata hear an error code of Kafka: 3 for one that does not exist, 29 for one that is
 * not allowed, 0 for one that is well again.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_topic_error_set(uint64_t mock,
                                const uint8_t *topic,
                                uint64_t topic_length,
                                int32_t code,
                                struct kc_error *err);

/**
 * Closes a broker's connections and its port; brokers are numbered from 1.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_broker_down(uint64_t mock, int32_t broker, struct kc_error *err);

/**
 * Opens a broker's port again, with everything that it held.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_broker_up(uint64_t mock, int32_t broker, struct kc_error *err);

/**
 * Lets every answer of a broker take `rtt_ms` longer; 0 makes it fast again.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_rtt_set(uint64_t mock, int32_t broker, int32_t rtt_ms, struct kc_error *err);

/**
 * Makes a broker the leader of a partition; clients hear of it when they ask for metadata next.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_leader_set(uint64_t mock,
                           const uint8_t *topic,
                           uint64_t topic_length,
                           int32_t partition,
                           int32_t broker,
                           struct kc_error *err);

/**
 * Makes a broker the one that consumers of its rack may read a partition from, beside its leader.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_follower_set(uint64_t mock,
                             const uint8_t *topic,
                             uint64_t topic_length,
                             int32_t partition,
                             int32_t broker,
                             struct kc_error *err);

/**
 * Lets new groups wait so long for more members before the first assignment; they do not wait unless this is called.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_rebalance_delay_set(uint64_t mock, int32_t delay_ms, struct kc_error *err);

/**
 * Remembers the requests that come from now on if `on` is 1, and forgets those before; with 0 none are remembered any more.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_requests_watch(uint64_t mock,
                               int32_t on,
                               struct kc_error *err);

/**
 * Writes the requests that are remembered, in their order: a JSON array of objects with "broker" and "apiKey", the number
 * that the kind has in Kafka's protocol.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_requests_seen(uint64_t mock,
                              uint8_t *out,
                              uint64_t capacity,
                              uint64_t *out_length,
                              struct kc_error *err);

/**
 * Makes a broker the coordinator of what `key` names: of `kind` "group" a group.id, of "transaction" a transactional.id.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_coordinator_set(uint64_t mock,
                                const uint8_t *kind,
                                uint64_t kind_length,
                                const uint8_t *key,
                                uint64_t key_length,
                                int32_t broker,
                                struct kc_error *err);

/**
 * Plants faults: the next requests with this number of Kafka's protocol (0 is Produce) are answered with them, one each. A
 * JSON array of error codes, where -195 closes the connection and 0 is no error, or of objects such as
 * `{"code": 7, "rttMs": 500}`, which answer late and need a broker; with broker 0 the faults are for whichever is asked.
 *
 * Thread: any.
 * Blocks: no.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_faults_push(uint64_t mock,
                            int32_t broker,
                            int32_t api_key,
                            const uint8_t *faults,
                            uint64_t faults_length,
                            struct kc_error *err);

/**
 * Stops the brokers and gives the ticket back; dropping it twice, or one that never was, does nothing.
 *
 * Thread: any.
 * Blocks: for the few milliseconds in which they stop.
 * Token: none.
 * Since: 0.1.0.
 */
int32_t kc_mock_drop(uint64_t mock);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* KAFKACORE_H */
