// npx finds commands in node_modules/.bin, but npm does not put a package's own command there: this does, after each install.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const commands = join(root, 'node_modules', '.bin');
mkdirSync(commands, { recursive: true });
if (process.platform === 'win32') {
  writeFileSync(join(commands, 'basinscope.cmd'), '@node "%~dp0\\..\\..\\bin\\basinscope.mjs" %*\r\n');
} else {
  const link = join(commands, 'basinscope');
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', 'bin', 'basinscope.mjs'), link);
  const command = join(root, 'bin', 'basinscope.mjs');
  if (existsSync(command)) chmodSync(command, 0o755);
}
