import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DemoIndex } from "../../brain/core/ports.ts";

export type DemoIndexMaker = (vectors: Float32Array, dimensions: number) => DemoIndex | Promise<DemoIndex>;

type Matrix = { readonly vectors: Float32Array; readonly dimensions: number; readonly rows: number };

/** What every demo index must do. `misses`: an approximate one, that may leave rows out but must score and order the rest rightly. */
export const demoIndexContract = (name: string, make: DemoIndexMaker, { misses = false } = {}): void => {
  describe(`${name} as a demo index`, () => {
    it("finds the rows that scoring every row finds, nearest first", async () => {
      await fc.assert(
        fc.asyncProperty(matrixAndQuery, fc.nat({ max: 45 }), async ({ matrix, query }, k) => {
          const index = await make(matrix.vectors, matrix.dimensions);
          const found = index.search(query, k);
          const truth = bruteForce(matrix, query).slice(0, k);
          expect(found).toHaveLength(truth.length);
          expect(new Set(found.map(({ row }) => row)).size).toBe(found.length);
          for (const [i, { row, similarity }] of found.entries()) {
            expect(similarity).toBeCloseTo(scoreOf(matrix, row, query), 6);
            if (!misses) expect(similarity).toBeCloseTo(truth[i]?.similarity ?? Number.NaN, 6);
            const before = found[i - 1];
            if (before !== undefined) expect(before.similarity).toBeGreaterThanOrEqual(similarity);
          }
        }),
      );
    });

    it("gives equal rows in rising order, and the lower of them where not all fit", async () => {
      const [a, b] = [unit([1, 2, 3]), unit([3, -1, 0])];
      const index = await make(pack([b, a, b, a, a, b, a]), 3);
      expect(index.search(a, 4).map(({ row }) => row)).toEqual([1, 3, 4, 6]);
      expect(index.search(a, 2).map(({ row }) => row)).toEqual([1, 3]);
      expect(index.search(b, 5).map(({ row }) => row)).toEqual([0, 2, 5, 1, 3]);
    });

    it("gives only rows that are accepted, and as many as there are", async () => {
      await fc.assert(
        fc.asyncProperty(matrixAndQuery, fc.nat({ max: 20 }), fc.integer({ min: 2, max: 7 }), async (drawn, k, nth) => {
          const { matrix, query } = drawn;
          const accept = (row: number) => row % nth === 0;
          const index = await make(matrix.vectors, matrix.dimensions);
          const found = index.search(query, k, accept);
          const truth = bruteForce(matrix, query).filter(({ row }) => accept(row));
          expect(found).toHaveLength(Math.min(k, truth.length));
          expect(found.every(({ row }) => accept(row))).toBe(true);
          if (!misses && found.length > 0) {
            expect(found.at(-1)?.similarity).toBeCloseTo(truth[found.length - 1]?.similarity ?? Number.NaN, 6);
          }
        }),
      );
    });

    it("gives all rows where fewer than k exist, and none of none, or for k = 0", async () => {
      const query = unit([1, 1]);
      const index = await make(pack([unit([1, 0]), unit([1, 2])]), 2);
      expect(index.search(query, 10).map(({ row }) => row)).toEqual([1, 0]);
      expect(index.search(query, 0)).toEqual([]);
      expect(index.search(query, 3, () => false)).toEqual([]);
      expect((await make(new Float32Array(0), 2)).search(query, 5)).toEqual([]);
    });

    it("answers a query of zeros with the first rows, at similarity 0", async () => {
      const index = await make(pack([unit([1, 0]), unit([0, 1]), unit([1, 1])]), 2);
      expect(index.search(new Float32Array(2), 2)).toEqual([
        { row: 0, similarity: 0 },
        { row: 1, similarity: 0 },
      ]);
      expect(index.search(new Float32Array(2), 2, (row) => row !== 0).map(({ row }) => row)).toEqual([1, 2]);
    });

    it("keeps similarity within −1 and 1", async () => {
      const rows = Array.from({ length: 40 }, (_, i) => unit(Array.from({ length: 7 }, (_, j) => Math.sin(i * 7 + j))));
      const index = await make(pack([...rows, ...rows.map((row) => row.map((value) => -value))]), 7);
      for (const row of rows) {
        const found = index.search(row, 80).map(({ similarity }) => similarity);
        expect(Math.max(...found)).toBeLessThanOrEqual(1);
        expect(Math.min(...found)).toBeGreaterThanOrEqual(-1);
      }
    });

    it("finds what was added as an index built at once finds it", async () => {
      await fc.assert(
        fc.asyncProperty(matrixAndQuery, fc.array(fc.nat(), { maxLength: 3 }), async ({ matrix, query }, drawn) => {
          const { vectors, dimensions, rows } = matrix;
          const cuts = drawn.map((at) => (at % (rows + 1)) * dimensions).toSorted((a, b) => a - b);
          const grown = await make(vectors.slice(0, cuts[0] ?? 0), dimensions);
          for (const [i, from] of (cuts.length === 0 ? [0] : cuts).entries()) {
            // Searched in between, so that what a search leaves behind cannot disturb what is added after it.
            grown.search(query, 5);
            grown.add(vectors.slice(from, cuts[i + 1] ?? vectors.length));
          }
          const atOnce = await make(vectors, dimensions);
          const odd = (row: number) => row % 2 === 1;
          for (const accept of [undefined, odd]) {
            const [found, expected] = [grown.search(query, 9, accept), atOnce.search(query, 9, accept)];
            if (misses) expect(found).toHaveLength(expected.length);
            else expect(found).toEqual(expected);
          }
        }),
      );
    });

    it("grows from a few rows to many, one by one", async () => {
      const rows = Array.from({ length: 400 }, (_, i) => unit([Math.sin(i), Math.cos(3 * i), Math.sin(7 * i), i % 5]));
      const index = await make(pack(rows.slice(0, 3)), 4);
      for (const row of rows.slice(3)) index.add(row);
      for (const at of [0, 3, 200, 399]) {
        const row = rows[at] ?? new Float32Array(4);
        expect(index.search(row, 1)[0]).toEqual({ row: at, similarity: expect.closeTo(1, 6) });
      }
      expect(index.search(unit([1, 1, 1, 1]), 400)).toHaveLength(400);
    });

    it("takes nothing in that is no whole row, and nothing for nothing", async () => {
      const index = await make(pack([unit([1, 0])]), 2);
      expect(() => index.add(new Float32Array(3))).toThrow(RangeError);
      index.add(new Float32Array(0));
      expect(index.search(unit([1, 1]), 9)).toHaveLength(1);
    });

    it("refuses a query of other dimensions", async () => {
      const index = await make(pack([unit([1, 0])]), 2);
      expect(() => index.search(new Float32Array(3), 1)).toThrow(RangeError);
    });
  });
};

