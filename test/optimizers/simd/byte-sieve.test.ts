import { describe, expect, it } from "vitest";
import { byteSieve } from "../../../optimizers/simd/byte-sieve.ts";
import { randomUnits } from "../random-units.ts";

const every = () => true;

describe("byteSieve", () => {
  it("lets only few rows through", () => {
    const sieve = byteSieve(randomUnits(5000, 64), 64);
    const through = Array.from({ length: 20 }, (_, i) =>
      sieve?.candidates(randomUnits(1, 64, { seed: 1000 + i }), 5, every),
    );
    for (const rows of through) {
      expect(rows?.length).toBeGreaterThanOrEqual(5);
      expect(rows?.length).toBeLessThan(100);
    }
  });

  it("lets every row through that equals the nearest", () => {
    const row = randomUnits(1, 24);
    const vectors = Float32Array.from(Array.from({ length: 10 }, () => [...row]).flat());
    expect(byteSieve(vectors, 24)?.candidates(row, 2, every)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("does not overflow on many dimensions that are all large", () => {
    const dimensions = 8192;
    const ones = new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions));
    const vectors = new Float32Array(3 * dimensions);
    vectors.set(
      ones.map((value) => -value),
      0,
    );
    vectors.set(ones, dimensions);
    expect(byteSieve(vectors, dimensions)?.candidates(ones, 1, every)).toEqual([1]);
  });

  it("is not to be had without rows", () => {
    expect(byteSieve(new Float32Array(0), 8)).toBeUndefined();
  });
});
