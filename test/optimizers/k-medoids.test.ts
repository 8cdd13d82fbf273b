import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kMedoids } from "../../optimizers/k-medoids.ts";
import { pack, unit } from "../contracts/demo-index.ts";
import { randomNumbers, randomUnits } from "./random-units.ts";

const rowsOf = (vectors: Float32Array, dimensions: number) =>
  Array.from({ length: vectors.length / dimensions }, (_, row) => row);

const costOf = (vectors: Float32Array, dimensions: number, medoids: readonly number[]) => {
  const distance = (a: number, b: number) => {
    if (a === b) return 0;
    let sum = 0;
    for (let i = 0; i < dimensions; i++) sum += (vectors[a * dimensions + i] ?? 0) * (vectors[b * dimensions + i] ?? 0);
    return Math.max(0, 1 - sum);
  };
  return rowsOf(vectors, dimensions).reduce(
    (total, row) => total + Math.min(...medoids.map((medoid) => distance(row, medoid))),
    0,
  );
};

/** Unit vectors around some centres, shuffled. */
const clusters = (centres: number, each: number, dimensions: number, seed: number) => {
  const middle = randomUnits(centres, dimensions, { seed });
  const next = randomNumbers(seed + 1);
  return Array.from({ length: centres * each }, (_, i) =>
    unit(
      Array.from(
        { length: dimensions },
        (_, j) => (middle[(i % centres) * dimensions + j] ?? 0) + 0.1 * (next() - 0.5),
      ),
    ),
  );
};

describe("kMedoids", () => {
  it("gives k different rows of those that are given, or all of them", () => {
    const shape = fc.record({
      n: fc.integer({ min: 0, max: 30 }),
      k: fc.nat({ max: 8 }),
      seed: fc.integer({ min: 1 }),
    });
    fc.assert(
      fc.property(shape, ({ n, k, seed }) => {
        const vectors = randomUnits(n, 4, { seed, rare: 0.4 });
        const rows = rowsOf(vectors, 4).filter((row) => row % 3 !== 0);
        const medoids = kMedoids({ vectors, dimensions: 4, rows, k, seed });
        expect(medoids).toHaveLength(Math.min(k, rows.length));
        expect(new Set(medoids).size).toBe(medoids.length);
        expect(rows).toEqual(expect.arrayContaining([...medoids]));
        expect(kMedoids({ vectors, dimensions: 4, rows, k, seed })).toEqual(medoids);
      }),
      { numRuns: 60 },
    );
  });

  it("cannot be bettered by exchanging one medoid for another row", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 24 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1 }),
        (n, k, seed) => {
          const vectors = randomUnits(n, 5, { seed });
          const medoids = kMedoids({ vectors, dimensions: 5, rows: rowsOf(vectors, 5), k, seed });
          const cost = costOf(vectors, 5, medoids);
          for (const [at] of medoids.entries()) {
            for (const row of rowsOf(vectors, 5)) {
              expect(costOf(vectors, 5, medoids.with(at, row))).toBeGreaterThan(cost - 1e-6);
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("finds one row of each cluster, also by samples of many rows", () => {
    for (const each of [12, 400]) {
      const vectors = pack(clusters(4, each, 16, 7));
      const medoids = kMedoids({ vectors, dimensions: 16, rows: rowsOf(vectors, 16), k: 4, seed: 3 });
      expect(medoids.map((row) => row % 4).toSorted()).toEqual([0, 1, 2, 3]);
    }
  });

  it("names the middle of the largest group first", () => {
    const vectors = pack(
      [
        [0, 1],
        [1, 0],
        [1, 0.1],
        [1, -0.1],
        [0, 1],
      ].map(unit),
    );
    expect(kMedoids({ vectors, dimensions: 2, rows: rowsOf(vectors, 2), k: 2, seed: 1 })).toEqual([1, 0]);
  });
});
