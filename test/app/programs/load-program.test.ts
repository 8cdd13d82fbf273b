import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fitProgram } from "../../../app/programs/fit-program.ts";
import { loadProgram } from "../../../app/programs/load-program.ts";
import { chooseProgram } from "../../../app/programs/open-programs.ts";
import { InputError } from "../../../brain/core/errors.ts";
import type { Example } from "../../../brain/core/example.ts";
import type { CompiledProgram } from "../../../brain/core/program.ts";
import { compileProgram } from "../../../optimizers/compile-program.ts";
import { type DemoSettings, defaultDemoSettings } from "../../../optimizers/demo-settings.ts";
import { programLibrary } from "../../../store/program-library.ts";
import { programStore } from "../../../store/program-store.ts";
import { namedProgramOf } from "../../contracts/program-library.ts";
import { countingEmbedder } from "../../optimizers/counting-embedder.ts";
import { example } from "../../optimizers/make-example.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const at = "2026-03-01T09:30:00.000Z";
const student = { signature: "respond", instructions: "Answer as Vera." };
const trainset = ["rain again", "tea or coffee", "a new typewriter", "the ferry was late"].map((text, row) =>
  example(`e${row}`, ["hello", "hi there", text]),
);

const compiled = async (settings: Partial<DemoSettings> = {}, examples: readonly Example[] = trainset) => {
  const program = await compileProgram(
    { optimizer: "tuned", settings: { ...defaultDemoSettings, k: 3, ...settings }, embedder: countingEmbedder() },
    { ...student, instructions: "Answer as Vera, in one breath." },
    examples,
  );
  const { candidates, record } = namedProgramOf("tuned");
  return { ...program, candidates, ...(record && { record }), trainset: [] };
};

const fitting = () => {
  const directory = join(temporaryFolder().folder, "fitted");
  const embedder = countingEmbedder();
  const fitTo = (
    program: CompiledProgram,
    examples: readonly Example[],
    {
      heldOut = [],
      by = embedder,
      knowsAll = false,
    }: { heldOut?: readonly string[]; by?: typeof embedder; knowsAll?: boolean } = {},
  ) =>
    fitProgram({ name: "tuned", id: "0123456789ab", program }, examples, {
      embedder: by,
      store: programStore({ directory }),
      signature: "respond",
      heldOut: async () => new Set(heldOut),
      knowsAll,
    });
  return { directory, embedder, fitTo, embedded: () => embedder.calls.flat() };
};

describe("loadProgram", () => {
  it("compiles once, and takes what it saved from then on", async () => {
    const store = programStore({ directory: temporaryFolder().folder });
    const first = countingEmbedder();
    const { program } = await loadProgram(trainset, { embedder: first, store, student });
    const second = countingEmbedder();
    const again = await loadProgram(trainset, { embedder: second, store, student });
    expect(again).toEqual({ program, notices: [] });
    expect([first.calls.length, second.calls.length]).toEqual([1, 0]);
  });

  it("compiles a damaged one anew, and tells", async () => {
    const { folder } = temporaryFolder();
    const store = programStore({ directory: folder });
    const { program } = await loadProgram(trainset, { embedder: countingEmbedder(), store, student });
    const [name = ""] = await readdir(folder);
    await writeFile(join(folder, name, "program.json"), "{}");
    const again = await loadProgram(trainset, { embedder: countingEmbedder(), store, student });
    expect(again.program).toEqual(program);
    expect(again.notices).toEqual([expect.stringMatching(/cannot be used.*That has been done\./)]);
  });
});

