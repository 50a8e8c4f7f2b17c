import { describe, expect, it } from 'vitest';
import type { Hierarchy, StateColumns } from '../../../core/contract/hierarchy.ts';
import { linkagePairs } from '../../../core/hierarchy/linkage.ts';
import { barriersOver, heightOf } from '../../../core/landscape/barriers.ts';
import { setTrials } from '../../../core/landscape/set-trials.ts';
import { labelCounts, NO_SET, partitionStates } from '../../../core/landscape/state-sets.ts';
import type { Partition } from '../../../core/landscape/state-sets.ts';
import { integerAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

function columnsOf(placedIn: readonly number[], energy: readonly number[], label: readonly number[] = placedIn.map(() => -1), labels: string[] = []): StateColumns {
  return {
    state: Int32Array.from(placedIn, (_, state) => state),
    placedIn: Int32Array.from(placedIn),
    energy: Float64Array.from(energy),
    source: Int32Array.from(placedIn, () => -1),
    label: Int32Array.from(label),
    labels,
  };
}

/** Basin 1 into 0, then 0 into 2; 3 stands alone. Basin 2 has taken over the representative (state 3) of basin 1. */
const merged: Hierarchy = { leafKind: 'basin', linkage: linkagePairs(4, [{ a: 0, b: 1, height: 0 }, { a: 2, b: 0, height: 1 }]), sets: 2 };
const columns = columnsOf([0, 0, 1, 1, 2, 2, 3], [-1, -2, -3, -9, -4, -5, -7], [0, 1, 0, 0, -1, 1, 1], ['a', 'b']);
const founded = [
  { basin: 0, state: 1, energy: -2 },
  { basin: 1, state: 3, energy: -9 },
  { basin: 2, state: 3, energy: -9 },
  { basin: 3, state: 6, energy: -7 },
];
const shown = ({ sets }: Partition) => sets.map(({ id, rows, energy, representative, merged: from }) => [id, [...rows], energy, representative, from]);

describe('a partition of states', () => {
  it('at the own number of sets: members of merged basins belong to the one they were merged into', () => {
    const partition = partitionStates(merged, columns, founded, null);
    expect(shown(partition)).toEqual([
      [2, [3, 5, 4, 2, 1, 0], -9, { basin: 2 }, [1, 0]],
      [3, [6], -7, { basin: 3 }, []],
    ]);
    expect(partition.cut).toEqual({ leafKind: 'basin', sets: 2, own: 2, fewest: 2, most: 4 });
    expect([...partition.ofRow]).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect([...partition.ofLeaf]).toEqual([0, 0, 0, 1]);
  });

  it('cut finer: a merge is undone, and a basin does not stand for a state that is no longer its own', () => {
    expect(shown(partitionStates(merged, columns, founded, 3))).toEqual([
      [0, [3, 2, 1, 0], -2, { basin: 0 }, [1]],
      // Its representative is a state of basin 1: the lowest member stands for it here.
      [2, [5, 4], -5, { state: 5 }, []],
      [3, [6], -7, { basin: 3 }, []],
    ]);
    expect(shown(partitionStates(merged, columns, founded, 4)).map(([id, rows]) => [id, rows])).toEqual([[0, [1, 0]], [1, [3, 2]], [2, [5, 4]], [3, [6]]]);
    expect(() => partitionStates(merged, columns, founded, 1)).toThrow(/2 to 4 sets; got 1/);
  });

  it('counts labels of a set, leaving out those it has none of', () => {
    const [two, three] = partitionStates(merged, columns, founded, null).sets;
    expect(labelCounts(columns, two!.rows)).toEqual({ a: 3, b: 2 });
    expect(labelCounts(columns, three!.rows)).toEqual({ b: 1 });
    expect(labelCounts(columnsOf([0], [1]), Int32Array.of(0))).toBeNull();
  });

  it('a basin whose members are not written yet stands; one never founded does not', () => {
    const partition = partitionStates({ ...merged, linkage: linkagePairs(6, []), sets: 6 }, columnsOf([0], [-1]), [{ basin: 0, state: 0, energy: -1 }, { basin: 4, state: 8, energy: -3 }], null);
    expect(shown(partition)).toEqual([[0, [0], -1, { basin: 0 }, []], [4, [], -3, { basin: 4 }, []]]);
    expect([...partition.ofLeaf]).toEqual([0, NO_SET, NO_SET, NO_SET, 1, NO_SET]);
  });

  it('of states themselves: sets are nodes, the lowest member stands for them', () => {
    const linkage = linkagePairs(5, [{ a: 0, b: 3, height: 0.5 }, { a: 1, b: 4, height: 1 }, { a: 0, b: 1, height: 2 }]);
    const states = columnsOf([-1, -1, -1, -1, -1], [-1, -2, -3, -4, -2]);
    const partition = partitionStates({ leafKind: 'state', linkage, sets: 3 }, states, [], null);
    expect(shown(partition)).toEqual([
      [2, [2], -3, { state: 2 }, []],
      [5, [3, 0], -4, { state: 3 }, []],
      [6, [1, 4], -2, { state: 1 }, []],
    ]);
    // Set 2 stays what it is in the next cut.
    expect(partitionStates({ leafKind: 'state', linkage, sets: 3 }, states, [], 2).sets.map(({ id }) => id)).toEqual([2, 7]);
  });

  it('is at every cut that of the first merges replayed one by one, trials between its sets included', () => {
    for (let seed = 0; seed < 20; seed++) {
      const key = streamKey(seed);
      const basins = 2 + integerAt(key, 0, 0, 10);
      const survivor = Array.from({ length: basins }, (_, basin) => basin);
      const merges: { from: number; into: number }[] = [];
      const history = [[...survivor]];
      for (let step = 0; step < basins - 1 - integerAt(key, 0, 1, basins - 1); step++) {
        const standing = [...new Set(survivor)];
        const from = standing.splice(integerAt(key, 1, step, standing.length), 1)[0]!;
        const into = standing[integerAt(key, 2, step, standing.length)]!;
        merges.push({ from, into });
        survivor.forEach((now, basin) => (survivor[basin] = now === from ? into : now));
        history.push([...survivor]);
      }
      const linkage = linkagePairs(basins, merges.map(({ from, into }, height) => ({ a: into, b: from, height })));
      const states = columnsOf(Array.from({ length: 40 }, (_, state) => integerAt(key, 3, state, basins)), Array.from({ length: 40 }, (_, state) => integerAt(key, 4, state, 9)));
      const minima = history[0]!.map((basin) => ({ basin, state: 1000 + basin, energy: basin }));
      const trials = Array.from({ length: 60 }, (_, trial) => ({
        from: integerAt(key, 5, trial, basins), to: integerAt(key, 6, trial, basins), successes: integerAt(key, 7, trial, 2), trials: 1, barrier: trial,
      })).map((trial) => ({ ...trial, barrier: trial.successes > 0 ? trial.barrier : null }));
      history.forEach((now, undone) => {
        const partition = partitionStates({ leafKind: 'basin', linkage, sets: basins - merges.length }, states, minima, basins - undone);
        expect(partition.sets.map(({ id }) => id)).toEqual([...new Set(now)].sort((p, q) => p - q));
        for (const { id, rows, merged: from } of partition.sets) {
          expect([...rows].sort((p, q) => p - q)).toEqual([...states.placedIn].flatMap((basin, row) => (now[basin] === id ? [row] : [])));
          expect(from).toEqual(merges.slice(0, undone).filter((merge) => now[merge.from] === id).map((merge) => merge.from));
        }
        const counted = setTrials(partition, trials);
        for (const { from, to, successes, trials: tried, barrier } of counted) {
          const these = trials.filter((trial) => now[trial.from] === from && now[trial.to] === to);
          expect([successes, tried]).toEqual([these.reduce((sum, one) => sum + one.successes, 0), these.length]);
          expect(barrier).toBe(these.reduce((low: number | null, one) => (one.barrier === null ? low : Math.min(low ?? Infinity, one.barrier)), null));
        }
        expect(counted.reduce((sum, one) => sum + one.trials, 0)).toBe(trials.filter((trial) => now[trial.from] !== now[trial.to]).length);
      });
    }
  });
});

describe('barriers', () => {
  it('are never below the higher end, the refined one never above the other', () => {
    expect(barriersOver(-1, { barrier: 2, refined: 1 })).toEqual({ barrier: 2, refined: 1 });
    expect(barriersOver(-1, { barrier: -4, refined: 3 })).toEqual({ barrier: -1, refined: -1 });
    expect(barriersOver(-1, { barrier: null, refined: 3 })).toEqual({ barrier: 3, refined: 3 });
    expect(barriersOver(-1, { barrier: 5, refined: null })).toEqual({ barrier: 5, refined: null });
    expect(barriersOver(-1, { barrier: null, refined: null })).toEqual({ barrier: null, refined: null });
  });

  it('are shown at the refined height where there is one', () => {
    expect([heightOf({ barrier: 2, refined: 1 }), heightOf({ barrier: 2, refined: null }), heightOf({ barrier: null, refined: null })]).toEqual([1, 2, null]);
  });
});
