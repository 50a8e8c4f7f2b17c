import { describe, expect, it } from 'vitest';
import { attachState, rateScale } from '../../../core/kinetic/attach-state.ts';
import { actionScale, chordActions, squaredLengths } from '../../../core/kinetic/chord-action.ts';
import { buildKineticGraph, GRAPH_DEFAULTS } from '../../../core/kinetic/kinetic-graph.ts';

const pairs = { a: Int32Array.of(0, 0, 1), b: Int32Array.of(1, 2, 2) };

describe('the action of a chord', () => {
  it('takes squared lengths from where the states stand', () => {
    expect([...squaredLengths(pairs, Float32Array.of(0, 0, 3, 4, 6, 8), 2)]).toEqual([25, 100, 25]);
  });

  it('is the excess above the floor times the squared length over the median one', () => {
    // Lowest −2, median 1: counted from half as far below.
    const scale = actionScale([-2, 1, 4], [25, 100, 25], 1024);
    expect(scale).toEqual({ low: -3.5, square: 25 });
    expect([...chordActions([-2, 1, 4], [25, 100, 25], scale)]).toEqual([1.5, 18, 7.5]);
    // One accident among many does not move it.
    const many = Float64Array.from({ length: 201 }, (_, i) => (i === 0 ? -1e6 : i));
    expect(actionScale(many, many, 1024).low).toBe(2 - 0.5 * (100 - 2));
  });

  it('is the excess alone in the plane, and where all states stand in one place', () => {
    expect(actionScale([0, 1, 4], [25, 100, 25], 2).square).toBeNull();
    expect([...chordActions([0, 1, 4], [25, 100, 25], { low: 0, square: null })]).toEqual([0, 1, 4]);
    expect(actionScale([0, 1, 4], [0, 0, 0], 1024).square).toBeNull();
  });

  it('has no way where U is no number, however short', () => {
    expect([...chordActions([Infinity, 1], [0, 4], { low: 0, square: 4 })]).toEqual([Infinity, 1]);
  });

  it('joins a state that is not on the graph by the rates that the graph would give it', () => {
    // Seven states on a line, all pairs scanned: the last one is taken out and joined again.
    const places = [0, 1, 2.5, 4.5, 7, 10, 3];
    const all = places.flatMap((_, a) => places.flatMap((_other, b) => (a < b ? [[a, b] as const] : [])));
    const whole = { a: Int32Array.from(all, ([a]) => a), b: Int32Array.from(all, ([, b]) => b) };
    const squares = all.map(([a, b]) => (places[a]! - places[b]!) ** 2);
    const excess = all.map(([a, b]) => Math.sin(3 * a + b) + 2);
    const rule = { ...GRAPH_DEFAULTS, keep: 3, scaleRank: 2 };
    const { graph } = buildKineticGraph(7, whole, chordActions(excess, squares, actionScale(excess, squares, 64)), { ...rule, floor: 0 });
    const rates = rateScale(7, 64, whole, { excess, squares }, rule);
    const own = all.flatMap(([, b], chord) => (b === 6 ? [chord] : []));
    const { states, parts } = attachState(rates, own.map((chord) => whole.a[chord]!), { excess: own.map((chord) => excess[chord]!), squares: own.map((chord) => squares[chord]!) }, rule);
    const row = new Map(Array.from(graph.targets.subarray(graph.starts[6], graph.starts[7]), (target, at) => [target, graph.weights[graph.starts[6]! + at]!] as const));
    const total = Array.from(states).reduce((sum, state) => sum + row.get(state)!, 0);
    states.forEach((state, at) => expect(parts[at]).toBeCloseTo(row.get(state)! / total, 12));
  });
});
