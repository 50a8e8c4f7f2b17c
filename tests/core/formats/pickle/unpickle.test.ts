import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../../core/formats/format-error.ts';
import { PickleDict, PickleGlobal, PickleList, PickleSet, PickleTuple } from '../../../../core/formats/pickle/pickle-values.ts';
import type { PickleValue } from '../../../../core/formats/pickle/pickle-values.ts';
import { pickleLimits, unpickle } from '../../../../core/formats/pickle/unpickle.ts';
import { resolveTorchGlobal } from '../../../../core/formats/pth/torch-globals.ts';
import { global, int, pickle, text, tuple, u16, u32, u64 } from './assemble.ts';

function load(...bytes: readonly Uint8Array[]): PickleValue {
  return unpickle(Buffer.concat(bytes), { file: 'file.pth', place: 'data.pkl', resolveGlobal: resolveTorchGlobal }).value;
}

/** As plain JavaScript, for comparing. Only for the small trees of these tests. */
function plain(value: PickleValue): unknown {
  if (value instanceof PickleList) return value.items.map(plain);
  if (value instanceof PickleTuple) return { tuple: value.items.map(plain) };
  if (value instanceof PickleSet) return { set: value.items.map(plain) };
  if (value instanceof PickleDict) return new Map([...value.entries()].map(([key, item]) => [plain(key), plain(item)]));
  if (value instanceof PickleGlobal) return `${value.module}.${value.name}`;
  if (value instanceof Uint8Array) return [...value];
  return value;
}

