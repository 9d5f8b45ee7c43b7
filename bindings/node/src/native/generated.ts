// What crosses the border, in numbers.
// Generated from core/src; `UPDATE=1 cargo test --release -p kafkacore-tests --test generated` writes it.

/** What the library must answer to kc_abi_version. */
export const abiVersion = 0;

/** The functions of the library. */
export const prototypes: readonly string[] = [
  'uint32_t kc_abi_version(void)',
  'int32_t kc_describe(uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_describe_errors(uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_describe_properties(uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc__echo(const uint8_t *batch, uint64_t length, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc__panic(uint64_t client, void *err)',
  'int32_t kc_client_connect(uint64_t client, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_client_poll(uint64_t client, uint32_t flags, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_client_poll_wait(uint64_t client, uint32_t flags, int32_t timeout_ms, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_client_wake_fd(uint64_t client, int32_t *out_fd, void *err)',
  'int32_t kc_client_log_level_set(uint64_t client, int32_t level, void *err)',
  'int32_t kc_client_close(uint64_t client, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_client_close_wait(uint64_t client, int32_t timeout_ms, void *err)',
  'int32_t kc_client_drop(uint64_t client)',
  'int32_t kc_client_metadata(uint64_t client, const uint8_t *json, uint64_t length, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_client_watermarks(uint64_t client, const uint8_t *topic, uint64_t topic_length, int32_t partition, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_client_offsets_for_times(uint64_t client, const uint8_t *batch, uint64_t length, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_client_oauth_token_set(uint64_t client, const uint8_t *json, uint64_t length, void *err)',
  'int32_t kc_client_oauth_failure_set(uint64_t client, const uint8_t *reason, uint64_t length, void *err)',
  'int32_t kc_client_sasl_credentials_set(uint64_t client, const uint8_t *username, uint64_t username_length, const uint8_t *password, uint64_t password_length, void *err)',
  'int32_t kc_producer_new(const uint8_t *config, uint64_t config_length, uint64_t *out_client, void *err)',
  'int32_t kc_producer_send(uint64_t client, const uint8_t *batch, uint64_t length, uint64_t *out_accepted, void *err)',
  'int32_t kc_producer_produce(uint64_t client, const uint8_t *topic, uint64_t topic_length, int32_t partition, const uint8_t *key, uint64_t key_length, const uint8_t *value, uint64_t value_length, uint64_t token, void *err)',
  'int32_t kc_producer_flush(uint64_t client, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_producer_purge(uint64_t client, uint32_t flags, uint64_t token, void *err)',
  'int32_t kc_transaction_init(uint64_t client, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_transaction_begin(uint64_t client, uint64_t token, void *err)',
  'int32_t kc_transaction_send_offsets(uint64_t client, const uint8_t *batch, uint64_t length, const uint8_t *metadata, uint64_t metadata_length, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_transaction_commit(uint64_t client, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_transaction_abort(uint64_t client, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_consumer_new(const uint8_t *config, uint64_t config_length, uint64_t *out_client, void *err)',
  'int32_t kc_consumer_subscribe(uint64_t client, const uint8_t *batch, uint64_t length, uint64_t token, void *err)',
  'int32_t kc_consumer_unsubscribe(uint64_t client, uint64_t token, void *err)',
  'int32_t kc_consumer_subscription(uint64_t client, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_consumer_rebalance_answer(uint64_t client, uint64_t epoch, const uint8_t *batch, uint64_t length, void *err)',
  'int32_t kc_consumer_rebalance_protocol(uint64_t client, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_consumer_group_metadata(uint64_t client, uint64_t token, void *err)',
  'int32_t kc_consumer_assign(uint64_t client, const uint8_t *batch, uint64_t length, uint64_t token, void *err)',
  'int32_t kc_consumer_incremental_assign(uint64_t client, const uint8_t *batch, uint64_t length, uint64_t token, void *err)',
  'int32_t kc_consumer_incremental_unassign(uint64_t client, const uint8_t *batch, uint64_t length, uint64_t token, void *err)',
  'int32_t kc_consumer_assignment(uint64_t client, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_consumer_assignment_lost(uint64_t client, int32_t *out_lost, void *err)',
  'int32_t kc_consumer_hold(uint64_t client, const uint8_t *batch, uint64_t length, void *err)',
  'int32_t kc_consumer_release(uint64_t client, const uint8_t *batch, uint64_t length, void *err)',
  'int32_t kc_consumer_pause(uint64_t client, const uint8_t *batch, uint64_t length, void *err)',
  'int32_t kc_consumer_resume(uint64_t client, const uint8_t *batch, uint64_t length, void *err)',
  'int32_t kc_consumer_paused(uint64_t client, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_consumer_seek(uint64_t client, const uint8_t *batch, uint64_t length, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_consumer_position(uint64_t client, const uint8_t *batch, uint64_t length, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_consumer_store(uint64_t client, const uint8_t *batch, uint64_t length, void *err)',
  'int32_t kc_consumer_commit(uint64_t client, const uint8_t *batch, uint64_t length, uint64_t token, void *err)',
  'int32_t kc_consumer_committed(uint64_t client, const uint8_t *batch, uint64_t length, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_admin_new(const uint8_t *config, uint64_t config_length, uint64_t *out_client, void *err)',
  'int32_t kc_admin_request(uint64_t client, const uint8_t *json, uint64_t length, int32_t timeout_ms, uint64_t token, void *err)',
  'int32_t kc_mock_new(int32_t brokers, uint64_t *out_mock, void *err)',
  'int32_t kc_mock_bootstrap(uint64_t mock, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_mock_topic_create(uint64_t mock, const uint8_t *topic, uint64_t topic_length, int32_t partitions, int32_t replication_factor, void *err)',
  'int32_t kc_mock_topic_error_set(uint64_t mock, const uint8_t *topic, uint64_t topic_length, int32_t code, void *err)',
  'int32_t kc_mock_broker_down(uint64_t mock, int32_t broker, void *err)',
  'int32_t kc_mock_broker_up(uint64_t mock, int32_t broker, void *err)',
  'int32_t kc_mock_rtt_set(uint64_t mock, int32_t broker, int32_t rtt_ms, void *err)',
  'int32_t kc_mock_leader_set(uint64_t mock, const uint8_t *topic, uint64_t topic_length, int32_t partition, int32_t broker, void *err)',
  'int32_t kc_mock_follower_set(uint64_t mock, const uint8_t *topic, uint64_t topic_length, int32_t partition, int32_t broker, void *err)',
  'int32_t kc_mock_rebalance_delay_set(uint64_t mock, int32_t delay_ms, void *err)',
  'int32_t kc_mock_requests_watch(uint64_t mock, int32_t on, void *err)',
  'int32_t kc_mock_requests_seen(uint64_t mock, uint8_t *out, uint64_t capacity, uint64_t *out_length, void *err)',
  'int32_t kc_mock_coordinator_set(uint64_t mock, const uint8_t *kind, uint64_t kind_length, const uint8_t *key, uint64_t key_length, int32_t broker, void *err)',
  'int32_t kc_mock_faults_push(uint64_t mock, int32_t broker, int32_t api_key, const uint8_t *faults, uint64_t faults_length, void *err)',
  'int32_t kc_mock_drop(uint64_t mock)',
];