describe("chooseProgram", () => {
  const withPrograms = async () => {
    const { folder } = temporaryFolder();
    const library = programLibrary({ directory: folder });
    const { id } = await library.save("one", namedProgramOf("one"));
    await library.save("two", namedProgramOf("two"));
    return { folder, library, id };
  };

  it("is the default where nothing is promoted, and where it is asked for", async () => {
    const { folder, library } = await withPrograms();
    expect(await chooseProgram(undefined, library)).toBeUndefined();
    await writeFile(join(folder, "promoted.json"), "damaged");
    expect(await chooseProgram("default", library)).toBeUndefined();
  });

  it("is the promoted one, or another that is asked for", async () => {
    const { library, id } = await withPrograms();
    await library.promote("one", at);
    expect(await chooseProgram(undefined, library)).toEqual({ name: "one", id, program: namedProgramOf("one") });
    expect(await chooseProgram("two", library)).toMatchObject({ name: "two" });
  });

  it("tells a name that nothing has, with those that there are", async () => {
    const { library } = await withPrograms();
    for (const name of ["three", "../one"]) await expect(chooseProgram(name, library)).rejects.toThrow(InputError);
    await expect(chooseProgram("three", library)).rejects.toThrow("There are one, two");
  });

  it("never falls back where the promoted one is damaged, gone or replaced", async () => {
    const { folder, library } = await withPrograms();
    await library.promote("one", at);
    await library.save("one", namedProgramOf("one", ["c"]), { replace: true });
    await expect(chooseProgram(undefined, library)).rejects.toThrow(/was replaced since.*programs promote one/);
    const path = join(folder, "named", "one");
    await writeFile(join(path, "vectors.f32"), "short");
    const damaged = chooseProgram(undefined, library);
    await expect(damaged).rejects.toMatchObject({ name: "ProgramError", code: "damaged" });
    await expect(damaged).rejects.toThrow(path);
    await expect(damaged).rejects.toThrow("understudy programs rollback");
    await rm(path, { recursive: true });
    await expect(chooseProgram(undefined, library)).rejects.toThrow(/no program named "one".*programs rollback/s);
  });
});

