import { describe, expect, it } from "vitest";
import type { RunInfo, RunLine, RunStore } from "../../brain/core/ports.ts";

export const runInfoOf = (id: string, changes: Partial<RunInfo> = {}): RunInfo => ({
  id,
  kind: "eval",
  createdAt: "2026-03-01T09:30:00.000Z",
  code: "0.1.0",
  persona: "Vera",
  lm: "fake:one",
  embedder: "offline:hashed",
  seed: 1,
  repeat: 1,
  split: "dev",
  cases: "c".repeat(64),
  setup: "0".repeat(64),
  circumstances: "0".repeat(64),
  programs: [{ name: "one", id: "0123456789ab", optimizer: "knn" }],
  ...changes,
});

/** A line with all that a line may hold. */
export const runLineOf = (caseId: string, changes: Partial<RunLine> = {}): RunLine => ({
  program: "one",
  repeat: 0,
  case: {
    id: caseId,
    conversation: caseId,
    messages: [{ from: "user", text: "hi\n\u0018 \u2028 \ud800 ✂", at: "2026-03-01T09:30:00Z" }],
    expected: "Hello.",
    tags: ["morning"],
    assertions: [{ type: "contains", negated: false, value: "hello", weight: 1 }],
    metadata: { __proto__: null, source: { line: 3 } },
  },
  prediction: {
    pipeline: "engage",
    sentiment: "neutral",
    context: { localTime: "now", partOfDay: "morning", conversationLength: "1 message", sinceLastMessage: "none" },
    demos: [{ id: "d", conversation: "d", messages: [], reply: "Hey.", tags: [], rating: 5, similarity: -0.25 }],
    reply: {
      text: "Hello.",
      by: "model",
      ended: "complete",
      lm: "fake:one",
      calls: 1,
      promptTokens: 10,
      completionTokens: 2,
      ms: 12.5,
    },
    verdicts: [{ side: "output", guard: "links", action: "block", category: "links", reason: "a link", attempt: 1 }],
  },
  ...changes,
});

/** What every store of runs must do. `make` gives one in which nothing was kept. */
export const runStoreContract = (title: string, make: () => Promise<RunStore>): void => {
  describe(`${title} as a run store`, () => {
    it("is empty where nothing was kept", async () => {
      const store = await make();
      expect(await store.list()).toEqual([]);
      await expect(store.load("nothing")).rejects.toMatchObject({ code: "missing" });
    });

    it("gives back what was appended, in its order", async () => {
      const store = await make();
      await store.create(runInfoOf("r1"));
      expect(await store.load("r1")).toEqual({ info: runInfoOf("r1"), lines: [] });
      const { prediction: _, ...bare } = runLineOf("c2");
      const lines = [runLineOf("c1"), { ...bare, error: { code: "timeout", message: "No answer." } }, runLineOf("c3")];
      await Promise.all(lines.map((line) => store.append("r1", line)));
      const loaded = await store.load("r1");
      expect(loaded.info).toEqual(runInfoOf("r1"));
      expect(JSON.stringify(loaded.lines)).toBe(JSON.stringify(lines));
    });

    it("lets the last of several lines for the same program, case and repeat count", async () => {
      const store = await make();
      await store.create(runInfoOf("r1"));
      const { prediction: _, ...bare } = runLineOf("c1");
      await store.append("r1", { ...bare, error: { code: "timeout", message: "No answer." } });
      for (const line of [runLineOf("c2"), runLineOf("c1"), runLineOf("c1", { repeat: 1 })]) {
        await store.append("r1", line);
      }
      await store.append("r1", runLineOf("c1", { program: "two" }));
      const { lines } = await store.load("r1");
      expect(lines.map((line) => [line.program, line.case.id, line.repeat, line.error === undefined])).toEqual([
        ["one", "c1", 0, true],
        ["one", "c2", 0, true],
        ["one", "c1", 1, true],
        ["two", "c1", 0, true],
      ]);
    });

    it("lists runs, the newest first", async () => {
      const store = await make();
      for (const [id, day] of [
        ["r1", "02"],
        ["r2", "03"],
        ["r3", "01"],
      ] as const) {
        await store.create(runInfoOf(id, { createdAt: `2026-03-${day}T00:00:00Z` }));
      }
      expect((await store.list()).map(({ id }) => id)).toEqual(["r2", "r1", "r3"]);
    });

    it("creates a run once, and none under a name that leads elsewhere", async () => {
      const store = await make();
      await store.create(runInfoOf("r1"));
      await expect(store.create(runInfoOf("r1"))).rejects.toMatchObject({ code: "taken" });
      for (const id of ["", "..", "../r1", "a/b", ".hidden"]) {
        await expect(store.create(runInfoOf(id))).rejects.toMatchObject({ name: "ProgramError" });
        await expect(store.load(id)).rejects.toThrow("The newest are r1");
        await expect(store.append(id, runLineOf("c"))).rejects.toMatchObject({ code: "missing" });
        await expect(store.reserve(id)).rejects.toMatchObject({ code: "missing" });
      }
    });

    it("gives the right to append to one at a time", async () => {
      const store = await make();
      await store.create(runInfoOf("r1"));
      const release = await store.reserve("r1");
      await expect(store.reserve("r1")).rejects.toMatchObject({ code: "busy" });
      await release();
      await (await store.reserve("r1"))();
    });
  });
};
