import { describe, expect, it } from "vitest";
import { readSettings } from "../../optimizers/demo-settings.ts";
import { openOptimizer, optimizerNames } from "../../optimizers/index.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example } from "./make-example.ts";

const student = { signature: "respond", instructions: "Answer as the persona would." };
const trainset = [example("1", ["hi"]), example("2", ["bye"]), example("3", ["hi hi"])];
const dependencies = () => ({
  embedder: countingEmbedder(),
  evaluate: async () => [],
  summarize: () => ({ n: 0, clusters: 0, mean: 0, low: 0, high: 1, errors: 0, skipped: 0 }),
  seed: 1,
});
const settingsOf = async (name: string, given = {}) => {
  const program = await (await openOptimizer(name, given, dependencies())).compile(student, trainset);
  return readSettings(program.settings);
};

describe("openOptimizer", () => {
  it("knows what each name stands for", async () => {
    expect(await settingsOf("zero-shot")).toMatchObject({ choice: "none" });
    expect(await settingsOf("random")).toMatchObject({ choice: "random", tagBonus: 0 });
    expect(await settingsOf("labeled")).toMatchObject({ choice: "fixed" });
    expect(await settingsOf("knn")).toMatchObject({ choice: "nearest", diversity: 0, pinned: 0 });
    expect(await settingsOf("knn-mmr")).toMatchObject({ choice: "nearest", diversity: 0.3, pinned: 0 });
    expect(await settingsOf("knn-pinned")).toMatchObject({ choice: "nearest", diversity: 0, pinned: 2 });
    expect((await openOptimizer("search", {}, dependencies())).name).toBe("search");
    expect((await openOptimizer("bootstrap", {}, dependencies())).name).toBe("bootstrap-few-shot");
  });

  it("takes the settings that are given in place of its own", async () => {
    expect(await settingsOf("knn-mmr", { diversity: 0.5, k: 7, order: "nearest-last" })).toMatchObject({
      diversity: 0.5,
      k: 7,
      order: "nearest-last",
    });
  });

  it("refuses a name that it does not know, and settings out of range", async () => {
    for (const name of optimizerNames) await expect(openOptimizer("none", {}, dependencies())).rejects.toThrow(name);
    await expect(settingsOf("knn", { diversity: 3 })).rejects.toMatchObject({ code: "input" });
  });

  it("hands gepa its own settings", async () => {
    const reflect = { identity: { provider: "test", model: "x" }, canJudge: true, chat: async function* () {} };
    const metric = { name: "fake", needs: "reply" as const, score: () => undefined };
    for (const [name, given] of Object.entries({ trials: { trials: 0 }, minibatch: { minibatch: 1.5 } })) {
      const optimizer = await openOptimizer("gepa", given, { ...dependencies(), reflect });
      await expect(optimizer.compile(student, trainset, { metric })).rejects.toThrow(`${name} is`);
    }
  });

  it("refuses gepa without a model that could rewrite an instruction", async () => {
    await expect(openOptimizer("gepa", {}, dependencies())).rejects.toMatchObject({ code: "input" });
    const reflect = { identity: { provider: "offline", model: "x" }, canJudge: false, chat: async function* () {} };
    await expect(openOptimizer("gepa", {}, { ...dependencies(), reflect })).rejects.toMatchObject({ code: "input" });
  });
});
