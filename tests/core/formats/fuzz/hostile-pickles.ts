import { pickleLimits } from '../../../../core/formats/pickle/unpickle.ts';
import { global, int, pickle, text, tuple, u32 } from '../pickle/assemble.ts';
import { dictPickle, tensorPickle, whole } from '../pth/write-pth.ts';
import type { Random } from './random.ts';

/** What a hostile pickle would call, and with what; `canary` is the file it would leave behind. */
function calls(canary: string): [module: string, name: string, ...args: string[]][] {
  const touch = `touch '${canary}'`;
  const python = `open(${JSON.stringify(canary)}, 'w').close()`;
  const javascript = `require('fs').writeFileSync(${JSON.stringify(canary)}, '')`;
  return [
    ['os', 'system', touch], ['posix', 'system', touch], ['nt', 'system', touch], ['subprocess', 'Popen', touch], ['subprocess', 'check_output', touch],
    ['os', 'popen', touch], ['os', 'execl', '/bin/sh', 'sh', '-c', touch], ['pty', 'spawn', touch], ['platform', 'popen', touch],
    ['builtins', 'eval', python], ['builtins', 'exec', python], ['__builtin__', 'eval', python], ['builtins', 'compile', python, 'x', 'exec'],
    ['builtins', 'getattr', 'os', 'system'], ['__builtin__', 'getattr', 'os', 'system'], ['builtins', 'open', canary, 'w'], ['io', 'open', canary, 'w'],
    ['builtins', '__import__', 'os'], ['importlib', 'import_module', 'os'], ['operator', 'methodcaller', 'system', touch], ['functools', 'partial', 'os.system'],
    ['torch', 'load', canary], ['torch.hub', 'load', canary], ['torch.serialization', 'load', canary], ['torch.storage', '_load_from_bytes', python],
    ['torch._utils', '_rebuild_wrapper_subclass', python], ['numpy', 'load', canary], ['numpy.core.multiarray', '_reconstruct', canary], ['pickle', 'loads', python],
    ['_pickle', 'Unpickler', python], ['webbrowser', 'open', canary], ['shutil', 'rmtree', '.'], ['runpy', 'run_path', canary], ['code', 'interact', python],
    ['Function', 'constructor', javascript], ['child_process', 'execSync', touch], ['process', 'mainModule', javascript], ['globalThis', 'eval', javascript],
    ['collections', 'OrderedDict.__reduce__', touch], ['torch', '_utils._rebuild_tensor_v2', touch], ['', '', touch], ['__proto__', 'constructor', javascript],
  ];
}

/** A value that would call something, in one of the ways pickles can. */
export function hostileValue(random: Random, canary: string): Buffer {
  const [module, name, ...args] = random.pick(calls(canary));
  const argTuple = tuple(...args.map(text));
  const named = pickle(text(module), text(name), 'STACK_GLOBAL');
  return random.pick([
    () => pickle(global(module, name), argTuple, 'REDUCE'),
    () => pickle(named, argTuple, 'REDUCE'),
    () => pickle('MARK', ...args.map(text), ['INST', `${module}\n${name}\n`]),
    () => pickle('MARK', global(module, name), ...args.map(text), 'OBJ'),
    () => pickle(global(module, name), argTuple, 'NEWOBJ'),
    () => pickle(global(module, name), argTuple, 'EMPTY_DICT', 'NEWOBJ_EX'),
    // Given to something allowed: an attribute, a storage type, a tensor's hooks.
    () => pickle(global('collections', 'OrderedDict'), 'EMPTY_TUPLE', 'REDUCE', 'EMPTY_DICT', text('__setstate__'), global(module, name), 'SETITEM', 'BUILD'),
    () => tensorPickle({ storageType: [module, name] }),
    () => pickle(global('torch._utils', '_rebuild_parameter'), tuple(tensorPickle(), pickle('NEWTRUE'), pickle(global(module, name), argTuple, 'REDUCE')), 'REDUCE'),
    // Made, thrown away, and followed by an honest tensor.
    () => pickle(global(module, name), argTuple, 'REDUCE', 'POP', tensorPickle()),
    () => pickle(['EXT1', random.below(256)], argTuple, 'REDUCE'),
    () => pickle(['PERSID', `${module}.${name}\n`]),
  ])();
}

