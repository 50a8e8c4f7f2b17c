/**
 * What a pickle can say here: plain data. Containers are shared, never copied, so a pickle that nests one list in
 * itself a million times stays as small as its bytes; nothing in core/formats walks these values recursively.
 */
export type PickleValue =
  | null | boolean | number | bigint | string | Uint8Array
  | PickleList | PickleTuple | PickleDict | PickleSet | PickleGlobal | PickleExtension;

export class PickleList {
  readonly items: PickleValue[] = [];
}

export class PickleTuple {
  readonly items: readonly PickleValue[];
  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A dict or OrderedDict, in order of insertion. */
export class PickleDict {
  readonly ordered: boolean;
  private map: Map<PickleValue, PickleValue> | null = null;
  constructor(ordered: boolean) {
    this.ordered = ordered;
  }
  set(key: PickleValue, value: PickleValue): void {
    // Made only when needed: a hostile pickle of a million empty dicts must stay small.
    this.map ??= new Map();
    this.map.set(key, value);
  }
  get(key: PickleValue): PickleValue | undefined {
    return this.map?.get(key);
  }
  get size(): number {
    return this.map?.size ?? 0;
  }
  entries(): Iterable<[PickleValue, PickleValue]> {
    return this.map ?? [];
  }
}

/** A set or frozenset. Only ever carried, never looked into. */
export class PickleSet {
  readonly items: PickleValue[] = [];
}

/** The name of something importable. It stands for itself: nothing is imported. */
export class PickleGlobal {
  readonly module: string;
  readonly name: string;
  /** What calling it makes of its arguments; null where it may be named but not called. */
  readonly call: GlobalCall | null;
  constructor(module: string, name: string, call: GlobalCall | null) {
    this.module = module;
    this.name = name;
    this.call = call;
  }
}

/** Values that the reader of a container adds: storages and tensors. */
export abstract class PickleExtension {
  abstract readonly kind: string;
}

/** Makes a value of the arguments; `call.charge` must be told of every byte or item it copies. */
export type GlobalCall = (args: readonly PickleValue[], call: CallContext) => PickleValue;

export interface CallContext {
  /** Ends the reading with a FormatError at the place of this call. */
  refuse(expected: string, found: string): never;
  /** Accounts for `amount` bytes or items copied out of the pickle. */
  charge(amount: number): void;
}

/** A few words saying what a value is, for messages. Never long, never recursive. */
export function describeValue(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'bigint') return 'a long integer';
  if (typeof value === 'string') return 'a string';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof PickleList) return `a list of ${value.items.length}`;
  if (value instanceof PickleTuple) return `a tuple of ${value.items.length}`;
  if (value instanceof PickleDict) return `a dict of ${value.size}`;
  if (value instanceof PickleSet) return `a set of ${value.items.length}`;
  if (value instanceof PickleGlobal) return `the name ${value.module}.${value.name}`;
  return `a ${value.kind}`;
}
