import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/science.md'), 'utf8');
const [text, sources] = page.split('\n## Sources\n') as [string, string];

/** Sections by their number, each with the text of it. */
const sections = new Map(text.split(/\n## /).slice(1).map((section) => [Number.parseInt(section, 10), section]));
/** Anchors of the headings, as GitHub makes them. */
const anchors = new Set([...page.matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!.toLowerCase().replace(/[^\p{L}\d -]/gu, '').replaceAll(' ', '-')));
/** Keys of the list of sources, as they stand there in bold: "[A]", "Ward 1963", "E, Ren and Vanden-Eijnden 2007". */
const keys = [...sources.matchAll(/^- \*\*(.+?)\.?\*\*/gm)].map((match) => match[1]!);

/** Whether a named part ("mapping step 4", "pitfalls") is a heading or a numbered item under one, or a name in bold, of a section. */
function hasPart(section: string, part: string): boolean {
  const [, name, step] = /^(.*?)(?: (\d+))?$/.exec(part)!;
  const under = section.split(/\n### /).find((piece) => piece.split('\n')[0]!.toLowerCase() === name!.toLowerCase());
  if (under !== undefined) return step === undefined || new RegExp(`^${step}\\. `, 'm').test(under);
  return step === undefined && section.toLowerCase().includes(`**${name!.toLowerCase()}`);
}

/** Names of authors with a year: "Ward 1963", "Stillinger and Weber 1982, 1984", "E, Ren, Vanden-Eijnden 2007", "Prinz et al. 2011". */
const NAME = String.raw`(?:[Vv]an )?\p{Lu}[\p{L}-]*`;
const AUTHORS = new RegExp(String.raw`(${NAME}(?:(?:, (?:and )?| and | & )${NAME})*(?: et al\.)?),? \(?((?:19|20)\d\d(?:, (?:19|20)\d\d)*)\b`, 'gu');
/** What is written like an author and a year, and is not one. */
const NO_AUTHOR = /^(?:AAAI|SC|Mountain|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/;

/** What a text cites that the page does not have, in words. */
function lacking(source: string): string[] {
  const missed: string[] = [];
  // Comments run over several lines, and a citation over their ends.
  const flat = source.replace(/\n\s*(?:\*|\/\/|#)?\s*/g, ' ');
  for (const [whole, anchor, number, quoted, plain] of flat.matchAll(/science\.md(?!\]\(|\))(?:#([\w-]+)|,? section (\d+)(?:, (?:"([^"]+)"|((?:mapping )?step \d+|pitfalls)))?)?/g)) {
    if (anchor !== undefined) {
      if (!anchors.has(anchor)) missed.push(`${whole}: docs/science.md has no such anchor`);
      continue;
    }
    const section = number === undefined ? undefined : sections.get(Number(number));
    if (section === undefined) missed.push(`${whole}: name a section of docs/science.md, "science.md, section N"`);
    const part = quoted ?? plain;
    if (section !== undefined && part !== undefined && !hasPart(section, part)) missed.push(`${whole}: section ${number} has no part "${part}"`);
  }
  // [A], [B, section 3]; an index of a type or an array (Record[K], names[N]) has no space before it.
  for (const [, key] of flat.matchAll(/(?:^|[\s(;])\[([A-Z])(?:\]|, (?:section|appendix|Algorithm)[^\]]*\])(?!\()/g)) if (!keys.includes(`[${key!}]`)) missed.push(`[${key!}] is no source`);
  for (const [whole, authors, years] of flat.matchAll(AUTHORS)) {
    if (NO_AUTHOR.test(authors!)) continue;
    const names = authors!.replace(' et al.', '').split(/, and |, | and | & /);
    for (const year of years!.split(', ')) {
      const known = keys.some((key) => key.startsWith(names[0]!) && key.endsWith(year) && (key.includes('et al.') || names.every((name) => key.includes(name)))) || sources.includes(`cited as ${authors!} ${year}`);
      if (!known) missed.push(`${whole}: not in the list of sources`);
    }
  }
  return missed;
}

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'core', 'electron', 'renderer', 'bench', 'tests', 'scripts', 'docs', 'README.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((name) => /\.(ts|svelte|mjs|cjs|py|md)$/.test(name) && name !== 'tests/architecture/citations.test.ts');
const contents = files.flatMap((name) => {
  try {
    return [{ name, content: readFileSync(join(root, name), 'utf8') }];
  } catch {
    // Removed and not yet committed.
    return [];
  }
});

describe('citations', () => {
  it('every one in the code leads to its place in docs/science.md or to a source', () => {
    const missed = contents.flatMap(({ name, content }) => lacking(name === 'docs/science.md' ? text : content).map((what) => `${name}: ${what}`));
    expect(missed).toEqual([]);
  });

  it('are found: sections, parts, keys and authors', () => {
    const all = contents.filter(({ name }) => name !== 'docs/science.md').map(({ content }) => content.replace(/\n\s*(?:\*|\/\/)?\s*/g, ' ')).join(' ');
    expect(all.match(/science\.md, section \d/g)!.length).toBeGreaterThan(25);
    expect(all.match(/\[A[\],]/g)!.length).toBeGreaterThan(10);
    expect([...all.matchAll(AUTHORS)].length).toBeGreaterThan(15);
  });

  it('that lead nowhere are told', () => {
    expect(lacking('/** As science.md has it. */')).toHaveLength(1);
    expect(lacking('science.md, section 9')).toHaveLength(1);
    // A link to the whole page, and one to a heading of it.
    expect(lacking('[docs/science.md](docs/science.md), docs/science.md#6-the-kinetic-map')).toEqual([]);
    expect(lacking('docs/science.md#6-kinetics')).toHaveLength(1);
    expect(lacking('(science.md, section 5, mapping step 4), (science.md, section 5, pitfalls), (science.md, section 5, "Exact check")')).toEqual([]);
    expect(lacking('(science.md, section 5, mapping step 6)')).toEqual(['science.md, section 5, mapping step 6: section 5 has no part "mapping step 6"']);
    expect(lacking('(science.md, section 3, pitfalls)')).toHaveLength(1);
    expect(lacking('so it is [A, section 3], and not [C], as Requests[N] and values[A] are')).toEqual(['[C] is no source']);
    expect(lacking('(Ward 1963), Ward 1964; Ward and Hook 1963')).toHaveLength(2);
    expect(lacking('Stillinger and Weber 1982, 1984; Stillinger and Weber 1983')).toHaveLength(1);
    expect(lacking('(E, Ren, Vanden-Eijnden 2007), (Pascanu\n * et al. 2013), Du & Mordatch 2019, (24 Nov 2026)')).toEqual([]);
  });

  it('every source is cited, on the page or in the code', () => {
    const all = [text, ...contents.filter(({ name }) => name !== 'docs/science.md').map(({ content }) => content)].map((one) => one.replace(/\n\s*(?:\*|\/\/)?\s*/g, ' ')).join('\n');
    const unused = keys.filter((key) => {
      if (key.startsWith('[')) return !all.includes(key.slice(0, -1));
      const [name, year] = [key.split(/[ ,]/)[0]!, key.slice(-4)];
      return !new RegExp(`${name}[^;\\n]{0,60}${year}`).test(all);
    });
    expect(unused).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
