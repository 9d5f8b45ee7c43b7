'use strict';
// Consume, transform, produce, with processes that are killed again and again: none lost, none doubled.
const assert = require('node:assert/strict');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { test } = require('node:test');

const { atEnd, collect, numbered, until } = require('../support');
const { isDeep, newTopic, ownCluster, realClients, sharedServers } = require('./support');

const PARTITIONS = 4;
const MEMBERS = ['first', 'second'];
const WAVE = isDeep ? 50_000 : 4000;
const MESSAGES_PER_SEND = 100;
const KILLS = isDeep ? 60 : 6;
const DEADLINE_MS = 120_000;

const QUICK_SESSIONS = {
  'group.consumer.min.session.timeout.ms': 1000,
  'group.consumer.session.timeout.ms': 1000,
  'group.consumer.min.heartbeat.interval.ms': 100,
  'group.consumer.heartbeat.interval.ms': 100,
};
/** Where the copiers of a protocol work: in the new one it is the broker that says how soon one that was killed is forgotten. */
const PROTOCOLS = {
  classic: sharedServers,
  consumer: async (t) => (await ownCluster(t, 1, QUICK_SESSIONS)).servers,
};

/** Processes that copy, and are started again when they end. */
class Copiers {
  #env;
  #children = new Map();
  #isOver = false;
  complaints = [];

  constructor(env) {
    this.#env = { ...process.env, ...env };
    for (const member of MEMBERS) this.#start(member);
  }

  /** Kills one of them, in the midst of whatever it does. */
  kill(member) {
    this.#children.get(member).kill('SIGKILL');
  }

  async end() {
    this.#isOver = true;
    const running = [...this.#children.values()].filter(
      ({ exitCode, signalCode }) => (exitCode ?? signalCode) === null,
    );
    const ends = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ends);
  }

  #start(member) {
    const env = { ...this.#env, MEMBER: member };
    const child = fork(path.join(__dirname, 'copier.js'), { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    child.stderr.on('data', (text) => this.complaints.push(String(text)));
    child.on('exit', () => {
      if (!this.#isOver) this.#start(member);
    });
    this.#children.set(member, child);
  }
}

/** So many random numbers, the least last. */
function moments(count, first, end) {
  return Array.from({ length: count }, () => first + Math.random() * (end - first)).sort((a, b) => b - a);
}

for (const [protocol, serversOf] of Object.entries(PROTOCOLS)) {
  test(`${2 * WAVE} messages are copied exactly once while ${KILLS} copiers are killed: ${protocol}`, async (t) => {
    const servers = await serversOf(t);
    const clients = realClients(t, servers);
    const admin = await clients.admin();
    const [source, target] = [await newTopic(t, admin, PARTITIONS), await newTopic(t, admin, PARTITIONS)];
    const producer = await clients.producer();
    const copiers = new Copiers({ BROKERS: servers, SOURCE: source, TARGET: target, GROUP: source, PROTOCOL: protocol });
    atEnd(t, () => copiers.end());

    const copies = [];
    /** When one is killed: as soon as there are so many copies, so that it is in the midst of the next. */
    let kills = [];
    await collect(await clients.consumer(), target, {
      eachMessage: ({ message: { value } }) => {
        copies.push(Number(value));
        if (!(copies.length >= kills.at(-1))) return;
        kills.pop();
        copiers.kill(MEMBERS[Math.floor(Math.random() * MEMBERS.length)]);
      },
    });
    const wave = async (first) => {
      kills = moments(KILLS / 2, first, first + WAVE);
      for (let sent = 0; sent < WAVE; sent += MESSAGES_PER_SEND)
        await producer.send({ topic: source, messages: numbered(MESSAGES_PER_SEND, first + sent) });
      const complaint = () => `${first + WAVE - copies.length} were not copied; ${copiers.complaints.join('')}`;
      await until(() => copies.length >= first + WAVE, complaint, DEADLINE_MS);
    };
    await wave(0);
    // All begin anew from what is committed: a copy that was not counted there would come again.
    for (const member of MEMBERS) copiers.kill(member);
    await wave(WAVE);

    const counts = new Map();
    for (const value of copies) counts.set(value, (counts.get(value) ?? 0) + 1);
    assert.deepEqual(
      [...counts].filter(([, count]) => count > 1),
      [],
      'some were copied more than once',
    );
    assert.equal(counts.size, 2 * WAVE);
  });
}
