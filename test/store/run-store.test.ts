import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runStore } from "../../store/run-store.ts";
import { runInfoOf, runLineOf, runStoreContract } from "../contracts/run-store.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "runs-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

let places = 0;
const nowhereYet = () => join(home, `place-${places++}`, "runs");

runStoreContract("runStore", async () => runStore({ directory: nowhereYet() }));

const withRun = async (...cases: string[]) => {
  const directory = nowhereYet();
  const store = runStore({ directory });
  await store.create(runInfoOf("r1"));
  for (const id of cases) await store.append("r1", runLineOf(id));
  const path = (file: string) => join(directory, "r1", file);
  const casesOf = async () => (await runStore({ directory }).load("r1")).lines.map((line) => line.case.id);
  return { directory, store, path, casesOf };
};

describe("runStore", () => {
  it("keeps run.json and predictions.jsonl in one folder, for its owner alone", async () => {
    const { directory, path } = await withRun("c1");
    expect((await readdir(join(directory, "r1"))).toSorted()).toEqual(["predictions.jsonl", "run.json"]);
    for (const file of ["", "run.json", "predictions.jsonl"]) expect((await stat(path(file))).mode & 0o077).toBe(0);
  });

  it("passes over half a line that a crash left, also after more was appended", async () => {
    const { directory, path, casesOf } = await withRun("c1", "c2");
    const { size } = await stat(path("predictions.jsonl"));
    await truncate(path("predictions.jsonl"), size - 40);
    expect(await casesOf()).toEqual(["c1"]);
    const resumed = runStore({ directory });
    await resumed.append("r1", runLineOf("c3"));
    expect(await casesOf()).toEqual(["c1", "c3"]);
    await resumed.append("r1", runLineOf("c2"));
    expect(await casesOf()).toEqual(["c1", "c3", "c2"]);
  });

  it("loses nothing that was appended whole, wherever a crash cuts the file", async () => {
    const { path, directory } = await withRun("c1", "c2", "c3");
    const whole = await readFile(path("predictions.jsonl"));
    for (let cut = 0; cut <= whole.length; cut += 97) {
      await writeFile(path("predictions.jsonl"), whole.subarray(0, cut));
      const kept = whole.subarray(0, cut).toString("latin1").split("\n").length - 1;
      const { lines } = await runStore({ directory }).load("r1");
      expect(lines.map((line) => line.case.id)).toEqual(["c1", "c2", "c3"].slice(0, kept));
    }
  });

  it("names file and line of one that is damaged in the middle, without its words", async () => {
    const { store, path } = await withRun("c1", "c2", "c3");
    const lines = (await readFile(path("predictions.jsonl"), "utf8")).split("\n");
    const withSecond = (line: string) => writeFile(path("predictions.jsonl"), lines.with(1, line).join("\n"));
    await withSecond("secret words, no JSON");
    const loading = store.load("r1");
    await expect(loading).rejects.toMatchObject({ code: "damaged" });
    await expect(loading).rejects.toThrow(`${path("predictions.jsonl")}, line 2: it is not JSON`);
    await expect(loading).rejects.not.toThrow("secret");
    await withSecond(JSON.stringify({ ...runLineOf("c2"), repeat: -1 }));
    await expect(store.load("r1")).rejects.toThrow("line 2: repeat is not what it should be");
    await withSecond(JSON.stringify({ ...runLineOf("c2"), prediction: { demos: "none" } }));
    await expect(store.load("r1")).rejects.toThrow("line 2: prediction.pipeline");
  });

  it("keeps what a newer version adds to a line", async () => {
    const { path, store } = await withRun();
    await writeFile(path("predictions.jsonl"), `${JSON.stringify({ ...runLineOf("c1"), mood: "new" })}\n`);
    expect((await store.load("r1")).lines).toMatchObject([{ mood: "new" }]);
  });

  it("calls a run.json that is damaged, or of another run, damaged, and leaves it out of the list", async () => {
    const { directory, path, store } = await withRun("c1");
    await store.create(runInfoOf("r2"));
    await mkdir(join(directory, "foreign"));
    for (const content of ["", "{", "[]", JSON.stringify(runInfoOf("r3"))]) {
      await writeFile(path("run.json"), content);
      await expect(store.load("r1")).rejects.toMatchObject({ code: "damaged" });
      expect((await store.list()).map(({ id }) => id)).toEqual(["r2"]);
    }
  });

  it.skipIf(process.platform !== "linux")("says when the disk is full", async () => {
    const { store, path } = await withRun();
    await symlink("/dev/full", path("predictions.jsonl"));
    const appending = store.append("r1", runLineOf("c1"));
    await expect(appending).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
    await expect(appending).rejects.toThrow("the disk is full");
  });

  it("says when it cannot be written", async () => {
    await writeFile(join(home, "file"), "");
    const store = runStore({ directory: join(home, "file", "runs") });
    await expect(store.create(runInfoOf("r1"))).rejects.toMatchObject({ code: "unwritable" });
    await expect(store.append("r1", runLineOf("c1"))).rejects.toMatchObject({ code: "unwritable" });
  });

  it("appends and loads thousands of lines", async () => {
    const { store, casesOf } = await withRun();
    const ids = Array.from({ length: 5000 }, (_, row) => `c${row}`);
    await Promise.all(ids.map((id) => store.append("r1", runLineOf(id))));
    expect(await casesOf()).toEqual(ids);
  });
});
