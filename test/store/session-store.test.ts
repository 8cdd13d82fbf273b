import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foldJournal } from "../../store/session-journal.ts";
import { sessionStore } from "../../store/session-store.ts";
import { beginOf, sessionStoreContract, turnEntries } from "../contracts/session-store.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sessions-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

let places = 0;
const newPlace = () => join(home, `place-${places++}`, "sessions");

sessionStoreContract("sessionStore", {
  open: (directory) => sessionStore({ directory }),
  newPlace,
  statements: (directory) =>
    `import { sessionStore } from ${JSON.stringify(resolve("store/session-store.ts"))};
     const store = sessionStore({ directory: ${JSON.stringify(directory)} });`,
  damage: async (directory, id) => {
    const path = join(directory, `${id}.jsonl`);
    await writeFile(path, (await readFile(path, "utf8")).replace('{"type":"turn"', '{"type":"turn"]'));
    return path;
  },
});

const withSession = async (turns = 2) => {
  const directory = newPlace();
  const store = sessionStore({ directory });
  await store.create(beginOf("s"));
  for (let turn = 1; turn <= turns; turn++) {
    for (const entry of turnEntries(turn, `message ${turn}`, `Reply ${turn}.`)) await store.append("s", entry);
  }
  return { directory, store, path: join(directory, "s.jsonl") };
};

