import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, in memory, that a test fills up or makes read-only. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Null where this user may not mount one. */
  static make(megabytes: number): SmallDisk | null {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
    const folder = mkdtempSync(join(tmpdir(), 'basinscope-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'basinscope-test', folder], { stdio: 'ignore' });
      return new SmallDisk(folder);
    } catch {
      rmSync(folder, { recursive: true, force: true });
      return null;
    }
  }

  /** Leaves so many bytes, rounded to pages of 4 KB. */
  fill(left = 0): void {
    this.free();
    const { bavail, bsize } = statfsSync(this.folder);
    writeFileSync(join(this.folder, 'filler'), Buffer.alloc(Math.max(0, (bavail - Math.ceil(left / bsize)) * bsize)));
  }

  free(): void {
    rmSync(join(this.folder, 'filler'), { force: true });
  }

  /** The same disk at another place, where nothing can be written. */
  readOnly<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const view = mkdtempSync(join(tmpdir(), 'basinscope-view-'));
    execFileSync('mount', ['--bind', this.folder, view], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'remount,bind,ro', view], { stdio: 'ignore' });
    return use(view).finally(() => {
      execFileSync('umount', ['-l', view], { stdio: 'ignore' });
      rmSync(view, { recursive: true, force: true });
    });
  }

  close(): void {
    // Lazily: the driver lets a file go some time after it was closed.
    execFileSync('umount', ['-l', this.folder], { stdio: 'ignore' });
    rmSync(this.folder, { recursive: true, force: true });
  }
}
