import { errorLayout, Status } from './generated';
import { NativeFailure } from './failure';
import { openLibrary } from './library';
import type { NativeFunction, NativeLibrary } from './library';

/** A client, a mock cluster: a number that the library gave out and alone can read. */
export type Ticket = number;

export type Role = 'producer' | 'consumer' | 'admin';

export interface PollOutcome {
  readonly status: number;
  /** Bytes of the batch that was written, 0 if there was none; after BUFFER the bytes that are needed. */
  readonly length: number;
}

/** Most texts are shorter. */
const TEXT_BYTES = 64 * 1024;

/** Calls never overlap in one thread, so one of each serves them all. */
const error = Buffer.alloc(errorLayout.SIZE);
const word = Buffer.alloc(8);

let library: NativeLibrary | undefined;

function native(name: string): NativeFunction {
  library ??= openLibrary();
  const found = library.get(name);
  if (found === undefined) throw new Error(`kafkacore: the library has no function ${name}`);
  return found;
}

/** The calls of the hot path: looked up by the first call, and in the way of none after it. */
let poll: NativeFunction = (...values) => (poll = native('kc_client_poll'))(...values);
let send: NativeFunction = (...values) => (send = native('kc_producer_send'))(...values);

/** What the library says about itself, as JSON. */
export function describe(): string {
  return readText((out) => native('kc_describe')(out, out.length, word, failure()));
}

/** The errors that there are, as JSON. */
export function describeErrors(): string {
  return readText((out) => native('kc_describe_errors')(out, out.length, word, failure()));
}

/** The properties that clients are made with, as JSON. */
export function describeProperties(): string {
  return readText((out) => native('kc_describe_properties')(out, out.length, word, failure()));
}

export function clientCreate(role: Role, config: string): Ticket {
  const bytes = Buffer.from(config);
  check(native(`kc_${role}_new`)(bytes, bytes.length, word, failure()));
  return readWord();
}

export function clientConnect(client: Ticket, timeoutMs: number, token: number): void {
  check(native('kc_client_connect')(client, int32(timeoutMs), token, failure()));
}

/** Writes one batch into `out`. Only OK, MORE and BUFFER come back. */
export function clientPoll(client: Ticket, flags: number, out: Buffer): PollOutcome {
  const status = poll(client, flags, out, out.length, word, failure());
  if (status < 0 && status !== Status.BUFFER) throw readFailure(status);
  return { status, length: readWord() };
}

/** As `clientPoll`, but blocks the thread until there is something, and no longer than so. */
export function clientPollWait(client: Ticket, flags: number, timeoutMs: number, out: Buffer): PollOutcome {
  const call = native('kc_client_poll_wait');
  const status = call(client, flags, int32(timeoutMs), out, out.length, word, failure());
  if (status < 0 && status !== Status.BUFFER) throw readFailure(status);
  return { status, length: readWord() };
}

/** A file descriptor of the caller's own, which becomes readable when there is something to poll. */
export function clientWakeFd(client: Ticket): number {
  check(native('kc_client_wake_fd')(client, word, failure()));
  return word.readInt32LE(0);
}

/** Log lines above this syslog level are not written from now on. */
export function clientLogLevelSet(client: Ticket, level: number): void {
  check(native('kc_client_log_level_set')(client, level, failure()));
}

export function clientMetadata(client: Ticket, json: string, timeoutMs: number, token: number): void {
  const bytes = Buffer.from(json);
  check(native('kc_client_metadata')(client, bytes, bytes.length, int32(timeoutMs), token, failure()));
}

export function clientWatermarks(
  client: Ticket,
  topic: string,
  partition: number,
  timeoutMs: number,
  token: number,
): void {
  const name = Buffer.from(topic);
  const call = native('kc_client_watermarks');
  check(call(client, name, name.length, partition, int32(timeoutMs), token, failure()));
}

/** The offsets of the list are times. */
export function clientOffsetsForTimes(client: Ticket, times: Buffer, timeoutMs: number, token: number): void {
  check(native('kc_client_offsets_for_times')(client, times, times.length, int32(timeoutMs), token, failure()));
}

export function clientOauthTokenSet(client: Ticket, json: string): void {
  const bytes = Buffer.from(json);
  check(native('kc_client_oauth_token_set')(client, bytes, bytes.length, failure()));
}

export function clientOauthFailureSet(client: Ticket, reason: string): void {
  const bytes = Buffer.from(reason);
  check(native('kc_client_oauth_failure_set')(client, bytes, bytes.length, failure()));
}

/** For connections from now on. */
export function clientSaslCredentialsSet(client: Ticket, username: string, password: string): void {
  const call = native('kc_client_sasl_credentials_set');
  const [name, secret] = [Buffer.from(username), Buffer.from(password)];
  check(call(client, name, name.length, secret, secret.length, failure()));
}

