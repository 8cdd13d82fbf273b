import { appendFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { PredictionRecord } from "../../brain/core/prediction.ts";
import { followPredictions } from "../../store/follow-predictions.ts";
import { type DamagedPrediction, type ReadPredictions, readPredictions } from "../../store/read-predictions.ts";
import { temporaryFolder } from "../app/temporary-folder.ts";
import { prediction } from "../fixtures/prediction.ts";

const lineOf = (turn: number, at = "2026-12-24T20:00:00.000Z") => `${JSON.stringify(prediction({ turn, at }))}\n`;

const read = async (directory: string, options: Partial<ReadPredictions> = {}) => {
  const turns: number[] = [];
  const damaged: DamagedPrediction[] = [];
  const onDamaged = (one: DamagedPrediction) => void damaged.push(one);
  for await (const { metadata } of readPredictions({ directory, onDamaged, ...options })) turns.push(metadata.turn);
  return { turns, damaged };
};

describe("readPredictions", () => {
  it("reads nothing where nothing was logged", async () => {
    expect(await read(join(temporaryFolder().folder, "none"))).toEqual({ turns: [], damaged: [] });
  });

  it("reads day by day and line by line, compressed or not, whatever a file is called", async () => {
    const { folder, write } = temporaryFolder();
    write("2026-12-25.jsonl", lineOf(6) + lineOf(7));
    write("2026-12-24.jsonl", lineOf(5));
    write("2026-12-24.1.jsonl", gzipSync(lineOf(3)));
    write("2026-12-24.10.jsonl", lineOf(4));
    write("2026-12-24.jsonl.gz", Buffer.concat([gzipSync(lineOf(1)), gzipSync(lineOf(2))]));
    write("other.jsonl", lineOf(9));
    expect(await read(folder)).toEqual({ turns: [1, 2, 3, 4, 5, 6, 7], damaged: [] });
  });

  it("gives the turns that began from an instant on and before another", async () => {
    const { folder, write } = temporaryFolder();
    write("2026-12-23.jsonl", lineOf(1, "2026-12-23T10:00:00Z") + lineOf(2, "2026-12-23T12:00:00Z"));
    write("2026-12-24.jsonl.gz", gzipSync(lineOf(3, "2026-12-24T10:00:00Z") + lineOf(4, "2026-12-24T12:00:00Z")));
    const turns = async (since?: string, until?: string) => (await read(folder, { since, until })).turns;
    expect(await turns("2026-12-23T12:00:00Z", "2026-12-24T12:00:00Z")).toEqual([2, 3]);
    expect(await turns("2026-12-24T00:00:00+02:00")).toEqual([3, 4]);
    expect(await turns(undefined, "2026-12-24")).toEqual([1, 2]);
    expect(await turns("2027-01-01")).toEqual([]);
  });

  it("passes over what is damaged and tells where; half a last line is still being written", async () => {
    const { folder, write } = temporaryFolder();
    write("2026-12-23.jsonl.gz", gzipSync(lineOf(1).repeat(5000)).subarray(0, -20));
    write(
      "2026-12-24.jsonl",
      `${lineOf(2)}{"timestamp":"20\n\n{"turn":1}\n${"x".repeat(17_000_000)}\n${lineOf(3)}{"half`,
    );
    const { turns, damaged } = await read(folder);
    expect(turns.slice(-2)).toEqual([2, 3]);
    expect(damaged).toEqual([
      { file: "2026-12-23.jsonl.gz" },
      ...[2, 3, 4, 5].map((line) => ({ file: "2026-12-24.jsonl", line })),
    ]);
  });

  it("keeps characters whole that are cut by how a file is read", async () => {
    const { folder, write } = temporaryFolder();
    const user = "😀é".repeat(60_000);
    write("2026-12-24.jsonl", `${JSON.stringify(prediction({ user }))}\n`.repeat(2));
    for await (const { input } of readPredictions({ directory: folder })) expect(input.user_text === user).toBe(true);
  });

  it("lets go of its files where its reader leaves early", async () => {
    const { folder, write } = temporaryFolder();
    write("2026-12-24.jsonl", lineOf(1).repeat(1000));
    write("2026-12-25.jsonl.gz", gzipSync(lineOf(1).repeat(1000)));
    for await (const _ of readPredictions({ directory: folder })) break;
    for await (const _ of readPredictions({ directory: folder, since: "2026-12-24" })) break;
  });

  it("tells of a folder that cannot be read", async () => {
    const { write } = temporaryFolder();
    await expect(read(write("file", ""))).rejects.toMatchObject({ code: "unreadable" });
  });
});

describe("followPredictions", () => {
  it("gives what comes, over midnight and while files are compressed, and nothing twice", async () => {
    const { folder } = temporaryFolder();
    const path = (name: string) => join(folder, name);
    const add = (name: string, text: string) => appendFileSync(path(name), text);
    add("2026-12-24.jsonl", lineOf(1) + lineOf(2).slice(0, 40));
    const steps: (() => void)[] = [
      () => {},
      () => add("2026-12-24.jsonl", lineOf(2).slice(40) + lineOf(3)),
      () => add("2026-12-24.jsonl", lineOf(4).slice(0, 10)),
      () => add("2026-12-25.jsonl", lineOf(5)),
      () => {
        add("2026-12-24.jsonl", lineOf(4).slice(10));
        renameSync(path("2026-12-24.jsonl"), path("2026-12-24.1.jsonl"));
        add("2026-12-24.jsonl", lineOf(6));
      },
      () => writeFileSync(path("2026-12-24.1.jsonl"), gzipSync(lineOf(1))),
      () => renameSync(path("2026-12-24.1.jsonl"), path("2026-12-24.jsonl.gz")),
      () => add("2026-12-25.jsonl", `damaged\n${lineOf(7)}`),
      () => rmSync(path("2026-12-24.jsonl.gz")),
    ];
    const pause = async () => {
      const step = steps.shift();
      step?.();
      return step !== undefined;
    };
    const followed: PredictionRecord[] = [];
    for await (const record of await followPredictions({ directory: folder, pause })) followed.push(record);
    expect(followed.map(({ metadata }) => metadata.turn)).toEqual(
      [2, 3, 4, 6, 5, 7].toSorted((a, b) => order(a) - order(b)),
    );
  });

  it("waits for a log that has not begun", async () => {
    const { folder } = temporaryFolder();
    const directory = join(folder, "later");
    let looks = 0;
    const records = await followPredictions({ directory, pause: async () => looks++ < 2 });
    expect((await records.next()).done).toBe(true);
  });
});

/** Lines of one look come in the order of their files. */
const order = (turn: number) => [2, 3, 5, 4, 6, 7].indexOf(turn);
