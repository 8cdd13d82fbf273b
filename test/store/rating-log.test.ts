import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReplyRating } from "../../brain/core/session-ports.ts";
import { ratingLog } from "../../store/rating-log.ts";
import { temporaryFolder } from "../app/temporary-folder.ts";

const rating = (turn: number, changes: Partial<ReplyRating> = {}): ReplyRating => ({
  at: "2026-03-01T09:30:00.000Z",
  session: "s",
  turn,
  verdict: "good",
  persona: "Vera",
  demos: [{ id: "e1", similarity: 0.5 }],
  ...changes,
});

const opened = () => {
  const path = join(temporaryFolder().folder, "home", "ratings.jsonl");
  return { path, log: ratingLog({ path }), again: () => ratingLog({ path }).list() };
};

describe("ratingLog", () => {
  it("gives back what was rated, by whatever process, to its owner alone", async () => {
    const { path, log, again } = opened();
    expect(await again()).toEqual([]);
    const ratings = [rating(1, { note: "too\nlong", program: "p" }), rating(2, { verdict: "bad", demos: [] })];
    await Promise.all(ratings.map(log.append));
    expect(await again()).toEqual(ratings);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it("counts the last of several for one turn of one session", async () => {
    const { log, again } = opened();
    const last = rating(1, { verdict: "bad" });
    for (const one of [rating(1), rating(2), rating(1, { session: "t" }), last]) await log.append(one);
    expect(await again()).toEqual([rating(2), rating(1, { session: "t" }), last]);
  });

  it("passes over half a line of a crash, and names one that is damaged", async () => {
    const { path, log, again } = opened();
    await log.append(rating(1));
    await writeFile(path, '{"at":"2026', { flag: "a" });
    expect(await again()).toEqual([rating(1)]);
    await ratingLog({ path }).append(rating(2));
    expect(await again()).toEqual([rating(1), rating(2)]);
    await writeFile(path, `${JSON.stringify({ ...rating(3), verdict: "great" })}\n`, { flag: "a" });
    await expect(again()).rejects.toMatchObject({ code: "damaged" });
    await expect(again()).rejects.toThrow(`${path}, line 4: verdict`);
  });

  it("says when it cannot be written", async () => {
    const { folder, write } = temporaryFolder();
    write("file", "");
    const log = ratingLog({ path: join(folder, "file", "ratings.jsonl") });
    await expect(log.append(rating(1))).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
  });
});
