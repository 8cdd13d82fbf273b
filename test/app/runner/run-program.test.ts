import { describe, expect, it } from "vitest";
import { momentOf, readableCase, sessionOf } from "../../../app/runner/case-session.ts";
import { programRunner } from "../../../app/runner/run-program.ts";
import { partOfDay } from "../../../brain/context/turn-context.ts";
import { LmError } from "../../../brain/core/errors.ts";
import { caseOf, type EvalCase } from "../../../brain/core/evaluation.ts";
import type { ModelConnection } from "../../../brain/core/ports.ts";
import { keptPrivate } from "../../../brain/core/session.ts";
import { partsOfDay } from "../../../brain/core/turn.ts";
import { defaultDemoSettings } from "../../../optimizers/demo-settings.ts";
import { knnFewShot } from "../../../optimizers/knn-few-shot.ts";
import { scriptedLm, steering, understudyOf } from "../../fixtures/understudy.ts";
import { countingEmbedder } from "../../optimizers/counting-embedder.ts";
import { example } from "../../optimizers/make-example.ts";

const student = { signature: "respond", instructions: "Answer as they would." };
const trainset = [
  example("1", ["good morning"], { conversation: "a" }),
  example("2", ["good morning to you"], { conversation: "b" }),
  example("3", ["how was the market", "loud", "did you find ribbons"], { conversation: "b" }),
];
const [first, , third] = trainset.map(caseOf);
if (first === undefined || third === undefined) throw new Error("the examples end with the user");

const runnerOf = (lm: ModelConnection, changes: Parameters<typeof understudyOf>[1] = {}) => {
  const { demos: _, clock: __, log: ___, instructions: ____, ...parts } = understudyOf(lm, changes).understudy;
  return programRunner({ ...parts, embedder: countingEmbedder(), seed: 7 });
};
const knn = () => knnFewShot(defaultDemoSettings, { embedder: countingEmbedder() }).compile(student, trainset);

