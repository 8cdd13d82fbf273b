import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { PredictionRecord } from "../../brain/core/prediction.ts";
import { predictionSchema } from "../../brain/core/prediction-schema.ts";

/** The built program. `npm test` builds it before the tests run. */
export const programPath = resolve("dist/understudy.js");
if (!existsSync(programPath)) throw new Error("dist/understudy.js is missing: npm run build");

export type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** A folder for one test file, and an environment in which nothing of this machine counts. */
export const sandbox = () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    UNDERSTUDY_HOME: join(folder, "home"),
    // A port that nobody listens on: a real Ollama of the developer's must not answer.
    OLLAMA_HOST: "http://127.0.0.1:9",
  };
  const run = (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
    runProgram(args, { cwd: folder, ...options, env: { ...env, ...options.env } });
  return {
    folder,
    env,
    run,
    remove() {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
      } catch {
        // A program whose terminal was just closed may still be writing: what is left lies in the system's temporary folder.
      }
    },
  };
};

const runProgram = async (args: readonly string[], { input = "", env = {}, cwd }: RunOptions): Promise<Run> => {
  const child = spawn(process.execPath, [programPath, ...args], { env, ...(cwd && { cwd }) });
  child.stdin.on("error", () => {}); // a program that ends early closes its stdin
  child.stdin.end(input);
  const exit = new Promise<number | null>((done) => child.once("exit", done));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, stdout, stderr };
};

/** The JSON of each line. */
export const jsonLines = <T>(output: string): readonly T[] =>
  output.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as T]));

/** The prediction log of a home in which turns were taken on one day alone: its file's name, its text and its lines. */
export const predictionsIn = (
  home: string,
): { readonly file: string; readonly text: string; readonly records: readonly PredictionRecord[] } => {
  const folder = join(home, "predictions");
  const [file = "", ...others] = readdirSync(folder);
  if (others.length > 0) throw new Error(`more than one day is recorded: ${[file, ...others].join(", ")}`);
  const text = readFileSync(join(folder, file), "utf8");
  return { file, text, records: jsonLines(text).map((line) => predictionSchema.parse(line)) };
};
