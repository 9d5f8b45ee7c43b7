// What is measured with whom. A cell of the result is one client in one variant of a scenario.

const PEERS = ['kafkajs', 'platformatic', 'kafka-ts'];
const NATIVE = ['performance', 'raw', 'abi'];
const VALUE_BYTES = 256;
const WARMUP_SHARE = 0.3;
/** So many sends one by one until V8 has compiled what they run: before, its compiler has a processor that the broker wants. */
const SENDS_UNTIL_COMPILED = 12_000;

/** How often, how much, how long. Peers get as many messages as they move in about the same time. */
export const MODES = {
  full: { rounds: 5, minutes: 45, share: 1, scenarios: undefined, backlog: 10_600_000 },
  quick: {
    rounds: 3,
    minutes: 2,
    share: 0.25,
    scenarios: ['produce-batches', 'produce-outstanding', 'consume-messages', 'consume-batches', 'wakeup'],
    backlog: 2_000_000,
  },
};

const PRODUCER = { linger_ms: 5, batch: 100, outstanding: 1000, partitions: 12, count: 1_000_000, peers: 200_000 };
const CONSUMER = { partitions: 12, count: 1_000_000, peers: 500_000 };

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));

/** `clients` may depend on the variant; `x` is what a variant changes, for the charts. */
const SCENARIOS = [
  {
    name: 'produce-batches',
    title: 'produce, batches of 100, un-awaited',
    kind: 'produce',
    clients: [...NATIVE, 'kafkacore', 'callbacks', ...PEERS],
    ...PRODUCER,
  },
  {
    name: 'produce-awaited',
    title: 'produce, one by one, awaited',
    kind: 'produce',
    clients: ['raw', 'abi', 'kafkacore', ...PEERS],
    ...PRODUCER,
    ...{ linger_ms: 0, batch: 1, outstanding: 1, count: 10_000, peers: 10_000, warmup: SENDS_UNTIL_COMPILED },
  },
  {
    name: 'produce-outstanding',
    title: 'produce, 1,000 sends outstanding',
    kind: 'produce',
    clients: ['raw', 'abi', 'kafkacore', ...PEERS],
    ...PRODUCER,
    ...{ batch: 1, count: 200_000, peers: 30_000 },
  },
  {
    name: 'transactions',
    title: 'transactions of 100 messages, one by one',
    kind: 'transact',
    clients: ['raw', 'kafkacore'],
    ...PRODUCER,
    ...{ linger_ms: 0, outstanding: 1, count: 20_000 },
  },
  {
    name: 'consume-messages',
    title: 'consume a backlog by message',
    kind: 'consume',
    by: 'message',
    clients: [...NATIVE, 'kafkacore', 'callbacks', 'streams', 'kafkajs', 'platformatic'],
    ...CONSUMER,
  },
  {
    name: 'consume-concurrently',
    title: 'consume a backlog by message, so many partitions at a time',
    kind: 'consume',
    by: 'message',
    clients: ['kafkacore'],
    ...CONSUMER,
    x: ['concurrency', [1, 3]],
  },
  {
    name: 'consume-batches',
    title: 'consume a backlog by batch',
    kind: 'consume',
    by: 'batch',
    clients: ['kafkacore', 'kafkajs', 'kafka-ts'],
    ...CONSUMER,
  },
  {
    name: 'latency',
    title: 'end to end, 1,000 messages a second',
    kind: 'latency',
    clients: ['raw', 'abi', 'kafkacore', ...PEERS],
    ...{ linger_ms: 0, batch: 1, outstanding: 1000, partitions: 1, rate: 1000, count: 5000, peers: 5000, warmup: SENDS_UNTIL_COMPILED },
  },
  { name: 'wakeup', title: 'from the wake pipe to JavaScript', kind: 'wakeup', clients: ['kafkacore'], count: 2000 },
  {
    name: 'clients',
    title: 'produce in batches with so many clients in one process',
    kind: 'produce',
    clients: ['kafkacore', ...PEERS],
    ...PRODUCER,
    ...{ partitions: 100, count: 500_000, peers: 100_000 },
    x: ['clients', range(0, 2)],
  },
  {
    name: 'produce-partitions',
    title: 'produce in batches to so many partitions',
    kind: 'produce',
    clients: ['raw', 'kafkacore'],
    ...PRODUCER,
    x: ['partitions', range(0, 3)],
  },
  {
    name: 'consume-partitions',
    title: 'consume by message from so many partitions',
    kind: 'consume',
    by: 'message',
    clients: ['raw', 'abi', 'kafkacore'],
    ...CONSUMER,
    x: ['partitions', range(0, 3)],
  },
  {
    name: 'produce-count',
    title: 'produce so many messages in batches',
    kind: 'produce',
    clients: ['raw', 'kafkacore'],
    ...PRODUCER,
    x: ['count', range(4, 7)],
  },
  {
    name: 'consume-count',
    title: 'consume so many messages by message',
    kind: 'consume',
    by: 'message',
    clients: ['raw', 'kafkacore'],
    ...CONSUMER,
    x: ['count', range(4, 7)],
  },
];

/** The cells of a mode, in the order of their scenarios. */
export function cellsOf(mode, only) {
  const wanted = only ?? mode.scenarios;
  const cells = [];
  for (const scenario of SCENARIOS) {
    if (wanted !== undefined && !wanted.includes(scenario.name)) continue;
    const [x, values] = scenario.x ?? [undefined, [undefined]];
    for (const value of values)
      for (const client of scenario.clients) cells.push(cellOf(scenario, client, x, value, mode));
  }
  return cells;
}

function cellOf(scenario, client, x, value, mode) {
  const count = PEERS.includes(client) ? scenario.peers : scenario.count;
  const cell = { ...scenario, client, size: VALUE_BYTES, x: value, count: Math.round((count * mode.share) / 100) * 100 };
  if (x !== undefined) cell[x] = value;
  // The warm-up of a scenario is the same for every variant.
  cell.warmup = scenario.warmup ?? Math.round((count * mode.share * WARMUP_SHARE) / 100) * 100;
  cell.key = [scenario.name, ...(value === undefined ? [] : [value]), client].join(' ');
  delete cell.clients;
  if (x === 'clients') cell.clients = value;
  return cell;
}

/** A rotation that gives every client every place in its group, one place per round. */
export function rotated(cells, round) {
  return [...groupsOf(cells).values()].flatMap((group) => group.map((_, index) => group[(index + round) % group.length]));
}

/** The cells that are compared with each other. */
export function groupsOf(cells) {
  const groups = new Map();
  for (const cell of cells) {
    const name = `${cell.name} ${cell.x}`;
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  return groups;
}
