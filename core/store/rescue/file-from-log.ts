const HEADER = 32;
const FRAME = 24;

/**
 * The file that a write-ahead log was written for, as far as the log holds it: every page as the last commit left it, zeros where the log has none
 * (SQLite file format, section 4). Null where it is no log.
 */
export function fileFromLog(log: Buffer): Buffer | null {
  if (log.length < HEADER || (log.readUInt32BE(0) & ~1) !== 0x377f0682) return null;
  const page = log.readUInt32BE(8);
  if (page < 512 || page > 65536 || (page & (page - 1)) !== 0) return null;
  const salt = log.subarray(16, 24);
  const committed = new Map<number, number>();
  const pending = new Map<number, number>();
  let pages = 0;
  for (let at = HEADER; at + FRAME + page <= log.length; at += FRAME + page) {
    // Frames of an older round, which this one has not written over yet.
    if (!log.subarray(at + 8, at + 16).equals(salt)) break;
    pending.set(log.readUInt32BE(at), at + FRAME);
    const size = log.readUInt32BE(at + 4);
    if (size === 0) continue;
    for (const [number, from] of pending) committed.set(number, from);
    pending.clear();
    pages = size;
  }
  const known = [...committed].filter(([number]) => number >= 1 && number <= pages);
  if (known.length === 0 || pages > 4 * log.length) return null;
  const file = Buffer.alloc(Math.min(pages, Math.max(...known.map(([number]) => number))) * page);
  for (const [number, from] of known) log.copy(file, (number - 1) * page, from, from + page);
  return file;
}
