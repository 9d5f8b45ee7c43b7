// Our own package, by the read stream of its callback API.
import { createRequire } from 'node:module';

import { configOf } from './callbacks.mjs';

const { createReadStream } = createRequire(import.meta.url)('../../../bindings/node');

export async function consumer(settings, read) {
  const config = { ...configOf(settings), 'group.id': settings.group };
  const stream = createReadStream(config, {}, { topics: [settings.topic] });
  stream.on('data', ({ partition, value }) => read(partition, value));
}