export function clientClose(client: Ticket, timeoutMs: number, token: number): void {
  check(native('kc_client_close')(client, int32(timeoutMs), token, failure()));
}

export function clientDrop(client: Ticket): void {
  native('kc_client_drop')(client);
}

/** How many records of the batch were taken: all of them, or as many as there was room for. */
export function producerSend(client: Ticket, batch: Buffer): number {
  check(send(client, batch, batch.length, word, failure()));
  return readWord();
}

export function producerFlush(client: Ticket, timeoutMs: number, token: number): void {
  check(native('kc_producer_flush')(client, int32(timeoutMs), token, failure()));
}

export function transactionInit(client: Ticket, timeoutMs: number, token: number): void {
  check(native('kc_transaction_init')(client, int32(timeoutMs), token, failure()));
}

export function transactionBegin(client: Ticket, token: number): void {
  check(native('kc_transaction_begin')(client, token, failure()));
}

/** `metadata` is what `consumerGroupMetadata` brought. */
export function transactionSendOffsets(
  client: Ticket,
  offsets: Buffer,
  metadata: Buffer,
  timeoutMs: number,
  token: number,
): void {
  const call = native('kc_transaction_send_offsets');
  check(call(client, offsets, offsets.length, metadata, metadata.length, int32(timeoutMs), token, failure()));
}

export function transactionCommit(client: Ticket, timeoutMs: number, token: number): void {
  check(native('kc_transaction_commit')(client, int32(timeoutMs), token, failure()));
}

export function transactionAbort(client: Ticket, timeoutMs: number, token: number): void {
  check(native('kc_transaction_abort')(client, int32(timeoutMs), token, failure()));
}

export function consumerSubscribe(client: Ticket, topics: Buffer, token: number): void {
  check(native('kc_consumer_subscribe')(client, topics, topics.length, token, failure()));
}

export function consumerUnsubscribe(client: Ticket, token: number): void {
  check(native('kc_consumer_unsubscribe')(client, token, failure()));
}

/** Without partitions, agrees to what the group decided. */
export function consumerRebalanceAnswer(client: Ticket, epoch: number, partitions: Buffer | null): void {
  check(native('kc_consumer_rebalance_answer')(client, epoch, partitions, partitions?.length ?? 0, failure()));
}

/** Without partitions, takes the assignment away. */
export function consumerAssign(client: Ticket, partitions: Buffer | null, token: number): void {
  check(native('kc_consumer_assign')(client, partitions, partitions?.length ?? 0, token, failure()));
}

export function consumerIncrementalAssign(client: Ticket, partitions: Buffer, token: number): void {
  check(native('kc_consumer_incremental_assign')(client, partitions, partitions.length, token, failure()));
}

export function consumerIncrementalUnassign(client: Ticket, partitions: Buffer, token: number): void {
  check(native('kc_consumer_incremental_unassign')(client, partitions, partitions.length, token, failure()));
}

/** NONE, EAGER or COOPERATIVE. */
export function consumerRebalanceProtocol(client: Ticket): string {
  return readText((out) => native('kc_consumer_rebalance_protocol')(client, out, out.length, word, failure()));
}

export function consumerAssignmentLost(client: Ticket): boolean {
  check(native('kc_consumer_assignment_lost')(client, word, failure()));
  return word.readInt32LE(0) !== 0;
}

export function consumerGroupMetadata(client: Ticket, token: number): void {
  check(native('kc_consumer_group_metadata')(client, token, failure()));
}

export function consumerSeek(client: Ticket, offsets: Buffer, timeoutMs: number, token: number): void {
  check(native('kc_consumer_seek')(client, offsets, offsets.length, int32(timeoutMs), token, failure()));
}

export function consumerHold(client: Ticket, partitions: Buffer): void {
  check(native('kc_consumer_hold')(client, partitions, partitions.length, failure()));
}

export function consumerRelease(client: Ticket, partitions: Buffer): void {
  check(native('kc_consumer_release')(client, partitions, partitions.length, failure()));
}

export function consumerStore(client: Ticket, offsets: Buffer): void {
  check(native('kc_consumer_store')(client, offsets, offsets.length, failure()));
}

/** Without offsets, commits what is stored. */
export function consumerCommit(client: Ticket, offsets: Buffer | null, token: number): void {
  check(native('kc_consumer_commit')(client, offsets, offsets?.length ?? 0, token, failure()));
}

/** Without partitions, asks for those of all that are assigned. */
export function consumerCommitted(client: Ticket, partitions: Buffer | null, timeoutMs: number, token: number): void {
  const length = partitions?.length ?? 0;
  check(native('kc_consumer_committed')(client, partitions, length, int32(timeoutMs), token, failure()));
}

