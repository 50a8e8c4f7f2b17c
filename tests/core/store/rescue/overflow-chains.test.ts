import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../../../core/store/database.ts';
import { rowsWithBrokenChains } from '../../../../core/store/rescue/overflow-chains.ts';
import { rescueWorkspace } from '../../../../core/store/rescue/rescue-workspace.ts';
import { damagedFolder, remove, rowsOf, wholeWorkspace } from './damaged-workspace.ts';
import type { Whole } from './damaged-workspace.ts';

const PAGE = 4096;
let whole: Whole;
beforeAll(async () => {
  whole = await wholeWorkspace();
});
afterAll(() => remove(whole.folder));

function rootOf(table: string): number {
  const database = new Database(join(whole.folder, 'workspace.sqlite'));
  try {
    return Number(database.get("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?", [table])!['rootpage']);
  } finally {
    database.close();
  }
}

/** Pages over which the one row of the kinetic graph goes on, in order: its root is its leaf. */
function chainOf(root: number): number[] {
  const cell = whole.bytes.readUInt16BE((root - 1) * PAGE + 8);
  // Of a leaf the cell's end is where the next would begin: it is the only one, so the page's end.
  const first = whole.bytes.readUInt32BE(root * PAGE - 4);
  expect(cell).toBeLessThan(PAGE);
  const pages: number[] = [];
  for (let page = first; page !== 0; page = whole.bytes.readUInt32BE((page - 1) * PAGE)) pages.push(page);
  return pages;
}

it('every row of a whole file ends where it has to', () => {
  for (const table of rowsOf(whole.folder).keys()) expect(rowsWithBrokenChains(join(whole.folder, 'workspace.sqlite'), rootOf(table))).toEqual(new Set());
});

it('a row whose last page was written over is lost, not rescued with what is there now', async () => {
  const root = rootOf('kinetic');
  const chain = chainOf(root);
  expect(chain.length).toBeGreaterThan(2);
  for (const page of [chain.at(-1)!, chain[1]!]) {
    const bytes = Buffer.from(whole.bytes);
    bytes.fill(0xab, (page - 1) * PAGE, page * PAGE);
    const folder = damagedFolder(whole, bytes);
    writeFileSync(join(folder, 'other.sqlite'), bytes);
    expect(rowsWithBrokenChains(join(folder, 'other.sqlite'), root)).toEqual(new Set([1]));
    const report = await rescueWorkspace(folder);
    expect(report!.lost.join()).toContain('kinetic');
    expect(rowsOf(folder).get('kinetic')).toEqual([]);
    expect(readFileSync(report!.keptAs).equals(bytes)).toBe(true);
    remove(folder);
  }
});
