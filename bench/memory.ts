import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type Row, row } from "./measure.ts";

/** The heap after 1,000 turns against the heap after 100, both after a full collection, in a process of its own. */
export const memory = async (): Promise<readonly Row[]> => {
  const worker = new URL("./memory-worker.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--expose-gc", "--import", "tsx", worker], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`the memory worker ended with exit code ${code}`);
  const { early, late }: { early: number; late: number } = JSON.parse(output);
  return [
    row("heap after 100 turns", early / 2 ** 20, undefined, " MB", 1),
    row("heap after 1,000 turns / after 100", late / early, 1.2, "×"),
  ];
};
