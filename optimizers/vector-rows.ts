import { dot } from "./dot.ts";

/** Rows of unit vectors (or zeros), to which more may be added; those that it was made of stay where they are. */
export type VectorRows = {
  count(): number;
  /** Of a row and a unit query, −1 to 1. */
  cosine(row: number, query: Float32Array): number;
  /** `Float32Array[m × d]`. @throws {RangeError} no whole rows */
  add(vectors: Float32Array): void;
};

/** `vectors` is `Float32Array[n × d]`. It is not copied: what is added goes to a matrix beside it that doubles as it fills. */
export const vectorRows = (vectors: Float32Array, dimensions: number): VectorRows => {
  const first = vectors.length / dimensions;
  let added = new Float32Array(0);
  let count = first;
  return {
    count: () => count,
    cosine: (row, query) => (row < first ? cosine(vectors, row, query) : cosine(added, row - first, query)),
    add(more) {
      checkRows(more, dimensions);
      const used = (count - first) * dimensions;
      if (used + more.length > added.length) {
        const larger = new Float32Array(Math.max(used + more.length, 2 * added.length));
        larger.set(added);
        added = larger;
      }
      added.set(more, used);
      count += more.length / dimensions;
    },
  };
};

export const checkRows = (vectors: Float32Array, dimensions: number): void => {
  if (vectors.length % dimensions !== 0) {
    throw new RangeError(`${vectors.length} numbers are no whole rows of ${dimensions} dimensions`);
  }
};

/** Of a unit row and a unit query: rounding must not carry it past ±1. */
const cosine = (matrix: Float32Array, row: number, query: Float32Array): number =>
  Math.max(-1, Math.min(1, dot(matrix, row, query)));