describe("fitProgram", () => {
  it("gives a program its examples, and embeds nothing, where they are as they were", async () => {
    const program = await compiled();
    const { fitTo, embedded, directory } = fitting();
    const shuffled = [...trainset, example("late", ["added"])].toReversed();
    const found = await fitTo(program, shuffled, { heldOut: ["conversation of late"] });
    expect(found).toEqual({ program: { ...program, trainset }, notices: [] });
    expect(embedded()).toEqual([]);
    await expect(readdir(directory)).rejects.toThrow("ENOENT");
  });

  it("lets one that speaks know what was held out to measure it, embedded once and without a word", async () => {
    const program = await compiled();
    const { fitTo, embedded } = fitting();
    const all = [...trainset, example("dev", ["held out"])];
    const options = { heldOut: ["conversation of dev"], knowsAll: true };
    const found = await fitTo(program, all, options);
    expect(found.notices).toEqual([]);
    expect(found.program.rows.at(-1)?.id).toBe("dev");
    expect(embedded()).toEqual(["held out"]);
    expect((await fitTo(program, all, options)).program.trainset).toEqual(all);
    expect(embedded()).toEqual(["held out"]);
  });

  it("keeps settings, instruction and scores where examples changed, embeds only those, and tells", async () => {
    const program = await compiled();
    const { fitTo, embedded, directory } = fitting();
    const now = [
      example("e0", ["hello", "hi there", "snow at last"]),
      ...trainset.slice(2),
      example("new", ["who goes there"]),
      example("dev", ["held out"]),
    ];
    const found = await fitTo(program, now, { heldOut: ["conversation of dev"] });
    expect(found.notices).toEqual([
      'The program "tuned" was compiled from other examples (1 added, 1 removed, 1 changed): its scores were measured on those.',
    ]);
    expect(found.program).toMatchObject({
      optimizer: "tuned",
      settings: program.settings,
      student: program.student,
      candidates: program.candidates,
      record: program.record,
    });
    expect(found.program.trainset.map(({ id }) => id)).toEqual(["e0", "e2", "e3", "new"]);
    expect(found.program.rows.map(({ id }) => id)).toEqual(["e0", "e2", "e3", "new"]);
    expect(embedded().join()).toContain("snow at last");
    expect(embedded().join()).not.toMatch(/typewriter|held out/);
    const before = embedded().length;
    expect(await fitTo(program, now, { heldOut: ["conversation of dev"] })).toEqual(found);
    expect(embedded()).toHaveLength(before);
    expect(await readdir(directory)).toHaveLength(1);
  });

  it("speaks with what its examples had earned when it was compiled, and takes none of them for edited", async () => {
    const rated = trainset.map((one, row) => (row === 1 ? { ...one, earnedRating: 1.5 } : one));
    const program = await compiled({ ratingWeight: 0.2 }, rated);
    const { fitTo } = fitting();
    const { program: fitted, notices } = await fitTo(program, trainset);
    expect(notices).toEqual([]);
    expect(fitted.trainset).toEqual(rated);
    const { program: other } = await fitTo(program, trainset.slice(1));
    expect(other.trainset).toEqual(rated.slice(1));
    // What its own client thinks of it goes before.
    const own = trainset.with(1, { ...trainset[1], rating: 5 } as Example);
    expect((await fitTo(program, own)).program.trainset).toEqual(own);
  });

  it("takes an edited reply over without embedding, and tells", async () => {
    const program = await compiled();
    const { fitTo, embedded } = fitting();
    const now = trainset.with(1, { ...trainset[1], reply: "Coffee." } as Example);
    const { program: fitted, notices } = await fitTo(program, now);
    expect(notices).toEqual([expect.stringContaining("(replies or tags were edited)")]);
    expect(fitted.trainset[1]?.reply).toBe("Coffee.");
    expect(embedded()).toEqual([]);
  });

  it("names pinned demos that are gone, and made ones whose words changed", async () => {
    const made = { reply: "A made reply.", lm: "fake:one", score: 0.9 };
    const program = { ...(await compiled()), pinned: [{ id: "e0" }, { id: "e1", made }, { id: "e2", made }] };
    const { fitTo } = fitting();
    const now = [example("e1", ["other words"]), ...trainset.slice(2)];
    const { program: fitted, notices } = await fitTo(program, now);
    expect(fitted.pinned).toEqual([{ id: "e2", made }]);
    expect(notices.join()).toContain('Demos that were pinned are gone: "e0", "e1".');
  });

  it("embeds with another embedder where one is given, leaves the named program alone, and tells", async () => {
    const program = await compiled();
    const { fitTo, directory } = fitting();
    const by = countingEmbedder({ model: "longer", dimensions: 60 });
    const { program: fitted, notices } = await fitTo(program, trainset, { by });
    expect(notices).toEqual([
      expect.stringMatching(/compiled with the embedder test:words.*embedded with test:longer/),
    ]);
    expect(fitted).toMatchObject({ embedder: { model: "longer" }, settings: program.settings });
    expect(fitted.vectors).toHaveLength(4 * 60);
    expect(by.calls.length).toBe(1);
    await fitTo(program, trainset, { by });
    expect(by.calls.length).toBe(1);
    expect(await readdir(directory)).toHaveLength(1);
  });

  it("goes on where the cache is damaged or cannot be written", async () => {
    const program = await compiled();
    const { fitTo, directory } = fitting();
    await writeFile(directory, "in the way");
    const { program: fitted, notices } = await fitTo(program, trainset.slice(1));
    expect(fitted.trainset).toHaveLength(3);
    expect(notices).toHaveLength(2);
    expect(notices[1]).toContain("was not saved");
  });

  it("refuses what it cannot speak with, and says what can be done", async () => {
    const { fitTo } = fitting();
    const program = await compiled();
    const cases: readonly [CompiledProgram, readonly Example[], string][] = [
      [{ ...program, settings: { beams: 4 } }, trainset, "settings are none that this version"],
      [{ ...program, settings: { ...program.settings, choice: "psychic" } }, trainset, "settings are none"],
      [{ ...program, student: { ...program.student, signature: "greet" } }, trainset, 'the signature "greet"'],
      [program, [example("other", ["x"])].map((one) => ({ ...one, conversation: "held" })), "none of its examples"],
      [await compiled({ choice: "fixed" }, trainset.slice(0, 1)), trainset.slice(1), "none of its demos"],
    ];
    for (const [broken, examples, why] of cases) {
      const fitted = fitTo(broken, examples, { heldOut: ["held"] });
      await expect(fitted).rejects.toMatchObject({ name: "ProgramError", code: "mismatched" });
      await expect(fitted).rejects.toThrow(why);
      await expect(fitted).rejects.toThrow("understudy programs rollback");
    }
  });
});
