import type { DemoIndex } from "../brain/core/ports.ts";
import { exactIndex } from "./exact-index.ts";
import { type HnswLibrary, hnswIndex } from "./hnsw-index.ts";
import { byteSieve } from "./simd/byte-sieve.ts";

/**
 * Rows from which a graph is built. On 512 dimensions exact search takes (p50) 0.36 ms among 10,000 rows, 3.3 among
 * 50,000 and 7.5 among 100,000; the graph 0.9, 1.2 and 1.2, after 7, 35 and 85 s of building at every start. So it pays
 * only where exact search alone would use up a turn's 15 ms (bench/demo-index-sizes.ts, docs/log.md).
 */
export const hnswFromRows = 200_000;

/** Rows from which rounding all vectors at the start (13 ms for 580 rows, cold) is worth the 0.4 ms a turn that it saves per 1,000 rows. */
export const sieveFromRows = 2_000;

/** Share of the true five neighbours that a graph must find. */
export const leastRecall = 0.95;
const recallQueries = 100;
const recallK = 5;

export type ChooseIndexInput = {
  /** `Float32Array[n × d]`, unit length (or zeros). */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  readonly hnsw?: HnswLibrary | undefined;
  readonly hnswFrom?: number;
  readonly signal?: AbortSignal;
};

/** `note` is for the operator: why the index is not the one that might be expected. */
export type ChosenIndex = DemoIndex & { readonly note?: string };

/**
 * The index that answers soonest for so many vectors: exact search, with SIMD for many rows where there is any, and from
 * `hnswFrom` rows a graph, if on these very vectors it finds what exact search finds.
 * @throws {LmError} aborted
 */
export const chooseIndex = async (input: ChooseIndexInput): Promise<ChosenIndex> => {
  const { vectors, dimensions, hnsw, hnswFrom = hnswFromRows, signal } = input;
  const rows = vectors.length / dimensions;
  const sieve = rows < sieveFromRows ? undefined : byteSieve(vectors, dimensions);
  const exact = exactIndex({ vectors, dimensions, sieve });
  if (rows < hnswFrom) return exact;
  if (hnsw === undefined) {
    return {
      ...exact,
      note: `${rows} examples are searched one by one: hnswlib-node is not installed or was not built`,
    };
  }
  const graph = await hnswIndex({
    ...{ vectors, dimensions, exact, library: hnsw },
    ...(signal === undefined ? {} : { signal }),
  });
  const recall = measureRecall(graph, exact, vectors, dimensions);
  if (recall >= leastRecall) return graph;
  const [found, needed] = [Math.round(100 * recall), 100 * leastRecall];
  return {
    ...exact,
    note: `the HNSW graph finds ${found} % of the nearest examples, ${needed} % are needed: exact search serves`,
  };
};

/** Share of the neighbours of rows, spread evenly over the matrix and not counted themselves, that the graph finds too. */
const measureRecall = (graph: DemoIndex, exact: DemoIndex, vectors: Float32Array, dimensions: number): number => {
  const rows = vectors.length / dimensions;
  const queries = Math.min(recallQueries, rows);
  let found = 0;
  let wanted = 0;
  for (let query = 0; query < queries; query++) {
    const row = Math.floor((query * rows) / queries);
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    const others = (other: number) => other !== row;
    const truth = exact.search(vector, recallK, others);
    const furthest = truth.at(-1)?.similarity ?? 0;
    wanted += truth.length;
    // As near as the furthest true one: among equals either will do.
    found += graph.search(vector, recallK, others).filter(({ similarity }) => similarity >= furthest).length;
  }
  return wanted === 0 ? 1 : found / wanted;
};
