import { FormatError, quoted } from '../format-error.ts';
import type { PickleValue } from '../pickle/pickle-values.ts';
import { describeValue, PickleDict } from '../pickle/pickle-values.ts';
import { TensorRef } from './tensor-refs.ts';

/** Keys under which training scripts put the weights beside the optimizer, the epoch and so on. */
const wrapperKeys = ['state_dict', 'model_state_dict', 'net_state_dict', 'model', 'net'] as const;
const DEEPEST_WRAP = 4;
/** Prefixes that wrappers of a module add to every key: DataParallel and torch.compile. */
const modulePrefixes = ['module.', '_orig_mod.'] as const;

export interface StateDict {
  readonly tensors: ReadonlyMap<string, TensorRef>;
  /** Keys followed from the file's object to the state dict; empty where it is the object itself. */
  readonly wrappedIn: readonly string[];
  /** Prefix taken off every name, '' where none. */
  readonly strippedPrefix: string;
  /** Entries that are no tensors and stand among them. */
  readonly ignored: readonly string[];
}

/**
 * Finds the state dict in a pickled object: what it holds under `state_dict`, `model_state_dict` and the like (followed
 * through up to four levels), else the object itself. Everything beside it is left alone.
 *
 * A `module.` prefix is taken off only where every tensor has it, so that a net with a layer of that name keeps it.
 * @throws FormatError where there is none, or more than one to choose from.
 */
export function findStateDict(root: PickleValue, file: string): StateDict {
  if (!(root instanceof PickleDict)) {
    throw new FormatError(file, {
      expected: 'a state dict (tensors by name)',
      found: root instanceof TensorRef ? 'a single tensor' : describeValue(root),
      advice: 'Save it with torch.save(net.state_dict(), path).',
    });
  }
  const search = new Search();
  const wrappedIn: string[] = [];
  let dict = root;
  for (;;) {
    const [first, ...others] = search.wrappedIn(dict, DEEPEST_WRAP - wrappedIn.length);
    if (first === undefined) break;
    if (others.length > 0) {
      throw new FormatError(file, {
        expected: 'one state dict',
        found: `several: ${[first, ...others].map(([key]) => `"${key}"`).join(', ')}`,
        advice: 'Save the wanted one alone.',
      });
    }
    wrappedIn.push(first[0]);
    dict = first[1];
  }
  if (search.holdsTensors(dict)) return { ...namedTensors(dict, file), wrappedIn };
  throw new FormatError(file, {
    expected: `a state dict, or one under ${wrapperKeys.map((key) => `"${key}"`).join(', ')}`,
    found: dict.size === 0 ? 'an empty dict' : `a dict with ${someKeys(dict)} and no tensors`,
  });
}

/** Remembers what it has looked through: a dict may hold itself, or stand in many places. */
class Search {
  private readonly known = new Map<PickleDict, boolean>();

  holdsTensors(dict: PickleDict): boolean {
    let holds = this.known.get(dict);
    if (holds === undefined) {
      holds = false;
      for (const [key, value] of dict.entries()) {
        if (typeof key !== 'string' || !(value instanceof TensorRef)) continue;
        holds = true;
        break;
      }
      this.known.set(dict, holds);
    }
    return holds;
  }

  /** The wrapper keys of `dict` under which there are tensors, at most `depth` levels down. */
  wrappedIn(dict: PickleDict, depth: number): [string, PickleDict][] {
    if (depth === 0) return [];
    return wrapperKeys.flatMap((key): [string, PickleDict][] => {
      const inside = dict.get(key);
      if (!(inside instanceof PickleDict)) return [];
      return this.holdsTensors(inside) || this.wrappedIn(inside, depth - 1).length > 0 ? [[key, inside]] : [];
    });
  }
}

function namedTensors(dict: PickleDict, file: string): Omit<StateDict, 'wrappedIn'> {
  const tensors = new Map<string, TensorRef>();
  const ignored: string[] = [];
  for (const [key, value] of dict.entries()) {
    if (typeof key !== 'string') throw new FormatError(file, { expected: 'tensor names that are strings', found: describeValue(key) });
    if (value instanceof TensorRef) tensors.set(key, value);
    else ignored.push(key);
  }
  let strippedPrefix = '';
  for (let again = true; again; ) {
    const prefix = modulePrefixes.find((candidate) => [...tensors.keys()].every((name) => name.startsWith(strippedPrefix + candidate)));
    again = prefix !== undefined;
    if (prefix !== undefined) strippedPrefix += prefix;
  }
  const stripped = new Map([...tensors].map(([name, tensor]) => [name.slice(strippedPrefix.length), tensor]));
  return { tensors: stripped, strippedPrefix, ignored };
}

function someKeys(dict: PickleDict): string {
  const keys: string[] = [];
  for (const [key] of dict.entries()) {
    if (keys.length === 5) return `${keys.join(', ')}, …`;
    keys.push(typeof key === 'string' ? quoted(key) : describeValue(key));
  }
  return keys.join(', ');
}
