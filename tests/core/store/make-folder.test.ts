import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder } from '../../../core/store/make-folder.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'basinscope-folder-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('making a folder', () => {
  test('those above it come too, and one that is there stays', () => {
    makeFolder(join(root, 'a', 'b', 'c'));
    writeFileSync(join(root, 'a', 'b', 'c', 'kept'), '');
    makeFolder(join(root, 'a', 'b', 'c'));
    expect(existsSync(join(root, 'a', 'b', 'c', 'kept'))).toBe(true);
  });

  test('where a file stands in the way it throws', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolder(join(root, 'file'))).toThrow(/EEXIST/);
    expect(() => makeFolder(join(root, 'file', 'below'))).toThrow(/ENOTDIR/);
  });

  // Node's own recursive mkdir does not return from there.
  test.skipIf(process.platform !== 'linux')('where folders cannot be made it throws at once', () => {
    expect(() => makeFolder('/proc/basinscope/below')).toThrow(/ENOENT/);
  });
});
