const SEED = 0x9747b28c;
const FACTOR = 0x5bd1e995;

type Multiply = (a: number, b: number) => number;

/** The hash that Kafka's own clients choose partitions by, as a positive number. */
export function murmur2(key: Uint8Array): number {
  return positive(hash(key, Math.imul, key.length & ~3));
}

/** The same as KafkaJS 1 computed it: in doubles, and with the last bytes taken in twice. */
export function legacyMurmur2(key: Uint8Array): number {
  return positive(hash(key, (a, b) => a * b, key.length));
}

/** Takes in words of four bytes up to `wordsEnd`, and then what is left over behind the last whole one. */
function hash(key: Uint8Array, multiply: Multiply, wordsEnd: number): number {
  const byte = (at: number): number => key[at] ?? 0;
  let sum: number = SEED ^ key.length;
  for (let at = 0; at < wordsEnd; at += 4) {
    let word = byte(at) + (byte(at + 1) << 8) + (byte(at + 2) << 16) + (byte(at + 3) << 24);
    word = multiply(word, FACTOR);
    word = multiply(word ^ (word >>> 24), FACTOR);
    sum = multiply(sum, FACTOR) ^ word;
  }
  const rest = key.length & ~3;
  if (rest < key.length) {
    sum ^= byte(rest) ^ (byte(rest + 1) << 8) ^ (byte(rest + 2) << 16);
    sum = multiply(sum, FACTOR);
  }
  sum = multiply(sum ^ (sum >>> 13), FACTOR);
  return sum ^ (sum >>> 15);
}

function positive(number: number): number {
  return number & 0x7fffffff;
}
