// What is demanded of the figures, and how far they are from it.

const ONE_BY_ONE = ['produce-batches', 'produce-awaited', 'produce-outstanding', 'consume-messages', 'consume-batches', 'latency'];
const FULL_SPEED = ['produce-batches', 'consume-messages', 'consume-batches'];
const SCALES = ['produce-count', 'consume-count', 'produce-partitions', 'consume-partitions'];
const PEERS = ['kafkajs', 'platformatic', 'kafka-ts'];

/** The callback API makes an object for every message, and a report for every one that is sent. */
const CALLBACKS = [
  ['Node, produce with reports', 'produce-batches callbacks', 'produce-batches performance', 2.5],
  ['Node, flow', 'consume-messages callbacks', 'consume-messages performance', 1.8],
  ['Node, read stream', 'consume-messages streams', 'consume-messages performance', 2.2],
];

/** `figures` gives the medians of a cell by its key, and nothing if it was not measured. */
export function bounds(figures) {
  const of = (key, name) => figures(key)?.[name];
  const ratio = (one, other, name) => divided(of(one, name), of(other, name));
  const rows = [
    most('C loop on the ABI / on librdkafka, CPU, produce', 1.1, ratio('produce-batches abi', 'produce-batches raw', 'cpu')),
    most('C loop on the ABI / on librdkafka, CPU, consume', 1.15, ratio('consume-messages abi', 'consume-messages raw', 'cpu')),
    ...against('Node, produce in batches', 'produce-batches kafkacore', 'produce-batches performance', 0.8, 1.6, ratio),
    ...against('Node, consume by message', 'consume-messages kafkacore', 'consume-messages performance', 0.7, 1.4, ratio),
    ...against('Node, consume by batch', 'consume-batches kafkacore', 'consume-messages performance', 0.9, 1.1, ratio),
  ];
  for (const [text, cell, other, bound] of CALLBACKS)
    rows.push(most(`${text} / rdkafka_performance, CPU`, bound, ratio(cell, other, 'cpu')));
  rows.push(most('C / Node, awaited sends a second', 1.3, ratio('produce-awaited raw', 'produce-awaited kafkacore', 'rate')));
  rows.push(most('C / Node, transactions a second', 1.3, ratio('transactions raw', 'transactions kafkacore', 'rate')));
  rows.push(least('Node, three partitions at a time / one, messages/s', 1, ratio('consume-concurrently 3 kafkacore', 'consume-concurrently 1 kafkacore', 'rate')));
  for (const name of ONE_BY_ONE) {
    const best = Math.min(...PEERS.map((peer) => of(`${name} ${peer}`, 'cpu') ?? Infinity));
    rows.push(most(`Node / best peer, CPU, ${name}`, 0.6, divided(of(`${name} kafkacore`, 'cpu'), Number.isFinite(best) ? best : undefined)));
  }
  rows.push(most('Node / C, latency p99', 1.2, ratio('latency kafkacore', 'latency raw', 'p99_ms')));
  rows.push(most('wake-up p50, µs', 150, of('wakeup kafkacore', 'wakeup_p50_us')));
  for (const name of FULL_SPEED.slice(1))
    rows.push(most(`peak memory, ${name}, MB`, 150, of(`${name} kafkacore`, 'peak_mb')));
  for (const name of FULL_SPEED) rows.push(most(`event-loop delay p99, ${name}, ms`, 15, of(`${name} kafkacore`, 'delay_p99_ms')));
  for (const name of SCALES) {
    const itself = spread(figures, name, 'raw')?.toFixed(2);
    rows.push(most(`largest / smallest CPU, ${name} (C loop on librdkafka: ${itself})`, 1.25, spread(figures, name, 'kafkacore')));
  }
  return rows.filter(({ measured }) => measured !== undefined);
}

function against(text, one, other, rate, cpu, ratio) {
  return [
    least(`${text} / rdkafka_performance, messages/s`, rate, ratio(one, other, 'rate')),
    most(`${text} / rdkafka_performance, CPU`, cpu, ratio(one, other, 'cpu')),
  ];
}

/** How far apart the variants of a scenario are. */
function spread(figures, name, client) {
  const variants = [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7].map((x) => figures(`${name} ${x} ${client}`)?.cpu);
  const known = variants.filter((cpu) => cpu !== undefined);
  return known.length < 2 ? undefined : Math.max(...known) / Math.min(...known);
}

const divided = (one, other) => (one === undefined || other === undefined ? undefined : one / other);
const most = (figure, bound, measured) => ({ figure, bound: `≤ ${bound}`, measured, ok: measured <= bound });
const least = (figure, bound, measured) => ({ figure, bound: `≥ ${bound}`, measured, ok: measured >= bound });
