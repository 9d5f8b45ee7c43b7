'use strict';
// More partitions for a topic.

const { connect } = require('node:net');

const CREATE_PARTITIONS = 37;
const TIMEOUT_MS = 30_000;
const NO_LIST = -1;

/** Asks a broker for it, with the first version of Kafka's CreatePartitions. */
async function grow(servers, topic, count) {
  const [host, port] = servers.split(',')[0].split(':');
  const request = [int16(CREATE_PARTITIONS), int16(0), int32(1), text('test')];
  request.push(int32(1), text(topic), int32(count), int32(NO_LIST), int32(TIMEOUT_MS), Buffer.from([0]));
  const body = Buffer.concat(request);
  const socket = connect(Number(port), host);
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer to CreatePartitions')));
  socket.write(Buffer.concat([int32(body.length), body]));
  let answer = Buffer.alloc(0);
  for await (const chunk of socket) {
    answer = Buffer.concat([answer, chunk]);
    if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) break;
  }
  // Length, correlation, throttling and the number of topics; then the one topic's name and its code.
  const code = answer.readInt16BE(16 + 2 + Buffer.byteLength(topic));
  if (code !== 0) throw new Error(`${topic} does not grow to ${count} partitions: code ${code}`);
}

function int16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}

module.exports = { grow };
