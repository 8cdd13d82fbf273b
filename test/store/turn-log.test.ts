import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TurnRecord } from "../../brain/core/ports.ts";
import type { StoreError } from "../../store/store-error.ts";
import { turnLog } from "../../store/turn-log.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "turns-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const record = (turn: number, changes: Partial<TurnRecord> = {}): TurnRecord => ({
  time: "2026-12-24T23:40:00.000Z",
  session: "s",
  turn,
  persona: "p",
  model: "offline",
  demos: [],
  verdicts: [],
  message: "m",
  reply: "r",
  ...changes,
});

const open = (directory = join(home, "turns")) => {
  const problems: StoreError[] = [];
  return { directory, problems, log: turnLog({ directory, onProblem: (error) => problems.push(error) }) };
};

const day = "2026-12-24.jsonl";
const readLines = async (directory: string, file = day) =>
  (await readFile(join(directory, file), "utf8")).trimEnd().split("\n");

describe("turnLog", () => {
  it("writes nothing before the first record", async () => {
    open();
    expect(await readdir(home)).toEqual([]);
  });

  it("appends a line a record, in the order of the calls, to a file that only its owner may read", async () => {
    const { directory, log, problems } = open();
    const records = Array.from({ length: 50 }, (_, i) =>
      record(i, { message: `one\ntwo \u2028 \ud800 ${"x".repeat((50 - i) * 100)}` }),
    );
    await Promise.all(records.map((one) => log.append(one)));
    expect((await readLines(directory)).map((line) => JSON.parse(line))).toEqual(records);
    expect((await stat(join(directory, day))).mode & 0o077).toBe(0);
    expect((await stat(directory)).mode & 0o077).toBe(0);
    expect(problems).toEqual([]);
  });

  it("names the file after the record's day in UTC", async () => {
    const { directory, log } = open();
    await log.append(record(1, { time: "2026-12-24T23:40:00-05:00" }));
    await log.append(record(2));
    expect((await readdir(directory)).toSorted()).toEqual([day, "2026-12-25.jsonl"]);
  });

  it("keeps the lines of several writers whole", async () => {
    const { directory } = open();
    const logs = Array.from({ length: 4 }, () => open(directory).log);
    const long = "x".repeat(700_000);
    await Promise.all(
      logs.flatMap((log, i) => [1, 2, 3].map((turn) => log.append(record(turn, { session: `${i}`, message: long })))),
    );
    const read = (await readLines(directory)).map((line): TurnRecord => JSON.parse(line));
    expect(read).toHaveLength(12);
    expect(read.every(({ message }) => message === long)).toBe(true);
    const turnsOf = (session: string) => read.filter((one) => one.session === session).map(({ turn }) => turn);
    for (const session of ["0", "1", "2", "3"]) expect(turnsOf(session)).toEqual([1, 2, 3]);
  });

  it("ends a line that a crash left half written before it adds its own", async () => {
    const { directory, log: crashed } = open();
    await crashed.append(record(1));
    await writeFile(join(directory, day), '{"time":"2026', { flag: "a" });
    const { log } = open(directory);
    await log.append(record(2));
    expect(await readLines(directory)).toEqual([JSON.stringify(record(1)), '{"time":"2026', JSON.stringify(record(2))]);
  });

  it("reports a disk that fails once, and never throws", async () => {
    await writeFile(join(home, "file"), "");
    const { log, problems } = open(join(home, "file", "turns"));
    await log.append(record(1));
    await log.append(record(2));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: "unwritable" });
    expect(problems[0]?.message).toContain("UNDERSTUDY_HOME");
    expect(problems[0]?.message).not.toContain('"m"');
  });

  it.skipIf(process.platform !== "linux")("reports a full disk", async () => {
    const { directory, log, problems } = open(home);
    await symlink("/dev/full", join(directory, day));
    await log.append(record(1));
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("the disk is full")]);
  });

  it("writes again once the disk does", async () => {
    const { directory, log, problems } = open();
    await writeFile(directory, "in the way");
    await log.append(record(1));
    await rm(directory);
    await log.append(record(2));
    expect(problems).toHaveLength(1);
    expect(await readLines(directory)).toEqual([JSON.stringify(record(2))]);
  });

  it("survives a record without a proper time, and a listener that throws", async () => {
    const log = turnLog({
      directory: home,
      onProblem: () => {
        throw new Error("listener");
      },
    });
    await log.append(record(1, { time: "yesterday" }));
    await log.append(record(2));
    expect(await readLines(home)).toEqual([JSON.stringify(record(2))]);
  });
});
