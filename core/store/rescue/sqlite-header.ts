const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
/** Bytes of a page, as the driver makes them where nobody says otherwise. */
export const PAGE_BYTES = 4096;

/** Whether a file begins as a SQLite file does. */
export function hasMagic(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * The header that a workspace's file has, put over one that is damaged: all that is the same in every workspace (SQLite file format, section 1.3).
 * What differs (counts of pages, the schema's cookie) stays; `bytes` is changed.
 */
export function mendHeader(bytes: Buffer): void {
  if (bytes.length < 100) return;
  MAGIC.copy(bytes, 0);
  bytes.writeUInt16BE(PAGE_BYTES, 16);
  // Write-ahead log for writing and reading; no bytes reserved; the fractions that are the only ones allowed.
  Buffer.of(2, 2, 0, 64, 32, 32).copy(bytes, 18);
  // Pages by the size of the file; nothing is said of free ones; schema format 4, UTF-8.
  bytes.writeUInt32BE(Math.floor(bytes.length / PAGE_BYTES), 28);
  bytes.fill(0, 32, 40);
  bytes.writeUInt32BE(4, 44);
  bytes.writeUInt32BE(1, 56);
  bytes.fill(0, 52, 56);
  bytes.fill(0, 64, 68);
  bytes.fill(0, 72, 92);
  // The count of pages holds only where both are the same.
  bytes.copy(bytes, 92, 24, 28);
}

/** Has a file that was cut say that it has as many pages as are there; `bytes` is changed. */
export function limitPages(bytes: Buffer): void {
  if (bytes.length < 100) return;
  const page = bytes.readUInt16BE(16) === 1 ? 65536 : bytes.readUInt16BE(16);
  const pages = Math.floor(bytes.length / Math.max(512, page));
  if (bytes.readUInt32BE(28) > pages) bytes.writeUInt32BE(pages, 28);
}