describe("sessionStore", () => {
  it("writes a file a session, for its owner alone", async () => {
    const { directory, path } = await withSession();
    expect(await readdir(directory)).toEqual(["s.jsonl"]);
    for (const each of [directory, path]) expect((await stat(each)).mode & 0o077).toBe(0);
  });

  it("has given a line to the system when append resolves", async () => {
    const { store, path } = await withSession(0);
    await store.append("s", { type: "title", title: "Tea" });
    expect((await readFile(path, "utf8")).endsWith('{"type":"title","title":"Tea"}\n')).toBe(true);
  });

  it("gives what is appended to the system before the event loop turns, which takes long while something is drawn", async () => {
    const directory = newPlace();
    const store = sessionStore({ directory });
    const written = (async () => {
      await store.create(beginOf("s"));
      await store.reserve("s");
      await store.append("s", { type: "title", title: "Tea" });
    })();
    for (let step = 0; step < 50; step++) await Promise.resolve();
    expect(readFileSync(join(directory, "s.jsonl"), "utf8")).toContain('{"type":"title","title":"Tea"}\n');
    await written;
  });

  it("loses nothing that was appended whole, wherever a crash cuts the file", async () => {
    const { path, directory } = await withSession();
    const whole = await readFile(path);
    const first = whole.indexOf("\n") + 1;
    for (let cut = first; cut <= whole.length; cut += 53) {
      await writeFile(path, whole.subarray(0, cut));
      const lines = whole.subarray(0, cut).toString("latin1").split("\n").slice(0, -1);
      const { exchanges, turns } = await sessionStore({ directory }).load("s");
      expect(turns).toBe(lines.filter((line) => line.startsWith('{"type":"turn"')).length);
      const events = exchanges.flatMap(({ takes }) => takes.flatMap((take) => take.events));
      expect(events).toHaveLength(lines.filter((line) => !/^\{"type":"(begin|ended)"/.test(line)).length);
    }
  });

  it("passes over half a line, also after more was appended", async () => {
    const { directory, path } = await withSession();
    await truncate(path, (await stat(path)).size - 10);
    const resumed = sessionStore({ directory });
    await resumed.append("s", { type: "title", title: "Tea" });
    const { title, exchanges } = await sessionStore({ directory }).load("s");
    expect(title).toBe("Tea");
    expect(exchanges.map(({ takes }) => takes.map(({ isEnded }) => isEnded))).toEqual([[true], [false]]);
    expect((await resumed.list())[0]).toMatchObject({ title: "Tea", messages: 4 });
  });

  it("names file and line of one that is damaged, without its words, and leaves the session out of the list", async () => {
    const { store, path } = await withSession();
    const lines = (await readFile(path, "utf8")).split("\n");
    const withLine = (at: number, line: string) => writeFile(path, lines.with(at, line).join("\n"));
    await withLine(1, "secret words, no JSON");
    const loading = store.load("s");
    await expect(loading).rejects.toMatchObject({ code: "damaged" });
    await expect(loading).rejects.toThrow(`${path}, line 2: it is not JSON`);
    await expect(loading).rejects.not.toThrow("secret");
    expect(await store.list()).toEqual([]);
    await withLine(1, '{"type":"turn","turn":0,"session":"s","at":"","message":"secret"}');
    await expect(store.load("s")).rejects.toThrow("line 2: turn is not what it should be");
    await withLine(2, '{"type":"prompt","turn":1,"attempt":1,"messages":[]}');
    await expect(store.load("s")).rejects.toThrow("line 3");
    await withLine(0, '{"type":"undo"}');
    await expect(store.load("s")).rejects.toThrow("line 1: it does not begin the session s");
    await withLine(0, JSON.stringify(beginOf("other")));
    await expect(store.load("s")).rejects.toThrow("line 1");
    await writeFile(path, "");
    await expect(store.load("s")).rejects.toThrow("line 1");
  });

  it("lists others beside damaged and foreign files", async () => {
    const { directory, store } = await withSession();
    await writeFile(join(directory, "torn.jsonl"), '{"type":"beg');
    await writeFile(join(directory, "notes.txt"), "no session");
    await mkdir(join(directory, "folder.jsonl"));
    expect((await store.list()).map(({ id }) => id)).toEqual(["s"]);
    await expect(store.load("folder")).rejects.toMatchObject({ code: "missing" });
  });

  it("looks first at the files that were written last", async () => {
    const directory = newPlace();
    const store = sessionStore({ directory });
    for (const id of ["a", "b", "c"]) {
      await store.create(beginOf(id));
      for (const entry of turnEntries(1, "hi", "Hello.")) await store.append(id, entry);
    }
    const seconds = { a: 300, b: 100, c: 200 };
    for (const [id, at] of Object.entries(seconds)) await utimes(join(directory, `${id}.jsonl`), at, at);
    expect((await store.list({ limit: 2 })).map(({ id }) => id)).toEqual(["a", "c"]);
  });

  it("takes no session for the newest because its persona's clock had been moved to the future", async () => {
    const { directory, store } = await withSession(0);
    for (const entry of turnEntries(1, "tomorrow", "Yes.", { minute: 60 * 24 * 365 })) await store.append("s", entry);
    await store.create(beginOf("now"));
    for (const entry of turnEntries(1, "hi", "Hello.")) await store.append("now", entry);
    await utimes(join(directory, "s.jsonl"), 100, 100);
    expect((await store.list()).map(({ id }) => id)).toEqual(["now", "s"]);
  });

  it("tells where a damaged session would stand, and of no file in which nothing was said", async () => {
    const directory = newPlace();
    const store = sessionStore({ directory });
    for (const [at, id] of ["a", "b", "c"].entries()) {
      await store.create(beginOf(id));
      for (const entry of turnEntries(1, "hi", "Hello.")) await store.append(id, entry);
      if (id === "b") await writeFile(join(directory, "b.jsonl"), '{"type":"undo"}\n');
      await utimes(join(directory, `${id}.jsonl`), at, at);
    }
    await writeFile(join(directory, "empty.jsonl"), "");
    await writeFile(join(directory, "torn.jsonl"), '{"type":"beg');
    await mkdir(join(directory, "folder.jsonl"));
    const told: unknown[] = [];
    await store.list({ unreadable: ({ id, place }) => told.push([id, place]) });
    expect(told).toEqual([["b", 1]]);
  });

  it("never makes a file anew that was deleted while it was written: it would be a damaged one", async () => {
    const { directory, store, path } = await withSession();
    const whole = await readFile(path);
    await rm(path);
    const appending = store.append("s", { type: "undo" });
    await expect(appending).rejects.toMatchObject({ code: "missing" });
    await expect(appending).rejects.toThrow(`${path} was deleted or moved`);
    expect(await readdir(directory)).toEqual([]);
    await writeFile(path, whole);
    await store.append("s", { type: "title", title: "back" });
    expect((await store.load("s")).title).toBe("back");
  });

  it("reads 20,000 turns in a moment: each one is put into its place once", () => {
    const entries = [
      beginOf("s"),
      ...Array.from({ length: 20_000 }, (_, at) => turnEntries(at + 1, `message ${at}`, "Yes.")).flat(),
    ];
    const start = performance.now();
    expect(foldJournal(entries)?.exchanges).toHaveLength(20_000);
    // 0.08 s on one core; copying the exchanges at each turn took 4 s.
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it("cuts a long first message for a title at the end of a word", async () => {
    const { store } = await withSession(0);
    const message = `one\n two\u00a0three ${"four five six seven eight nine ten ".repeat(40)}`;
    for (const entry of turnEntries(1, message, "Yes.")) await store.append("s", entry);
    const [one] = await store.list();
    expect(one?.title).toBe("one two three four five six seven eight nine ten four five…");
  });

  it("is an empty list where nothing was kept yet", async () => {
    expect(await sessionStore({ directory: newPlace() }).list()).toEqual([]);
  });

  it.skipIf(process.platform !== "linux")("says when the disk is full", async () => {
    const { store, path } = await withSession();
    await rm(path);
    await symlink("/dev/full", path);
    const appending = store.append("s", { type: "undo" });
    await expect(appending).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
    await expect(appending).rejects.toThrow("the disk is full");
  });

  it("says when it cannot be written", async () => {
    await writeFile(join(home, "file"), "");
    const store = sessionStore({ directory: join(home, "file", "sessions") });
    await expect(store.create(beginOf("s"))).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
    expect(await store.list()).toEqual([]);
  });
});
