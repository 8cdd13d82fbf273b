import { spawn as spawnProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn as spawnTerminal } from "@lydell/node-pty";
import { firstKeys } from "./first-keys.ts";
import { median, type Row, row } from "./measure.ts";

const rounds = 15;
const program = new URL("../dist/understudy.js", import.meta.url).pathname;

/** Time to the first prompt and to the end of `--help`, as ratios to a bare `node -e 0` of the same round; and how soon keys are seen from that prompt on. */
export const startUp = async (): Promise<readonly Row[]> => {
  const home = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const bare: number[] = [];
  const bareInTerminal: number[] = [];
  const help: number[] = [];
  const prompt: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const times = [
      await toExit(["-e", "0"]),
      await toExit([program, "--help"]),
      await inTerminal(["-e", "0"], home),
      await inTerminal([program, "chat", "--lm", "offline"], home, /› |> /),
    ] as const;
    if (round === 0) continue; // the first warms the disk's cache
    bare.push(times[0]);
    help.push(times[1] / times[0]);
    bareInTerminal.push(times[2]);
    prompt.push(times[3] / times[2]);
  }
  rmSync(home, { recursive: true, force: true });
  return [
    row("bare `node -e 0`, whole process", median(bare), undefined, " ms", 0),
    row("`understudy --help` / bare node", median(help), 2.5, "×"),
    row("chat's first prompt / bare node, both in a terminal", median(prompt), 6, "×"),
    ...(await firstKeys()),
  ];
};

const toExit = async (args: readonly string[]): Promise<number> => {
  const from = performance.now();
  const child = spawnProcess(process.execPath, args, { stdio: "ignore" });
  await once(child, "exit");
  return performance.now() - from;
};

/** Milliseconds until `sign` is on screen, or until the process ends where none is given. */
const inTerminal = (args: readonly string[], home: string, sign?: RegExp): Promise<number> =>
  new Promise((resolve, reject) => {
    const from = performance.now();
    const terminal = spawnTerminal(process.execPath, [...args], {
      cols: 80,
      rows: 24,
      env: { ...process.env, UNDERSTUDY_HOME: home, TERM: "xterm-256color" },
    });
    let seen = "";
    let took: number | undefined;
    terminal.onData((data) => {
      seen += data;
      if (sign === undefined || took !== undefined || !sign.test(seen)) return;
      took = performance.now() - from;
      terminal.kill();
    });
    terminal.onExit(() => {
      took ??= sign === undefined ? performance.now() - from : undefined;
      if (took === undefined) reject(new Error(`the program ended without a prompt:\n${seen}`));
      else resolve(took);
    });
  });
