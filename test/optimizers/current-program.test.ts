import { describe, expect, it } from "vitest";
import { isCurrent, joinTrainset } from "../../optimizers/current-program.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { knnFewShot } from "../../optimizers/knn-few-shot.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example } from "./make-example.ts";

const student = { signature: "respond", instructions: "Answer as the persona would." };
const trainset = [example("1", ["hi"]), example("2", ["how was it", "fine", "tell me"])];
const embedder = countingEmbedder();
const identity = await embedder.identity();
const compiled = await knnFewShot(defaultDemoSettings, { embedder }).compile(student, trainset);
const program = { ...compiled, trainset: [] };

describe("isCurrent", () => {
  it("holds for what the program was compiled from", () => {
    expect(isCurrent(program, trainset, { ...defaultDemoSettings }, { ...student }, { ...identity })).toBe(true);
  });

  it("fails once examples, settings, student, embedder or optimizer are others", () => {
    const changedProgram = (changes: Partial<typeof program>) => ({ ...program, ...changes });
    const others: readonly Parameters<typeof isCurrent>[] = [
      [changedProgram({ optimizer: "random" }), trainset, defaultDemoSettings, student, identity],
      [
        changedProgram({ settings: { ...program.settings, queryText: "query-0" } }),
        trainset,
        defaultDemoSettings,
        student,
        identity,
      ],
      [
        changedProgram({ settings: { ...program.settings, more: 1 } }),
        trainset,
        defaultDemoSettings,
        student,
        identity,
      ],
      [program, trainset.toReversed(), defaultDemoSettings, student, identity],
      [program, trainset.slice(1), defaultDemoSettings, student, identity],
      [
        program,
        [example("1", ["hi"], { reply: "other" }), ...trainset.slice(1)],
        defaultDemoSettings,
        student,
        identity,
      ],
      [program, trainset, { ...defaultDemoSettings, historyMessages: 9 }, student, identity],
      [program, trainset, defaultDemoSettings, { ...student, instructions: "Answer." }, identity],
      [program, trainset, defaultDemoSettings, student, { ...identity, version: "2" }],
    ];
    for (const changed of others) expect(isCurrent(...changed)).toBe(false);
  });
});

describe("joinTrainset", () => {
  it("finds the rows' examples among more, in the rows' order", () => {
    const joined = joinTrainset(program, [example("9", ["bye"]), ...trainset.toReversed()]);
    expect(joined).toEqual(compiled);
  });

  it("refuses where one is missing, or its conversation was changed", () => {
    expect(joinTrainset(program, trainset.slice(1))).toBeUndefined();
    expect(joinTrainset(program, [example("1", ["hello"]), ...trainset.slice(1)])).toBeUndefined();
  });

  it("refuses a program of another optimizer", () => {
    expect(joinTrainset({ ...program, settings: {} }, trainset)).toBeUndefined();
  });
});
