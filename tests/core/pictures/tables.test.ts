import { describe, expect, it } from 'vitest';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { barriersCsv } from '../../../core/pictures/barriers-csv.ts';
import { basinsCsv } from '../../../core/pictures/basins-csv.ts';
import { csvText } from '../../../core/pictures/csv-text.ts';
import { graphml } from '../../../core/pictures/graphml.ts';
import { landscapeJson } from '../../../core/pictures/landscape-json.ts';
import { readable, tickLabel, ticks } from '../../../core/pictures/numbers.ts';
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
    const text = graphml(landscape);
    const names = elementsOf(text);
    expect(names.filter((name) => name === 'node')).toHaveLength(5);
    expect(names.filter((name) => name === 'edge')).toHaveLength(landscape.edges.length);
    expect(countOf(text, '<data key="status">failed</data>')).toBe(1);
    // Every key used is declared.
    const declared = new Set([...text.matchAll(/<key id="(\w+)"/g)].map((match) => match[1]));
    for (const match of text.matchAll(/<data key="(\w+)"/g)) expect(declared).toContain(match[1]);
  });

  it('give the numbers back exactly', () => {
    const parsed = JSON.parse(landscapeJson(landscape, { potential: 'p', map: 'm', settings: mapSettings.parse({ alpha: 3 }), alpha: 3 })) as Record<string, unknown>;
    expect(parsed['basins']).toEqual(landscape.basins);
    expect(parsed['edges']).toEqual(landscape.edges);
    expect(parsed['potential']).toBe('p');
    expect(parsed['images']).toBeUndefined();
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
