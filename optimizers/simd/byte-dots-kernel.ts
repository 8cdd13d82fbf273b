import { assembleModule, type Code, wasm } from "./assemble.ts";

/** Bytes that one step of the kernel takes of each row: rows are padded with zeros to a multiple of it. */
export const bytesPerStep = 32;
/** Rows that the kernel works on side by side: a matrix is padded with zero rows to a multiple of it. */
export const rowsPerBlock = 4;

/**
 * All arguments but the last are byte addresses: of the rows (signed bytes), of the query (signed 16-bit), of the
 * results (signed 32-bit) and of their end; `stride` is the bytes of a row. Needs one row or more.
 */
export type ByteDots = (rows: number, query: number, out: number, outEnd: number, stride: number) => void;

const rows = 0;
const query = 1;
const out = 2;
const outEnd = 3;
const stride = 4;
const queryAt = 5;
const rowEnd = 6;
const rowAt = [rows, 7, 8, 9] as const;
const firstVector = 10;
const part = firstVector + rowsPerBlock;

/** The module, as bytes, whose function `byteDots` multiplies a matrix of bytes with a vector. */
export const byteDotsKernel = (): Uint8Array<ArrayBuffer> =>
  assembleModule({ name: "byteDots", parameters: 5, i32Locals: 5, v128Locals: rowsPerBlock + 1, body: everyBlock() });

function everyBlock(): Code {
  return wasm.doWhile(
    [
      ...rowAt.slice(1).flatMap((at, i) => wasm.set(at, wasm.i32Add(wasm.get(rowAt[i] ?? rows), wasm.get(stride)))),
      ...rowAt.flatMap((_, row) => wasm.set(firstVector + row, wasm.v128Zero())),
      ...wasm.set(queryAt, wasm.get(query)),
      ...wasm.set(rowEnd, wasm.get(rowAt[1])),
      ...wasm.doWhile(everyColumn(), wasm.i32NotEqual(wasm.get(rows), wasm.get(rowEnd))),
      ...rowAt.flatMap((_, row) => store(row)),
      // The fourth row's address now stands where the next block begins.
      ...wasm.set(rows, wasm.get(rowAt[3])),
      ...advance(out, 4 * rowsPerBlock),
    ],
    wasm.i32NotEqual(wasm.get(out), wasm.get(outEnd)),
  );
}

/** Four rows share each load of the query. */
function everyColumn(): Code {
  const eights = Array.from({ length: bytesPerStep / 8 }, (_, eight) => [
    ...wasm.set(part, wasm.v128Load(wasm.get(queryAt), 16 * eight)),
    ...rowAt.flatMap((at, row) => {
      const products = wasm.i32x4DotI16x8(wasm.get(part), wasm.v128Load8x8(wasm.get(at), 8 * eight));
      return wasm.set(firstVector + row, wasm.i32x4Add(wasm.get(firstVector + row), products));
    }),
  ]);
  return [...eights.flat(), ...advance(queryAt, 2 * bytesPerStep), ...rowAt.flatMap((at) => advance(at, bytesPerStep))];
}

function store(row: number): Code {
  const lane = (index: number) => wasm.i32x4Lane(wasm.get(firstVector + row), index);
  const total = [0, 1, 2, 3].map(lane).reduce(wasm.i32Add);
  return wasm.i32Store(wasm.get(out), total, 4 * row);
}

function advance(local: number, bytes: number): Code {
  return wasm.set(local, wasm.i32Add(wasm.get(local), wasm.i32Const(bytes)));
}
