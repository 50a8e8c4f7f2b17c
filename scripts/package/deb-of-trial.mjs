#!/usr/bin/env node
// Stands in for fpm, which electron-builder calls to make a .deb and fetches from outside the registry: takes the arguments it gives
// and calls dpkg-deb. For trial packages (scripts/dist.mjs); a release is made by fpm itself.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { type: 'string', short: 's' },
    t: { type: 'string', short: 't' },
    depends: { type: 'string', short: 'd', multiple: true, default: [] },
    'deb-recommends': { type: 'string', multiple: true, default: [] },
    force: { type: 'boolean' },
    ...Object.fromEntries(
      ['deb-compression', 'deb-priority', 'architecture', 'after-install', 'after-remove', 'description', 'version', 'package', 'name', 'maintainer', 'vendor', 'url', 'category', 'license'].map((name) => [name, text]),
    ),
  },
});
if (values.t !== 'deb') throw new Error(`This makes .deb packages only, not ${values.t}.`);

const stage = mkdtempSync(join(tmpdir(), 'basinscope-deb-'));
try {
  // Each is "what is here=where it goes"; a folder's content goes into the folder named.
  for (const pair of positionals) {
    const [from, to] = pair.split('=');
    const target = join(stage, to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true, verbatimSymlinks: true });
    chmodSync(target, statSync(from).isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(stage, 0o755);
  const control = join(stage, 'DEBIAN');
  mkdirSync(control);
  for (const [name, script] of [['postinst', values['after-install']], ['postrm', values['after-remove']]]) {
    writeFileSync(join(control, name), readFileSync(script));
    chmodSync(join(control, name), 0o755);
  }
  const kilobytes = execFileSync('du', ['-sk', '--exclude=DEBIAN', stage], { encoding: 'utf8' }).split('\t')[0];
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    'Installed-Size': kilobytes,
    Depends: values.depends.join(', '),
    Recommends: values['deb-recommends'].join(', '),
    Section: values.category,
    Priority: values['deb-priority'],
    Homepage: values.url,
    // Lines after the first begin with a space; an empty one is a dot.
    Description: values.description.trim().split('\n').map((line, i) => (i === 0 ? line : ` ${line.trim() || '.'}`)).join('\n'),
  };
  writeFileSync(join(control, 'control'), Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `${name}: ${value}\n`).join(''));
  // Quick, not small: it is installed once and thrown away.
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', stage, values.package], { stdio: 'inherit' });
} finally {
  rmSync(stage, { recursive: true, force: true });
}
