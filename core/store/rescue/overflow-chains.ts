import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Pages looked at in a table at most: a damaged one may point anywhere. */
const MOST_PAGES = 1_000_000;
const INTERIOR = 5;
const LEAF = 13;

/**
 * The rows of a table (by rowid) whose values go on over pages that do not end where they have to. SQLite reads such a row without complaint where only
 * its last page is another's or was written over: nothing tells it that the content is not the row's.
 *
 * Follows the file format of SQLite 3 (B-tree pages, cell payload overflow pages). `file`: without a log, whose pages would stand before those of the file;
 * `root`: page of the table's root, from 1. What cannot be made out is left to who reads the rows.
 */
export function rowsWithBrokenChains(file: string, root: number): Set<number> {
  const handle = openSync(file, 'r');
  try {
    return new ChainReader(handle, statSync(file).size).broken(root);
  } finally {
    closeSync(handle);
  }
}

class ChainReader {
  readonly #handle: number;
  readonly #pageSize: number;
  readonly #usable: number;
  readonly #pages: number;

  constructor(handle: number, size: number) {
    this.#handle = handle;
    const header = Buffer.alloc(100);
    readSync(handle, header, 0, 100, 0);
    // 1 stands for 65536, which two bytes cannot say.
    this.#pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
    this.#usable = this.#pageSize - header[20]!;
    this.#pages = this.#pageSize < 512 ? 0 : Math.floor(size / this.#pageSize);
  }

  broken(root: number): Set<number> {
    const rows = new Set<number>();
    const seen = new Set<number>();
    const waiting = [root];
    for (let number = waiting.pop(); number !== undefined && seen.size < MOST_PAGES; number = waiting.pop()) {
      const page = seen.has(number) ? null : this.#page(number);
      seen.add(number);
      if (page === null) continue;
      const start = number === 1 ? 100 : 0;
      const type = page[start];
      const cells = page.readUInt16BE(start + 3);
      const pointers = start + (type === INTERIOR ? 12 : 8);
      if ((type !== INTERIOR && type !== LEAF) || pointers + 2 * cells > page.length) continue;
      if (type === INTERIOR) waiting.push(page.readUInt32BE(start + 8));
      for (let cell = 0; cell < cells; cell++) {
        const at = page.readUInt16BE(pointers + 2 * cell);
        if (at + 4 > page.length) continue;
        if (type === INTERIOR) waiting.push(page.readUInt32BE(at));
        else this.#look(page, at, rows);
      }
    }
    return rows;
  }

  /** Follows the pages of one row, whose cell begins at `at`. */
  #look(page: Buffer, at: number, rows: Set<number>): void {
    const payload = varint(page, at);
    const rowid = varint(page, payload.next);
    const [size, usable] = [payload.value, this.#usable];
    if (size <= usable - 35) return;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const most = least + ((size - least) % (usable - 4));
    const here = most <= usable - 35 ? most : least;
    let left = Math.ceil((size - here) / (usable - 4));
    let next = rowid.next + here + 4 <= page.length ? page.readUInt32BE(rowid.next + here) : 0;
    for (; left > 0; left--) {
      const one = this.#page(next);
      if (one === null) break;
      next = one.readUInt32BE(0);
    }
    if (left > 0 || next !== 0) rows.add(rowid.value);
  }

  /** Null for a page that the file does not have. */
  #page(number: number): Buffer | null {
    if (number < 1 || number > this.#pages) return null;
    const page = Buffer.alloc(this.#pageSize);
    return readSync(this.#handle, page, 0, this.#pageSize, (number - 1) * this.#pageSize) === this.#pageSize ? page : null;
  }
}

/** A number of SQLite's: seven bits a byte, the highest first; the ninth byte has eight. Values of ours fit a double. */
function varint(bytes: Buffer, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i] ?? 0;
    if (i === 8) return { value: value * 256 + byte, next: at + 9 };
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, next: at + i + 1 };
  }
  return { value, next: at + 9 };
}
