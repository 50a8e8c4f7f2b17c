import { describe, expect, it } from 'vitest';
import type { LongRunTest } from '../../../core/contract/training-run.ts';
import { longRunSvg } from '../../../core/pictures/long-run-svg.ts';
import { svgToPng } from '../../../core/pictures/svg-to-png.ts';
import { countOf, elementsOf } from './well-formed.ts';

const steps = [0, 1, 60, 100];
const strip = (count: number) => ({ width: 4, height: 4, channels: 1 as const, count, pixels: new Uint8Array(count * 16).fill(7) });
const chains = (start: 'data' | 'uniform', energies: number[], images: boolean): LongRunTest['starts'][number] => ({
  start, chains: 2, steps, energies: [...energies, ...energies], gradientNorms: [1, 1, 1, 1], dataDistances: [3, 2], imageSteps: [0, 100], images: images ? strip(4) : null, positions: null, shown: 2,
});
const test = (...starts: LongRunTest['starts']): LongRunTest => ({ id: 'x', update: 7, totalSteps: 100, createdAt: '', starts, findings: ['Chains meet.', 'They stay.'], drift: 0, gap: 0 });

describe('the picture of a long-run test', () => {
  it('has findings, energies of every chain and their mean, and a film strip a start', () => {
    const svg = longRunSvg('run <1>', test(chains('data', [5, 4, 3, 2], true), chains('uniform', [1e6, 1e5, 4, 3], true)));
    elementsOf(svg);
    expect(svg).toContain('>Chains meet.</text>');
    expect(countOf(svg, 'class="film-strip"')).toBe(2);
    expect(countOf(svg, '<image ')).toBe(8);
    expect(countOf(svg, 'class="energies"')).toBe(2);
    expect(svgToPng(svg, 0.5).length).toBeGreaterThan(1000);
  });

  it('leaves the fall from noise out of the range instead of drawing it along the edge', () => {
    const svg = longRunSvg('run', test(chains('data', [5, 4, 3, 2], false), chains('uniform', [1e6, 1e5, 4, 3], false)));
    const noise = svg.split('class="energies"')[2];
    // Of four points two are within the range: one stroke to, one line.
    expect([...noise.matchAll(/d="(M[^"]*)"/g)].slice(0, 3).map((match) => match[1].split(/[ML]/).length - 1)).toEqual([2, 2, 2]);
    expect(countOf(svg, '<image ')).toBe(0);
  });

  it('holds constant energies and a single start', () => {
    const svg = longRunSvg('run', test(chains('data', [1, 1, 1, 1], false)));
    elementsOf(svg);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
