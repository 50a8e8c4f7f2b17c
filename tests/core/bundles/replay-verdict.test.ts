import { describe, expect, it } from 'vitest';
import { thisMachine } from '../../../core/jobs/machine.ts';
import { measured } from '../../../core/bundles/measured.ts';
import { replayVerdict } from '../../../core/bundles/replay-verdict.ts';
import type { ReplayFindings } from '../../../core/bundles/replay-verdict.ts';
import { replayReport } from '../../../core/contract/bundle.ts';
import type { ReplayReport } from '../../../core/contract/bundle.ts';

const part = (name: string, differing: number, counts = true): ReplayFindings['parts'][number] => ({ name, equal: differing === 0, counts, differing, of: 10, examples: [] });
const sets = (value: number) => measured({ name: 'sets', value, bound: 0.9, is: 'at least', meaning: 'a test' });

function verdict(change: Partial<ReplayFindings>): ReplayReport {
  const findings = { kind: 'map', name: 'm', parts: [part('members', 0)], measures: () => [], notes: [], seconds: 1, engineBefore: 'an engine', engineNow: 'an engine', machine: thisMachine(), ...change } as const;
  return replayReport.parse(replayVerdict(findings));
}

describe('the verdict of a replay', () => {
  it('is identical where all that counts is the same, wherever it was computed; nothing else is looked at', () => {
    const never = (): never => {
      throw new Error('looked at');
    };
    expect(verdict({ measures: never })).toMatchObject({ verdict: 'identical', sameMachine: true, text: 'The map is the same to the bit.' });
    expect(verdict({ measures: never, parts: [part('members', 0), part('trials', 3, false)] })).toMatchObject({ verdict: 'identical' });
    expect(verdict({ measures: never, engineNow: 'another' })).toMatchObject({ verdict: 'identical', sameMachine: false });
  });

  it('is differs on the same kind of machine where one record is another, however near', () => {
    const other = verdict({ parts: [part('members', 1), part('paths', 0)], measures: () => [sets(1)] });
    expect(other).toMatchObject({ verdict: 'differs', sameMachine: true });
    expect(other.text).toBe('The map is another: on the same kind of machine these should be the same to the bit: members (1 of 10). It agrees within the bounds for another kind.');
  });

  it.each([
    ['engine', { engineNow: 'another engine' }],
    ['processor', { machine: { ...thisMachine(), processor: 'another' } }],
    ['version of the program', { machine: { ...thisMachine(), program: 'Basinscope 0.0.9' } }],
  ] as const)('is agrees with another %s where every bound is kept, else differs and says which is not', (_, change) => {
    const parts = [part('members', 4)];
    expect(verdict({ ...change, parts, measures: () => [sets(0.95)] })).toMatchObject({ verdict: 'agrees', sameMachine: false });
    const far = verdict({ ...change, parts, measures: () => [sets(0.95), { ...sets(0.2), name: 'barriers' }, sets(NaN)] });
    expect(far.verdict).toBe('differs');
    expect(far.text).toContain('barriers 0.200, at least 0.9 expected; sets no number, at least 0.9 expected');
  });
});
