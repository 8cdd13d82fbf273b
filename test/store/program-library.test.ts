import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { programLibrary } from "../../store/program-library.ts";
import { namedProgramOf, programLibraryContract } from "../contracts/program-library.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "library-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

let places = 0;
const nowhereYet = () => join(home, `place-${places++}`, "programs");

programLibraryContract("programLibrary", async () => programLibrary({ directory: nowhereYet() }));

const at = "2026-03-01T09:30:00.000Z";

const withOne = async () => {
  const directory = nowhereYet();
  const library = programLibrary({ directory });
  const { id } = await library.save("one", namedProgramOf("one"));
  const path = (...parts: string[]) => join(directory, ...parts);
  return { directory, library, id, path };
};

describe("programLibrary", () => {
  it("keeps everything for its owner alone, and leaves nothing beside it", async () => {
    const { directory, library, path } = await withOne();
    await library.promote("one", at);
    await library.recordTouch("one", { at, run: "r", n: 1, testset: "t" });
    await (await library.reserve("one"))();
    const release = await library.reserve("one");
    const files = (await readdir(directory, { recursive: true, withFileTypes: true })).map((entry) => ({
      path: join(entry.parentPath, entry.name),
      isFile: entry.isFile(),
    }));
    expect(
      files
        .filter(({ isFile }) => isFile)
        .map((file) => file.path.slice(directory.length + 1))
        .toSorted(),
    ).toEqual([
      "named/one/program.json",
      "named/one/test-touches.jsonl",
      "named/one/vectors.f32",
      "promoted.json",
      "reserved/one",
    ]);
    for (const file of files) expect((await stat(file.path)).mode & 0o077).toBe(0);
    await release();
    expect(await readdir(path("reserved"))).toEqual([]);
  });

  it("keeps all that was ever promoted and rolled back, with its time", async () => {
    const { library, path, id } = await withOne();
    await library.promote("one", at);
    await library.rollback("2026-03-02T00:00:00Z");
    expect(JSON.parse(await readFile(path("promoted.json"), "utf8"))).toEqual({
      format: 1,
      history: [
        { action: "promote", name: "one", id, at },
        { action: "rollback", at: "2026-03-02T00:00:00Z" },
      ],
    });
  });

  it("says what is wrong with a damaged program and where, lists it, and replaces it when asked to", async () => {
    const { library, path } = await withOne();
    await library.save("two", namedProgramOf("two"));
    await truncate(path("named", "one", "vectors.f32"), 5);
    await expect(library.load("one")).rejects.toMatchObject({ code: "damaged" });
    await expect(library.load("one")).rejects.toThrow(
      `"one" in ${path("named", "one")} cannot be used: vectors.f32 has 5`,
    );
    await expect(library.promote("one", at)).rejects.toMatchObject({ code: "damaged" });
    await expect(library.save("one", namedProgramOf("one"))).rejects.toMatchObject({ code: "taken" });
    const [one, two] = await library.list();
    expect(one).toMatchObject({ name: "one", problem: expect.stringContaining("vectors.f32") });
    expect(one?.program).toBeUndefined();
    expect(two?.problem).toBeUndefined();
    await library.save("one", namedProgramOf("one"), { replace: true });
    expect((await library.load("one")).program).toEqual(namedProgramOf("one"));
  });

  it("lists what is not its own, and what a newer version saved, with why", async () => {
    const { library, path } = await withOne();
    // An empty one is what a first save left that the disk did not take.
    for (const name of ["Holiday Photos", "empty", "newer", ".DS_Store"]) await mkdir(path("named", name));
    await writeFile(path("named", "notes.txt"), "x");
    for (const file of ["program.json", "vectors.f32"]) {
      await writeFile(path("named", "newer", file), JSON.stringify({ format: 3 }));
    }
    expect((await library.list()).map(({ name, problem }) => [name, problem])).toEqual([
      ["Holiday Photos", "not a program of Understudy's"],
      ["newer", expect.stringContaining("newer version")],
      ["notes.txt", expect.stringContaining("no program.json")],
      ["one", undefined],
    ]);
    await expect(library.load("newer")).rejects.toMatchObject({ code: "mismatched" });
    await expect(library.load("empty")).rejects.toMatchObject({ code: "missing" });
  });

  it("takes another program's vectors for damage", async () => {
    const { library, path } = await withOne();
    const other = namedProgramOf("two");
    await library.save("two", { ...other, vectors: other.vectors.map((value) => -value) });
    await rename(path("named", "two", "vectors.f32"), path("named", "one", "vectors.f32"));
    await expect(library.load("one")).rejects.toThrow("not the one that was saved with it");
  });

  it("never forgets silently which program is promoted", async () => {
    const { library, path } = await withOne();
    await library.promote("one", at);
    const whole = await readFile(path("promoted.json"), "utf8");
    for (const content of ["", "{", "[]", '{"format":1}', '{"format":1,"history":[{"action":"promote"}]}']) {
      await writeFile(path("promoted.json"), content);
      for (const look of [library.promoted, () => library.promote("one", at), () => library.rollback(at)]) {
        await expect(look()).rejects.toMatchObject({ code: "damaged" });
      }
      expect(await readFile(path("promoted.json"), "utf8")).toBe(content);
    }
    await writeFile(path("promoted.json"), '{"format":2,"history":[]}');
    await expect(library.promoted()).rejects.toMatchObject({ code: "mismatched" });
    await writeFile(path("promoted.json"), whole);
    expect(await library.promoted()).toMatchObject({ name: "one" });
  });

  it("refuses to keep figures that could not be read again", async () => {
    const { library, id } = await withOne();
    const [candidate] = namedProgramOf("one").candidates;
    if (candidate === undefined) throw new Error("no candidate");
    for (const mean of [Number.NaN, Number.POSITIVE_INFINITY, 1.5]) {
      const broken = { ...namedProgramOf("one"), candidates: [{ ...candidate, mean }] };
      await expect(library.save("one", broken, { replace: true })).rejects.toThrow("candidates.0.mean");
    }
    expect((await library.load("one")).id).toBe(id);
  });

  it("names the line of a look at the testset that cannot be read", async () => {
    const { library, path } = await withOne();
    await library.recordTouch("one", { at, run: "r", n: 1, testset: "t" });
    await writeFile(path("named", "one", "test-touches.jsonl"), '{"at":1}\n', { flag: "a" });
    await expect(library.touches("one")).rejects.toThrow("test-touches.jsonl, line 2: at is not what it should be");
  });

  it("says where the disk does not take or give what it should, and keeps what was there", async () => {
    const { library, path, id } = await withOne();
    await library.promote("one", at);
    await rm(path("named"), { recursive: true });
    await writeFile(path("named"), "a file in the way");
    await expect(library.list()).rejects.toMatchObject({ name: "StoreError", code: "unreadable" });
    await expect(library.save("two", namedProgramOf("two"))).rejects.toMatchObject({ code: "unwritable" });
    expect(await library.promoted()).toEqual({ name: "one", id });
    await rm(path("promoted.json"));
    await mkdir(path("promoted.json"));
    await expect(library.promoted()).rejects.toMatchObject({ name: "StoreError", code: "unreadable" });
  });

  it.skipIf(process.getuid?.() === 0)("says where it has no right to read", async () => {
    const { library, path } = await withOne();
    await chmod(path("named", "one", "program.json"), 0);
    expect(await library.list()).toMatchObject([{ problem: expect.stringContaining("permission denied") }]);
  });
});
