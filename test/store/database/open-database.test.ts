import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../../store/database/open-database.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "database-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));
afterEach(() => void vi.restoreAllMocks());

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

/** Another process's connection, as far as SQLite is concerned. */
const otherAt = async (path: string) => new (await import("libsql")).default(path);

/** Lets `ms` go by at each look at the monotonic clock. */
const hasten = (ms: number) => {
  const now = performance.now.bind(performance);
  let more = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    more += ms;
    return now() + more;
  });
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

  it("is opened by four processes at once where there was none", async () => {
    const path = await freshPath();
    const script = `
      import { openDatabase } from ${JSON.stringify(resolve("store/database/open-database.ts"))};
      console.log("ready");
      process.stdin.once("data", async () => {
        const { db, close } = await openDatabase(${JSON.stringify(path)});
        await db.insertInto("experiment_decisions").values(${JSON.stringify(stop)}).execute();
        await close();
        process.exit();
      });`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]),
    );
    let faults = "";
    for (const { stderr } of children) stderr.on("data", (data) => (faults += data));
    await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
    const ends = children.map((child) => once(child, "close"));
    for (const { stdin } of children) stdin.write("go");
    await Promise.all(ends);
    expect(faults).toBe("");
    const { db, close } = await openDatabase(path);
    expect(await db.selectFrom("experiment_decisions").select(columns).execute()).toHaveLength(4);
    await close();
  });

  describe("where another process holds it", () => {
    it("waits, while timers and keys have their turn, and goes on once it is free", async () => {
      const path = join(await mkdtemp(join(root, "home-")), "understudy.db");
      const other = await otherAt(path);
      other.exec("begin exclusive");
      const opening = openDatabase(path);
      for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
      other.exec("rollback");
      other.close();
      const { db, close } = await opening;
      const writer = await otherAt(path);
      writer.exec("begin immediate");
      const writing = db
        .transaction()
        .execute((inside) => inside.insertInto("experiment_decisions").values(stop).execute());
      let turns = 0;
      let isWritten = false;
      void writing.then(() => {
        isWritten = true;
      });
      while (turns < 100 && !isWritten) {
        await new Promise(setImmediate);
        turns++;
      }
      expect({ turns, isWritten }).toEqual({ turns: 100, isWritten: false });
      writer.exec("commit");
      await writing;
      expect(await db.selectFrom("experiment_decisions").select(columns).execute()).toEqual([stop]);
      writer.close();
      await close();
    });

    it("gives up after five seconds, once: who comes next does not wait as long again", async () => {
      const path = await written();
      const { db, close } = await openDatabase(path);
      const writer = await otherAt(path);
      writer.exec("begin immediate");
      const write = () => db.insertInto("experiment_decisions").values(stop).execute();
      hasten(1000);
      const looks = vi.mocked(performance.now);
      await expect(write()).rejects.toMatchObject({ code: "busy", message: expect.stringContaining(path) });
      expect(looks.mock.calls.length).toBeGreaterThanOrEqual(5);
      looks.mockClear();
      await expect(write()).rejects.toMatchObject({ code: "busy" });
      expect(looks.mock.calls.length).toBeLessThan(5);
      writer.exec("rollback");
      await write();
      writer.close();
      await close();
    });
  });

  describe("whose file goes away", () => {
    const all = async (path: string, work: (path: string) => Promise<void>) => {
      for (const ending of ["", "-wal", "-shm"]) await work(path + ending);
    };

    it.each([
      ["deleted", (path: string) => all(path, (file) => rm(file))],
      ["deleted but for what was written last", (path: string) => rm(path)],
      ["robbed of what was written last", (path: string) => rm(`${path}-wal`)],
    ])("writes nothing that nobody will see: %s", async (_, spoil) => {
      const path = await written();
      const { db, isAstray, close } = await openDatabase(path);
      expect(isAstray()).toBe(false);
      await spoil(path);
      hasten(300);
      expect(isAstray()).toBe(true);
      await expect(db.insertInto("experiment_decisions").values(stop).execute()).rejects.toMatchObject({
        code: "missing",
        message: expect.stringMatching(new RegExp(`^${path} was deleted, moved or replaced.*start the program again`)),
      });
      await expect(db.transaction().execute(async () => {})).rejects.toMatchObject({ code: "missing" });
      await close();
    });

    it("gives who opens the path again the file that is there, which is left alone when the first one is closed", async () => {
      const path = await written();
      const first = await openDatabase(path);
      await first.db.insertInto("experiment_decisions").values(stop).execute();
      await all(path, (file) => rm(file));
      hasten(300);
      const second = await openDatabase(path);
      await second.db
        .insertInto("experiment_decisions")
        .values({ ...stop, reason: "anew" })
        .execute();
      const size = (await stat(`${path}-wal`)).size;
      await first.close();
      expect((await stat(`${path}-wal`)).size).toBe(size);
      const other = await otherAt(path);
      expect(other.prepare("select reason from experiment_decisions").all()).toEqual([{ reason: "anew" }]);
      other.close();
      await second.close();
    });

    it("goes on where it was put back", async () => {
      const path = await written();
      const { db, close } = await openDatabase(path);
      await all(path, (file) => rename(file, `${file}.away`));
      hasten(300);
      await expect(db.selectFrom("calls").selectAll().execute()).rejects.toMatchObject({ code: "missing" });
      await all(path, (file) => rename(`${file}.away`, file));
      expect(await db.selectFrom("experiment_decisions").select(columns).execute()).toEqual([stop]);
      await close();
    });
  });

  it("tells the fault by which SQLite undid a transaction by itself, not that there was none left to undo", async () => {
    const { db, close } = await openDatabase(await freshPath());
    const { sql } = await import("kysely");
    await sql`create temp trigger full before insert on calls begin select raise(rollback, 'as a full disk does'); end`.execute(
      db,
    );
    const call = { at: stop.at, command: "c", role: "r", provider: "p", model: "m", prompt_tokens: 1 };
    const failing = db.transaction().execute(async (inside) => {
      await inside.insertInto("experiment_decisions").values(stop).execute();
      await inside
        .insertInto("calls")
        .values({
          ...call,
          id: 1,
          completion_tokens: 1,
          is_estimated: 0,
          is_lost: 0,
          session: null,
          user: null,
          persona: null,
          connection: null,
          cost_nano: null,
        })
        .execute();
    });
    await expect(failing).rejects.toThrow("as a full disk does");
    expect(await db.selectFrom("experiment_decisions").selectAll().execute()).toEqual([]);
    await close();
  });
});
