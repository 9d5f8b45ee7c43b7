/** So many names are remembered. Those that fall on one place take it from each other. */
const PLACES = 64;
/** Longer ones are decoded every time. */
const NAME_MAX_BYTES = 64;

/** Names of headers. The same few come with message after message, and comparing their bytes is far cheaper than decoding them. */
export class HeaderNames {
  readonly #names = new Array<string>(PLACES).fill('');
  readonly #lengths = new Uint8Array(PLACES);
  readonly #bytes = new Uint8Array(PLACES * NAME_MAX_BYTES);

  /** The name that these bytes are. */
  read(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > NAME_MAX_BYTES) return bytes.toString('utf8', start, end);
    const place = (length + 3 * (bytes[start] ?? 0) + 7 * (bytes[end - 1] ?? 0)) % PLACES;
    if (!this.#isAt(place, bytes, start, length)) this.#put(place, bytes, start, end);
    return this.#names[place] ?? '';
  }

  #isAt(place: number, bytes: Buffer, start: number, length: number): boolean {
    if (this.#lengths[place] !== length) return false;
    const first = place * NAME_MAX_BYTES;
    for (let index = 0; index < length; index++)
      if (this.#bytes[first + index] !== bytes[start + index]) return false;
    return true;
  }

  #put(place: number, bytes: Buffer, start: number, end: number): void {
    this.#names[place] = bytes.toString('utf8', start, end);
    this.#lengths[place] = end - start;
    this.#bytes.set(bytes.subarray(start, end), place * NAME_MAX_BYTES);
  }
}
