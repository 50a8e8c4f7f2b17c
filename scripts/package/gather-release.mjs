// Puts a release together from what each system's job has packed, for .github/workflows/release.yml:
//   node scripts/package/gather-release.mjs PACKED RELEASE TAG
// PACKED: a folder a job; into RELEASE come packages, channel files, the list of parts and SHA256SUMS; notes.md lies beside it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inWindow } from '../licences/in-window.mjs';
import { root } from '../setup/root.mjs';
import { runNpm } from '../setup/run.mjs';
import { mergeChannels, releaseNotes, withParts } from './release-parts.mjs';

const [packed, release, tag] = process.argv.slice(2);
mkdirSync(release);

const channels = new Map();
const signing = [];
for (const job of readdirSync(packed).sort()) {
  for (const name of readdirSync(join(packed, job)).sort()) {
    const file = join(packed, job, name);
    if (/^latest.*\.yml$/.test(name)) channels.set(name, [...(channels.get(name) ?? []), readFileSync(file, 'utf8')]);
    else if (name.startsWith('signing-')) signing.push(readFileSync(file, 'utf8').trim());
    else copyFileSync(file, join(release, name));
  }
}
for (const [name, texts] of channels) writeFileSync(join(release, name), mergeChannels(texts));

const sbom = await runNpm(['sbom', '--package-lock-only', '--omit', 'dev', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--loglevel=error']);
if (sbom.code !== 0) throw new Error(`npm could not list the parts:\n${sbom.output}`);
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
// A warning about our .npmrc may stand before it.
const parts = withParts(JSON.parse(sbom.output.slice(sbom.output.indexOf('{'))), lock, ['electron', ...inWindow]);
writeFileSync(join(release, `basinscope-${tag.replace(/^v/, '')}-parts.cdx.json`), `${JSON.stringify(parts, null, 1)}\n`);

const sums = [];
for (const name of readdirSync(release).sort()) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(join(release, name))) hash.update(chunk);
  sums.push(`${hash.digest('hex')}  ${name}\n`);
}
writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const previous = git('tag', '--list', 'v*', '--sort=-version:refname', '--merged', `${tag}^`).split('\n').filter((name) => name !== '' && name !== tag)[0] ?? null;
const subjects = previous === null ? [] : git('log', '--no-merges', '--format=%s', `${previous}..${tag}`).split('\n').filter((line) => line !== '');
writeFileSync('notes.md', releaseNotes({ tag, previous, subjects, signing, repository: process.env.GITHUB_REPOSITORY ?? 'OWNER/basinscope' }));
