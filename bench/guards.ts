import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { packageRoot } from "../app/paths.ts";
import type { Row } from "./measure.ts";

/**
 * What the guards cost: a sentence of a reply, a message of 200 characters, the worst long texts, and their making. In a
 * process of its own and bundled like the program: run from source every closure is wrapped, at half as much again.
 */
export const guardCosts = async (): Promise<readonly Row[]> => {
  const worker = join(packageRoot(), "dist", "bench", "guard-worker.js");
  await build({
    entryPoints: [join(packageRoot(), "bench", "guard-worker.ts")],
    outfile: worker,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  const { stdout } = await promisify(execFile)(process.execPath, [worker], { maxBuffer: 2 ** 20 });
  return JSON.parse(stdout) as readonly Row[]; // what the worker writes
};
