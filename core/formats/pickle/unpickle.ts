import { quoted } from '../format-error.ts';
import { ByteCursor } from './byte-cursor.ts';
import { parseLong, parseLongText, parseStringLiteral } from './pickle-literals.ts';
import { opcodes, opcodeNames } from './pickle-opcodes.ts';
import type { CallContext, PickleValue } from './pickle-values.ts';
import { describeValue, PickleDict, PickleGlobal, PickleList, PickleSet, PickleTuple } from './pickle-values.ts';

/** Bounds that no honest checkpoint comes near and that keep a hostile one to about a second and a few hundred MB. */
export const pickleLimits = {
  bytes: 64 * 2 ** 20,
  opcodes: 2_000_000,
  stack: 1_000_000,
  /** Open MARKs at a time: how deep containers stand in one another while they are written. */
  marks: 10_000,
  memo: 1_000_000,
  longBytes: 1024,
} as const;

export interface UnpickleOptions {
  /** File named in errors, and which part of it this pickle is. */
  readonly file: string;
  readonly place: string;
  /** Where the pickle starts; what follows its STOP is left alone. */
  readonly start?: number;
  /** What a name stands for; null: refuse it. */
  resolveGlobal(module: string, name: string): PickleGlobal | null;
  /** What a persistent id stands for. Absent: refuse them all. */
  persistentLoad?(id: PickleValue, call: CallContext): PickleValue;
}

/**
 * Reads one pickle (protocols 0 to 5) as data. A name outside the allow-list ends the reading: nothing is imported,
 * called or evaluated except the allow-list's own rebuild functions, which only make values.
 *
 * Returns the value and the position after STOP.
 * @throws FormatError naming the opcode or name and the byte where it stands.
 */
export function unpickle(bytes: Buffer, options: UnpickleOptions): { value: PickleValue; end: number } {
  return new Machine(bytes, options).run();
}

class Machine {
  private readonly cursor: ByteCursor;
  private readonly options: UnpickleOptions;
  private readonly stack: PickleValue[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private opcodeAt = 0;
  private copyBudget: number;
  private readonly callContext: CallContext;

  constructor(bytes: Buffer, options: UnpickleOptions) {
    this.options = options;
    const start = options.start ?? 0;
    this.cursor = new ByteCursor(bytes, options.file, options.place, start);
    // A value copied again and again would outgrow the file that describes it.
    this.copyBudget = 4 * Math.min(bytes.length - start, pickleLimits.bytes) + 2 ** 20;
    this.callContext = {
      refuse: (expected, found) => this.refuse(expected, found),
      charge: (amount) => {
        this.copyBudget -= amount;
        if (this.copyBudget < 0) this.refuse('a pickle that copies little', 'one that copies its values over and over');
      },
    };
  }

  run(): { value: PickleValue; end: number } {
    const first = this.cursor.position;
    for (let count = 0; ; count++) {
      this.opcodeAt = this.cursor.position;
      if (count >= pickleLimits.opcodes) this.refuse(`at most ${pickleLimits.opcodes} pickle opcodes`, 'more');
      if (this.opcodeAt - first > pickleLimits.bytes) this.refuse(`a pickle of at most ${pickleLimits.bytes} bytes`, 'a longer one');
      const opcode = this.cursor.byte();
      if (opcode === opcodes.STOP) return { value: this.pop(), end: this.cursor.position };
      this.execute(opcode);
    }
  }

  private refuse(expected: string, found: string, advice?: string): never {
    this.cursor.refuse(expected, found, this.opcodeAt, advice);
  }

  private push(value: PickleValue): void {
    if (this.stack.length >= pickleLimits.stack) this.refuse(`a pickle stack of at most ${pickleLimits.stack}`, 'a deeper one');
    this.stack.push(value);
  }

  /** The stack belongs to the innermost open MARK: nothing below it may be taken. */
  private pop(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) this.refuse('a value on the pickle stack', 'none');
    return this.stack.pop()!;
  }

