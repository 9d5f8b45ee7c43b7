// Charts as SVG text, without a library.

const COLOURS = {
  performance: '#4d4d4d',
  raw: '#7f7f7f',
  abi: '#b0662d',
  kafkacore: '#d6412b',
  callbacks: '#e07a5f',
  streams: '#e9a18d',
  kafkajs: '#5b8db8',
  platformatic: '#7fb069',
  'kafka-ts': '#9a77b5',
};
const WIDTH = 860;
const LEFT = 150;
const BAR = 16;
const FONT = 'font-family="sans-serif" font-size="12"';

/** Horizontal bars, a block per scenario, each block on a scale of its own. */
export function bars(title, cells, figure) {
  const blocks = grouped(cells.filter(({ figures }) => figures[figure]));
  let y = 40;
  let body = '';
  for (const [name, block] of blocks) {
    const most = Math.max(...block.map(({ figures }) => figures[figure].max));
    const scale = (value) => ((WIDTH - LEFT - 110) * value) / most;
    body += text(10, y, escaped(name), 'font-weight="bold"');
    y += 8;
    for (const { client, figures } of block) {
      const { median, min, max } = figures[figure];
      const middle = y + BAR / 2;
      body += text(LEFT - 6, middle + 4, client, 'text-anchor="end"');
      body += `<rect x="${LEFT}" y="${y + 2}" width="${scale(median).toFixed(1)}" height="${BAR - 4}" fill="${COLOURS[client]}"/>`;
      body += `<path d="M${(LEFT + scale(min)).toFixed(1)} ${middle}H${(LEFT + scale(max)).toFixed(1)}" stroke="#000"/>`;
      body += text(LEFT + scale(max) + 6, middle + 4, number(median));
      y += BAR;
    }
    y += 26;
  }
  return svg(title, y, body);
}

/** Lines over a logarithmic x, a panel per scenario. */
export function lines(title, cells, figure) {
  const height = 150;
  let y = 40;
  let body = '';
  for (const [name, panel] of grouped(cells.filter(({ figures }) => figures[figure]))) {
    const xs = [...new Set(panel.map(({ x }) => x))].sort((one, other) => one - other);
    const most = Math.max(...panel.map(({ figures }) => figures[figure].median));
    const across = (x) => LEFT + ((WIDTH - LEFT - 130) * xs.indexOf(x)) / Math.max(1, xs.length - 1);
    const up = (value) => y + 14 + height * (1 - value / most);
    body += text(10, y, escaped(name), 'font-weight="bold"');
    body += `<path d="M${LEFT} ${up(0)}H${WIDTH - 130}" stroke="#999"/>`;
    body += xs.map((x) => text(across(x), up(0) + 15, x.toLocaleString('en'), 'text-anchor="middle"')).join('');
    body += text(LEFT - 14, up(most) + 4, number(most), 'text-anchor="end"') + text(LEFT - 14, up(0) + 4, '0', 'text-anchor="end"');
    for (const client of new Set(panel.map((cell) => cell.client))) {
      const points = panel.filter((cell) => cell.client === client);
      const path = points.map(({ x, figures }) => `${across(x).toFixed(1)} ${up(figures[figure].median).toFixed(1)}`);
      body += `<path d="M${path.join('L')}" fill="none" stroke="${COLOURS[client]}" stroke-width="2"/>`;
      const last = points.at(-1);
      body += text(across(last.x) + 8, up(last.figures[figure].median) + 4, `${client} ${number(last.figures[figure].median)}`);
    }
    y += height + 60;
  }
  return svg(title, y, body);
}

function grouped(cells) {
  const groups = new Map();
  for (const cell of cells) groups.set(cell.title, [...(groups.get(cell.title) ?? []), cell]);
  return groups;
}

function svg(title, height, body) {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">` +
    `<rect width="100%" height="100%" fill="#fff"/>${text(10, 18, escaped(title), 'font-weight="bold"')}${body}</svg>\n`
  );
}

const text = (x, y, content, attributes = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${FONT} ${attributes}>${content}</text>\n`;
const escaped = (content) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const number = (value) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
