// The few instructions of WebAssembly that the noise is made with, as bytes, and a module around them. Expressions are written as
// functions of their operands, which the machine takes from its stack: operands first, then the instruction.

export type Code = readonly number[];
export const I32 = 0x7f;
export const V128 = 0x7b;

/** One exported function. Its locals are numbered on from its parameters. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly result: number | null;
  readonly locals: readonly number[];
  readonly body: Code;
}

/** The bytes of a module that exports these functions and its `memory` of so many pages of 64 KiB. */
export function wasmModule(functions: readonly WasmFunction[], pages: number): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, result }) => [0x60, ...counted(parameters), ...counted(result === null ? [] : [result])]);
  const exports = functions.map(({ name }, at) => [...text(name), 0x00, ...unsigned(at)]);
  const bodies = functions.map(({ locals, body }) => counted([...items(locals.map((type) => [1, type])), ...body, END]));
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
    ...section(1, items(types)),
    ...section(3, items(functions.map((_, at) => unsigned(at)))),
    ...section(5, [1, 0x01, ...unsigned(pages), ...unsigned(pages)]),
    ...section(7, items([[...text('memory'), 0x02, 0], ...exports])),
    ...section(10, items(bodies)),
  ]);
}

const END = 0x0b;
const NOTHING = 0x40;
const SIMD = 0xfd;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];

/** Runs the body again and again as long as the condition, looked at after it, is not 0. */
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, NOTHING, ...body, ...condition, 0x0d, 0, END];
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, NOTHING, ...body, END];

export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const i32Store = (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x36, 2, ...unsigned(offset)];
export const i32Add = binary(0x6a);
export const i32Mul = binary(0x6c);
export const i32ShiftLeft = binary(0x74);
export const i32ShiftRight = binary(0x76);
export const i32Less = binary(0x49);

/** Four int32, or two int64 or float64, at once. */
export const lanes = (values: readonly [number, number, number, number]): Code => [SIMD, 0x0c, ...new Uint8Array(Int32Array.from(values).buffer)];
export const fourTimes = (value: number): Code => lanes([value, value, value, value]);
export const doubles = (value: number): Code => [SIMD, 0x0c, ...new Uint8Array(Float64Array.of(value, value).buffer)];
export const splat = (value: Code): Code => [...value, SIMD, 0x11];
export const lanesLoad = (address: Code, offset = 0): Code => [...address, SIMD, 0x00, 4, ...unsigned(offset)];
export const lanesStore = (address: Code, value: Code, offset = 0): Code => [...address, ...value, SIMD, 0x0b, 4, ...unsigned(offset)];
export const lanesAnd = simd(0x4e);
export const lanesOr = simd(0x50);
export const lanesXor = simd(0x51);
export const lanesAdd = simd(0xae);
/** The larger one, and where a is less (all bits set), without signs. */
export const lanesMax = simd(0xb9);
export const lanesLess = simd(0x3a);
export const anyBit = (value: Code): Code => [...value, SIMD, 0x53];
export const lanesRotate = (value: Code, by: number): Code =>
  lanesOr([...value, ...i32(by), SIMD, ...unsigned(0xab)], [...value, ...i32(32 - by), SIMD, ...unsigned(0xad)]);
/** Four of the eight int32 of a and b, by number. */
export const lanesOf = (a: Code, b: Code, chosen: readonly [number, number, number, number]): Code =>
  [...a, ...b, SIMD, 0x0d, ...chosen.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))];
export const laneAt = (value: Code, lane: number): Code => [...value, SIMD, 0x1b, lane];
export const wideShiftRight = (value: Code, by: number): Code => [...value, ...i32(by), SIMD, ...unsigned(0xcd)];

/** Two float64: of the first two int32, from two places, their sums, differences, products, and the two as float32 beside two zeros. */
export const doublesFromLanes = (value: Code): Code => [...value, SIMD, ...unsigned(0xfe)];
export const doublesLoad = (first: Code, second: Code, offset = 0): Code => [...second, ...first, SIMD, 0x5d, 3, ...unsigned(offset), SIMD, 0x57, 3, ...unsigned(offset), 1];
export const doublesAdd = simd(0xf0);
export const doublesSub = simd(0xf1);
export const doublesMul = simd(0xf2);
export const floatsFromDoubles = (value: Code): Code => [...value, SIMD, 0x5e];

function simd(instruction: number): (a: Code, b: Code) => Code {
  return (a, b) => [...a, ...b, SIMD, ...unsigned(instruction)];
}

function binary(instruction: number): (a: Code, b: Code) => Code {
  return (a, b) => [...a, ...b, instruction];
}

function section(number: number, content: Code): Code {
  return [number, ...counted(content)];
}

function items(list: readonly Code[]): Code {
  return [...unsigned(list.length), ...list.flat()];
}

function counted(bytes: Code): Code {
  return [...unsigned(bytes.length), ...bytes];
}

function text(value: string): Code {
  return counted([...new TextEncoder().encode(value)]);
}

/** LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function signed(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const low = rest & 0x7f;
    if ((rest >> 7 === 0 && (low & 0x40) === 0) || (rest >> 7 === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
