/** Columns of a sample that are numbers of the program. */
export function columnsOf(samples) {
  return Object.keys(samples[0]).filter((name) => !['phase', 'done', 'seconds'].includes(name));
}

export function csvOf(samples) {
  const names = Object.keys(samples[0]);
  const cell = (value) => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
  return `${[names, ...samples.map((sample) => names.map((name) => cell(sample[name])))].map((row) => row.join(',')).join('\n')}\n`;
}

/** Least-squares slope of a column over the later half of a phase, a hundred of what it counts: what is warmed up in the first half is no leak. */
export function slopeOf(samples, column) {
  const last = samples.at(-1).done;
  const later = samples.filter(({ done }) => done >= last / 2);
  const mean = (value) => later.reduce((sum, sample) => sum + value(sample), 0) / later.length;
  const [x, y] = [mean(({ done }) => done), mean((sample) => sample[column])];
  const spread = later.reduce((sum, { done }) => sum + (done - x) ** 2, 0);
  return spread === 0 ? 0 : (100 * later.reduce((sum, sample) => sum + (sample.done - x) * (sample[column] - y), 0)) / spread;
}

export function phasesOf(samples) {
  return [...new Set(samples.map(({ phase }) => phase))].map((name) => ({ name, samples: samples.filter(({ phase }) => phase === name) }));
}

/** Start, end and slope of every column, a phase a block. */
export function growthOf(samples) {
  return phasesOf(samples).map(({ name, samples: own }) => {
    const rows = columnsOf(own).filter((column) => Number.isFinite(own[0][column])).map((column) => {
      const [start, end] = [own[0][column], own.at(-1)[column]];
      return `  ${column.padEnd(16)} ${start.toFixed(1).padStart(9)} ${end.toFixed(1).padStart(9)} ${slopeOf(own, column).toFixed(2).padStart(9)}`;
    });
    return `${name}: ${own.at(-1).done} in ${(own.at(-1).seconds - own[0].seconds).toFixed(0)} s\n  ${'column'.padEnd(16)} ${'start'.padStart(9)} ${'end'.padStart(9)} ${'per 100'.padStart(9)}\n${rows.join('\n')}`;
  }).join('\n\n');
}
