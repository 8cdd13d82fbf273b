import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactIndex } from "../../optimizers/exact-index.ts";
import { byteSieve } from "../../optimizers/simd/byte-sieve.ts";
import { demoIndexContract } from "../contracts/demo-index.ts";
import { randomUnits } from "./random-units.ts";

const plain = (vectors: Float32Array, dimensions: number) => exactIndex({ vectors, dimensions, sieve: undefined });
const sieved = (vectors: Float32Array, dimensions: number) =>
  exactIndex({ vectors, dimensions, sieve: byteSieve(vectors, dimensions) });

demoIndexContract("exact search in JavaScript", plain);
demoIndexContract("exact search with SIMD", sieved);

describe("exact search with SIMD", () => {
  it("says so in its kind", () => {
    const vectors = randomUnits(3, 8);
    expect(sieved(vectors, 8).kind).toBe("exact-simd");
    expect(plain(vectors, 8).kind).toBe("exact");
  });

  it("gives, to the bit, what plain JavaScript gives", () => {
    const shape = fc.record({
      rows: fc.integer({ min: 1, max: 300 }),
      dimensions: fc.integer({ min: 1, max: 130 }),
      k: fc.integer({ min: 1, max: 12 }),
      seed: fc.integer({ min: 1 }),
      rare: fc.constantFrom(0.05, 0.3, 1),
    });
    fc.assert(
      fc.property(shape, ({ rows, dimensions, k, seed, rare }) => {
        const vectors = randomUnits(rows, dimensions, { seed, rare });
        const query = randomUnits(1, dimensions, { seed: seed + 1, rare });
        const odd = (row: number) => row % 2 === 1;
        expect(sieved(vectors, dimensions).search(query, k)).toEqual(plain(vectors, dimensions).search(query, k));
        expect(sieved(vectors, dimensions).search(query, k, odd)).toEqual(
          plain(vectors, dimensions).search(query, k, odd),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("tells rows apart that rounding to bytes makes equal", () => {
    const dimensions = 16;
    const base = randomUnits(1, dimensions);
    const rows = Array.from({ length: 200 }, (_, i) =>
      base.map((value, j) => (j === 3 ? value + ((i * 37) % 200) * 1e-6 : value)),
    );
    const vectors = Float32Array.from(rows.flatMap((row) => [...row]));
    expect(sieved(vectors, dimensions).search(base, 7)).toEqual(plain(vectors, dimensions).search(base, 7));
  });
});
