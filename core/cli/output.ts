/** One JSON object on stdout. A number that JSON has no word for would become null unseen: better to fail. */
export function printJson(value: unknown): void {
  process.stdout.write(
    `${JSON.stringify(value, (key, part: unknown) => {
      if (typeof part === 'number' && !Number.isFinite(part)) throw new RangeError(`${key} is ${part}, which JSON cannot hold.`);
      return part instanceof Float32Array ? Array.from(part) : part;
    })}\n`,
  );
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** A line for people while work goes on: to stderr, so that stdout stays the result. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Rows in columns, numbers to the right; the first row is the header. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (/^[−–-]?[\d.]|^–$/.test(rows[1]?.[column] ?? '') ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names and what they are, one a line. */
export function pairs(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