export const pack = (rows: readonly Float32Array[]): Float32Array => Float32Array.from(rows.flatMap((row) => [...row]));

export const unit = (values: readonly number[]): Float32Array => {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => (length === 0 ? 0 : value / length));
};

/** Small whole numbers, so that equal rows, zero rows and near ties are frequent. */
const row = (dimensions: number) =>
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: dimensions, maxLength: dimensions }).map(unit);

const matrixAndQuery = fc.integer({ min: 1, max: 37 }).chain((dimensions) =>
  fc.record({ rows: fc.array(row(dimensions), { maxLength: 40 }), query: row(dimensions) }).map(({ rows, query }) => ({
    matrix: { vectors: pack(rows), dimensions, rows: rows.length } satisfies Matrix,
    query,
  })),
);

const scoreOf = ({ vectors, dimensions }: Matrix, row: number, query: Float32Array): number =>
  query.reduce((sum, value, i) => sum + value * (vectors[row * dimensions + i] ?? Number.NaN), 0);

const bruteForce = (matrix: Matrix, query: Float32Array) =>
  Array.from({ length: matrix.rows }, (_, row) => ({ row, similarity: scoreOf(matrix, row, query) })).toSorted(
    (a, b) => b.similarity - a.similarity || a.row - b.row,
  );
