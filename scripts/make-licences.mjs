import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inWindow } from './licences/in-window.mjs';
import { root } from './setup/root.mjs';
import { runAsProgram, say, SetupError } from './setup/say.mjs';

// Writes resources/licences/libraries.txt: the libraries that go into the program, with their licences, from node_modules.
//   node scripts/make-licences.mjs
const TEXT = /^(licen[cs]e|copying|ofl)([._-].*)?$/i;

const HEAD = `Libraries in Basinscope, and their licences
===========================================
Written by scripts/make-licences.mjs. Electron and Chromium bring theirs in files of their own beside the program.
Parts of libraries that are made for one system only (@libsql/…, @resvg/resvg-js-…) are under the licence of the library they belong to.
`;

await runAsProgram(() => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const shipped = Object.entries(packages).filter(([path, { dev, devOptional, optional }]) => path !== '' && (!(dev || devOptional || optional) || inWindow.includes(nameOf(path))));
  if (shipped.length === 0) throw new SetupError('package-lock.json lists no libraries.');
  const entries = shipped
    .map(([path]) => describe(path))
    .filter((entry) => !entry.name.startsWith('@types/'))
    .sort((p, q) => (p.name < q.name ? -1 : p.name > q.name ? 1 : 0));
  writeFileSync(join(root, 'resources', 'licences', 'libraries.txt'), `${HEAD}${group(entries).map(section).join('')}`);
  say(`${entries.length} libraries in resources/licences/libraries.txt`);
});

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function describe(path) {
  const folder = join(root, path);
  const { version, license, author, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).sort().find((name) => TEXT.test(name));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  const by = (typeof author === 'string' ? author : (author?.name ?? '')).replace(/ *<.*/, '');
  return { name: nameOf(path), version, licence: String(license?.type ?? license ?? 'see text'), by, homepage: homepage ?? '', text };
}

/** Libraries with word for word the same text stand together. */
function group(entries) {
  const groups = new Map();
  for (const entry of entries) {
    const key = entry.text === '' ? `${entry.licence} ${entry.by}` : entry.text;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()];
}

function section(entries) {
  const names = entries.map(({ name, version, licence, homepage }) => `${name} ${version} (${licence})${homepage === '' ? '' : `, ${homepage.replace(/^(git\+)?https?:\/\//, '')}`}`);
  const [{ text, licence, by }] = entries;
  const body = text !== '' ? text : `No text comes with ${entries.length > 1 ? 'these packages' : 'this package'}; ${entries.length > 1 ? 'they are' : 'it is'} published under ${licence}${by === '' ? '' : ` by ${by}`}.`;
  return `\n\n${'-'.repeat(78)}\n${names.join('\n')}\n${'-'.repeat(78)}\n\n${body}\n`;
}
