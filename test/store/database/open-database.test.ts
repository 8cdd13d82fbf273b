import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../../store/database/open-database.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "database-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const freshPath = async () => join(await mkdtemp(join(root, "home-")), "deep", "understudy.db");

const stop = {
  experiment: "e",
  variant: "v",
  action: "stop",
  by: "operator",
  at: "2026-10-01T00:00:00.000Z",
  reason: "r",
} as const;

const columns = ["experiment", "variant", "action", "by", "at", "reason"] as const;

/** A file of this program with something in it. */
const written = async () => {
  const path = await freshPath();
  const { db, close } = await openDatabase(path);
  await db.insertInto("experiment_decisions").values(stop).execute();
  await close();
  return path;
};

describe("openDatabase", () => {
  it("makes a file that its owner alone may read, with all that stands beside it", async () => {
    const path = await freshPath();
    const { db, close } = await openDatabase(path);
    await db.insertInto("experiment_decisions").values(stop).execute();
    const files = await readdir(join(path, ".."));
    expect(files.sort()).toEqual(["understudy.db", "understudy.db-shm", "understudy.db-wal"]);
    for (const file of files) expect((await stat(join(path, "..", file))).mode & 0o777).toBe(0o600);
    expect((await stat(join(path, ".."))).mode & 0o777).toBe(0o700);
    await close();
    // All of it stands in the one file, which may be copied.
    expect((await stat(`${path}-wal`)).size).toBe(0);
  });

  it("keeps what was written, and gives who opens it twice the same connection until both have closed", async () => {
    const path = await written();
    const [one, other] = await Promise.all([openDatabase(path), openDatabase(path)]);
    expect(one.db).toBe(other.db);
    await one.close();
    await one.close();
    expect(await other.db.selectFrom("experiment_decisions").select(columns).execute()).toEqual([stop]);
    await other.close();
  });

  it("undoes a transaction that fails, and goes on", async () => {
    const { db, close } = await openDatabase(await freshPath());
    const failing = db.transaction().execute(async (inside) => {
      await inside.insertInto("experiment_decisions").values(stop).execute();
      throw new Error("on the way");
    });
    await expect(failing).rejects.toThrow("on the way");
    expect(await db.selectFrom("experiment_decisions").select(columns).execute()).toEqual([]);
    await db.insertInto("experiment_decisions").values(stop).execute();
    await close();
  });

  it("is not opened where a newer version wrote it", async () => {
    const path = await written();
    const { db, close } = await openDatabase(path);
    await db.insertInto("migrations").values({ number: 99, at: stop.at }).execute();
    await close();
    await expect(openDatabase(path)).rejects.toMatchObject({
      code: "mismatched",
      message: expect.stringMatching(/newer version of Understudy \(format 99.*Update Understudy/),
    });
  });

  it.each([
    ["no database", async (path: string) => writeFile(path, "once upon a time ".repeat(100))],
    ["cut short", async (path: string) => truncate(path, 10_000)],
    ["scribbled over", async (path: string) => writeFile(path, (await readFile(path)).fill(7, 100, 9000))],
  ])("leaves a file that is %s as it is, and says so", async (_, spoil) => {
    const path = await written();
    await spoil(path);
    const before = await readFile(path);
    const use = async () => {
      const { db, close } = await openDatabase(path);
      try {
        await db.selectFrom("experiment_decisions").select(columns).execute();
      } finally {
        await close();
      }
    };
    await expect(use()).rejects.toMatchObject({ code: "damaged", message: expect.stringContaining(path) });
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it("does not write into another program's database", async () => {
    const path = join(root, "other.db");
    const { default: Native } = await import("libsql");
    const other = new Native(path);
    other.exec("create table theirs (a)");
    other.close();
    await expect(openDatabase(path)).rejects.toMatchObject({ code: "damaged" });
  });

  it.each([
    ["a folder in its place", async (path: string) => mkdir(path, { recursive: true }), "a folder is in the way"],
    [
      "a file in place of its folder",
      async (path: string) => writeFile(join(path, ".."), ""),
      "is a file, not a folder",
    ],
  ])("says what is in the way: %s", async (_, block, reason) => {
    const path = await freshPath();
    await block(path);
    await expect(openDatabase(path)).rejects.toMatchObject({
      code: "unwritable",
      message: expect.stringMatching(new RegExp(`^${path} could not be written: .*${reason}`)),
    });
  });

  it("says that the disk is full", async () => {
    await expect(openDatabase("/dev/full")).rejects.toThrow("/dev/full could not be written: the disk is full");
  });
});
