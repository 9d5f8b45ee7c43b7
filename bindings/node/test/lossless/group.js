'use strict';
// Steps that change the group, its members and its topic, and those that ask a member what it knows.

const { grow: growTopic } = require('./grow');
const { MOODS } = require('./handler');

const PARTITIONS_MAX = 6;

const mood = {
  weight: 6,
  draw: (random) => ({ slot: random.fraction(), mood: random.pick(Object.keys(MOODS)) }),
  do(run, { slot, mood: name }) {
    const { member } = run.crew.slotAt(slot);
    if (member !== undefined) member.mood = name;
  },
};

/** Somebody comes, stops, starts again or goes, but for the last one that runs. */
const change = {
  weight: 6,
  draw: (random) => ({
    slot: random.fraction(),
    isForGood: random.chance(0.5),
    isHasty: random.chance(0.3),
    isAwaited: random.chance(0.3),
  }),
  async do({ crew }, { slot: at, isForGood, isHasty, isAwaited }) {
    const slot = crew.slotAt(at);
    if (slot.intent === 'absent') crew.join(slot, isHasty);
    else if (slot.intent === 'stopped' && !isForGood) crew.start(slot);
    else if (slot.intent === 'stopped' || crew.hasOther(slot)) crew[isForGood ? 'leave' : 'stop'](slot);
    if (isAwaited) await crew.whenDone();
  },
};

/** One that does not wait for its handlers goes while they run. */
const leaveInHaste = {
  weight: 1,
  draw: () => ({}),
  async do(run) {
    const { crew } = run;
    const slot = crew.slots.find(({ intent, isHasty }) => intent === 'running' && isHasty);
    if (slot === undefined || !crew.hasOther(slot)) return;
    await slot.queue;
    const hang = slot.member.hang();
    await run.waitFor(() => hang.streams.length > 0 || !run.isAnyDueTo(slot.member));
    crew.leave(slot);
    await slot.queue;
    hang.end();
  },
};

/** One that waits for its handlers stops or goes while they run, and they can notice. */
const leaveMidway = {
  weight: 2,
  draw: (random) => ({ isForGood: random.chance(0.5) }),
  async do(run, { isForGood }) {
    const { crew } = run;
    const slot = crew.slots.find(({ intent, isHasty }) => intent === 'running' && !isHasty);
    if (slot === undefined || !crew.hasOther(slot)) return;
    await slot.queue;
    const { member } = slot;
    const hang = member.hang();
    await run.waitFor(() => hang.streams.length > 0 || !run.isAnyDueTo(member));
    crew[isForGood ? 'leave' : 'stop'](slot);
    await run.waitFor(() => !member.isRunning);
    hang.end();
    await slot.queue;
  },
};

/** A handler takes longer than it may, and its member loses what it has. */
const stick = {
  draw: (random) => ({ slot: random.fraction() }),
  async do(run, { slot: at }) {
    const slot = run.crew.slotAt(at);
    if (slot.intent !== 'running') return;
    await slot.queue;
    const hang = slot.member.hang();
    await run.waitFor(() => hang.streams.length > 0 || !run.isAnyDueTo(slot.member));
    for (const stream of slot.member.streams.values()) stream.isStuck = true;
    await run.waitFor(() => hang.streams.every(({ state }) => state !== 'open'));
    hang.end();
  },
};

const commit = {
  weight: 3,
  draw: (random) => ({ slot: random.fraction() }),
  async do(run, { slot }) {
    const { member } = run.crew.slotAt(slot);
    if (member?.isRunning !== true) return;
    const marks = member.openStreams().map((stream) => stream.mark());
    if ((await run.answered(member.consumer.commitOffsets())) !== undefined) for (const mark of marks) mark.isCommitted();
  },
};

/** What a member says of its partitions is what they are. */
const look = {
  weight: 3,
  draw: (random) => ({ slot: random.fraction() }),
  async do(run, { slot }) {
    const { member } = run.crew.slotAt(slot);
    if (member?.isConnected !== true) return;
    const { consumer } = member;
    const streams = member.openStreams();
    const isOpen = (index) => streams.some(({ partition }) => partition.index === index);
    const assigned = consumer.assignment().map(({ partition }) => partition);
    const paused = consumer.paused().flatMap(({ partitions }) => partitions);
    run.expect(`${member.name} has`, assigned.filter(isOpen), streams);
    run.expect(`${member.name} has paused`, paused.filter(isOpen), streams.filter(({ isPaused }) => isPaused));
    if (streams.length === 0) return;
    const marks = streams.map((stream) => stream.mark());
    const list = streams.map(({ partition }) => ({ topic: run.topic, partition: partition.index }));
    const committed = (await run.answered(consumer.committed(list))) ?? [];
    committed.forEach(({ offset }, index) => marks[index].isSeenAt(Number(offset ?? 0)));
  },
};

const grow = {
  weight: 1,
  draw: () => ({}),
  async do(run) {
    if (run.partitions.length === PARTITIONS_MAX || run.outage.isOn) return;
    await run.addPartition((count) => growTopic(run.cluster.servers, run.topic, count));
  },
};

/** The broker goes away and comes back; the steps go on meanwhile. */
const restart = {
  draw: (random) => ({ isKill: random.chance(0.5) }),
  do(run, { isKill }) {
    if (!run.outage.isOn) run.outage.begin(isKill);
  },
};

module.exports = { mood, change, leaveInHaste, leaveMidway, stick, commit, look, grow, restart };
