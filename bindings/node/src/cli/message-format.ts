import { isUtf8 } from 'node:buffer';

import type { Message } from '../index';

const NEWLINE = Buffer.from('\n');
const NOTHING = Buffer.alloc(0);

/** Writes messages as JSON, each on a line. */
export function jsonOf(messages: readonly Message[]): string {
  return messages.map((message) => `${JSON.stringify(documentOf(message))}\n`).join('');
}

/** Writes the bytes of each message and a newline, before them the key and the separator if there is one. */
export function bytesOf(messages: readonly Message[], separator: Buffer | undefined): Buffer {
  return Buffer.concat(
    messages.flatMap(({ key, value }) => {
      const line = [value ?? NOTHING, NEWLINE];
      return separator === undefined ? line : [key ?? NOTHING, separator, ...line];
    }),
  );
}

function documentOf({ topic, partition, offset, timestamp, key, headers = [], value }: Message): object {
  return {
    topic,
    partition,
    offset,
    timestamp,
    key: textOf(key),
    headers: headers.flatMap((header) => Object.entries(header)).map(([name, text]) => ({ name, value: textOf(text) })),
    value: textOf(value),
  };
}

/** A text as it is, and other bytes marked as what they are. */
function textOf(bytes: Buffer | string | null): string | { readonly base64: string } | null {
  if (bytes === null || typeof bytes === 'string') return bytes;
  return isUtf8(bytes) ? bytes.toString() : { base64: bytes.toString('base64') };
}
