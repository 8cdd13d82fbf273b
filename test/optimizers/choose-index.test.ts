import { afterEach, describe, expect, it, vi } from "vitest";
import { chooseIndex, hnswFromRows, sieveFromRows } from "../../optimizers/choose-index.ts";
import type { HnswLibrary } from "../../optimizers/hnsw-index.ts";
import { randomUnits } from "./random-units.ts";

const rows = sieveFromRows;
const vectors = randomUnits(rows, 8);
const query = randomUnits(1, 8, { seed: 9 });

/** Stands in for hnswlib-node, so that the choice is tested where that cannot be built: keeps every row, and gives what `pick` leaves. */
const library = (pick: (rows: number[]) => number[]): HnswLibrary => ({
  HierarchicalNSW: class {
    readonly #points: number[][] = [];
    initIndex() {}
    setEf() {}
    resizeIndex() {}
    addPoint(point: number[], label: number) {
      this.#points[label] = point;
    }
    searchKnn(target: number[], k: number, filter: (label: number) => boolean = () => true) {
      const scores = this.#points.map((point) => point.reduce((sum, value, i) => sum + value * (target[i] ?? 0), 0));
      const sorted = scores.map((_, row) => row).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
      return { neighbors: pick(sorted.filter(filter)).slice(0, k) };
    }
  },
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("chooseIndex", () => {
  it("takes exact search below the measured size, whatever is installed", async () => {
    const chosen = await chooseIndex({ vectors, dimensions: 8, hnsw: library((rows) => rows) });
    expect(hnswFromRows).toBeGreaterThan(100_000);
    expect(chosen.kind).toBe("exact-simd");
    expect(chosen.note).toBeUndefined();
  });

  it("takes the graph from that size on where it finds what exact search finds", async () => {
    const chosen = await chooseIndex({ vectors, dimensions: 8, hnsw: library((rows) => rows), hnswFrom: rows });
    expect(chosen.kind).toBe("hnsw");
    const exact = await chooseIndex({ vectors, dimensions: 8 });
    expect(chosen.search(query, 5)).toEqual(exact.search(query, 5));
  });

  it("falls back to exact search, and says so, where the graph misses too many", async () => {
    const blind = library((rows) => rows.filter((_, rank) => rank !== 1));
    const chosen = await chooseIndex({ vectors, dimensions: 8, hnsw: blind, hnswFrom: rows });
    expect(chosen.kind).toBe("exact-simd");
    expect(chosen.note).toContain("finds 80 %");
  });

  it("says so where the graph would pay but hnswlib-node is missing", async () => {
    const chosen = await chooseIndex({ vectors, dimensions: 8, hnsw: undefined, hnswFrom: rows });
    expect(chosen.kind).toBe("exact-simd");
    expect(chosen.note).toContain("hnswlib-node");
  });

  it("spares few rows the preparation that SIMD needs", async () => {
    const few = randomUnits(rows - 1, 8);
    expect((await chooseIndex({ vectors: few, dimensions: 8 })).kind).toBe("exact");
  });

  it("takes plain JavaScript where there is no WebAssembly, with the same answers", async () => {
    const expected = (await chooseIndex({ vectors, dimensions: 8 })).search(query, 5);
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const { chooseIndex: withoutWebAssembly } = await import("../../optimizers/choose-index.ts");
    const chosen = await withoutWebAssembly({ vectors, dimensions: 8 });
    expect(chosen.kind).toBe("exact");
    expect(chosen.search(query, 5)).toEqual(expected);
  });
});