function refusal(...bytes: Uint8Array[]): string {
  try {
    load(...bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toMatch(/^file\.pth: expected .* found .*/s);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

const stop = pickle('STOP');

describe('data', () => {
  it.each<[string, Buffer, unknown]>([
    ['None', pickle('NONE'), null],
    ['True and False', tuple(pickle('NEWTRUE'), pickle('NEWFALSE')), { tuple: [true, false] }],
    ['protocol 0 booleans', tuple(pickle(['INT', '01\n']), pickle(['INT', '00\n'])), { tuple: [true, false] }],
    ['small integers', tuple(pickle(['BININT1', 255]), pickle(['BININT2', u16(65535)]), int(-3)), { tuple: [255, 65535, -3] }],
    ['text integers', tuple(pickle(['INT', '-12\n']), pickle(['LONG', '34L\n'])), { tuple: [-12, 34] }],
    ['long integers', tuple(int(2n ** 40n), int(-(2n ** 40n)), int(2n ** 70n + 1n), int(-(2n ** 70n))), { tuple: [2 ** 40, -(2 ** 40), 2n ** 70n + 1n, -(2n ** 70n)] }],
    ['a long of no bytes', pickle(['LONG1', 0]), 0],
    ['a long with its length in four bytes', pickle(['LONG4', u32(2), 0x00, 0x80]), -32768],
    ['floats', tuple(pickle(['BINFLOAT', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]), pickle(['FLOAT', '-2.5e-3\n']), pickle(['FLOAT', 'nan\n']), pickle(['FLOAT', '-inf\n'])), { tuple: [1.5, -0.0025, NaN, -Infinity] }],
    ['strings', tuple(text('é'), pickle(['SHORT_BINUNICODE', 2, 'ab']), pickle(['BINUNICODE8', u64(1), 'c']), pickle(['UNICODE', 'x\\u00e9\n'])), { tuple: ['é', 'ab', 'c', 'xé'] }],
    ["Python 2's strings", tuple(pickle(['SHORT_BINSTRING', 2, 'ab']), pickle(['BINSTRING', u32(1), 0xe9]), pickle(['STRING', "'it\\'s\\x41\\n'\n"])), { tuple: ['ab', 'é', "it'sA\n"] }],
    ['bytes', tuple(pickle(['SHORT_BINBYTES', 2, 1, 255]), pickle(['BINBYTES', u32(1), 7]), pickle(['BYTEARRAY8', u64(1), 8])), { tuple: [[1, 255], [7], [8]] }],
    ['bytes as protocol 2 has them', pickle(global('_codecs', 'encode'), tuple(text('\u00ffA'), text('latin1')), 'REDUCE'), [255, 65]],
    ['tuples', pickle('EMPTY_TUPLE', 'TUPLE1', 'NONE', 'TUPLE2', 'NONE', 'NONE', 'TUPLE3'), { tuple: [{ tuple: [{ tuple: [{ tuple: [] }] }, null] }, null, null] }],
    ['a list by APPEND, APPENDS and LIST', pickle('EMPTY_LIST', 'NONE', 'APPEND', 'MARK', 'NEWTRUE', 'MARK', 'NONE', 'LIST', 'APPENDS'), [null, true, [null]]],
    ['a dict by SETITEM, SETITEMS and DICT', pickle('EMPTY_DICT', text('a'), int(1), 'SETITEM', 'MARK', text('b'), 'MARK', text('c'), int(2), 'DICT', 'SETITEMS'), new Map<unknown, unknown>([['a', 1], ['b', new Map([['c', 2]])]])],
    ['sets', pickle('EMPTY_SET', 'MARK', 'NONE', 'ADDITEMS'), { set: [null] }],
    ['an OrderedDict with attributes', pickle(global('collections', 'OrderedDict'), 'EMPTY_TUPLE', 'REDUCE', 'MARK', text('k'), int(1), 'SETITEMS', 'EMPTY_DICT', 'BUILD'), new Map([['k', 1]])],
    ["Python 2's OrderedDict", pickle(global('collections', 'OrderedDict'), 'MARK', 'EMPTY_LIST', 'EMPTY_LIST', 'MARK', text('k'), int(1), 'APPENDS', 'APPEND', 'TUPLE', 'REDUCE'), new Map([['k', 1]])],
    ['the memo', pickle('EMPTY_LIST', ['BINPUT', 3], ['LONG_BINPUT', u32(70000)], 'MEMOIZE', ['BINGET', 3], ['LONG_BINGET', u32(70000)], ['GET', '2\n'], 'TUPLE3', 'TUPLE2'), { tuple: [[], { tuple: [[], [], []] }] }],
    ['POP, DUP, POP_MARK', pickle('NONE', 'NEWTRUE', 'POP', 'DUP', 'MARK', 'NEWTRUE', 'POP_MARK', 'TUPLE2'), { tuple: [null, null] }],
    ['names that stand for themselves', tuple(global('torch', 'float32'), pickle(text('torch'), text('FloatStorage'), 'STACK_GLOBAL')), { tuple: ['torch.float32', 'torch.FloatStorage'] }],
    ['a frame', Buffer.concat([pickle(['PROTO', 4], ['FRAME', u64(2)], 'NONE')]), null],
  ])('%s', (_, bytes, expected) => {
    expect(plain(load(bytes, stop))).toEqual(expected);
  });

  it('shares what the pickle shares and takes a list that holds itself', () => {
    const list = load(pickle('EMPTY_LIST', ['BINPUT', 0], ['BINGET', 0], 'APPEND', 'STOP'));
    expect(list).toBeInstanceOf(PickleList);
    expect((list as PickleList).items[0]).toBe(list);
  });

  it('ends at STOP and says where', () => {
    const bytes = Buffer.concat([pickle('NONE', 'STOP'), Buffer.from('rest')]);
    expect(unpickle(bytes, { file: 'f', place: 'p', resolveGlobal: () => null })).toEqual({ value: null, end: 2 });
  });
});

describe('names are never looked up', () => {
  it.each([
    ['os', 'system'], ['posix', 'system'], ['nt', 'system'], ['subprocess', 'Popen'], ['builtins', 'eval'], ['__builtin__', 'eval'], ['builtins', 'exec'],
    ['builtins', 'getattr'], ['builtins', '__import__'], ['operator', 'attrgetter'], ['importlib', 'import_module'], ['torch', 'load'], ['torch.hub', 'load'],
    ['torch.storage', '_load_from_bytes'], ['torch.serialization', 'load'], ['numpy.core.multiarray', '_reconstruct'], ['collections', 'OrderedDict.__init__'],
    ['torch', 'storage.UntypedStorage'], ['torch.storage.UntypedStorage', ''], ['__main__', 'Net'], ['constructor', 'constructor'], ['__proto__', 'toString'],
  ])('%s.%s is refused by name, in both spellings', (module, name) => {
    const message = refusal(global(module, name), tuple(text('touch canary')), pickle('REDUCE', 'STOP'));
    expect(message).toContain(JSON.stringify(`${module}.${name}`));
    expect(message).toContain('at byte 0 of data.pkl');
    expect(message).toContain('Nothing was run');
    expect(refusal(text(module), text(name), pickle('STACK_GLOBAL', 'STOP'))).toContain(JSON.stringify(`${module}.${name}`));
  });

  it.each<[string, Buffer]>([
    ['INST', pickle('MARK', ['INST', 'os\nsystem\n'])],
    ['OBJ', pickle('MARK', global('collections', 'OrderedDict'), 'OBJ')],
    ['NEWOBJ', pickle(global('collections', 'OrderedDict'), 'EMPTY_TUPLE', 'NEWOBJ')],
    ['NEWOBJ_EX', pickle(global('collections', 'OrderedDict'), 'EMPTY_TUPLE', 'EMPTY_DICT', 'NEWOBJ_EX')],
    ['EXT1', pickle(['EXT1', 1])], ['EXT2', pickle(['EXT2', 1, 0])], ['EXT4', pickle(['EXT4', 1, 0, 0, 0])],
    ['PERSID', pickle(['PERSID', 'x\n'])],
    ['NEXT_BUFFER', pickle('NEXT_BUFFER')], ['READONLY_BUFFER', pickle('NONE', 'READONLY_BUFFER')],
  ])('the opcode %s is refused', (name, bytes) => {
    expect(refusal(bytes, stop)).toContain(name);
  });

  it.each<[string, Buffer]>([
    ['a name that is no function', pickle(global('torch', 'FloatStorage'), 'EMPTY_TUPLE', 'REDUCE')],
    ['a string', pickle(text('os.system'), 'EMPTY_TUPLE', 'REDUCE')],
    ['a dict', pickle('EMPTY_DICT', 'EMPTY_TUPLE', 'REDUCE')],
  ])('calling %s is refused', (_, bytes) => {
    expect(refusal(bytes, stop)).toContain('rebuild functions');
  });

  it('refuses attributes on anything but an OrderedDict', () => {
    expect(refusal(pickle('EMPTY_LIST', 'EMPTY_DICT', 'BUILD', 'STOP'))).toContain('attributes');
  });
});

describe('malformed pickles', () => {
  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['no STOP', pickle('NONE')],
    ['nothing to return', stop],
    ['an unknown opcode', Buffer.from('\xff.', 'latin1')],
    ['a newer protocol', pickle(['PROTO', 6], 'NONE', 'STOP')],
    ['a string cut short', pickle(['BINUNICODE', u32(10), 'abc'])],
    ['a string of 2^63 bytes', pickle(['BINUNICODE8', u64(2n ** 63n), 'abc'], 'STOP')],
    ['bytes of 4 GiB', pickle(['BINBYTES', u32(0xffffffff), 'abc'], 'STOP')],
    ['a frame beyond the end', pickle(['FRAME', u64(1000)], 'NONE', 'STOP')],
    ['a long of 4 GiB', pickle(['LONG4', u32(0xffffffff)], 'STOP')],
    ['a long of 2000 bytes', pickle(['LONG4', u32(2000), Buffer.alloc(2000, 0x7f)], 'STOP')],
    ['an endless number line', pickle(['INT', '9'.repeat(10_000)])],
    ['no UTF-8', pickle(['SHORT_BINUNICODE', 1, 0xff], 'STOP')],
    ['no number', pickle(['INT', 'x\n'], 'STOP')],
    ['no float', pickle(['FLOAT', '1.0; import os\n'], 'STOP')],
    ['no string literal', pickle(['STRING', 'abc\n'], 'STOP')],
    ['a missing memo entry', pickle(['BINGET', 9], 'STOP')],
    ['a wild memo index', pickle('NONE', ['PUT', '-1\n'], 'STOP')],
    ['a tuple without MARK', pickle('NONE', 'TUPLE', 'STOP')],
    ['an item below the MARK', pickle('EMPTY_LIST', 'MARK', 'NONE', 'APPEND', 'STOP')],
    ['SETITEM on a list', pickle('EMPTY_LIST', 'NONE', 'NONE', 'SETITEM', 'STOP')],
    ['APPEND on a dict', pickle('EMPTY_DICT', 'NONE', 'APPEND', 'STOP')],
    ['a key without a value', pickle('EMPTY_DICT', 'MARK', 'NONE', 'SETITEMS', 'STOP')],
    ['a list as a key', pickle('EMPTY_DICT', 'EMPTY_LIST', 'NONE', 'SETITEM', 'STOP')],
    ['a persistent id where there are none', pickle('NONE', 'BINPERSID', 'STOP')],
  ])('%s', (_, bytes) => {
    refusal(bytes);
  });
});

describe('pickles made to take everything', () => {
  it('a million nested tuples are one value, read without recursion', () => {
    expect(load(Buffer.concat([pickle('NONE'), Buffer.alloc(1_000_000, pickle('TUPLE1')), stop]))).toBeInstanceOf(PickleTuple);
  });
  it('containers opened in one another are bounded', () => {
    expect(refusal(Buffer.alloc(pickleLimits.marks + 1, pickle('MARK')))).toContain('nested');
  });
  it('the stack is bounded', () => {
    expect(refusal(Buffer.alloc(pickleLimits.stack + 1, pickle('NONE')))).toContain('stack');
  });
  it('opcodes are bounded', () => {
    expect(refusal(Buffer.alloc(2 * pickleLimits.opcodes, pickle('NONE', 'POP')))).toContain('opcodes');
  });
  it('the memo is bounded', () => {
    const entries = Array.from({ length: pickleLimits.memo + 1 }, (_, index) => pickle(['LONG_BINPUT', u32(index)]));
    expect(refusal(pickle('NONE'), Buffer.concat(entries))).toContain('memo');
  });
  it('a billion laughs stay forty lists', () => {
    // Each list holds the one before ten times: 10^40 items to whoever walks them, forty lists to whoever does not.
    const parts = [pickle('EMPTY_LIST', ['BINPUT', 0])];
    for (let level = 1; level <= 40; level++) {
      parts.push(pickle('EMPTY_LIST', 'MARK', ...Array.from({ length: 10 }, () => pickle(['BINGET', level - 1])), 'APPENDS', ['BINPUT', level]));
    }
    expect(load(...parts, stop)).toBeInstanceOf(PickleList);
  });
  it('copies out of the pickle are bounded', () => {
    const big = pickle(text('x'.repeat(100_000)), ['BINPUT', 0], 'POP');
    const copy = pickle(global('_codecs', 'encode'), 'MARK', ['BINGET', 0], text('latin1'), 'TUPLE', 'REDUCE');
    expect(refusal(big, ...Array.from({ length: 200 }, () => copy), stop)).toContain('over and over');
  });
});
