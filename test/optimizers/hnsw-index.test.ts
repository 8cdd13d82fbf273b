import { describe, expect, it } from "vitest";
import { exactIndex } from "../../optimizers/exact-index.ts";
import { hnswIndex } from "../../optimizers/hnsw-index.ts";
import { loadHnsw } from "../../optimizers/load-hnsw.ts";
import { demoIndexContract } from "../contracts/demo-index.ts";
import { randomUnits } from "./random-units.ts";

// Optional: where hnswlib-node was not built there is nothing to test, and test/optimizers/choose-index.test.ts shows what serves.
const library = await loadHnsw();

describe.skipIf(library === undefined)("hnswIndex", () => {
  if (library === undefined) return;
  const make = (vectors: Float32Array, dimensions: number, signal?: AbortSignal) => {
    const exact = exactIndex({ vectors, dimensions, sieve: undefined });
    return hnswIndex({ vectors, dimensions, library, exact, ...(signal === undefined ? {} : { signal }) });
  };

  demoIndexContract("HNSW", make, { misses: true });

  it("finds and orders the same rows each time it is built", async () => {
    const vectors = randomUnits(800, 24);
    const [one, other] = [await make(vectors, 24), await make(vectors, 24)];
    for (let seed = 50; seed < 60; seed++) {
      const query = randomUnits(1, 24, { seed });
      expect(one.search(query, 8)).toEqual(other.search(query, 8));
    }
  });

  it("stops building when it is told to", async () => {
    await expect(make(randomUnits(300, 8), 8, AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
  });
});
