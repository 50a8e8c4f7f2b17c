import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { version } from '../../../package.json' with { type: 'json' };
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { barriersCsv } from '../../../core/pictures/barriers-csv.ts';
import { basinsCsv } from '../../../core/pictures/basins-csv.ts';
import { csvText } from '../../../core/pictures/csv-text.ts';
import { exportFiles, withSuffix } from '../../../core/pictures/export-files.ts';
import { graphml } from '../../../core/pictures/graphml.ts';
import { landscapeJson } from '../../../core/pictures/landscape-json.ts';
import { readable, tickLabel, ticks } from '../../../core/pictures/numbers.ts';
import { sampleCaption } from './sample-caption.ts';
import { sampleLandscape } from './sample-landscape.ts';
import { countOf, elementsOf } from './well-formed.ts';

const landscape = sampleLandscape({ basins: 5, seed: 2, twoD: true, labels: true, trees: 2 });

describe('tables', () => {
  it('of basins have a row each, positions and labels', () => {
    const lines = basinsCsv(landscape).trimEnd().split('\n');
    expect(lines[0]).toBe('id,energy,members,merged,x,y,label 3,label 8');
    expect(lines).toHaveLength(6);
    expect(Number(lines[1]?.split(',')[1])).toBe(landscape.basins[0]?.energy);
    const images = basinsCsv(sampleLandscape({ basins: 2, seed: 2 }));
    expect(images.split('\n')[0]).toBe('id,energy,members,merged');
  });

  it('of barriers have both barriers side by side and leave unknown ones empty', () => {
    const lines = barriersCsv(landscape).trimEnd().split('\n');
    expect(lines[0]).toBe('a,b,status,barrier_ad,barrier_refined,forward_successes,forward_trials,backward_successes,backward_trials');
    expect(lines).toHaveLength(landscape.edges.length + 1);
    expect(lines.at(-1)).toBe(`0,8,failed,,,0,3,0,3`);
  });

  it('quote what needs it', () => {
    expect(csvText(['a'], [['x,y'], ['say "hi"'], ['two\nlines'], [' led'], [NaN], [null], [-1.5]])).toBe('a\n"x,y"\n"say ""hi"""\n"two\nlines"\n" led"\n\n\n-1.5\n');
  });
});

describe('GraphML and JSON', () => {
  it('hold every basin and every tried pair', () => {
    const text = graphml(landscape, sampleCaption());
    const names = elementsOf(text);
    expect(names.filter((name) => name === 'node')).toHaveLength(5);
    expect(names.filter((name) => name === 'edge')).toHaveLength(landscape.edges.length);
    expect(countOf(text, '<data key="status">failed</data>')).toBe(1);
    // Every key used is declared.
    const declared = new Set([...text.matchAll(/<key id="(\w+)"/g)].map((match) => match[1]));
    for (const match of text.matchAll(/<data key="(\w+)"/g)) expect(declared).toContain(match[1]);
  });

  it('give the numbers back exactly', () => {
    const parsed = JSON.parse(landscapeJson(landscape, sampleCaption({ settings: mapSettings.parse({ alpha: 3 }), alpha: 3 }))) as Record<string, unknown>;
    expect(parsed['basins']).toEqual(landscape.basins);
    expect(parsed['edges']).toEqual(landscape.edges);
    expect(parsed['potential']).toBe('p');
    expect(parsed['images']).toBeUndefined();
  });
});

