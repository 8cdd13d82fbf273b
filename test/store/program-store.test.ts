import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProgramError } from "../../brain/core/errors.ts";
import { programStore } from "../../store/program-store.ts";
import { programOf, programStoreContract } from "../contracts/program-store.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "programs-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

let places = 0;
const nowhereYet = () => join(home, `place-${places++}`, "programs");

programStoreContract("programStore", async () => programStore({ directory: nowhereYet() }));

const program = programOf(["a", "b", "c"]);

const saved = async () => {
  const directory = nowhereYet();
  const store = programStore({ directory });
  await store.save(program);
  const [name = ""] = await readdir(directory);
  const path = (file: string) => join(directory, name, file);
  return { directory, store, name, path };
};

describe("programStore", () => {
  it("keeps program.json and vectors.f32 in one folder with a name for every file system", async () => {
    const { directory, name, path } = await saved();
    expect(await readdir(directory)).toHaveLength(1);
    expect(name).toMatch(/^offline-hashed-[0-9a-f]{16}$/);
    expect((await readdir(path(""))).toSorted()).toEqual(["program.json", "vectors.f32"]);
    expect(await readFile(path("vectors.f32"))).toHaveLength(3 * 4 * 4);
    expect(JSON.parse(await readFile(path("program.json"), "utf8"))).toMatchObject({ format: 2, vectors: { rows: 3 } });
  });

  it("never gives a changed program, whichever bit of either file was flipped", async () => {
    const { store, path } = await saved();
    const file = fc.constantFrom("program.json", "vectors.f32");
    const flip = fc.record({ file, at: fc.double({ min: 0, max: 0.999999, noNaN: true }), bit: fc.nat({ max: 7 }) });
    await fc.assert(
      fc.asyncProperty(flip, async ({ file, at, bit }) => {
        const whole = await readFile(path(file));
        const flipped = Buffer.from(whole);
        const byte = Math.floor(at * whole.length);
        flipped[byte] = (whole[byte] ?? 0) ^ (1 << bit);
        await writeFile(path(file), flipped);
        await expect(store.load(program.embedder)).rejects.toThrow(ProgramError);
        await writeFile(path(file), whole);
      }),
      { numRuns: 200 },
    );
    expect(await store.load(program.embedder)).toEqual(program);
  });

  it("calls a file that was cut short, emptied, lengthened or removed damaged, and says what and where", async () => {
    const breaks: readonly ((path: string) => Promise<unknown>)[] = [
      (path) => truncate(path, 20),
      (path) => truncate(path, 0),
      (path) => writeFile(path, "more", { flag: "a" }),
      (path) => rm(path),
    ];
    for (const file of ["program.json", "vectors.f32"]) {
      for (const breakIt of breaks) {
        const { store, path, name } = await saved();
        await breakIt(path(file));
        const loading = store.load(program.embedder);
        await expect(loading).rejects.toMatchObject({ name: "ProgramError", code: "damaged" });
        await expect(loading).rejects.toThrow(file);
        await expect(loading).rejects.toThrow(name);
        await expect(loading).rejects.toThrow("compiled anew");
      }
    }
  });

  it("calls files of two programs in one folder damaged", async () => {
    const [one, other] = [await saved(), await saved()];
    await other.store.save({ ...program, vectors: program.vectors.map((value) => -value) });
    await rename(other.path("vectors.f32"), one.path("vectors.f32"));
    await expect(one.store.load(program.embedder)).rejects.toMatchObject({ code: "damaged" });
  });

  it("calls another embedder's program in this one's folder damaged", async () => {
    const { directory, store, name } = await saved();
    const other = { ...program.embedder, version: "2" };
    await store.save(programOf(["x"], other));
    const otherName = (await readdir(directory)).find((found) => found !== name) ?? "";
    await rm(join(directory, name), { recursive: true });
    await rename(join(directory, otherName), join(directory, name));
    await expect(store.load(program.embedder)).rejects.toThrow("another embedder");
  });

  it("calls a program that a newer version saved mismatched", async () => {
    const { store, path } = await saved();
    await writeFile(path("program.json"), JSON.stringify({ format: 3, anything: "else" }));
    const loading = store.load(program.embedder);
    await expect(loading).rejects.toMatchObject({ code: "mismatched" });
    await expect(loading).rejects.toThrow("newer version");
  });

  it("reads what was saved in format 1, before programs had pinned demos, candidates and a record", async () => {
    const { store, path } = await saved();
    const whole = await readFile(path("program.json"), "utf8");
    const file: Record<string, unknown> = JSON.parse(whole);
    const { checksum: _, pinned: __, candidates: ___, ...rest } = { ...file, format: 1 } as Record<string, unknown>;
    const old = `${JSON.stringify(rest, null, 1).slice("{\n".length)}\n`;
    const checksum = createHash("sha256").update(old).digest("hex");
    await writeFile(path("program.json"), `{"checksum":"${checksum}",\n${old}`);
    expect(await store.load(program.embedder)).toEqual({ ...program, pinned: [], candidates: [] });
  });

  it("calls what is not its own damaged", async () => {
    const { store, path } = await saved();
    for (const content of ["", "null", "[]", "{}", '"', "\u0000", Buffer.from([0xff, 0xfe])]) {
      await writeFile(path("program.json"), content);
      await expect(store.load(program.embedder)).rejects.toMatchObject({ code: "damaged" });
    }
  });

  it("puts a good program in the place of a damaged one", async () => {
    const { store, path } = await saved();
    await truncate(path("vectors.f32"), 5);
    await store.save(program);
    expect(await store.load(program.embedder)).toEqual(program);
  });

  it("notices a crash between its two files", async () => {
    const [before, after] = [await saved(), await saved()];
    await after.store.save(programOf(["x", "y"]));
    await rename(after.path("vectors.f32"), before.path("vectors.f32"));
    await expect(before.store.load(program.embedder)).rejects.toThrow("vectors.f32");
    await rm(before.path("program.json"));
    await expect(before.store.load(program.embedder)).rejects.toThrow("program.json is missing");
  });

  it("says unwritable where the disk does not take it, and leaves no draft", async () => {
    const { directory, store, name, path } = await saved();
    await writeFile(join(directory, "file"), "");
    const blocked = programStore({ directory: join(directory, "file", "programs") });
    const saving = blocked.save(program);
    await expect(saving).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
    await expect(saving).rejects.toThrow("UNDERSTUDY_HOME");
    expect(await blocked.load(program.embedder)).toBeUndefined();
    await mkdir(path("program.json.d"));
    await rename(path("program.json"), path("program.json.d/kept"));
    await rename(path("program.json.d"), path("program.json"));
    await expect(store.save(program)).rejects.toMatchObject({ code: "unwritable" });
    expect((await readdir(join(directory, name))).toSorted()).toEqual(["program.json", "vectors.f32"]);
  });

  it("says unreadable where the disk does not give it", async () => {
    const { store, path } = await saved();
    await rm(path("program.json"));
    await mkdir(path("program.json"));
    await expect(store.load(program.embedder)).rejects.toMatchObject({ name: "StoreError", code: "unreadable" });
  });
});
