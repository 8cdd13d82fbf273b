import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type Row, row } from "./measure.ts";

/** Heap and what lies outside it, of 100,000 examples × 384 dimensions ready to choose from, in a process of its own. */
export const programMemory = async (): Promise<readonly Row[]> => {
  const worker = new URL("./program-memory-worker.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--expose-gc", "--import", "tsx", worker], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`the memory worker ended with exit code ${code}`);
  // What the worker writes.
  const { examples, program, index, vectors } = JSON.parse(output) as Record<
    "examples" | "program" | "index" | "vectors",
    number
  >;
  const megabytes = (bytes: number) => bytes / 2 ** 20;
  return [
    row("100,000 × 384: the vectors themselves", megabytes(vectors), undefined, " MB", 0),
    row("  examples with their texts", megabytes(examples), undefined, " MB", 0),
    row("  compiled program (vectors, rows)", megabytes(program), undefined, " MB", 0),
    row("  exact index and selector", megabytes(index), undefined, " MB", 0),
    row("  all but the examples / the vectors", (program + index) / vectors, 2, "×"),
  ];
};