describe('every export says where it comes from and how far it got', () => {
  const unfinished = sampleCaption({ status: 'paused', stage: 'Place states', dataset: '/data/digits', settings: mapSettings.parse({ seed: 77 }) });
  const says = { program: `Basinscope ${version}`, potential: 'p', weightsSha256: unfinished.weightsSha256, trainEpsilon: 0.015, status: 'paused', stage: 'Place states', dataset: '/data/digits', settings: { seed: 77 } };

  it('as JSON', () => {
    expect(JSON.parse(landscapeJson(landscape, unfinished))).toMatchObject(says);
  });

  it('as tables, in a file beside them', () => {
    const about = exportFiles('csv', landscape, unfinished).find(({ suffix }) => suffix === '-about')!;
    expect(withSuffix('/here/map.csv', about)).toBe('/here/map-about.json');
    expect(JSON.parse(String(about.content))).toMatchObject(says);
  });

  it('as GraphML', () => {
    const text = graphml(landscape, unfinished);
    elementsOf(text);
    for (const value of ['paused', 'Place states', unfinished.weightsSha256, `Basinscope ${version}`]) expect(text).toContain(`>${value}</data>`);
    expect(text).toContain('&quot;seed&quot;:77');
    const declared = new Set([...text.matchAll(/<key id="(\w+)"/g)].map((match) => match[1]));
    for (const match of text.matchAll(/<data key="(\w+)"/g)) expect(declared).toContain(match[1]);
  });

  it('as SVG and PNG, for people and for programs', () => {
    const [svg] = exportFiles('svg', landscape, unfinished);
    const text = String(svg!.content);
    elementsOf(text);
    expect(text).toContain('Unfinished: paused at “Place states” · weights ab12ab12ab12… · trained at ε = 0.015');
    expect(JSON.parse(/<metadata>(.*)<\/metadata>/s.exec(text)![1]!.replaceAll('&quot;', '"'))).toMatchObject(says);
    const [png] = exportFiles('png', landscape, unfinished);
    const bytes = Buffer.from(png!.content as Uint8Array);
    expect(decode(bytes).width).toBeGreaterThan(100);
    const at = bytes.indexOf('iTXtDescription');
    const chunk = bytes.subarray(at + 4 + 'Description'.length + 5, at + 4 + bytes.readUInt32BE(at - 4));
    expect(JSON.parse(chunk.toString('utf8'))).toMatchObject(says);
  });
});

describe('the JSON of a landscape', () => {
  it('names basins by their ids everywhere, and joins so that no basin is called the same', () => {
    // Ids of the sample are 0, 2, 4, …: a position among the basins is another basin's id.
    const sample = sampleLandscape({ basins: 5, seed: 2, trees: 2 });
    const ids = sample.basins.map(({ id }) => id);
    type Name = { basin?: number; join?: number };
    const { forest } = JSON.parse(landscapeJson(sample, sampleCaption())) as { forest: { joins: { join: number; children: Name[]; via: number[] }[]; roots: Name[]; leaves: { basin: number }[] } };
    const names = [...forest.joins.flatMap(({ children }) => children), ...forest.roots];
    expect(names.flatMap(({ basin }) => (basin === undefined ? [] : [basin])).sort((p, q) => p - q)).toEqual(ids);
    expect(forest.joins.map(({ join }) => join)).toEqual(sample.forest.joins.map((_, index) => index));
    for (const { join, children, via } of forest.joins) {
      for (const child of children) expect(Object.keys(child)).toHaveLength(1);
      for (const { join: below } of children) if (below !== undefined) expect(below).toBeLessThan(join);
      expect(sample.edges.some(({ a, b }) => a === via[0] && b === via[1])).toBe(true);
    }
    expect(forest.leaves.map(({ basin }) => basin)).toEqual(ids);
    expect(JSON.stringify(forest)).not.toContain('"node"');
  });

  it('does so in the three trees of a kinetic map', () => {
    const sample = sampleLandscape({ basins: 4, seed: 5 });
    const kinetic = { proposals: [], timescales: [], scores: null, gain: null, trees: { sets: sample.forest, freeEnergy: sample.forest, potential: sample.forest } };
    const parsed = JSON.parse(landscapeJson({ ...sample, kinetic }, sampleCaption())) as { forest: unknown; sets: number; kinetic: { trees: Record<string, unknown> } };
    expect(parsed.kinetic.trees).toEqual({ sets: parsed.forest, freeEnergy: parsed.forest, potential: parsed.forest });
    expect(parsed.sets).toBe(4);
  });
});

describe('numbers', () => {
  it('are short and readable', () => {
    expect([readable(-3.05712), readable(40), readable(1234.5), readable(0.0000123), readable(-0.25, 2), readable(Infinity), readable(0)]).toEqual(['−3.06', '40', '1235', '1.23e−5', '−0.25', '∞', '0']);
  });

  it('tick at round places', () => {
    expect(ticks(-4.3, 1.1, 8)).toEqual({ values: [-4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1], decimals: 1 });
    expect(ticks(0.95, 103, 5).values).toEqual([20, 40, 60, 80, 100]);
    expect(ticks(2, 2, 5).values).toEqual([2]);
    expect([tickLabel(-0.00001, 1), tickLabel(-2, 1), tickLabel(-25000, 0), tickLabel(5000, 0)]).toEqual(['0.0', '−2.0', '−25,000', '5000']);
  });
});
