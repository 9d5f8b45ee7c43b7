import * as native from '../native/calls';

/** What is inside the native library. */
export interface Engine {
  /** Of the library itself. */
  readonly version: string;
  readonly abi: number;
  readonly librdkafka: string;
  readonly features: readonly string[];
}

export const engine = JSON.parse(native.describe()) as Engine;
