// Makes tables, JSON and charts of the results: of a full run in tests/bench/results, of a quick one in target/bench/quick.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { bounds } from './bounds.mjs';
import { bars, lines } from './charts.mjs';
import { node, room } from './programs.mjs';
import { groupsOf } from './scenarios.mjs';

const checkedIn = fileURLToPath(new URL('results', import.meta.url));

/** The figures of one run of a program, by the names of the table. */
const FIGURES = {
  rate: ({ messages, seconds }) => messages / seconds,
  cpu: ({ messages, cpu_us }) => cpu_us / messages,
  p50_ms: ({ latency_p50_ms }) => latency_p50_ms,
  p99_ms: ({ latency_p99_ms }) => latency_p99_ms,
  peak_mb: ({ peak_kb }) => peak_kb / 1000,
  delay_p99_ms: ({ delay_p99_ms }) => delay_p99_ms,
  wakeup_p50_us: ({ wakeup_p50_us }) => wakeup_p50_us,
  wakeup_p99_us: ({ wakeup_p99_us }) => wakeup_p99_us,
};

export function write(cells, entries, name, isWhole) {
  const measured = cells.map((cell) => ({ ...cell, ...summary(entries.filter(({ key }) => key === cell.key)) }));
  const byKey = new Map(measured.map((cell) => [cell.key, cell]));
  const medians = (key) => {
    const figures = byKey.get(key)?.figures;
    return figures && Object.fromEntries(Object.entries(figures).map(([figure, { median }]) => [figure, median]));
  };
  const rows = bounds(medians);
  const text = `${heading(entries)}\n\n${tableOf(measured)}\n${boundsTable(rows)}`;
  console.log(text);
  const directory = name === 'full' && isWhole ? checkedIn : join(room, name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'table.md'), text);
  writeFileSync(join(directory, 'results.json'), `${JSON.stringify({ cells: measured.map(brief), bounds: rows }, null, 1)}\n`);
  const plain = measured.filter(({ x }) => x === undefined);
  writeFileSync(join(directory, 'cpu.svg'), bars('CPU of all threads, µs per message', plain, 'cpu'));
  writeFileSync(join(directory, 'rate.svg'), bars('messages per second', plain, 'rate'));
  const scaled = measured.filter(({ x }) => x !== undefined);
  if (scaled.length > 0) writeFileSync(join(directory, 'scale.svg'), lines('CPU of all threads, µs per message', scaled, 'cpu'));
  console.log(`tables, JSON and charts: ${directory}`);
}

/** The median of each figure with the least and the greatest, and what went wrong. */
function summary(entries) {
  const good = entries.filter(({ failure }) => failure === undefined);
  const figures = {};
  for (const [name, read] of Object.entries(FIGURES)) {
    const values = good.map(read).filter(Number.isFinite).sort((one, other) => one - other);
    if (values.length === 0) continue;
    figures[name] = { median: values[(values.length - 1) >> 1], min: values[0], max: values.at(-1) };
  }
  const misplaced = good.reduce((sum, entry) => sum + (entry.misplaced ?? 0), 0);
  return { figures, misplaced, runs: good.length, failures: entries.filter(({ failure }) => failure).map(({ failure }) => failure) };
}

const brief = ({ key, count, warmup, runs, misplaced, figures, failures }) => ({
  key,
  count,
  warmup,
  runs,
  misplaced,
  figures,
  failures,
});

function heading(entries) {
  const rounds = new Set(entries.map(({ round }) => round)).size;
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  return (
    `# The bench, ${new Date().toISOString().slice(0, 10)}\n\n` +
    `Median (least – greatest) of ${rounds} runs on ${cpus().length} processors that the broker shares; Node.js ${version}; values of 256 bytes. ` +
    'CPU is that of all threads of the client. What the rows mean stands in tests/bench/README.md.'
  );
}

function tableOf(measured) {
  let text = '';
  let title;
  for (const group of groupsOf(measured).values()) {
    if (group[0].title !== title) {
      title = group[0].title;
      text += `\n## ${title}\n\n| | messages/s | CPU, µs | latency p50 / p99, ms | peak, MB | event-loop delay p99, ms |\n|---|---|---|---|---|---|\n`;
    }
    for (const cell of group) text += `| ${rowOf(cell).join(' | ')} |\n`;
  }
  return text;
}

function rowOf({ client, x, figures, misplaced, runs, failures }) {
  const name = x === undefined ? client : `${client}, ${x.toLocaleString('en')}`;
  if (runs === 0) return [name, failures.length > 0 ? `failed: ${failures[0].split('\n')[0]}` : 'not measured', '', '', '', ''];
  const { rate, cpu, p50_ms, p99_ms, peak_mb, delay_p99_ms, wakeup_p50_us, wakeup_p99_us } = figures;
  const latency = wakeup_p50_us
    ? `${shown(wakeup_p50_us.median / 1000, 3)} / ${shown(wakeup_p99_us.median / 1000, 3)}`
    : p99_ms && `${shown(p50_ms.median, 2)} / ${ranged(p99_ms, 1)}`;
  const notes = [failures.length > 0 && `${failures.length} failed`, misplaced > 0 && `${misplaced} out of order`].filter(Boolean);
  return [notes.length > 0 ? `${name} (${notes.join(', ')})` : name, ranged(rate, 0), ranged(cpu, 2), latency ?? '', peak_mb ? shown(peak_mb.median, 0) : '', ranged(delay_p99_ms, 1)];
}

const shown = (value, digits) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const ranged = (figure, digits) =>
  figure ? `${shown(figure.median, digits)} (${shown(figure.min, digits)} – ${shown(figure.max, digits)})` : '';

function boundsTable(rows) {
  const lines = rows.map(
    ({ figure, bound, measured, ok }) => `| ${figure} | ${bound} | ${shown(measured, 2)} | ${ok ? 'yes' : '**no**'} |\n`,
  );
  const missed = rows.filter(({ ok }) => !ok).length;
  return `\n## Bounds\n\n${rows.length - missed} of ${rows.length} are kept.\n\n| figure | bound | measured | ok |\n|---|---|---|---|\n${lines.join('')}`;
}
