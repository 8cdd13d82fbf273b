import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PredictionRecord } from "../../brain/core/prediction.ts";
import { lineAppender } from "../../store/append-line.ts";
import { type PredictionLogInput, predictionLog } from "../../store/prediction-log.ts";
import type { StoreError } from "../../store/store-error.ts";
import { prediction } from "../fixtures/prediction.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "predictions-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const day = "2026-12-24.jsonl";
const evening = Date.parse("2026-12-24T23:40:00Z");

const open = (changes: Partial<PredictionLogInput> = {}) => {
  const problems: StoreError[] = [];
  const directory = join(home, "predictions");
  const log = predictionLog({
    directory,
    settings: { keep_days: 365, compress: true },
    onProblem: (error) => problems.push(error),
    now: () => evening,
    ...changes,
  });
  return { directory, problems, log };
};

const readLines = async (directory: string, file = day) =>
  (await readFile(join(directory, file), "utf8")).trimEnd().split("\n");

describe("predictionLog", () => {
  it("writes nothing before the first record", async () => {
    open();
    expect(await readdir(home)).toEqual([]);
  });

  it("appends a line a record, in the order of the calls, to a file that only its owner may read", async () => {
    const { directory, log, problems } = open();
    const records = Array.from({ length: 50 }, (_, i) =>
      prediction({ turn: i, user: `one\ntwo \u2028 \ud800 ${"x".repeat((50 - i) * 100)}` }),
    );
    await Promise.all(records.map((one) => log.append(one)));
    await log.close();
    expect((await readLines(directory)).map((line) => JSON.parse(line))).toEqual(records);
    expect((await stat(join(directory, day))).mode & 0o077).toBe(0);
    expect((await stat(directory)).mode & 0o077).toBe(0);
    expect(problems).toEqual([]);
  });

  it("names the file after the record's day in UTC, by its own clock where the record has no proper time", async () => {
    const { directory, log, problems } = open();
    for (const at of [
      "2026-12-24T23:40:00-05:00",
      "2026-12-24T23:40:00Z",
      "",
      "yesterday",
      "+099999-01-01T00:00:00Z",
    ]) {
      await log.append(prediction({ at }));
    }
    expect((await readdir(directory)).toSorted()).toEqual([day, "2026-12-25.jsonl"]);
    expect(await readLines(directory)).toHaveLength(4);
    expect(problems).toEqual([]);
  });

  it("keeps the lines of several writers whole", async () => {
    const { directory } = open();
    const long = "x".repeat(300_000);
    const logs = Array.from({ length: 4 }, () => open().log);
    await Promise.all(
      logs.flatMap((log, i) => [1, 2, 3].map((turn) => log.append(prediction({ turn, session: `${i}`, user: long })))),
    );
    const read = (await readLines(directory)).map((line): PredictionRecord => JSON.parse(line));
    expect(read.every(({ input }) => input.user_text === long)).toBe(true);
    for (const session of ["0", "1", "2", "3"]) {
      const own = read.filter((one) => one.conversation_id === session);
      expect(own.map(({ metadata }) => metadata.turn)).toEqual([1, 2, 3]);
    }
  });

  it("ends a line that a crash left half written before it adds its own", async () => {
    const { directory, log } = open();
    await mkdir(directory);
    await writeFile(join(directory, day), '{"timestamp":"2026');
    await log.append(prediction());
    expect(await readLines(directory)).toEqual(['{"timestamp":"2026', JSON.stringify(prediction())]);
  });

  it.skipIf(process.platform !== "linux")("tells of a full disk, without a word that was said", async () => {
    const { directory, log, problems } = open();
    await mkdir(directory);
    await symlink("/dev/full", join(directory, day));
    await log.append(prediction({ user: "my words" }));
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("the disk is full")]);
    expect(problems[0]?.message).not.toContain("my words");
  });

  it("tells once of a disk that fails, writes again once it works, and tells of the next time", async () => {
    let isFull = true;
    const append = lineAppender();
    const { directory, log, problems } = open({
      append: async (path, line) => {
        if (isFull) throw Object.assign(new Error("full"), { code: "ENOSPC" });
        await append(path, line);
      },
    });
    for (const turn of [1, 2, 3]) await log.append(prediction({ turn }));
    expect(problems).toHaveLength(1);
    isFull = false;
    await log.append(prediction({ turn: 4 }));
    expect(problems).toHaveLength(1);
    expect(await readLines(directory)).toEqual([JSON.stringify(prediction({ turn: 4 }))]);
    isFull = true;
    await log.append(prediction({ turn: 5 }));
    expect(problems).toHaveLength(2);
  });

  it("survives a listener that throws", async () => {
    const log = predictionLog({
      directory: "/dev/null/nothing",
      settings: { keep_days: 0, compress: true },
      onProblem: () => {
        throw new Error("listener");
      },
    });
    await expect(log.append(prediction())).resolves.toBeUndefined();
  });

  it("rotates after the first record of each day, by its own clock, and leaves the day written to alone", async () => {
    let now = evening;
    const rotations: string[] = [];
    const { log } = open({
      now: () => now,
      rotate: async ({ today, except }) => void rotations.push(`${today} but ${[...except]}`),
    });
    await log.append(prediction());
    await log.append(prediction({ turn: 2 }));
    now += 3_600_000;
    await log.append(prediction({ turn: 3 })); // begun before midnight
    await log.append(prediction({ turn: 4, at: "2031-01-01T00:00:00Z" })); // `--now`
    now -= 3_600_000; // a clock that jumps back
    await log.append(prediction({ turn: 5 }));
    await log.close();
    expect(rotations).toEqual(["2026-12-24 but 2026-12-24", "2026-12-25 but 2026-12-24", "2026-12-24 but 2026-12-24"]);
  });

  it("keeps the log where its clock is ten years ahead for one record, and says so in words", async () => {
    let now = evening;
    const notices: string[] = [];
    const { directory, log, problems } = open({ now: () => now, onNotice: (notice) => notices.push(notice) });
    await log.append(prediction());
    await log.close();
    now = Date.parse("2036-12-25T00:10:00Z");
    const ahead = open({ now: () => now, onNotice: (notice) => notices.push(notice) }).log;
    await ahead.append(prediction({ at: "2036-12-25T00:10:00Z" }));
    await ahead.close();
    expect((await readdir(directory)).filter((name) => name.includes("jsonl")).toSorted()).toEqual([
      `${day}.gz`,
      "2036-12-25.jsonl",
    ]);
    expect(notices).toEqual([
      expect.stringMatching(
        /^1 file of the prediction log would be deleted .* the clock says 2036-12-25, and .* 2026-12-24/,
      ),
    ]);
    expect(problems).toEqual([]);
  });

  it("does not have a turn wait for a rotation, and tells of one that fails", async () => {
    let fail = () => {};
    const { log, problems } = open({
      rotate: () =>
        new Promise((_resolve, reject) => {
          fail = () => reject(Object.assign(new Error("no"), { code: "EACCES" }));
        }),
    });
    await log.append(prediction());
    await log.append(prediction({ turn: 2 }));
    fail();
    await log.close();
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("permission denied")]);
  });

  it("abandons a rotation that takes too long when it is closed", async () => {
    const { log, problems } = open({
      patience: 0,
      rotate: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    });
    await log.append(prediction());
    await log.close();
    expect(problems).toEqual([]);
  });
});