/** A whole hostile object: the call at the root, in the state dict, beside it, deep inside, or as a key. */
export function hostilePickle(random: Random, canary: string): Buffer {
  const value = hostileValue(random, canary);
  return random.pick([
    () => whole(value),
    () => whole(dictPickle(['w', value])),
    () => whole(dictPickle(['w', tensorPickle()], ['x', value])),
    () => whole(dictPickle(['state_dict', dictPickle(['w', tensorPickle()])], ['optimizer', value])),
    () => whole(pickle('EMPTY_DICT', value, tensorPickle(), 'SETITEM')),
    () => whole(pickle(Buffer.alloc(random.below(2000), pickle('EMPTY_LIST')), value)),
  ])();
}

/** Pickles made to take memory or time, by what they do. */
export const pickleBombs: readonly ((random: Random) => Buffer)[] = [
  // Nested tuples, lists and marks.
  (random) => whole(Buffer.concat([pickle('NONE'), Buffer.alloc(100_000 + random.below(400_000), pickle('TUPLE1'))])),
  (random) => whole(Buffer.alloc(100_000 + random.below(900_000), pickle('EMPTY_LIST'))),
  (random) => whole(Buffer.concat([pickle('NONE'), Buffer.alloc(2 * random.below(500_000), pickle('MARK', 'LIST'))])),
  (random) => whole(Buffer.alloc(5_000 + random.below(50_000), pickle('MARK'))),
  // Billion laughs by lists, tuples and dicts.
  (random) => {
    const parts = [pickle('EMPTY_LIST', ['BINPUT', 0])];
    const close = random.pick(['LIST', 'TUPLE', 'FROZENSET'] as const);
    for (let level = 1; level < 200; level++) parts.push(pickle('MARK', ...Array.from({ length: 10 }, () => pickle(['BINGET', level - 1])), close, ['BINPUT', level]));
    return whole(dictPickle(['state_dict', Buffer.concat(parts)]));
  },
  // A dict that holds itself under every wrapper key.
  () => whole(pickle('EMPTY_DICT', ['BINPUT', 0], 'MARK', ...['state_dict', 'model_state_dict', 'net_state_dict', 'model', 'net'].flatMap((key) => [text(key), pickle(['BINGET', 0])]), 'SETITEMS')),
  // The memo filled, and one string copied over and over.
  (random) => whole(Buffer.concat([pickle('NONE'), ...Array.from({ length: 100_000 }, () => pickle(['LONG_BINPUT', u32(random.below(2 ** 31))]))])),
  (random) => {
    const copy = pickle(global('_codecs', 'encode'), 'MARK', ['BINGET', 0], text('latin1'), 'TUPLE', 'REDUCE');
    return whole(pickle(text('x'.repeat(random.below(2 ** 20))), ['BINPUT', 0], Buffer.concat(Array.from({ length: 2_000 }, () => copy))));
  },
  // An OrderedDict built again and again of one long list.
  () => {
    const pairs = pickle('EMPTY_LIST', 'MARK', ...Array.from({ length: 5_000 }, (_, i) => pickle('MARK', text(`k${i}`), 'NONE', 'TUPLE')), 'APPENDS', ['BINPUT', 0]);
    const again = pickle(global('collections', 'OrderedDict'), 'MARK', ['BINGET', 0], 'TUPLE', 'REDUCE');
    return whole(pickle(pairs, ...Array.from({ length: 1_000 }, () => again)));
  },
  // Sizes that are not there.
  (random) => pickle([random.pick(['BINUNICODE', 'BINBYTES', 'BINSTRING', 'LONG4'] as const), u32(2 ** 31 + random.below(2 ** 30))], 'STOP'),
  (random) => pickle([random.pick(['BINUNICODE8', 'BINBYTES8', 'BYTEARRAY8', 'FRAME'] as const), u32(random.below(2 ** 31)), u32(random.below(2 ** 31))], 'STOP'),
  (random) => pickle([random.pick(['INT', 'LONG', 'FLOAT', 'PUT', 'GET'] as const), '9'.repeat(random.below(200_000)), '\n'], 'STOP'),
  // Many empty dicts, sets and objects; the most opcodes that are read.
  (random) => whole(pickle('EMPTY_LIST', Buffer.alloc(2 * random.below(pickleLimits.opcodes / 2), pickle(random.pick(['EMPTY_DICT', 'EMPTY_SET', 'EMPTY_LIST', 'NONE'] as const), 'APPEND')))),
  (random) => whole(Buffer.concat([pickle('EMPTY_LIST'), Buffer.alloc(5 * random.below(300_000), pickle('EMPTY_DICT', 'NONE', 'NONE', 'SETITEM', 'APPEND'))])),
  () => whole(Buffer.alloc(2 * pickleLimits.opcodes + 2, pickle('NONE', 'POP'))),
  // One storage as a thousand tensors of a million elements.
  () => {
    const tensor = tensorPickle({ size: [2 ** 20], stride: [0] });
    return whole(dictPickle(...Array.from({ length: 1_000 }, (_, i): [string, Buffer] => [`w${i}`, tensor])));
  },
];

