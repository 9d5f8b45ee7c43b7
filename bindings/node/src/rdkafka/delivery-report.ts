import type { Failure } from '../runtime/failure';
import type { Receipt } from '../runtime/receipts';
import { errorOf } from './errors';
import type { LibrdKafkaError } from './errors';

/** What became of a message. */
export interface DeliveryReport {
  topic: string;
  /** -1 if the message failed before it had one. */
  partition: number;
  /** Below 0 if the broker did not tell it, or the message failed. */
  offset: number;
  key: Buffer | null;
  /** Milliseconds since 1970: that of the message, or when it was produced. */
  timestamp: number;
  /** Bytes of the value. */
  size: number;
  /** The value, if `dr_msg_cb` asks for it. */
  value?: Buffer | null;
  /** What the program gave along with the message. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  opaque?: any;
}

/** Who is told of reports. */
export interface ReportListener {
  /** Whether values are to be in them. */
  readonly hasValues: boolean;
  reported(error: LibrdKafkaError | null, report: DeliveryReport, failure?: Failure): void;
}

const NO_OFFSET = -1001;

/** One message on its way, of which there will be a report. */
export class ReportedMessage implements Receipt {
  readonly #listener: ReportListener;
  readonly #topic: string;
  readonly #partition: number;
  readonly #key: Uint8Array | string | null | undefined;
  readonly #value: Uint8Array | null;
  readonly #timestamp: number;
  readonly #opaque: unknown;

  constructor(
    listener: ReportListener,
    topic: string,
    partition: number,
    key: Uint8Array | string | null | undefined,
    value: Uint8Array | null,
    timestamp: number,
    opaque: unknown,
  ) {
    this.#listener = listener;
    this.#topic = topic;
    this.#partition = partition;
    this.#key = key;
    this.#value = value;
    this.#timestamp = timestamp;
    this.#opaque = opaque;
  }

  delivered(partition: number, offset: number): void {
    this.#listener.reported(null, this.#report(partition, offset));
  }

  failed(failure: Failure): void {
    this.#listener.reported(errorOf(failure), this.#report(this.#partition, NO_OFFSET), failure);
  }

  #report(partition: number, offset: number): DeliveryReport {
    const value = this.#value;
    const report: DeliveryReport = {
      topic: this.#topic,
      partition,
      offset,
      key: bytesOf(this.#key),
      timestamp: this.#timestamp,
      size: value === null ? 0 : value.length,
    };
    if (this.#listener.hasValues) report.value = bytesOf(value);
    if (this.#opaque !== undefined && this.#opaque !== null) report.opaque = this.#opaque;
    return report;
  }
}

function bytesOf(bytes: Uint8Array | string | null | undefined): Buffer | null {
  if (bytes === undefined || bytes === null) return null;
  if (typeof bytes === 'string') return Buffer.from(bytes);
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
