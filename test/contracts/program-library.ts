import { describe, expect, it } from "vitest";
import { InputError } from "../../brain/core/errors.ts";
import type { ProgramLibrary } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import { programOf } from "./program-store.ts";

const at = "2026-03-01T09:30:00.000Z";
const later = "2026-03-02T09:30:00.000Z";

/** A program as `compile` saves it. */
export const namedProgramOf = (name: string, ids: readonly string[] = ["a", "b"]): CompiledProgram => ({
  ...programOf(ids),
  candidates: [
    {
      name: "nearest k=5",
      settings: { choice: "nearest", k: 5 },
      n: 48,
      clusters: 40,
      mean: 0.612,
      low: 0.58,
      high: 0.64,
      errors: 0,
      baseline: false,
    },
  ],
  record: {
    name,
    createdAt: at,
    code: "0.1.0",
    lm: "none",
    metric: "relevance",
    seed: 1,
    prompt: "a".repeat(64),
    devset: "b".repeat(64),
    spent: { calls: 0, promptTokens: 0, completionTokens: 0 },
  },
});

/** What every library of named programs must do. `make` gives one in which nothing was saved. */
export const programLibraryContract = (title: string, make: () => Promise<ProgramLibrary>): void => {
  describe(`${title} as a program library`, () => {
    const withPrograms = async (...names: string[]) => {
      const library = await make();
      const ids: Record<string, string> = {};
      for (const name of names) ids[name] = (await library.save(name, namedProgramOf(name))).id;
      return { library, ids };
    };

    it("is empty where nothing was saved, and nothing is promoted", async () => {
      const library = await make();
      expect(await library.list()).toEqual([]);
      expect(await library.promoted()).toBeUndefined();
      await expect(library.load("nobody")).rejects.toMatchObject({ code: "missing" });
      await expect(library.promote("nobody", at)).rejects.toMatchObject({ code: "missing" });
      await expect(library.rollback(at)).rejects.toMatchObject({ code: "missing" });
    });

    it("gives back what was saved, with its id, and lists it by name", async () => {
      const { library, ids } = await withPrograms("voice-2", "voice-1");
      expect(ids["voice-1"]).toMatch(/^[0-9a-f]{12}$/);
      expect(ids["voice-1"]).not.toBe(ids["voice-2"]);
      expect(await library.load("voice-1")).toEqual({ id: ids["voice-1"], program: namedProgramOf("voice-1") });
      expect(await library.list()).toEqual(
        ["voice-1", "voice-2"].map((name) => ({ name, id: ids[name], program: namedProgramOf(name) })),
      );
    });

    it("names the programs that there are where one is missing", async () => {
      const { library } = await withPrograms("voice-1", "voice-2");
      await expect(library.load("voice-3")).rejects.toThrow('"voice-3". There are voice-1, voice-2');
    });

    it("replaces a program only where that was asked for", async () => {
      const { library, ids } = await withPrograms("voice");
      const other = namedProgramOf("voice", ["c"]);
      await expect(library.save("voice", other)).rejects.toMatchObject({ code: "taken" });
      expect((await library.load("voice")).id).toBe(ids.voice);
      const { id } = await library.save("voice", other, { replace: true });
      expect(await library.load("voice")).toEqual({ id, program: other });
      expect(id).not.toBe(ids.voice);
    });

    it("takes names that are good on every file system, and no others", async () => {
      const { library } = await withPrograms("a", "0", "a.b_c-d", "x".repeat(64), "com10", "promoted.json");
      const bad = ["", ".", "..", ".a", "-a", "A", "a/b", "../a", "a\\b", "a b", "é", "a.", "x".repeat(65), "a\0"];
      for (const name of [...bad, "con", "nul.txt", "com1", "default"]) {
        await expect(library.save(name, namedProgramOf("x"))).rejects.toThrow(InputError);
        await expect(library.load(name)).rejects.toThrow("1 to 64 small letters");
        await expect(library.reserve(name)).rejects.toThrow(InputError);
      }
      expect(await library.list()).toHaveLength(6);
    });

    it("promotes, and walks back through what was promoted before to nothing at all", async () => {
      const { library, ids } = await withPrograms("one", "two");
      const promoted = (name: string) => ({ name, id: ids[name] });
      for (const name of ["one", "two", "one"]) await library.promote(name, at);
      expect(await library.promoted()).toEqual(promoted("one"));
      expect(await library.rollback(later)).toEqual(promoted("two"));
      expect(await library.promoted()).toEqual(promoted("two"));
      expect(await library.rollback(later)).toEqual(promoted("one"));
      expect(await library.rollback(later)).toBeUndefined();
      expect(await library.promoted()).toBeUndefined();
      await expect(library.rollback(later)).rejects.toThrow("no way back");
      await library.promote("two", later);
      expect(await library.promoted()).toEqual(promoted("two"));
      expect(await library.rollback(later)).toBeUndefined();
    });

    it("takes a second promotion of the same program for one", async () => {
      const { library } = await withPrograms("one");
      await library.promote("one", at);
      await library.promote("one", later);
      expect(await library.rollback(later)).toBeUndefined();
    });

    it("remembers which program was promoted when its name is given to another", async () => {
      const { library, ids } = await withPrograms("one");
      await library.promote("one", at);
      await library.save("one", namedProgramOf("one", ["c"]), { replace: true });
      expect(await library.promoted()).toEqual({ name: "one", id: ids.one });
    });

    it("remembers every look at the testset, also when the program is replaced", async () => {
      const { library } = await withPrograms("one");
      const touch = (run: string) => ({ at, run, n: 50, testset: "c".repeat(64) });
      expect(await library.touches("one")).toEqual([]);
      await Promise.all(["r1", "r2"].map((run) => library.recordTouch("one", touch(run))));
      await library.save("one", namedProgramOf("one", ["c"]), { replace: true });
      await library.recordTouch("one", touch("r3"));
      // Of looks at the same time either may come first.
      const touches = await library.touches("one");
      expect(touches.toSorted((x, y) => x.run.localeCompare(y.run))).toEqual(["r1", "r2", "r3"].map(touch));
      expect(touches.at(-1)).toEqual(touch("r3"));
      await expect(library.recordTouch("two", touch("r4"))).rejects.toMatchObject({ code: "missing" });
    });

    it("gives the right to compile under a name to one at a time", async () => {
      const library = await make();
      const tries = await Promise.allSettled(Array.from({ length: 5 }, () => library.reserve("one")));
      const held = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      expect(held).toHaveLength(1);
      for (const one of tries) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "busy" });
      const other = await library.reserve("two");
      await held[0]?.();
      const again = await library.reserve("one");
      await held[0]?.(); // given back already: takes nothing from the next one
      await expect(library.reserve("one")).rejects.toMatchObject({ code: "busy" });
      await Promise.all([again(), other()]);
    });
  });
};
