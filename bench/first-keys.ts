import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { spawn } from "@lydell/node-pty";
import { percentile, type Row, row } from "./measure.ts";

const program = new URL("../dist/understudy.js", import.meta.url).pathname;
const rounds = 10;
/** Milliseconds between two keys: somebody who types as fast as anybody can, or holds one down. */
const keyPace = 20;
/** Milliseconds after which a reply is missed. */
const patience = 60_000;
/** Characters that nothing else on screen holds, in turn, so that each key's own echo is known. */
const marks = "@%&=+^~<>{}";

/**
 * Key to echo of a chat that has just started: a message is sent at the first prompt, and keys are typed while the chat
 * loads and until the offline reply is there.
 */
export const firstKeys = async (): Promise<readonly Row[]> => {
  const home = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const echoes: number[] = [];
  const longest: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const measured = await typeThrough(home);
    if (round === 0) continue; // the first compiles the examples and warms the disk's cache
    echoes.push(...measured);
    longest.push(Math.max(...measured));
  }
  rmSync(home, { recursive: true, force: true });
  return [
    row("key to echo from the first prompt to the first reply, p50", percentile(echoes, 0.5), 16, " ms", 1),
    // Esc is promised within that, always. Ink's own first frames and the largest modules take 20 to 35.
    row("  p99", percentile(echoes, 0.99), 100, " ms", 1),
    row("  the longest of a start, median of the starts", percentile(longest, 0.5), 60, " ms", 1),
  ];
};

const typeThrough = async (home: string): Promise<readonly number[]> => {
  const terminal = spawn(process.execPath, [program, "chat", "--lm", "offline"], {
    cols: 80,
    rows: 24,
    env: { ...process.env, UNDERSTUDY_HOME: home, TERM: "xterm-256color" },
  });
  // It writes into its folder to the end.
  const ended = new Promise<void>((resolve) => terminal.onExit(() => resolve()));
  let seen = "";
  let awaited: { readonly mark: string; readonly from: number; readonly at: number }[] = [];
  const echoes: number[] = [];
  terminal.onData((data) => {
    seen += data;
    const now = performance.now();
    awaited = awaited.filter(({ mark, from, at }) => {
      const isShown = seen.includes(mark, from);
      if (isShown) echoes.push(now - at);
      return !isShown;
    });
  });
  const until = performance.now() + patience;
  const isSeen = (sign: string) => {
    if (performance.now() > until) throw new Error(`not seen: ${sign}\n${JSON.stringify(seen.slice(-2000))}`);
    return seen.includes(sign);
  };
  try {
    while (!isSeen("› ")) await wait(1);
    terminal.write("hello\r");
    for (let typed = 0; !isSeen(" tokens") || awaited.length > 0; typed++) {
      const mark = marks.charAt(typed % marks.length);
      if (!isSeen(" tokens")) {
        awaited.push({ mark, from: seen.length, at: performance.now() });
        terminal.write(mark);
      }
      await wait(keyPace);
    }
  } finally {
    terminal.kill();
    await ended;
  }
  return echoes;
};
