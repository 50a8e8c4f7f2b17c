import { phasesOf, slopeOf } from './growth.mjs';

/** What is drawn, a panel each; the others are in the table. */
const PANELS = [
  { title: 'Resident memory, MB', columns: { page_rss_mb: 'page', host_rss_mb: 'compute host', main_rss_mb: 'main', gpu_rss_mb: 'GPU process' } },
  { title: 'JavaScript heap, MB', columns: { page_heap_mb: 'page', main_heap_mb: 'main' } },
  { title: 'Open files', columns: { host_files: 'compute host', main_files: 'main', page_files: 'page' } },
  { title: 'Threads', columns: { host_threads: 'compute host', main_threads: 'main', page_threads: 'page' } },
  { title: 'Nodes of the page, thousands', columns: { page_nodes: 'nodes', page_listeners: 'listeners' }, unit: 1000 },
];
const COLOURS = ['#2f6fde', '#d2691e', '#2e8b57', '#8a63d2'];
const [WIDTH, HEIGHT, LEFT, RIGHT, GAP] = [980, 150, 60, 190, 54];

const text = (x, y, words, more = '') => `<text x="${x}" y="${y}" ${more}>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;

/** The curves of a soak as an SVG: the phases side by side, each with its own count, start, end and slope beside the curve's name. */
export function pictureOf(samples) {
  const phases = phasesOf(samples);
  const wide = (WIDTH - LEFT - RIGHT) / phases.length;
  const panels = PANELS.map(({ title, columns, unit = 1 }, at) => {
    const top = 44 + at * (HEIGHT + GAP);
    const most = Math.max(...samples.flatMap((sample) => Object.keys(columns).map((column) => sample[column]).filter(Number.isFinite)), 1) * 1.05;
    const y = (value) => top + HEIGHT - (HEIGHT * value) / most;
    const parts = [text(LEFT, top - 10, title, 'font-weight="600"')];
    for (const part of [0, 0.5, 1]) parts.push(`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(most * part)}" y2="${y(most * part)}" stroke="#dde1e8"/>`, text(LEFT - 8, y(most * part) + 4, ((most * part) / unit).toPrecision(3), 'text-anchor="end" fill="#5b6472"'));
    phases.forEach(({ name, samples: own }, index) => {
      const from = LEFT + index * wide;
      if (index > 0) parts.push(`<line x1="${from}" x2="${from}" y1="${top}" y2="${top + HEIGHT}" stroke="#aab2bf" stroke-dasharray="3 3"/>`);
      if (at === PANELS.length - 1) parts.push(text(from + wide / 2, top + HEIGHT + 20, `${own.at(-1).done} ${name}`, 'text-anchor="middle" fill="#5b6472"'));
      Object.keys(columns).forEach((column, which) => {
        const points = own.filter((sample) => Number.isFinite(sample[column])).map((sample) => `${(from + 4 + ((wide - 8) * sample.done) / own.at(-1).done).toFixed(1)},${y(sample[column]).toFixed(1)}`);
        parts.push(`<polyline points="${points.join(' ')}" fill="none" stroke="${COLOURS[which]}" stroke-width="1.6"/>`);
      });
    });
    Object.entries(columns).forEach(([column, name], which) => {
      const [start, end] = [samples[0][column], samples.at(-1)[column]];
      const slopes = phases.map(({ samples: own }) => (slopeOf(own, column) / unit).toFixed(unit === 1 ? 1 : 2)).join(' / ');
      parts.push(text(WIDTH - RIGHT + 12, top + 12 + 36 * which, name, `fill="${COLOURS[which]}" font-weight="600"`));
      parts.push(text(WIDTH - RIGHT + 12, top + 26 + 36 * which, `${(start / unit).toFixed(1)} → ${(end / unit).toFixed(1)}; ${slopes}`, 'fill="#5b6472" font-size="10.5"'));
    });
    return parts.join('\n');
  });
  const height = 44 + PANELS.length * (HEIGHT + GAP) + 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Inter, sans-serif" font-size="12" fill="#1d2330">
<rect width="100%" height="100%" fill="#ffffff"/>
${text(LEFT, 16, 'Start → end; slope a hundred over the later half of each part', 'fill="#5b6472"')}
${panels.join('\n')}
</svg>
`;
}
