import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type ByteDots,
  byteDotsKernel,
  bytesPerStep,
  rowsPerBlock,
} from "../../../optimizers/simd/byte-dots-kernel.ts";
import { webAssembly } from "../../../optimizers/simd/web-assembly.ts";
import { randomNumbers } from "../random-units.ts";

const multiply = (rows: Int8Array, query: Int16Array): Int32Array => {
  if (webAssembly === undefined) throw new Error("this Node has no WebAssembly");
  const memory = new webAssembly.Memory({ initial: 8 });
  const module = new webAssembly.Module(byteDotsKernel());
  const byteDots = new webAssembly.Instance(module, { host: { memory } }).exports.byteDots as ByteDots;
  const count = rows.length / query.length;
  new Int8Array(memory.buffer, 0, rows.length).set(rows);
  new Int16Array(memory.buffer, rows.length, query.length).set(query);
  const out = rows.length + 2 * query.length;
  byteDots(0, rows.length, out, out + 4 * count, query.length);
  return new Int32Array(memory.buffer, out, count).slice();
};

it("multiplies as plain JavaScript does", () => {
  const shape = fc.record({
    blocks: fc.integer({ min: 1, max: 6 }),
    steps: fc.integer({ min: 1, max: 8 }),
    seed: fc.integer({ min: 1 }),
  });
  fc.assert(
    fc.property(shape, ({ blocks, steps, seed }) => {
      const next = randomNumbers(seed);
      const dimensions = steps * bytesPerStep;
      const rows = Int8Array.from({ length: blocks * rowsPerBlock * dimensions }, () => Math.round(next() * 254 - 127));
      const query = Int16Array.from({ length: dimensions }, () => Math.round(next() * 65_534 - 32_767));
      const expected = Array.from({ length: blocks * rowsPerBlock }, (_, row) =>
        query.reduce((sum, value, i) => sum + value * (rows[row * dimensions + i] ?? Number.NaN), 0),
      );
      expect([...multiply(rows, query)]).toEqual(expected);
    }),
  );
});