describe("running a program on a case", () => {
  it("answers through the whole turn, without the case and its conversation among the demos", async () => {
    const { lm, requests } = scriptedLm("fake", ["Morning."], ["No ribbons."]);
    const { predict } = runnerOf(lm);
    const program = await knn();
    const one = await predict(program, first, { replies: true });
    expect(one.demos.map(({ id }) => id).toSorted()).toEqual(["2", "3"]);
    expect(one.reply).toMatchObject({
      text: "Morning.",
      by: "model",
      ended: "complete",
      calls: 1,
      lm: "fake:scripted",
    });
    const other = await predict(program, third, { replies: true });
    expect(other.demos.map(({ id }) => id)).toEqual(["1"]);
    expect(requests[1]?.history.map(({ text }) => text)).toEqual(["how was the market", "loud"]);
    expect(requests[1]?.system).toContain("Answer as they would.");
  });

  it("gives the turn what was said, and nobody else the words that no model may read", async () => {
    const { lm, requests } = scriptedLm("fake", ["Hello."]);
    const { predict, readable } = runnerOf(lm, { inputGuards: [steering("CRISIS", "crisis", "care")] });
    const now: EvalCase = { ...first, messages: example("now", ["CRISIS on the red bridge"]).messages };
    const one = await predict(await knn(), now, { replies: true });
    // The turn itself has seen it: it answers with care.
    expect(one.reply).toMatchObject({ by: "care", calls: 0 });
    expect(one.case).toEqual({ ...now, messages: [{ ...now.messages[0], text: keptPrivate }] });
    const before: EvalCase = {
      ...first,
      messages: example("x", ["CRISIS on the red bridge", "I am here.", "calmer now"]).messages,
    };
    const other = await predict(await knn(), before, { replies: true });
    expect(other.case.messages.map(({ text }) => text)).toEqual([keptPrivate, "I am here.", "calmer now"]);
    expect(other.case.expected).toBe(first.expected);
    expect(await readable(before)).toEqual(other.case);
    expect(JSON.stringify([one, other, requests])).not.toContain("red bridge");
  });

  it("keeps nothing of a message beyond where the turn cuts it: nobody has looked there", async () => {
    const { readable } = runnerOf(scriptedLm("fake").lm, { inputGuards: [steering("CRISIS", "crisis", "care")] });
    const long = `${"word ".repeat(4000)}CRISIS`;
    const { messages } = await readable({ ...first, messages: [{ from: "user", text: long }] });
    expect(messages[0]?.text).toMatch(/^word .*word$/);
  });

  it("asks no model where only demos are wanted", async () => {
    const { lm, requests } = scriptedLm("fake");
    const { predict } = runnerOf(lm);
    const { demos, reply, pipeline } = await predict(await knn(), first, { replies: false });
    expect(demos).toHaveLength(2);
    expect([reply, pipeline, requests.length]).toEqual([undefined, "engage", 0]);
  });

  it("sets as many demos as the program says, unless the pipeline knows better", async () => {
    const { lm } = scriptedLm("fake", ["Hello."]);
    const settings = { ...defaultDemoSettings, k: 1 };
    const program = await knnFewShot(settings, { embedder: countingEmbedder() }).compile(student, trainset);
    const { demos } = await runnerOf(lm).predict(program, first, { replies: true });
    expect(demos).toHaveLength(1);
  });

  it("gives repetitions seeds of their own, and the same ones in every run", async () => {
    const seeds = async () => {
      const { lm, requests } = scriptedLm("fake", ["A."], ["B."]);
      const { predict } = runnerOf(lm);
      const program = await knn();
      for (const repeat of [0, 1]) await predict(program, first, { replies: true, repeat });
      return requests.map(({ seed }) => seed);
    };
    const [one, other] = await seeds();
    expect(one).not.toBe(other);
    expect(await seeds()).toEqual([one, other]);
  });

  it("passes a fault on with its code, and no safe reply for one that ran out of budget", async () => {
    const spent = () => new LmError("over-budget", "2 of 2 calls are spent", { retryable: false });
    const broken = runnerOf(scriptedLm("fake", [new LmError("server", "down", { retryable: false })]).lm);
    await expect(broken.predict(await knn(), first, { replies: true })).rejects.toMatchObject({ code: "server" });
    // Blocked first: the turn itself would then give a safe reply.
    const poor = runnerOf(scriptedLm("fake", ["FORBIDDEN."], [spent()]).lm);
    await expect(poor.predict(await knn(), first, { replies: true })).rejects.toMatchObject({ code: "over-budget" });
  });

  it("takes no goodbye for an answer where a budget had no room to embed the message", async () => {
    const budget = { scope: "day", unit: "tokens", limit: 9, used: 5, reserved: 0, asked: 7, level: "hard" } as const;
    const embedder = countingEmbedder();
    const program = await knn();
    const {
      demos: _,
      clock: __,
      log: ___,
      instructions: ____,
      ...parts
    } = understudyOf(scriptedLm("fake").lm).understudy;
    const poor = programRunner({
      ...parts,
      seed: 7,
      embedder: {
        ...embedder,
        async embed() {
          throw new LmError("over-budget", "the day's budget leaves too little", { retryable: false, budget });
        },
      },
    });
    for (const replies of [true, false]) {
      await expect(poor.predict(program, first, { replies })).rejects.toMatchObject({ code: "over-budget" });
    }
  });

  it("ends at once where it was cancelled", async () => {
    const { predict } = runnerOf(scriptedLm("fake", ["A."]).lm);
    await expect(predict(await knn(), first, { replies: true, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
  });
});

describe("the moment and the session of a case", () => {
  it("lie in the part of the day that the case is tagged with, where the persona lives", () => {
    for (const timeZone of ["Europe/Lisbon", "Asia/Kolkata", "Pacific/Auckland", "America/Los_Angeles"]) {
      for (const part of partsOfDay) {
        const at = momentOf({ ...first, tags: ["greeting", part] }, timeZone);
        const hour = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(at);
        expect(partOfDay(Number(hour))).toBe(part);
      }
    }
  });

  it("are the case's own where it has a time", () => {
    const at = "2026-03-10T08:41:00+00:00";
    expect(momentOf({ ...first, at, tags: ["night"] }, "Europe/Lisbon", 5)).toBe(Date.parse(at));
    expect(momentOf({ ...first, tags: ["night"] }, "Europe/Lisbon", 5)).toBe(5);
  });

  it("give messages without a time one, a minute apart, and leave the words of a crisis out", async () => {
    const { messages } = example("x", ["CRISIS", "I am here.", "ok", "Good.", "thanks"]);
    const evalCase: EvalCase = { ...first, messages };
    const readable = await readableCase(evalCase, [steering("CRISIS", "crisis", "care")]);
    const session = sessionOf(readable, Date.parse("2026-01-01T12:00:00Z"));
    expect(session.messages.map(({ at }) => at?.slice(11, 16))).toEqual(["11:56", "11:57", "11:58", "11:59"]);
    expect(session.messages[0]?.text).toBe(keptPrivate);
    expect([session.turns, session.startedAt]).toEqual([2, "2026-01-01T11:56:00.000Z"]);
  });
});
