import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { packageRoot } from "../app/paths.ts";
import type { Row } from "./measure.ts";

/**
 * A suite in a process of its own, bundled as the program is: run from source every closure is wrapped, at half as much
 * again.
 * @param suite name of the export of `bench/<file>.ts`
 */
export const runBundled = (file: string, suite: string) => async (): Promise<readonly Row[]> => {
  const root = packageRoot();
  const outfile = join(root, "dist", "bench", `${file}.js`);
  await build({
    stdin: {
      contents: `import { ${suite} } from "./${file}.ts"; process.stdout.write(JSON.stringify(await ${suite}()));`,
      resolveDir: join(root, "bench"),
      loader: "ts",
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { maxBuffer: 2 ** 20 });
  return JSON.parse(stdout) as readonly Row[]; // what the suite gives
};
