import { inspectedOf, nothing, pairOf, reduce, type EnergyOf, type Selection, type SelectionAction } from './selection.ts';

/** What is selected and pointed at in a map: graph, tree, lists and inspector all look here, and change it by actions alone. */
export class SelectionState {
  #now = $state.raw<Selection>(nothing);
  /** The set under the pointer, wherever that is. */
  hovered = $state<number | null>(null);

  readonly #inspected = $derived(inspectedOf(this.#now));
  /** The set that the inspector shows, by id. */
  readonly set = $derived(this.#inspected?.id ?? null);
  /** The member of it that is selected, by its place in order of energy. */
  readonly member = $derived(this.#inspected?.kind === 'member' ? this.#inspected.index : null);
  /** The pair of sets whose paths are looked at, lower id first. */
  readonly pair = $derived(pairOf(this.#now));

  act(action: SelectionAction, energyOf: EnergyOf): void {
    this.#now = reduce(this.#now, action, energyOf);
    if (action.type === 'follow' && this.hovered !== null) this.hovered = action.heirOf(this.hovered);
  }
}
