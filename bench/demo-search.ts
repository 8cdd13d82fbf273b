import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chooseIndex } from "../optimizers/choose-index.ts";
import { percentile, type Row, row } from "./measure.ts";
import { syntheticMessage } from "./synthetic-examples.ts";
import { benchUnderstudy } from "./turn.ts";

const queries = 200;
const k = 5;

/** What DSPy does: score every row with numpy, sort all scores, take the first. Prints the p50 in ms. */
const numpyScript = `
import sys, time
import numpy
path, rows, dimensions, queries, k = sys.argv[1], *map(int, sys.argv[2:])
matrix = numpy.fromfile(path, dtype=numpy.float32).reshape(rows, dimensions)
asked = numpy.fromfile(path + ".asked", dtype=numpy.float32).reshape(queries, dimensions)
took = []
for query in range(queries):
    vector = asked[query]
    start = time.perf_counter()
    numpy.argsort(numpy.dot(matrix, vector))[-k:][::-1]
    took.append((time.perf_counter() - start) * 1000)
print(sorted(took)[len(took) // 2])
`;

/** The demo search among 10,000 vectors against numpy's \`argsort(dot)\` on the same vectors, where python3-numpy is there. */
export const demoSearch = async (): Promise<readonly Row[]> => {
  const { program, embedder } = await benchUnderstudy(10_000);
  const { vectors } = program;
  const { dimensions } = program.embedder;
  const rows = vectors.length / dimensions;
  const index = await chooseIndex({ vectors, dimensions });
  // Of messages that are not among the examples: a row would find itself, which ends the search early.
  const asked = await embedder.embed(Array.from({ length: queries }, (_, query) => syntheticMessage(100_000 + query)));
  const vectorOf = (query: number) => asked.subarray(query * dimensions, (query + 1) * dimensions);
  for (let query = 0; query < queries; query++) index.search(vectorOf(query), k); // warm
  const took: number[] = [];
  for (let query = 0; query < queries; query++) {
    const from = performance.now();
    index.search(vectorOf(query), k);
    took.push(performance.now() - from);
  }
  const ours = percentile(took, 0.5);
  const numpy = await numpyTime(vectors, asked, rows, dimensions);
  return [
    row(`demo search (${index.kind}), ${rows} × ${dimensions}, k=${k}, p50`, ours, undefined, " ms", 3),
    numpy === undefined
      ? { what: "numpy argsort(dot) on the same vectors", value: "python3-numpy is not here" }
      : row("numpy argsort(dot) on the same vectors, p50", numpy, undefined, " ms", 3),
    ...(numpy === undefined ? [] : [row("demo search / numpy", ours / numpy, 1, "×")]),
  ];
};

/** Milliseconds (p50) of numpy's search on these vectors; `undefined` where it is not here. `asked` are the queries' vectors. */
export const numpyTime = async (
  vectors: Float32Array,
  asked: Float32Array,
  rows: number,
  dimensions: number,
): Promise<number | undefined> => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  try {
    const path = join(folder, "vectors.f32");
    writeFileSync(path, vectors);
    writeFileSync(`${path}.asked`, asked);
    for (const python of ["python3", "/usr/bin/python3"]) {
      const run = promisify(execFile)(python, [
        "-c",
        numpyScript,
        path,
        `${rows}`,
        `${dimensions}`,
        `${queries}`,
        `${k}`,
      ]);
      const output = await run.catch(() => undefined);
      if (output !== undefined) return Number(output.stdout);
    }
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
