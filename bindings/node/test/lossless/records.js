'use strict';
// What the library tells a consumer of its group, heard before the consumer hears it: rebalances and automatic commits, in
// the one order in which they and the messages come.

const runtime = require('../../dist/runtime/consumer');
const { RecordFlag, RecordKind } = require('../../dist/native/generated');
const { readPartitions } = require('../../dist/runtime/partitions');

const listeners = new Map();

/** The consumer that is under test, with somebody who listens. */
class OverheardConsumer extends runtime.Consumer {
  #listener;

  constructor(properties, events) {
    super(properties, events);
    this.#listener = listeners.get(properties['client.id']);
  }

  take(batch, at) {
    const listener = this.#listener;
    const kind = batch.kind(at);
    if (kind === RecordKind.ASSIGNED) listener?.assigned(readPartitions(batch.valueBatch(at)));
    else if (kind === RecordKind.REVOKED)
      listener?.revoked(readPartitions(batch.valueBatch(at)), (batch.flags(at) & RecordFlag.LOST) !== 0);
    else if (kind === RecordKind.COMMITTED)
      listener?.committed(readPartitions(batch.valueBatch(at)), batch.code(at));
    return super.take(batch, at);
  }
}

runtime.Consumer = OverheardConsumer;

/** `listener` hears of the consumer with this client.id that is made next. */
function listen(clientId, listener) {
  listeners.set(clientId, listener);
}

/** The one with this client.id has ended. */
function unlisten(clientId) {
  listeners.delete(clientId);
}

module.exports = { listen, unlisten };