  private top(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) this.refuse('a value on the pickle stack', 'none');
    return this.stack.at(-1)!;
  }

  private popMark(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined) this.refuse('a MARK on the pickle stack', 'none');
    return this.stack.splice(mark);
  }

  private remember(index: number): void {
    if (!this.memo.has(index) && this.memo.size >= pickleLimits.memo) {
      this.refuse(`at most ${pickleLimits.memo} memo entries`, 'more');
    }
    this.memo.set(index, this.top());
  }

  private recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) this.refuse(`memo entry ${index}`, 'none');
    this.push(value);
  }

  private memoIndex(): number {
    const text = this.cursor.line(20);
    if (!/^\d{1,15}$/.test(text)) this.refuse('a memo index', quoted(text));
    return Number(text);
  }

  private execute(opcode: number): void {
    const { cursor } = this;
    switch (opcode) {
      case opcodes.PROTO: {
        const protocol = cursor.byte();
        if (protocol > 5) this.refuse('pickle protocol 0 to 5', `protocol ${protocol}`);
        return;
      }
      case opcodes.FRAME: {
        const length = cursor.uint64();
        if (length > cursor.left) this.refuse(`a frame of ${length} bytes`, `only ${cursor.left} bytes before the end`);
        return;
      }
      case opcodes.MARK:
        if (this.marks.length >= pickleLimits.marks) this.refuse(`containers nested at most ${pickleLimits.marks} deep`, 'deeper ones');
        this.marks.push(this.stack.length);
        return;
      case opcodes.POP:
        if (this.marks.at(-1) === this.stack.length) this.marks.pop();
        else this.pop();
        return;
      case opcodes.POP_MARK: this.popMark(); return;
      case opcodes.DUP: this.push(this.top()); return;

      case opcodes.NONE: this.push(null); return;
      case opcodes.NEWTRUE: this.push(true); return;
      case opcodes.NEWFALSE: this.push(false); return;
      case opcodes.BININT: this.push(cursor.int32()); return;
      case opcodes.BININT1: this.push(cursor.byte()); return;
      case opcodes.BININT2: this.push(cursor.uint16()); return;
      case opcodes.INT: case opcodes.LONG: this.push(this.number(parseLongText(cursor.line(512), opcode === opcodes.INT))); return;
      case opcodes.LONG1: this.push(this.long(cursor.byte())); return;
      case opcodes.LONG4: this.push(this.long(cursor.uint32())); return;
      case opcodes.FLOAT: this.push(this.floatText()); return;
      case opcodes.BINFLOAT: this.push(cursor.float64BigEndian()); return;

      case opcodes.SHORT_BINSTRING: this.push(cursor.latin1(cursor.byte())); return;
      case opcodes.BINSTRING: this.push(cursor.latin1(cursor.uint32())); return;
      case opcodes.STRING: this.push(this.literal(parseStringLiteral(cursor.line(2 ** 20)))); return;
      case opcodes.UNICODE: this.push(cursor.line(2 ** 20).replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))); return;
      case opcodes.SHORT_BINUNICODE: this.push(cursor.text(cursor.byte())); return;
      case opcodes.BINUNICODE: this.push(cursor.text(cursor.uint32())); return;
      case opcodes.BINUNICODE8: this.push(cursor.text(cursor.uint64())); return;
      case opcodes.SHORT_BINBYTES: this.push(cursor.raw(cursor.byte(), 'bytes')); return;
      case opcodes.BINBYTES: this.push(cursor.raw(cursor.uint32(), 'bytes')); return;
      case opcodes.BINBYTES8: case opcodes.BYTEARRAY8: this.push(cursor.raw(cursor.uint64(), 'bytes')); return;

      case opcodes.EMPTY_LIST: this.push(new PickleList()); return;
      case opcodes.EMPTY_TUPLE: this.push(new PickleTuple([])); return;
      case opcodes.EMPTY_DICT: this.push(new PickleDict(false)); return;
      case opcodes.EMPTY_SET: this.push(new PickleSet()); return;
      case opcodes.TUPLE: this.push(new PickleTuple(this.popMark())); return;
      case opcodes.TUPLE1: this.push(new PickleTuple([this.pop()])); return;
      case opcodes.TUPLE2: { const b = this.pop(); const a = this.pop(); this.push(new PickleTuple([a, b])); return; }
      case opcodes.TUPLE3: { const c = this.pop(); const b = this.pop(); const a = this.pop(); this.push(new PickleTuple([a, b, c])); return; }
      case opcodes.LIST: { const items = this.popMark(); this.push(this.extend(new PickleList(), items)); return; }
      case opcodes.DICT: { const items = this.popMark(); this.push(this.update(new PickleDict(false), items)); return; }
      case opcodes.FROZENSET: { const items = this.popMark(); this.push(this.extend(new PickleSet(), items)); return; }
      case opcodes.APPEND: { const item = this.pop(); this.extend(this.listOnTop(), [item]); return; }
      case opcodes.APPENDS: { const items = this.popMark(); this.extend(this.listOnTop(), items); return; }
      case opcodes.SETITEM: { const value = this.pop(); const key = this.pop(); this.update(this.dictOnTop(), [key, value]); return; }
      case opcodes.SETITEMS: { const items = this.popMark(); this.update(this.dictOnTop(), items); return; }
      case opcodes.ADDITEMS: {
        const items = this.popMark();
        const set = this.top();
        if (!(set instanceof PickleSet)) this.refuse('a set to add to', describeValue(set));
        this.extend(set, items);
        return;
      }

      case opcodes.PUT: this.remember(this.memoIndex()); return;
      case opcodes.BINPUT: this.remember(cursor.byte()); return;
      case opcodes.LONG_BINPUT: this.remember(cursor.uint32()); return;
      case opcodes.MEMOIZE: this.remember(this.memo.size); return;
      case opcodes.GET: this.recall(this.memoIndex()); return;
      case opcodes.BINGET: this.recall(cursor.byte()); return;
      case opcodes.LONG_BINGET: this.recall(cursor.uint32()); return;

      case opcodes.GLOBAL: { const module = cursor.line(512); this.push(this.resolve(module, cursor.line(512))); return; }
      case opcodes.STACK_GLOBAL: {
        const name = this.pop();
        const module = this.pop();
        if (typeof name !== 'string' || typeof module !== 'string') this.refuse('two strings naming a global', describeValue(name));
        this.push(this.resolve(module, name));
        return;
      }
      case opcodes.REDUCE: { const args = this.pop(); this.push(this.call(this.pop(), args)); return; }
      case opcodes.BUILD: {
        // A state dict carries its module's versions as an attribute; it says nothing about the tensors.
        this.pop();
        const target = this.top();
        if (!(target instanceof PickleDict && target.ordered)) this.refuse('attributes set on an OrderedDict only', `attributes for ${describeValue(target)}`);
        return;
      }
      case opcodes.BINPERSID: {
        const id = this.pop();
        if (this.options.persistentLoad === undefined) this.refuse('a pickle without persistent ids', 'one');
        this.push(this.options.persistentLoad(id, this.callContext));
        return;
      }
      default: {
        const name = opcodeNames.get(opcode);
        this.refuse('data of a PyTorch state dict', name === undefined ? `no pickle opcode (byte 0x${opcode.toString(16).padStart(2, '0')})` : `the pickle opcode ${name}, which makes objects other than data`);
      }
    }
  }

  private resolve(module: string, name: string): PickleGlobal {
    const meaning = this.options.resolveGlobal(module, name);
    if (meaning !== null) return meaning;
    this.refuse(
      'only tensors, numbers, strings, lists and dicts',
      `the Python name ${quoted(`${module}.${name}`)}, which is refused,`,
      'Nothing was run. Save the weights alone: torch.save(net.state_dict(), path).',
    );
  }

  private call(callable: PickleValue, args: PickleValue): PickleValue {
    if (!(args instanceof PickleTuple)) this.refuse('a tuple of arguments', describeValue(args));
    if (!(callable instanceof PickleGlobal) || callable.call === null) this.refuse('one of the tensor rebuild functions to be called', describeValue(callable));
    return callable.call(args.items, this.callContext);
  }

  private extend<C extends PickleList | PickleSet>(container: C, items: readonly PickleValue[]): C {
    for (const item of items) container.items.push(item);
    return container;
  }

  private update(dict: PickleDict, items: readonly PickleValue[]): PickleDict {
    if (items.length % 2 !== 0) this.refuse('keys and values in pairs', 'a key without a value');
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]!;
      if (key instanceof PickleList || key instanceof PickleDict || key instanceof PickleSet) this.refuse('a hashable key', describeValue(key));
      dict.set(key, items[i + 1]!);
    }
    return dict;
  }

  private listOnTop(): PickleList {
    const list = this.top();
    if (!(list instanceof PickleList)) this.refuse('a list to append to', describeValue(list));
    return list;
  }

  private dictOnTop(): PickleDict {
    const dict = this.top();
    if (!(dict instanceof PickleDict)) this.refuse('a dict to add to', describeValue(dict));
    return dict;
  }

  private number(value: PickleValue | undefined): PickleValue {
    if (value === undefined) this.refuse('a whole number', 'text that is none');
    return value;
  }

  private long(length: number): PickleValue {
    if (length > pickleLimits.longBytes) this.refuse(`an integer of at most ${pickleLimits.longBytes} bytes`, `one of ${length}`);
    return parseLong(this.cursor.raw(length, 'an integer'));
  }

  private floatText(): number {
    const text = this.cursor.line(64).trim();
    if (/^[+-]?inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    if (/^[+-]?nan$/.test(text)) return NaN;
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) this.refuse('a float', quoted(text));
    return Number(text);
  }

  private literal(text: string | undefined): string {
    if (text === undefined) this.refuse('a quoted string', 'text that is none');
    return text;
  }
}
