import type { DemoIndex } from "../brain/core/ports.ts";
import type { ByteSieve } from "./simd/byte-sieve.ts";
import { topRows } from "./top-rows.ts";
import { vectorRows } from "./vector-rows.ts";

export type ExactIndexInput = {
  /** `Float32Array[n × d]`, unit length (or zeros). */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** Of the same vectors. Without one every row is scored in plain JavaScript: the same answers, later. */
  readonly sieve: ByteSieve | undefined;
};

/**
 * Exact nearest neighbours by cosine. A query of zeros is as near to every row: the first ones that are accepted.
 * @throws {RangeError} while searching, for a query of other dimensions.
 */
export const exactIndex = (input: ExactIndexInput): DemoIndex => {
  const { vectors, dimensions } = input;
  const rows = vectorRows(vectors, dimensions);
  let sieve = input.sieve;
  let everyRow = sieve === undefined ? rowNumbers(rows.count()) : [];
  return {
    kind: sieve === undefined ? "exact" : "exact-simd",
    search(query, k, accept = () => true) {
      checkDimensions(query, dimensions);
      const most = Math.min(k, rows.count());
      if (most <= 0) return [];
      if (isZero(query)) return firstRows(rows.count(), most, accept);
      const best = topRows(most);
      for (const row of sieve?.candidates(query, most, accept) ?? everyRow) {
        const similarity = rows.cosine(row, query);
        // Rows come in rising order, so one that only equals the worst of the best cannot replace it.
        if (similarity > best.bar() && accept(row)) best.offer(row, similarity);
      }
      return best.sorted();
    },
    add(more) {
      rows.add(more);
      // Where there is no room for the sieve to grow, every row is scored from now on.
      if (sieve?.add(more) === false) sieve = undefined;
      if (sieve === undefined) everyRow = rowNumbers(rows.count());
    },
  };
};

const rowNumbers = (count: number): readonly number[] => Array.from({ length: count }, (_, row) => row);

export const isZero = (query: Float32Array): boolean => query.every((value) => value === 0);

export const checkDimensions = (query: Float32Array, dimensions: number): void => {
  if (query.length !== dimensions) {
    throw new RangeError(`the query has ${query.length} dimensions, the index ${dimensions}`);
  }
};

const firstRows = (rows: number, k: number, accept: (row: number) => boolean) => {
  const found = [];
  for (let row = 0; row < rows && found.length < k; row++) if (accept(row)) found.push({ row, similarity: 0 });
  return found;
};