export function adminRequest(client: Ticket, json: string, timeoutMs: number, token: number): void {
  const bytes = Buffer.from(json);
  check(native('kc_admin_request')(client, bytes, bytes.length, int32(timeoutMs), token, failure()));
}

export function mockCreate(brokers: number): Ticket {
  check(native('kc_mock_new')(brokers, word, failure()));
  return readWord();
}

export function mockBootstrap(mock: Ticket): string {
  return readText((out) => native('kc_mock_bootstrap')(mock, out, out.length, word, failure()));
}

export function mockTopicCreate(mock: Ticket, topic: string, partitions: number, replicationFactor: number): void {
  const name = Buffer.from(topic);
  check(native('kc_mock_topic_create')(mock, name, name.length, partitions, replicationFactor, failure()));
}

/** Who asks for the topic hears this code from now on. */
export function mockTopicErrorSet(mock: Ticket, topic: string, code: number): void {
  const name = Buffer.from(topic);
  check(native('kc_mock_topic_error_set')(mock, name, name.length, code, failure()));
}

export function mockLeaderSet(mock: Ticket, topic: string, partition: number, broker: number): void {
  const name = Buffer.from(topic);
  check(native('kc_mock_leader_set')(mock, name, name.length, partition, broker, failure()));
}

export function mockFollowerSet(mock: Ticket, topic: string, partition: number, broker: number): void {
  const name = Buffer.from(topic);
  check(native('kc_mock_follower_set')(mock, name, name.length, partition, broker, failure()));
}

/** `kind` is group or transaction. */
export function mockCoordinatorSet(mock: Ticket, kind: string, key: string, broker: number): void {
  const [kindBytes, name] = [Buffer.from(kind), Buffer.from(key)];
  check(native('kc_mock_coordinator_set')(mock, kindBytes, kindBytes.length, name, name.length, broker, failure()));
}

/** Each answer of the broker takes so much longer from now on. */
export function mockRttSet(mock: Ticket, broker: number, rttMs: number): void {
  check(native('kc_mock_rtt_set')(mock, broker, int32(rttMs), failure()));
}

/** Plants faults for the next requests of a kind, as JSON; broker 0 stands for all of them. */
export function mockFaultsPush(mock: Ticket, broker: number, apiKey: number, faults: string): void {
  const bytes = Buffer.from(faults);
  check(native('kc_mock_faults_push')(mock, broker, apiKey, bytes, bytes.length, failure()));
}

export function mockRebalanceDelaySet(mock: Ticket, delayMs: number): void {
  check(native('kc_mock_rebalance_delay_set')(mock, int32(delayMs), failure()));
}

export function mockRequestsWatch(mock: Ticket, on: boolean): void {
  check(native('kc_mock_requests_watch')(mock, on ? 1 : 0, failure()));
}

/** As JSON, which may grow while it is asked for. */
export function mockRequestsSeen(mock: Ticket): string {
  for (let size = TEXT_BYTES; ; size = readWord()) {
    const out = Buffer.alloc(size);
    const status = native('kc_mock_requests_seen')(mock, out, size, word, failure());
    if (status === Status.BUFFER) continue;
    check(status);
    return out.toString('utf8', 0, readWord());
  }
}

export function mockBrokerDown(mock: Ticket, broker: number): void {
  check(native('kc_mock_broker_down')(mock, broker, failure()));
}

export function mockBrokerUp(mock: Ticket, broker: number): void {
  check(native('kc_mock_broker_up')(mock, broker, failure()));
}

export function mockDrop(mock: Ticket): void {
  native('kc_mock_drop')(mock);
}

function failure(): Buffer {
  error.writeUInt32LE(errorLayout.SIZE, errorLayout.SIZE_OFFSET);
  return error;
}

function check(status: number): void {
  if (status < 0) throw readFailure(status);
}

function readFailure(status: number): NativeFailure {
  const length = Math.min(error.readUInt32LE(errorLayout.MESSAGE_LENGTH), errorLayout.MESSAGE_CAPACITY);
  return new NativeFailure(
    status,
    error.readInt32LE(errorLayout.CODE),
    error.readUInt32LE(errorLayout.FLAGS),
    error.toString('utf8', errorLayout.MESSAGE, errorLayout.MESSAGE + length),
  );
}

function readWord(): number {
  return word.readUInt32LE(0) + word.readUInt32LE(4) * 2 ** 32;
}

function readText(write: (out: Buffer) => number): string {
  let out = Buffer.alloc(TEXT_BYTES);
  let status = write(out);
  if (status === Status.BUFFER) status = write((out = Buffer.alloc(readWord())));
  check(status);
  return out.toString('utf8', 0, readWord());
}

/** The longest time that the library takes is 24 days. */
function int32(timeoutMs: number): number {
  return Math.min(timeoutMs, 0x7fff_ffff);
}
