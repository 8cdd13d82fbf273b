import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { type PtyOptions, type PtySession, startPty } from "../../pty.ts";

let session: PtySession | undefined;
afterEach(() => {
  session?.kill("SIGKILL");
  session = undefined;
});

const command = (kind: string) => ["--import", "tsx", "test/cli/progress/fake-work.ts", kind];
const work = (kind: string, options: PtyOptions = {}): PtySession => {
  session = startPty(process.execPath, command(kind), options);
  return session;
};

const esc = "\x1b";
const colours = new RegExp(`${esc}\\[[0-9;]*[1-9][0-9;]*m`);

describe("progress in a terminal", () => {
  it("leaves its last lines standing, each once, then what the command prints, and a cursor", async () => {
    const { exit, everything, bytes } = work("quick");
    expect(await exit).toEqual({ code: 0, signal: 0 });
    const lines = everything().split("\n");
    expect(lines.map((line) => line.replace(/\d+ s$/, "N s"))).toEqual([
      "understudy: a notice in the middle of it",
      "compile search as bold-1",
      "████████████████████████████ 100 %  rung 2 of 4",
      "now   0.612 (0.55–0.67, n 58)  nearest k=5, history 4",
      "best  0.631 (0.55–0.67, n 58)  nearest k=3, history 4, MMR 0.3, nearest last",
      "120 of 500 calls · 34 cached · $0.012 of $1.00 · 2 errors · N s",
      "the table",
    ]);
    expect(bytes()).toMatch(colours);
    expect(bytes().lastIndexOf(`${esc}[?25h`)).toBeGreaterThan(bytes().lastIndexOf(`${esc}[?25l`));
  });

  it("draws at most ten times a second, however often it is told something, and stops cleanly with Ctrl+C", async () => {
    const { waitFor, write, exit, everything, bytes } = work("endless");
    const drawings = () => bytes().split("compile search as bold-1").length - 1;
    await waitFor("rung 2 of 4");
    const [before, from] = [drawings(), performance.now()];
    await waitFor("· 1 s");
    const seconds = (performance.now() - from) / 1000;
    expect(drawings() - before).toBeLessThanOrEqual(10 * seconds + 1);
    write("\x03");
    expect(await exit).toEqual({ code: 130, signal: 0 });
    expect(everything()).toMatch(/% {2}stopped\n/);
    expect(everything()).toMatch(/errors · \d+ s\nthe table$/);
    expect(bytes().lastIndexOf(`${esc}[?25h`)).toBeGreaterThan(bytes().lastIndexOf(`${esc}[?25l`));
  });

  it("fits a narrow window and draws no colour where none is wanted", async () => {
    const { exit, everything, bytes } = work("quick", { columns: 40, env: { NO_COLOR: "1" } });
    await exit;
    expect(everything()).toContain("now   0.612 (0.55–0.67, n 58)  nearest…");
    expect(everything().split("compile search as bold-1")).toHaveLength(2);
    expect(bytes()).not.toMatch(colours);
  });

  it("ends at once with a second Ctrl+C, where stopping takes long", async () => {
    const { waitFor, write, exit, bytes } = work("stuck");
    await waitFor("rung 2 of 4");
    write("\x03");
    await waitFor("stopping…");
    write("\x03");
    expect(await exit).toEqual({ code: 130, signal: 0 });
    expect(bytes().lastIndexOf(`${esc}[?25h`)).toBeGreaterThan(bytes().lastIndexOf(`${esc}[?25l`));
  });

  it("writes plain lines to stderr where nobody watches", async () => {
    const child = spawn(process.execPath, command("quick"), { stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(stdout).toBe("the table\n");
    const lines = stderr.split("\n").filter((line) => line.includes("compile search"));
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(lines.at(-1)).toMatch(
      /^understudy: compile search as bold-1: rung 2 of 4 3000 of 3000 · now 0\.612 \(0\.55–0\.67, n 58\) nearest k=5, history 4 · best .* · 2 errors · \d+ s$/,
    );
    expect(stderr).not.toContain(esc);
  });
});
