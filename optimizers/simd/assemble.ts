/** Bytes of WebAssembly instructions. The functions of `wasm` are named after those of the text format. */
export type Code = readonly number[];

const i32 = 0x7f;
const v128 = 0x7b;

export const wasm = {
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)],
  i32Const: (value: number): Code => [0x41, ...signed(value)],
  i32Add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  i32NotEqual: (a: Code, b: Code): Code => [...a, ...b, 0x47],
  i32Store: (address: Code, value: Code, offset: number): Code => [...address, ...value, 0x36, 2, ...unsigned(offset)],
  /** Runs `body`, and again for as long as `condition` holds after it. */
  doWhile: (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b],
  v128Zero: (): Code => [...simd(12), ...new Array<number>(16).fill(0)],
  v128Load: (address: Code, offset: number): Code => [...address, ...simd(0), 4, ...unsigned(offset)],
  /** Eight signed bytes, widened to eight 16-bit lanes. */
  v128Load8x8: (address: Code, offset: number): Code => [...address, ...simd(1), 3, ...unsigned(offset)],
  i32x4Lane: (vector: Code, lane: number): Code => [...vector, ...simd(27), lane],
  i32x4Add: (a: Code, b: Code): Code => [...a, ...b, ...simd(174)],
  /** Products of eight 16-bit lanes, neighbours added: four 32-bit lanes. */
  i32x4DotI16x8: (a: Code, b: Code): Code => [...a, ...b, ...simd(186)],
};

/**
 * A module that imports the memory `host.memory` and exports one function of i32 parameters without a result. Its
 * locals are the parameters, then `i32Locals` numbers, then `v128Locals` vectors.
 * Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 */
export const assembleModule = (part: {
  readonly name: string;
  readonly parameters: number;
  readonly i32Locals: number;
  readonly v128Locals: number;
  readonly body: Code;
}): Uint8Array<ArrayBuffer> => {
  const locals = list([
    [...unsigned(part.i32Locals), i32],
    [...unsigned(part.v128Locals), v128],
  ]);
  const body = [...locals, ...part.body, 0x0b];
  const parameters = new Array<number>(part.parameters).fill(i32);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [0x60, ...unsigned(parameters.length), ...parameters, 0]),
    ...section(2, [...text("host"), ...text("memory"), 0x02, 0, 1]),
    ...section(3, [0]),
    ...section(7, [...text(part.name), 0, 0]),
    ...section(10, [...unsigned(body.length), ...body]),
  ]);
};

/** A section with one entry: this module needs no more of any kind. */
const section = (id: number, entry: Code): Code => {
  const content = list([entry]);
  return [id, ...unsigned(content.length), ...content];
};

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];

const text = (ascii: string): Code => [...unsigned(ascii.length), ...new TextEncoder().encode(ascii)];

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const low = value & 0x7f;
  const rest = value >> 7;
  const ends = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
  return ends ? [low] : [low | 0x80, ...signed(rest)];
}
