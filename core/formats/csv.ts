export type CsvValue = string | number | boolean | null;

/**
 * Rows as CSV text (RFC 4180): a header line, CRLF line ends, quotes where a field needs them, null as an empty field.
 * Numbers are written with all their digits; NaN and infinities as NaN, Infinity and -Infinity.
 * @throws RangeError where a row has another length than the header.
 */
export function encodeCsv(header: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  let text = line(header);
  for (const row of rows) {
    if (row.length !== header.length) throw new RangeError(`a row of ${row.length} fields under ${header.length} headings`);
    text += line(row);
  }
  return text;
}

function line(values: readonly CsvValue[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

function field(value: CsvValue): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