/** Numbers that break arithmetic. */
const odd: readonly (number | bigint)[] = [-1, 0, 1, 2, 3, 4, 5, 7, 2 ** 16, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2n ** 53n, 2n ** 62n, 2n ** 63n, -(2n ** 63n), 2n ** 64n, 2n ** 200n];

/** A state dict of one tensor whose numbers are odd: sizes, strides, offset, storage size. */
export function oddTensor(random: Random): Buffer {
  const dimensions = random.below(5);
  const numbers = (): (number | bigint)[] => Array.from({ length: random.unit() < 0.9 ? dimensions : random.below(40) }, () => random.pick(odd));
  return whole(dictPickle(['w', tensorPickle({
    size: numbers(), stride: numbers(), offset: random.unit() < 0.5 ? 0 : random.pick(odd), count: random.unit() < 0.5 ? 4 : random.pick(odd),
    key: random.unit() < 0.9 ? '0' : random.pick(['1', '', '../0', 'a'.repeat(5000), '\0', '__proto__']),
  })]));
}

/** Random opcodes with random arguments. */
export function opcodeSoup(random: Random): Buffer {
  const atoms: (() => Buffer)[] = [
    () => pickle('MARK'), () => pickle('NONE'), () => pickle('POP'), () => pickle('DUP'), () => pickle('TUPLE'), () => pickle('LIST'), () => pickle('DICT'), () => pickle('EMPTY_DICT'),
    () => pickle('EMPTY_LIST'), () => pickle('APPEND'), () => pickle('APPENDS'), () => pickle('SETITEM'), () => pickle('SETITEMS'), () => pickle('REDUCE'), () => pickle('BUILD'),
    () => pickle('BINPERSID'), () => pickle('TUPLE1'), () => pickle('TUPLE2'), () => pickle('TUPLE3'), () => pickle('MEMOIZE'), () => pickle(['BINGET', random.below(4)]),
    () => text('w'), () => text('state_dict'), () => int(random.pick(odd)), () => tensorPickle(), () => pickle(global('collections', 'OrderedDict'), 'EMPTY_TUPLE', 'REDUCE'),
    () => global('torch._utils', '_rebuild_tensor_v2'), () => pickle('STACK_GLOBAL'), () => Buffer.of(random.below(256)),
  ];
  const soup = (from: readonly (() => Buffer)[]): Buffer => Buffer.concat(Array.from({ length: 1 + random.below(60) }, () => random.pick(from)()));
  if (random.unit() < 0.7) return whole(soup(atoms));
  // What only puts values on the stack, thrown away again, and an honest tensor after it.
  const harmless = atoms.filter((atom) => [...'N}]X'].includes(String.fromCharCode(atom()[0]!)));
  return whole(pickle('MARK', soup(harmless), 'POP_MARK', dictPickle(['w', tensorPickle()])));
}
