import { describe, expect, it } from "vitest";
import type { CompileOptions, Embedder, Optimizer } from "../../brain/core/ports.ts";
import { demoSelector } from "../../optimizers/demo-selector.ts";
import { exactIndex } from "../../optimizers/exact-index.ts";
import { countingEmbedder } from "../optimizers/counting-embedder.ts";
import { example, talk } from "../optimizers/make-example.ts";

const student = { signature: "respond", instructions: "Answer as the persona would." };

const trainset = [
  example("1", ["good morning"]),
  example("2", ["how was the market", "loud and full", "did you find ribbons"]),
  example("3", ["good night"]),
  example("4", ["!"]),
];

/** What every optimizer must do, whatever it learns. `options`: what it cannot do without, like a metric and a devset. */
export const optimizerContract = (
  name: string,
  makeOptimizer: (embedder: Embedder) => Optimizer,
  options: CompileOptions = {},
): void => {
  const make = (embedder: Embedder): Pick<Optimizer, "compile"> => ({
    compile: (of, examples, more = {}) => makeOptimizer(embedder).compile(of, examples, { ...options, ...more }),
  });
  describe(`${name} as an optimizer`, () => {
    it("gives one row an example, in the trainset's order, with vectors of unit length or zeros", async () => {
      const embedder = countingEmbedder();
      const program = await make(embedder).compile(student, trainset);
      expect(program.rows.map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
      expect(program.embedder).toEqual(await embedder.identity());
      expect(program.student).toEqual(student);
      expect(program.trainset).toEqual(trainset);
      expect(program.vectors).toHaveLength(4 * program.embedder.dimensions);
      const lengths = trainset.map((_, row) => Math.hypot(...program.vectors.slice(row * 48, (row + 1) * 48)));
      expect(lengths.map((length) => Number(length.toFixed(6)))).toEqual([1, 1, 1, 0]);
    });

    it("gives the same program for the same trainset", async () => {
      const [one, other] = [
        await make(countingEmbedder()).compile(student, trainset),
        await make(countingEmbedder()).compile(student, trainset),
      ];
      expect(other).toEqual(one);
    });

    it("gives the same program with and without a previous one", async () => {
      const previous = await make(countingEmbedder()).compile(student, trainset.slice(1));
      const fresh = await make(countingEmbedder()).compile(student, trainset);
      expect(await make(countingEmbedder()).compile(student, trainset, { previous })).toEqual(fresh);
    });

    it("gives a program that demos can be chosen from, never more than are asked for", async () => {
      const program = await make(countingEmbedder()).compile(student, trainset);
      const index = exactIndex({ vectors: program.vectors, dimensions: 48, sieve: undefined });
      const selector = demoSelector(program, { embedder: countingEmbedder(), index });
      for (const k of [0, 1, 3]) {
        const demos = await selector.select({ messages: talk("good morning"), k });
        expect(demos.length).toBeLessThanOrEqual(k);
        expect(demos.every(({ id }) => trainset.some((one) => one.id === id))).toBe(true);
      }
    });

    it("names itself in the program, and only known examples are pinned", async () => {
      const optimizer = makeOptimizer(countingEmbedder());
      const program = await optimizer.compile(student, trainset, options);
      expect(program.optimizer).toBe(optimizer.name);
      expect(trainset.map(({ id }) => id)).toEqual(expect.arrayContaining(program.pinned.map(({ id }) => id)));
    });

    it("leaves the trainset as it was", async () => {
      const examples = structuredClone(trainset);
      await make(countingEmbedder()).compile(student, examples);
      expect(examples).toEqual(trainset);
    });

    it("compiles an empty trainset", async () => {
      const program = await make(countingEmbedder()).compile(student, []);
      expect(program.rows).toEqual([]);
      expect(program.vectors).toHaveLength(0);
    });

    it("gives plain data, that survives being cloned", async () => {
      const program = await make(countingEmbedder()).compile(student, trainset);
      expect(structuredClone(program)).toEqual(program);
    });

    it("tells the hash of a trainset from that of any changed one", async () => {
      const hashOf = async (examples: typeof trainset) =>
        (await make(countingEmbedder()).compile(student, examples)).trainsetHash;
      const [first, ...rest] = trainset;
      if (first === undefined) throw new Error("the trainset is empty");
      const changed = [
        { ...first, reply: "another" },
        { ...first, tags: ["greeting"] },
        { ...first, conversation: "another" },
        { ...first, rating: 5 },
        { ...first, messages: [{ from: "user" as const, text: "Good morning" }] },
      ];
      const hashes = await Promise.all([
        hashOf(trainset),
        hashOf([...rest, first]),
        ...changed.map((one) => hashOf([one, ...rest])),
      ]);
      expect(new Set(hashes).size).toBe(hashes.length);
    });

    it("stops when it is told to", async () => {
      const aborted = make(countingEmbedder()).compile(student, trainset, { signal: AbortSignal.abort() });
      await expect(aborted).rejects.toMatchObject({ code: "aborted" });
    });
  });
};