/** What a call answers. */
export const Status = {
  OK: 0,
  MORE: 1,
  FULL: 2,
  INVALID: -1,
  STATE: -2,
  KAFKA: -3,
  BUFFER: -4,
  PANIC: -5,
  UNSUPPORTED: -6,
  MEMORY: -7,
} as const;

/** What kc_client_poll is asked for. */
export const PollFlag = {
  CONTROL: 1,
  MESSAGES: 2,
} as const;

/** kc_error: its size, the offsets of its members, the room for its text. */
export const errorLayout = {
  SIZE: 512,
  SIZE_OFFSET: 0,
  CODE: 4,
  FLAGS: 8,
  MESSAGE_LENGTH: 12,
  MESSAGE: 16,
  MESSAGE_CAPACITY: 496,
} as const;

/** The batch: its marks, and the offsets of header, record and table entries. */
export const layout = {
  MAGIC: 826426187,
  VERSION: 1,
  HEADER_SIZE: 64,
  RECORD_SIZE: 64,
  TOPIC_ENTRY_SIZE: 8,
  HEADER_LIST_PREFIX_SIZE: 8,
  HEADER_LIST_ENTRY_SIZE: 8,
  ALIGNMENT: 8,
  NULL_LENGTH: 4294967295,
  NO_TOPIC: 4294967295,
  NO_PARTITION: -1,
  NO_OFFSET: -1001,
  HEADER_MAGIC: 0,
  HEADER_LAYOUT_VERSION: 4,
  HEADER_HEADER_SIZE: 6,
  HEADER_RECORD_COUNT: 8,
  HEADER_RECORD_SIZE: 12,
  HEADER_FLAGS: 14,
  HEADER_TOTAL_SIZE: 16,
  HEADER_TOPIC_TABLE_OFFSET: 24,
  HEADER_TOPIC_COUNT: 28,
  HEADER_HEAP_OFFSET: 32,
  HEADER_HEAP_SIZE: 36,
  HEADER_EPOCH: 40,
  RECORD_KIND: 0,
  RECORD_FLAGS: 2,
  RECORD_CODE: 4,
  RECORD_TOPIC: 8,
  RECORD_PARTITION: 12,
  RECORD_OFFSET: 16,
  RECORD_TIMESTAMP: 24,
  RECORD_COUNT: 24,
  RECORD_KEY_OFFSET: 32,
  RECORD_KEY_LENGTH: 36,
  RECORD_VALUE_OFFSET: 40,
  RECORD_VALUE_LENGTH: 44,
  RECORD_HEADERS_OFFSET: 48,
  RECORD_HEADERS_LENGTH: 52,
  RECORD_TOKEN: 56,
  RECORD_LEADER_EPOCH: 56,
  TOPIC_ENTRY_NAME_OFFSET: 0,
  TOPIC_ENTRY_NAME_LENGTH: 4,
  HEADER_LIST_ENTRY_NAME_LENGTH: 0,
  HEADER_LIST_ENTRY_VALUE_LENGTH: 4,
} as const;

