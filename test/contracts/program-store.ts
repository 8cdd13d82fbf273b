import { describe, expect, it } from "vitest";
import type { ProgramStore } from "../../brain/core/ports.ts";
import type { CompiledProgram, EmbedderIdentity } from "../../brain/core/program.ts";

const offline = { provider: "offline", model: "hashed", dimensions: 4, version: "1" };

/** A program with a row for each of `ids`; its vectors begin in the middle of a larger buffer, as views may. */
export const programOf = (ids: readonly string[], embedder: EmbedderIdentity = offline): CompiledProgram => ({
  optimizer: "knn-few-shot",
  settings: { lastWeight: 0.8, historyMessages: 4, queryText: "query-1", exact: true },
  student: { signature: "respond", instructions: "Answer as the persona would.\n“Short” ✂ \u2028" },
  embedder,
  trainsetHash: "0123456789abcdef".repeat(4),
  rows: ids.map((id, i) => ({ id, hash: i.toString(16).padStart(64, "a"), ...(i === 1 && { earnedRating: 2.5 }) })),
  vectors: new Float32Array(ids.length * embedder.dimensions + 3)
    .map((_, i) => Math.fround(Math.sin(i) + ids.length))
    .subarray(3),
  pinned: [{ id: "a", made: { reply: "Said by a teacher.", lm: "fake:one", score: 0.5 } }],
  candidates: [],
  trainset: [],
});

/** What every store of compiled programs must do. `make` gives a store of a place where nothing was saved. */
export const programStoreContract = (name: string, make: () => Promise<ProgramStore>): void => {
  describe(`${name} as a program store`, () => {
    it("gives nothing where nothing was saved", async () => {
      expect(await (await make()).load(offline)).toBeUndefined();
    });

    it("gives back what was saved, but the trainset", async () => {
      const store = await make();
      const program = programOf(["a", "ü", "\ud800", "__proto__"]);
      await store.save({ ...program, trainset: [{ id: "a", conversation: "a", messages: [], reply: "r", tags: [] }] });
      const loaded = await store.load(offline);
      expect(loaded).toEqual(program);
    });

    it("gives back the last one that was saved", async () => {
      const store = await make();
      for (const ids of [["a", "b"], ["c"], [], ["a", "b", "c"]]) {
        await store.save(programOf(ids));
        expect(await store.load(offline)).toEqual(programOf(ids));
      }
    });

    it("keeps a program for each embedder, whatever its name", async () => {
      const store = await make();
      const names = [
        "a",
        "A",
        "a/b",
        "a:b",
        "../a",
        "con",
        "a.",
        "a ",
        "",
        "é",
        "🖋",
        "a".repeat(500),
        "a".repeat(501),
        "a\0b",
      ];
      const embedders = [
        ...names.map((model) => ({ ...offline, model })),
        ...[{ provider: "a/b" }, { dimensions: 5 }, { version: "2" }].map((change) => ({ ...offline, ...change })),
      ];
      for (const [i, embedder] of embedders.entries()) await store.save(programOf([`${i}`], embedder));
      for (const [i, embedder] of embedders.entries()) {
        expect(await store.load(embedder)).toEqual(programOf([`${i}`], embedder));
      }
    });

    it("gives a whole program while two writers save at once, and leaves a whole one", async () => {
      const store = await make();
      const ids = (count: number) => Array.from({ length: count }, (_, row) => `${row}`);
      const write = async (from: number) => {
        for (let count = from; count < 24; count += 2) await store.save(programOf(ids(count)));
      };
      await store.save(programOf([]));
      const writing = Promise.all([write(1), write(2)]);
      const loaded: (CompiledProgram | undefined)[] = [];
      for (let i = 0; i < 12; i++) loaded.push(await store.load(offline));
      await writing;
      for (const program of [...loaded, await store.load(offline)]) {
        expect(program).toEqual(programOf(ids(program?.rows.length ?? Number.NaN)));
      }
    });
  });
};
