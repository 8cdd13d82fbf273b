import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showLog } from "../../cli/log.ts";
import { exportLog } from "../../cli/log-export.ts";
import { logLines } from "../../cli/log-line.ts";
import { temporaryFolder } from "../app/temporary-folder.ts";
import { prediction, type Said } from "../fixtures/prediction.ts";

let home = "";
let out = "";
let told = "";
beforeEach(() => {
  home = temporaryFolder().folder;
  mkdirSync(join(home, "predictions"));
  vi.stubEnv("UNDERSTUDY_HOME", home);
  out = "";
  told = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text, ...rest: unknown[]) => {
    out += text;
    for (const done of rest) if (typeof done === "function") done();
    return true;
  });
  vi.spyOn(console, "error").mockImplementation((text) => {
    told += `${text}\n`;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const lineOf = (said: Said) => `${JSON.stringify(prediction(said))}\n`;
const file = (name = "2026-12-24.jsonl") => join(home, "predictions", name);
const log = (...said: readonly Said[]) => appendFileSync(file(), said.map(lineOf).join(""));
const turnsShown = () => [...out.matchAll(/ turn (\d+) /g)].map(([, turn]) => Number(turn));

describe("understudy log", () => {
  it("shows what was said, by what, at what cost", async () => {
    log({ session: "4f2a91c7-long", turn: 3, user: "hello\nyou", reply: "hi there" });
    log({ user: null, reply: null, metadata: { error: "timeout", faults: [{ lm: "a:b", code: "cut" }], cost: null } });
    expect(await showLog({})).toBe(0);
    expect(out).toBe(`2026-12-24 23:40:00Z  4f2a91c7  turn 3  Mia  ollama:small  engage  by model
    812 ms  350 + 42 tokens  $0.00041
  > hello
    you
  < hi there
2026-12-24 23:40:00Z  s  turn 1  Mia  ollama:small  engage  by model  812 ms
    350 + 42 tokens  met cut (a:b)  error timeout
  > (left out)
`);
  });

  it("breaks no line in the middle of a word, however narrow the terminal is", () => {
    const said = prediction({ metadata: { error: "timeout", faults: [{ lm: "together:large", code: "cut" }] } });
    for (const width of [120, 80, 40]) {
      const lines = logLines(said, width);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines.join(" ")).toContain("met cut (together:large)");
    }
  });

  it("shows the beginning of a long message or reply, and how much more there is; JSON holds all of it", async () => {
    const long = { user: "ab ".repeat(4000), reply: "👩‍👩‍👧".repeat(601) };
    const shown = logLines(prediction(long), 80);
    const [, , more] = shown.join(" ").split("…");
    expect(shown).toContain("    … 11,399 more characters");
    expect(more).toBe(" 1 more character");
    expect(shown.join("").match(/ab/g)).toHaveLength(200);
    expect(shown.join("").match(/👩‍👩‍👧/gu)).toHaveLength(600);
    const whole = logLines(prediction({ user: "hello", reply: "x".repeat(600) }), 1000);
    expect(whole.join("\n")).not.toContain("more character");
    log(long);
    await showLog({ json: true });
    expect(out).toBe(lineOf(long));
  });

  it("lets nothing that was said reach the terminal but as text", () => {
    const lines = logLines(prediction({ user: "\u001b[2Jhi\u202e", reply: "a\r\u0007b", session: "s\u001b[1m" }));
    expect(lines.join("\n")).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  it("shows the last 20 and says so, or as many as are wanted", async () => {
    log(...Array.from({ length: 50 }, (_, at) => ({ turn: at + 1 })));
    await showLog({});
    expect(turnsShown()).toEqual(Array.from({ length: 20 }, (_, at) => at + 31));
    expect(told).toContain("the last 20 predictions: --last 0 shows all");
    out = "";
    await showLog({ last: 2 });
    expect(turnsShown()).toEqual([49, 50]);
    out = "";
    await showLog({ last: 0 });
    expect(turnsShown()).toHaveLength(50);
  });

  it("looks for the last ones from the newest day back, and no further than it must", async () => {
    for (let at = 1; at <= 9; at++) {
      const said = [1, 2, 3].map((each) => lineOf({ turn: 10 * at + each, at: `2026-12-0${at}T10:00:00Z` }));
      if (at % 2) writeFileSync(file(`2026-12-0${at}.jsonl`), said.join(""));
      else writeFileSync(file(`2026-12-0${at}.jsonl.gz`), gzipSync(said.join("")));
    }
    // Whoever reads it would tell.
    writeFileSync(file("2026-12-01.jsonl"), "damaged\n");
    await showLog({ last: 4 });
    expect(turnsShown()).toEqual([83, 91, 92, 93]);
    out = "";
    await showLog({ last: 5, until: "2026-12-08T00:00:00Z" });
    expect(turnsShown()).toEqual([62, 63, 71, 72, 73]);
    expect(told).toBe("");
    await showLog({ grep: "nothing", last: 1 });
    expect(told).toContain("2026-12-01.jsonl, line 1");
  });

  it("prints the records themselves, all of them, as JSON", async () => {
    const said = Array.from({ length: 600 }, (_, turn) => ({ turn }));
    log(...said);
    await showLog({ json: true });
    expect(out).toBe(said.map(lineOf).join(""));
    expect(told).toBe("");
  });

  it("finds by text, conversation, trouble and time, all of them together", async () => {
    log(
      { turn: 1, user: "Paris?" },
      { turn: 2, reply: "in PARIS", session: "t" },
      { turn: 3, metadata: { by: "safe" } },
    );
    log({ turn: 4, user: "paris", at: "2026-12-24T23:50:00Z" });
    const shown = async (options: Parameters<typeof showLog>[0]) => {
      out = "";
      await showLog(options);
      return turnsShown();
    };
    expect(await shown({ grep: "paris" })).toEqual([1, 2, 4]);
    expect(await shown({ grep: "paris", session: "t" })).toEqual([2]);
    expect(await shown({ errors: true })).toEqual([3]);
    expect(await shown({ grep: "paris", until: "2026-12-24T23:45:00Z" })).toEqual([1, 2]);
    expect(await shown({ since: "2026-12-24", until: "2026-12-24" })).toEqual([1, 2, 3, 4]);
    expect(await shown({ until: "2026-12-23" })).toEqual([]);
    expect(await shown({ session: "nobody" })).toEqual([]);
    expect(out).toBe("no prediction is like that\n");
    await expect(showLog({ since: "soon" })).rejects.toThrow('--since "soon": is no time');
  });

  it("says where something damaged was passed over", async () => {
    writeFileSync(file(), "damaged\n");
    log({ turn: 2 });
    await showLog({});
    expect(turnsShown()).toEqual([2]);
    expect(told).toContain("2026-12-24.jsonl, line 1");
  });

  it("says that nothing was logged", async () => {
    await showLog({});
    expect(out).toBe("nothing was logged yet; every turn of a chat and of say will be\n");
  });

  it("exports what was asked for, printed or to a file", async () => {
    log({ turn: 1 }, { turn: 2, user: "paris" });
    await exportLog({ format: "jsonl", grep: "paris" });
    expect(JSON.parse(out)).toMatchObject({ turn: 2, user_text: "paris" });
    const path = join(home, "out.csv");
    await exportLog({ format: "csv", out: path });
    expect(readFileSync(path, "utf8").split("\r\n")).toHaveLength(4);
    expect(told).toContain(`2 predictions written to ${path}`);
  });
});

it("follows what is added, over midnight and while a day is compressed, until Ctrl+C ends it well", async () => {
  log({ turn: 1 }, { turn: 2, user: "paris" });
  const args = ["--import", "tsx", "cli/understudy.ts", "log", "--follow", "--grep", "paris", "--last", "5"];
  const child = spawn(process.execPath, args, { env: { ...process.env, UNDERSTUDY_HOME: home } });
  let shown = "";
  const seen = (turn: number) =>
    new Promise<void>((resolve) => {
      const look = () => shown.includes(`turn ${turn} `) && resolve();
      child.stdout.on("data", look);
      look();
    });
  child.stdout.setEncoding("utf8").prependListener("data", (text) => {
    shown += text;
  });
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
  await seen(2);
  log({ turn: 3 }, { turn: 4, reply: "Paris" });
  await seen(4);
  renameSync(file(), file("2026-12-24.1.jsonl"));
  appendFileSync(file("2026-12-25.jsonl"), lineOf({ turn: 5, user: "paris", at: "2026-12-25T00:00:01Z" }));
  await seen(5);
  child.kill("SIGINT");
  expect(await ended).toBe(0);
  expect([...shown.matchAll(/ turn (\d+) /g)].map(([, turn]) => Number(turn))).toEqual([2, 4, 5]);
});
