/** What a native call that failed said: the four fields of a `kc_error` and the status that came with it. */
export class NativeFailure extends Error {
  override readonly name = 'NativeFailure';

  constructor(
    readonly status: number,
    readonly code: number,
    readonly flags: number,
    message: string,
  ) {
    super(message);
  }
}