/** What a record says. */
export const RecordKind = {
  /** A message. Received: topic, partition, offset, timestamp (milliseconds since 1970), key, value, headers, leader epoch, and the flag LOG_APPEND_TIME. To be sent: topic, partition (-1 lets the partitioner choose), timestamp (0 is now), key, value, headers and token. */
  MESSAGE: 1,
  /** The messages of tokens token to token+count-1 were delivered to one partition, the first of them at offset and the others behind it; -1001 if the broker does not tell, as with acks=0. */
  DELIVERED_RUN: 2,
  /** The messages of tokens token to token+count-1 failed: code, flags (PERSISTED and POSSIBLY_PERSISTED say whether they may be in the log all the same, ABORTABLE that their transaction cannot be committed any more), and the text in value. */
  FAILED_RUN: 3,
  /** The answer to token: code 0, and in value what the function promises (JSON, a batch, bytes, or null); or a code, its flags, and the text in value. */
  RESULT: 4,
  /** The group assigned partitions: token is the epoch of the assignment, value the partition list. Flags: INCREMENTAL, ANSWER. */
  ASSIGNED: 5,
  /** The group took partitions back: token is the epoch, value the partition list. Flags: INCREMENTAL, LOST, ANSWER. No message of these partitions follows. */
  REVOKED: 6,
  /** Something failed that no token asked for: code, flags, the text in value, and topic, partition and offset if it is about one. With the flag FATAL the client can only be closed; without it, the client goes on by itself. */
  ERROR: 7,
  /** A log line: code is the syslog level, key the facility, value the text. */
  LOG: 8,
  /** The producer queue that answered FULL has room again. */
  ROOM: 9,
  /** Offsets were committed automatically, or not: code and flags, value is the partition list, each line with its own code. */
  COMMITTED: 10,
  /** Statistics, every `statistics.interval.ms`: value is librdkafka's JSON. */
  STATS: 11,
  /** How far a partition reaches: offset is its high watermark (that of the next message to be written), timestamp its low one (the first offset). Comes before the messages of each turn; high watermark less position is the lag. */
  WATERMARKS: 12,
  /** The end of a partition was reached; offset is that of the next message to come. Only with `enable.partition.eof`. */
  END: 13,
  /** The broker wants a new token for SASL/OAUTHBEARER; value is `sasl.oauthbearer.config`, or null. */
  TOKEN_REFRESH: 14,
  /** A broker slowed this client down: key is its name, partition its number, timestamp the milliseconds. */
  THROTTLE: 15,
  /** A topic of a subscription. */
  TOPIC: 16,
  /** A line of a partition list: topic, partition, offset, leader epoch (-1 if unknown), the commit metadata in value, and in answers a code. What a function does not ask for it leaves alone. */
  TOPIC_PARTITION: 17,
} as const;

