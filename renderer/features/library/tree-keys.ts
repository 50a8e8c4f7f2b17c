/** What a key means in a tree of the library. */
export type TreeStep = 'next' | 'previous' | 'first' | 'last' | 'inward' | 'outward';

const steps: Readonly<Record<string, TreeStep>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
  ArrowRight: 'inward',
  ArrowLeft: 'outward',
};

export function treeStepOf(key: string): TreeStep | null {
  return steps[key] ?? null;
}

/**
 * The place to go to in a list of items in view with their levels (1 at the top), from `at`; the same place where there is no
 * way. Inward is the item's first child, outward its parent.
 */
export function stepInTree(levels: readonly number[], at: number, step: TreeStep): number {
  const last = levels.length - 1;
  const level = levels[at] ?? 1;
  switch (step) {
    case 'next':
      return Math.min(last, at + 1);
    case 'previous':
      return Math.max(0, at - 1);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'inward':
      return (levels[at + 1] ?? 0) > level ? at + 1 : at;
    case 'outward': {
      const above = levels.slice(0, at).findLastIndex((other) => other < level);
      return above < 0 ? at : above;
    }
  }
}
