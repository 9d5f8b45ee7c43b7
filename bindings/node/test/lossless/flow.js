'use strict';
// Steps that move messages, and the places where they are read.

const PLACES = { back: 5, ahead: 2, here: 1, beginning: 1, end: 1 };

const send = {
  weight: 30,
  draw: (random) => ({ at: random.fraction(), count: random.between(1, 30), isEverywhere: random.chance(0.2) }),
  async do(run, { at, count, isEverywhere }) {
    for (const partition of isEverywhere ? run.partitions : [run.partitionAt(at)]) run.send(partition, count);
    await run.waitForRoom();
  },
};

const progress = {
  weight: 20,
  draw: (random) => ({ count: random.between(1, 25) }),
  async do(run, { count }) {
    const wanted = run.deliveryCount + count;
    await run.waitFor(() => run.deliveryCount >= wanted || !run.isAnyDue());
  },
};

const catchUp = {
  weight: 1,
  draw: () => ({}),
  do: (run) => run.catchUp(),
};

const pause = {
  weight: 8,
  draw: (random) => ({ at: random.fraction(), isWhole: random.chance(0.15), isInside: random.chance(0.25) }),
  do(run, { at, isWhole, isInside }) {
    const partition = run.partitionAt(at);
    const pauseAll = (member, streams, resume) => {
      for (const stream of streams) stream.pause();
      run.resumes.push({ member, streams, resume });
    };
    if (isInside) {
      partition.armed = ({ stream }, payload) => {
        pauseAll(stream.member, [stream], payload.pause());
      };
      return;
    }
    const member = partition.owner;
    if (member === undefined) return;
    const streams = isWhole ? member.openStreams() : [partition.stream];
    const partitions = isWhole ? undefined : [partition.index];
    pauseAll(member, streams, member.consumer.pause([{ topic: run.topic, partitions }]));
  },
};

const resume = {
  weight: 9,
  draw: (random) => ({ which: random.fraction(), isByName: random.chance(0.4) }),
  do(run, { which, isByName }) {
    const { resumes, topic } = run;
    if (resumes.length === 0) return;
    const [{ member, streams, resume: resumeAll }] = resumes.splice(Math.floor(which * resumes.length), 1);
    if (!member.isConnected) return;
    const indexes = streams.map(({ partition }) => partition.index);
    if (isByName) member.consumer.resume([{ topic, partitions: indexes }]);
    else resumeAll();
    for (const index of indexes) member.streams.get(index).resume();
  },
};

const seek = {
  weight: 9,
  draw: (random) => ({
    at: random.fraction(),
    place: random.weighted(PLACES),
    distance: random.between(1, 20),
    how: random.weighted({ outside: 6, inside: 3, elsewhere: 1 }),
  }),
  do(run, { at, place, distance, how }) {
    const partition = run.partitionAt(at);
    const seekTo = (member) => {
      if (member === undefined) return;
      const offset = placeOf(partition, place, distance);
      partition.sought(member, offset);
      member.consumer.seek({ topic: run.topic, partition: partition.index, offset: String(offset) });
    };
    if (how === 'outside') seekTo(partition.owner);
    else if (how === 'elsewhere') seekTo(run.crew.members.find((member) => member !== partition.owner));
    else
      partition.armed = ({ stream }) => {
        seekTo(stream.member);
      };
  },
};

function placeOf({ position, acknowledged }, place, distance) {
  if (place === 'beginning') return 0;
  if (place === 'end') return acknowledged;
  if (place === 'here') return Math.min(position, acknowledged);
  const offset = place === 'back' ? position - distance : position + distance;
  return Math.min(Math.max(offset, 0), acknowledged);
}

module.exports = { send, progress, catchUp, pause, resume, seek };