/** The flags of records and of kc_error. */
export const RecordFlag = {
  /** Trying again may help. */
  RETRIABLE: 1,
  /** The client is beyond repair and has to be made anew. */
  FATAL: 2,
  /** The current transaction has to be aborted. */
  ABORTABLE: 4,
  /** The error was found on this side of the wire. */
  LOCAL: 8,
  /** The message did not fit and was cut; only in kc_error. */
  TRUNCATED: 16,
  /** The partitions were lost: another member may own them already. */
  LOST: 32,
  /** The rebalance is incremental: the list names only what changes. */
  INCREMENTAL: 64,
  /** The caller must answer this rebalance. */
  ANSWER: 128,
  /** The timestamp was set by the broker. */
  LOG_APPEND_TIME: 256,
  /** A message that failed may be in the log all the same. */
  POSSIBLY_PERSISTED: 512,
  /** A message that failed is in the log. */
  PERSISTED: 1024,
} as const;

/** librdkafka's error codes, by the names that Node users know. */
export const errorCodes = {
  /** Local: Bad message format */
  ERR__BAD_MSG: -199,
  /** Local: Invalid compressed data */
  ERR__BAD_COMPRESSION: -198,
  /** Local: Broker handle destroyed for termination */
  ERR__DESTROY: -197,
  /** Local: Communication failure with broker */
  ERR__FAIL: -196,
  /** Local: Broker transport failure */
  ERR__TRANSPORT: -195,
  /** Local: Critical system resource failure */
  ERR__CRIT_SYS_RESOURCE: -194,
  /** Local: Host resolution failure */
  ERR__RESOLVE: -193,
  /** Local: Message timed out */
  ERR__MSG_TIMED_OUT: -192,
  /** Broker: No more messages */
  ERR__PARTITION_EOF: -191,
  /** Local: Unknown partition */
  ERR__UNKNOWN_PARTITION: -190,
  /** Local: File or filesystem error */
  ERR__FS: -189,
  /** Local: Unknown topic */
  ERR__UNKNOWN_TOPIC: -188,
  /** Local: All broker connections are down */
  ERR__ALL_BROKERS_DOWN: -187,
  /** Local: Invalid argument or configuration */
  ERR__INVALID_ARG: -186,
  /** Local: Timed out */
  ERR__TIMED_OUT: -185,
  /** Local: Queue full */
  ERR__QUEUE_FULL: -184,
  /** Local: ISR count insufficient */
  ERR__ISR_INSUFF: -183,
  /** Local: Broker node update */
  ERR__NODE_UPDATE: -182,
  /** Local: SSL error */
  ERR__SSL: -181,
  /** Local: Waiting for coordinator */
  ERR__WAIT_COORD: -180,
  /** Local: Unknown group */
  ERR__UNKNOWN_GROUP: -179,
  /** Local: Operation in progress */
  ERR__IN_PROGRESS: -178,
  /** Local: Previous operation in progress */
  ERR__PREV_IN_PROGRESS: -177,
  /** Local: Existing subscription */
  ERR__EXISTING_SUBSCRIPTION: -176,
  /** Local: Assign partitions */
  ERR__ASSIGN_PARTITIONS: -175,
  /** Local: Revoke partitions */
  ERR__REVOKE_PARTITIONS: -174,
  /** Local: Conflicting use */
  ERR__CONFLICT: -173,
  /** Local: Erroneous state */
  ERR__STATE: -172,
  /** Local: Unknown protocol */
  ERR__UNKNOWN_PROTOCOL: -171,
  /** Local: Not implemented */
  ERR__NOT_IMPLEMENTED: -170,
  /** Local: Authentication failure */
  ERR__AUTHENTICATION: -169,
  /** Local: No offset stored */
  ERR__NO_OFFSET: -168,
  /** Local: Outdated */
  ERR__OUTDATED: -167,
  /** Local: Timed out in queue */
  ERR__TIMED_OUT_QUEUE: -166,
  /** Local: Required feature not supported by broker */
  ERR__UNSUPPORTED_FEATURE: -165,
  /** Local: Awaiting cache update */
  ERR__WAIT_CACHE: -164,
  /** Local: Operation interrupted */
  ERR__INTR: -163,
  /** Local: Key serialization error */
  ERR__KEY_SERIALIZATION: -162,
  /** Local: Value serialization error */
  ERR__VALUE_SERIALIZATION: -161,
  /** Local: Key deserialization error */
  ERR__KEY_DESERIALIZATION: -160,
  /** Local: Value deserialization error */
  ERR__VALUE_DESERIALIZATION: -159,
  /** Local: Partial response */
  ERR__PARTIAL: -158,
  /** Local: Read-only object */
  ERR__READ_ONLY: -157,
  /** Local: No such entry */
  ERR__NOENT: -156,
  /** Local: Read underflow */
  ERR__UNDERFLOW: -155,
  /** Local: Invalid type */
  ERR__INVALID_TYPE: -154,
  /** Local: Retry operation */
  ERR__RETRY: -153,
  /** Local: Purged in queue */
  ERR__PURGE_QUEUE: -152,
  /** Local: Purged in flight */
  ERR__PURGE_INFLIGHT: -151,
  /** Local: Fatal error */
  ERR__FATAL: -150,
  /** Local: Inconsistent state */
  ERR__INCONSISTENT: -149,
  /** Local: Gap-less ordering would not be guaranteed if proceeding */
  ERR__GAPLESS_GUARANTEE: -148,
  /** Local: Maximum application poll interval (max.poll.interval.ms) exceeded */
  ERR__MAX_POLL_EXCEEDED: -147,
  /** Local: Unknown broker */
  ERR__UNKNOWN_BROKER: -146,
  /** Local: Functionality not configured */
  ERR__NOT_CONFIGURED: -145,
  /** Local: This instance has been fenced by a newer instance */
  ERR__FENCED: -144,
  /** Local: Application generated error */
  ERR__APPLICATION: -143,
  /** Local: Group partition assignment lost */
  ERR__ASSIGNMENT_LOST: -142,
  /** Local: No operation performed */
  ERR__NOOP: -141,
  /** Local: No offset to automatically reset to */
  ERR__AUTO_OFFSET_RESET: -140,
  /** Local: Partition log truncation detected */
  ERR__LOG_TRUNCATION: -139,
  /** Local: an invalid record in the same batch caused the failure of this message too */
  ERR__INVALID_DIFFERENT_RECORD: -138,
  /** Local: Broker handle destroyed without termination */
  ERR__DESTROY_BROKER: -137,
  /** Unknown broker error */
  ERR_UNKNOWN: -1,
  /** Success */
  ERR_NO_ERROR: 0,
  /** Broker: Offset out of range */
  ERR_OFFSET_OUT_OF_RANGE: 1,
  /** Broker: Invalid message */
  ERR_INVALID_MSG: 2,
  /** Broker: Unknown topic or partition */
  ERR_UNKNOWN_TOPIC_OR_PART: 3,
  /** Broker: Invalid message size */
  ERR_INVALID_MSG_SIZE: 4,
  /** Broker: Leader not available */
  ERR_LEADER_NOT_AVAILABLE: 5,
  /** Broker: Not leader for partition */
  ERR_NOT_LEADER_FOR_PARTITION: 6,
  /** Broker: Request timed out */
  ERR_REQUEST_TIMED_OUT: 7,
  /** Broker: Broker not available */
  ERR_BROKER_NOT_AVAILABLE: 8,
  /** Broker: Replica not available */
  ERR_REPLICA_NOT_AVAILABLE: 9,
  /** Broker: Message size too large */
  ERR_MSG_SIZE_TOO_LARGE: 10,
  /** Broker: StaleControllerEpochCode */
  ERR_STALE_CTRL_EPOCH: 11,
  /** Broker: Offset metadata string too large */
  ERR_OFFSET_METADATA_TOO_LARGE: 12,
  /** Broker: Broker disconnected before response received */
  ERR_NETWORK_EXCEPTION: 13,
  /** Broker: Coordinator load in progress */
  ERR_COORDINATOR_LOAD_IN_PROGRESS: 14,
  /** Broker: Coordinator not available */
  ERR_COORDINATOR_NOT_AVAILABLE: 15,
  /** Broker: Not coordinator */
  ERR_NOT_COORDINATOR: 16,
  /** Broker: Invalid topic */
  ERR_TOPIC_EXCEPTION: 17,
  /** Broker: Message batch larger than configured server segment size */
  ERR_RECORD_LIST_TOO_LARGE: 18,
  /** Broker: Not enough in-sync replicas */
  ERR_NOT_ENOUGH_REPLICAS: 19,
  /** Broker: Message(s) written to insufficient number of in-sync replicas */
  ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND: 20,
  /** Broker: Invalid required acks value */
  ERR_INVALID_REQUIRED_ACKS: 21,
  /** Broker: Specified group generation id is not valid */
  ERR_ILLEGAL_GENERATION: 22,
  /** Broker: Inconsistent group protocol */
  ERR_INCONSISTENT_GROUP_PROTOCOL: 23,
  /** Broker: Invalid group.id */
  ERR_INVALID_GROUP_ID: 24,
  /** Broker: Unknown member */
  ERR_UNKNOWN_MEMBER_ID: 25,
  /** Broker: Invalid session timeout */
  ERR_INVALID_SESSION_TIMEOUT: 26,
  /** Broker: Group rebalance in progress */
  ERR_REBALANCE_IN_PROGRESS: 27,
  /** Broker: Commit offset data size is not valid */
  ERR_INVALID_COMMIT_OFFSET_SIZE: 28,
  /** Broker: Topic authorization failed */
  ERR_TOPIC_AUTHORIZATION_FAILED: 29,
  /** Broker: Group authorization failed */
  ERR_GROUP_AUTHORIZATION_FAILED: 30,
  /** Broker: Cluster authorization failed */
  ERR_CLUSTER_AUTHORIZATION_FAILED: 31,
  /** Broker: Invalid timestamp */
  ERR_INVALID_TIMESTAMP: 32,
  /** Broker: Unsupported SASL mechanism */
  ERR_UNSUPPORTED_SASL_MECHANISM: 33,
  /** Broker: Request not valid in current SASL state */
  ERR_ILLEGAL_SASL_STATE: 34,
  /** Broker: API version not supported */
  ERR_UNSUPPORTED_VERSION: 35,
  /** Broker: Topic already exists */
  ERR_TOPIC_ALREADY_EXISTS: 36,
  /** Broker: Invalid number of partitions */
  ERR_INVALID_PARTITIONS: 37,
  /** Broker: Invalid replication factor */
  ERR_INVALID_REPLICATION_FACTOR: 38,
  /** Broker: Invalid replica assignment */
  ERR_INVALID_REPLICA_ASSIGNMENT: 39,
  /** Broker: Configuration is invalid */
  ERR_INVALID_CONFIG: 40,
  /** Broker: Not controller for cluster */
  ERR_NOT_CONTROLLER: 41,
  /** Broker: Invalid request */
  ERR_INVALID_REQUEST: 42,
  /** Broker: Message format on broker does not support request */
  ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT: 43,
  /** Broker: Policy violation */
  ERR_POLICY_VIOLATION: 44,
  /** Broker: Broker received an out of order sequence number */
  ERR_OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  /** Broker: Broker received a duplicate sequence number */
  ERR_DUPLICATE_SEQUENCE_NUMBER: 46,
  /** Broker: Producer attempted an operation with an old epoch */
  ERR_INVALID_PRODUCER_EPOCH: 47,
  /** Broker: Producer attempted a transactional operation in an invalid state */
  ERR_INVALID_TXN_STATE: 48,
  /** Broker: Producer attempted to use a producer id which is not currently assigned to its transactional id */
  ERR_INVALID_PRODUCER_ID_MAPPING: 49,
  /** Broker: Transaction timeout is larger than the maximum value allowed by the broker's max.transaction.timeout.ms */
  ERR_INVALID_TRANSACTION_TIMEOUT: 50,
  /** Broker: Producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing */
  ERR_CONCURRENT_TRANSACTIONS: 51,
  /** Broker: Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current coordinator for a given producer */
  ERR_TRANSACTION_COORDINATOR_FENCED: 52,
  /** Broker: Transactional Id authorization failed */
  ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  /** Broker: Security features are disabled */
  ERR_SECURITY_DISABLED: 54,
  /** Broker: Operation not attempted */
  ERR_OPERATION_NOT_ATTEMPTED: 55,
  /** Broker: Disk error when trying to access log file on disk */
  ERR_KAFKA_STORAGE_ERROR: 56,
  /** Broker: The user-specified log directory is not found in the broker config */
  ERR_LOG_DIR_NOT_FOUND: 57,
  /** Broker: SASL Authentication failed */
  ERR_SASL_AUTHENTICATION_FAILED: 58,
  /** Broker: Unknown Producer Id */
  ERR_UNKNOWN_PRODUCER_ID: 59,
  /** Broker: Partition reassignment is in progress */
  ERR_REASSIGNMENT_IN_PROGRESS: 60,
  /** Broker: Delegation Token feature is not enabled */
  ERR_DELEGATION_TOKEN_AUTH_DISABLED: 61,
  /** Broker: Delegation Token is not found on server */
  ERR_DELEGATION_TOKEN_NOT_FOUND: 62,
  /** Broker: Specified Principal is not valid Owner/Renewer */
  ERR_DELEGATION_TOKEN_OWNER_MISMATCH: 63,
  /** Broker: Delegation Token requests are not allowed on this connection */
  ERR_DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: 64,
  /** Broker: Delegation Token authorization failed */
  ERR_DELEGATION_TOKEN_AUTHORIZATION_FAILED: 65,
  /** Broker: Delegation Token is expired */
  ERR_DELEGATION_TOKEN_EXPIRED: 66,
  /** Broker: Supplied principalType is not supported */
  ERR_INVALID_PRINCIPAL_TYPE: 67,
  /** Broker: The group is not empty */
  ERR_NON_EMPTY_GROUP: 68,
  /** Broker: The group id does not exist */
  ERR_GROUP_ID_NOT_FOUND: 69,
  /** Broker: The fetch session ID was not found */
  ERR_FETCH_SESSION_ID_NOT_FOUND: 70,
  /** Broker: The fetch session epoch is invalid */
  ERR_INVALID_FETCH_SESSION_EPOCH: 71,
  /** Broker: No matching listener */
  ERR_LISTENER_NOT_FOUND: 72,
  /** Broker: Topic deletion is disabled */
  ERR_TOPIC_DELETION_DISABLED: 73,
  /** Broker: Leader epoch is older than broker epoch */
  ERR_FENCED_LEADER_EPOCH: 74,
  /** Broker: Leader epoch is newer than broker epoch */
  ERR_UNKNOWN_LEADER_EPOCH: 75,
  /** Broker: Unsupported compression type */
  ERR_UNSUPPORTED_COMPRESSION_TYPE: 76,
  /** Broker: Broker epoch has changed */
  ERR_STALE_BROKER_EPOCH: 77,
  /** Broker: Leader high watermark is not caught up */
  ERR_OFFSET_NOT_AVAILABLE: 78,
  /** Broker: Group member needs a valid member ID */
  ERR_MEMBER_ID_REQUIRED: 79,
  /** Broker: Preferred leader was not available */
  ERR_PREFERRED_LEADER_NOT_AVAILABLE: 80,
  /** Broker: Consumer group has reached maximum size */
  ERR_GROUP_MAX_SIZE_REACHED: 81,
  /** Broker: Static consumer fenced by other consumer with same group.instance.id */
  ERR_FENCED_INSTANCE_ID: 82,
  /** Broker: Eligible partition leaders are not available */
  ERR_ELIGIBLE_LEADERS_NOT_AVAILABLE: 83,
  /** Broker: Leader election not needed for topic partition */
  ERR_ELECTION_NOT_NEEDED: 84,
  /** Broker: No partition reassignment is in progress */
  ERR_NO_REASSIGNMENT_IN_PROGRESS: 85,
  /** Broker: Deleting offsets of a topic while the consumer group is subscribed to it */
  ERR_GROUP_SUBSCRIBED_TO_TOPIC: 86,
  /** Broker: Broker failed to validate record */
  ERR_INVALID_RECORD: 87,
  /** Broker: There are unstable offsets that need to be cleared */
  ERR_UNSTABLE_OFFSET_COMMIT: 88,
  /** Broker: Throttling quota has been exceeded */
  ERR_THROTTLING_QUOTA_EXCEEDED: 89,
  /** Broker: There is a newer producer with the same transactionalId which fences the current one */
  ERR_PRODUCER_FENCED: 90,
  /** Broker: Request illegally referred to resource that does not exist */
  ERR_RESOURCE_NOT_FOUND: 91,
  /** Broker: Request illegally referred to the same resource twice */
  ERR_DUPLICATE_RESOURCE: 92,
  /** Broker: Requested credential would not meet criteria for acceptability */
  ERR_UNACCEPTABLE_CREDENTIAL: 93,
  /** Broker: Indicates that the either the sender or recipient of a voter-only request is not one of the expected voters */
  ERR_INCONSISTENT_VOTER_SET: 94,
  /** Broker: Invalid update version */
  ERR_INVALID_UPDATE_VERSION: 95,
  /** Broker: Unable to update finalized features due to server error */
  ERR_FEATURE_UPDATE_FAILED: 96,
  /** Broker: Request principal deserialization failed during forwarding */
  ERR_PRINCIPAL_DESERIALIZATION_FAILURE: 97,
  /** Broker: Unknown topic id */
  ERR_UNKNOWN_TOPIC_ID: 100,
  /** Broker: The member epoch is fenced by the group coordinator */
  ERR_FENCED_MEMBER_EPOCH: 110,
  /** Broker: The instance ID is still used by another member in the consumer group */
  ERR_UNRELEASED_INSTANCE_ID: 111,
  /** Broker: The assignor or its version range is not supported by the consumer group */
  ERR_UNSUPPORTED_ASSIGNOR: 112,
  /** Broker: The member epoch is stale */
  ERR_STALE_MEMBER_EPOCH: 113,
  /** Broker: Client sent a push telemetry request with an invalid or outdated subscription ID */
  ERR_UNKNOWN_SUBSCRIPTION_ID: 117,
  /** Broker: Client sent a push telemetry request larger than the maximum size the broker will accept */
  ERR_TELEMETRY_TOO_LARGE: 118,
  /** Broker: Client metadata is stale, client should rebootstrap to obtain new metadata */
  ERR_REBOOTSTRAP_REQUIRED: 129,
} as const;
