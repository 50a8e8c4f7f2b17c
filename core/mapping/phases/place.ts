import { mapPlacing } from '../map-placing.ts';
import { placeStates } from '../place-state.ts';
import { createPlacing } from '../placement.ts';
import { supplyStates } from '../supply.ts';
import { openBarriers } from './barriers.ts';
import { openConsolidation } from './consolidate.ts';
import type { Phase } from './phase.ts';
import type { PhaseOf } from './phase-state.ts';

/** Places states into basins: those of the burn-in, or the others. */
export const placePhase: Phase<PhaseOf<'burn-in'> | PhaseOf<'main'>> = {
  async step(phase, state, tools, { source }) {
    const { placement, supply, work } = state;
    const { burnIn, states, slots } = tools.settings;
    const last = phase.kind === 'burn-in' ? burnIn : states;
    placement.phase = phase.kind;
    await supplyStates(supply, states, slots, source, work, tools);
    while (supply.ready.length > 0 && placement.waiting.length < slots && placement.placed + placement.waiting.length < last) {
      placement.waiting.push(createPlacing(supply.ready.shift()!));
    }
    const before = tools.book.members.length;
    await placeStates(placement, mapPlacing, work, tools);
    for (const { placedIn, source: from, label } of tools.book.members.slice(before)) {
      if (from !== null && label !== null) state.labelled.push({ basin: placedIn, source: from, label });
    }
    if (tools.book.members.length > before) state.revision++;
    if (placement.placed < last) return phase;
    if (phase.kind === 'main') return openBarriers(state, tools.settings);
    return placement.basins.length > 1 ? openConsolidation(state, tools.settings) : { kind: 'main' };
  },
  progress({ kind }, { placement: { placed } }, { burnIn, states }) {
    return kind === 'burn-in' ? { 'burn-in': [placed, burnIn] } : { main: [placed - burnIn, states - burnIn] };
  },
};
