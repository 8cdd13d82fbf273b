import { describe, expect, test } from "vitest";
import type { Assertion, PredictedVerdict, Prediction } from "../../../brain/core/evaluation.ts";
import type { RateReply } from "../../../brain/core/rating.ts";
import { assertionMetric } from "../../../evals/suites/assertion-metric.ts";
import { checkAssertions } from "../../../evals/suites/check-assertions.ts";
import type { AssertionMeans } from "../../../evals/suites/kind.ts";
import { readAssertion } from "../../../evals/suites/read-assertion.ts";
import { persona as plainPersona } from "../../fixtures/persona.ts";

/** Counts letters: texts of the same letters have a cosine of 1. */
const embedder: AssertionMeans["embedder"] = {
  identity: async () => ({ provider: "test", model: "letters", dimensions: 26, version: "1" }),
  embed: async (texts) => {
    const rows = texts.map((text) => {
      const counts = Array.from(
        { length: 26 },
        (_, at) => text.toLowerCase().split(String.fromCharCode(97 + at)).length - 1,
      );
      const length = Math.hypot(...counts) || 1;
      return counts.map((count) => count / length);
    });
    return Float32Array.from(rows.flat());
  },
};
const reply = "Morning. The kettle is on, and the ribbon is black.";
const verdict: PredictedVerdict = {
  side: "input",
  guard: "identity",
  category: "identity",
  action: "steer",
  attempt: 0,
};

const asserted = (raw: readonly object[], text = reply): Prediction => {
  const assertions = raw.map((each): Assertion => {
    const read = readAssertion(each, []);
    if ("problems" in read) throw new Error(read.problems.map(({ what }) => what).join());
    return read.assertion;
  });
  return {
    case: { id: "c", conversation: "c", messages: [{ from: "user", text: "hi" }], tags: [], assertions },
    pipeline: "disclose",
    sentiment: "neutral",
    context: { localTime: "", partOfDay: "morning", conversationLength: "", sinceLastMessage: "" },
    demos: [],
    reply: {
      text,
      by: "model",
      ended: "complete",
      lm: "x:y",
      calls: 1,
      promptTokens: 1000,
      completionTokens: 100,
      ms: 812,
    },
    verdicts: [verdict],
  };
};
const score = async (raw: readonly object[], means: Partial<AssertionMeans> = {}, text = reply) =>
  assertionMetric({ embedder, ...means }).score(asserted(raw, text));
const holds = async (raw: object, means?: Partial<AssertionMeans>) => (await score([raw], means))?.score === 1;

describe("assertions", () => {
  test.each([
    [
      { type: "equals", value: reply },
      { type: "equals", value: "morning" },
    ],
    [
      { type: "contains", value: "kettle" },
      { type: "contains", value: "Kettle" },
    ],
    [
      { type: "icontains", value: "KETTLE" },
      { type: "icontains", value: "camera" },
    ],
    [
      { type: "contains-all", value: ["kettle", "ribbon"] },
      { type: "contains-all", value: ["kettle", "camera"] },
    ],
    [
      { type: "contains-any", value: ["camera", "ribbon"] },
      { type: "contains-any", value: ["camera", "film"] },
    ],
    [
      { type: "icontains-all", value: ["KETTLE", "Ribbon"] },
      { type: "icontains-all", value: ["KETTLE", "x-ray"] },
    ],
    [
      { type: "icontains-any", value: ["CAMERA", "RIBBON"] },
      { type: "icontains-any", value: ["CAMERA"] },
    ],
    [
      { type: "starts-with", value: "Morning" },
      { type: "starts-with", value: "kettle" },
    ],
    [
      { type: "regex", value: "rib+on is (black|red)" },
      { type: "regex", value: "^kettle" },
    ],
    [
      { type: "levenshtein", value: `${reply}!!` },
      { type: "levenshtein", value: reply.slice(8) },
    ],
    [
      { type: "levenshtein", value: reply.slice(8), threshold: 8 },
      { type: "levenshtein", value: `${reply}!!`, threshold: 1 },
    ],
    [
      { type: "similar", value: ["zzz", reply.toUpperCase()] },
      { type: "similar", value: "zzz" },
    ],
    [
      { type: "latency", threshold: 812 },
      { type: "latency", threshold: 811 },
    ],
    [
      { type: "guard", value: "identity" },
      { type: "guard", value: ["crisis", "minors"] },
    ],
    [{ type: "guard" }, { type: "guard", value: "links" }],
    [
      { type: "pipeline", value: ["disclose", "care"] },
      { type: "pipeline", value: "welcome" },
    ],
  ])("%j holds, %j does not, and not- turns both round", async (right, wrong) => {
    expect(await holds(right)).toBe(true);
    expect(await holds(wrong)).toBe(false);
    expect(await holds({ ...right, type: `not-${right.type}` })).toBe(false);
    expect(await holds({ ...wrong, type: `not-${wrong.type}` })).toBe(true);
  });

  test("a rubric in the suite's own words is rated by the judge, and holds from 4 of 5", async () => {
    const asked: string[] = [];
    const rate =
      (rating: number): RateReply =>
      async ({ rubric }) => {
        asked.push(rubric.description);
        return { rating, reason: "" };
      };
    const demand = { type: "llm-rubric", value: "does not promise to meet" };
    expect(await holds(demand, { rate: rate(4) })).toBe(true);
    expect(await holds(demand, { rate: rate(3) })).toBe(false);
    expect(await holds({ ...demand, threshold: 0.5 }, { rate: rate(3) })).toBe(true);
    expect(asked[0]).toBe("does not promise to meet");
  });

  test("cost is that of the turn's tokens", async () => {
    const costOf: AssertionMeans["costOf"] = ({ promptTokens, completionTokens }) =>
      (promptTokens + completionTokens) / 1e6;
    expect(await holds({ type: "cost", threshold: 0.0011 }, { costOf })).toBe(true);
    expect(await holds({ type: "cost", threshold: 0.001 }, { costOf })).toBe(false);
  });

  test("the score is the weighted share that holds, and the reason names what does not, quoting nobody", async () => {
    const raw = [
      { type: "contains", value: "kettle", weight: 2 },
      { type: "contains", value: "camera" },
      { type: "not-pipeline", value: "disclose" },
    ];
    expect(await score(raw)).toEqual({ score: 0.5, reason: "failed: contains; not-pipeline (disclose)" });
  });

  test("a set holds as a whole from its threshold on", async () => {
    const assert = [
      { type: "contains", value: "kettle" },
      { type: "contains", value: "camera" },
    ];
    expect(await holds({ type: "assert-set", assert })).toBe(false);
    expect(await holds({ type: "assert-set", assert, threshold: 0.5 })).toBe(true);
  });

  test("where nothing is asserted, or only with weight 0, nothing is said", async () => {
    expect(await score([])).toBeUndefined();
    expect(await score([{ type: "contains", value: "camera", weight: 0 }])).toBeUndefined();
  });

  test("a judge is told of no crisis: what only it could say counts neither way", async () => {
    const rate: RateReply = async () => {
      throw new Error("asked");
    };
    const careScore = (...raw: readonly object[]) => {
      const one = asserted(raw);
      return assertionMetric({ embedder, rate }).score({
        ...one,
        ...(one.reply && { reply: { ...one.reply, by: "care" } }),
      });
    };
    const kind = { type: "llm-rubric", value: "kind", weight: 3 };
    expect(await careScore(kind)).toBeUndefined();
    expect(await careScore({ ...kind, type: "not-llm-rubric" })).toBeUndefined();
    expect(await careScore({ type: "assert-set", assert: [kind] })).toBeUndefined();
    expect(await careScore(kind, { type: "contains", value: "kettle" })).toEqual({ score: 1, reason: "1 of 2 hold" });
    expect((await careScore(kind, { type: "contains", value: "camera" }))?.score).toBe(0);
  });

  test("no pattern can hang a run", async () => {
    const started = performance.now();
    await score([{ type: "regex", value: "(a+)+$" }], {}, `${"a".repeat(20_000)}!`);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("what needs a judge or a price, or names what there is not, is refused before anything is asked", () => {
    const persona = plainPersona();
    const rate: RateReply = async () => ({ rating: 5, reason: "" });
    const check = (raw: object, means: Partial<AssertionMeans> = {}) =>
      checkAssertions([asserted([raw]).case], { ...means, persona });
    const judged = { type: "assert-set", assert: [{ type: "llm-rubric", value: "kind" }] };
    expect(() => check(judged)).toThrow(/llm-rubric, and there is no model that can judge/);
    expect(() => check(judged, { rate })).not.toThrow();
    expect(() => check({ type: "cost", threshold: 1 })).toThrow(/--price/);
    expect(() => check({ type: "not-guard", value: "in-person-meeting" })).toThrow(/did you mean in-person-meetings/);
    expect(() => check({ type: "pipeline", value: ["care", "disclosed"] })).toThrow(/did you mean disclose/);
    expect(() => check({ type: "not-guard", value: "crisis" })).not.toThrow();
  });
});

describe("readAssertion", () => {
  test.each([
    [{ type: "javascript", value: "true" }, /javascript is not supported: it runs code/],
    [{ type: "not-python", value: "x" }, /not-python is not supported/],
    [{ type: "webhook", value: "https://a" }, /sends replies to another server/],
    [{ type: "contain", value: "x" }, /did you mean contains/],
    [{ type: "toString", value: "x" }, /there is no assertion "toString"/],
    [{ type: "select-best", value: "x" }, /there is no assertion "select-best"/],
    [{ type: "contains" }, /contains needs a value that is text/],
    [{ type: "contains-all", value: "a" }, /a list of texts/],
    [{ type: "latency" }, /needs a threshold in milliseconds/],
    [{ type: "similar", value: "a", threshold: 2 }, /from 0 to 1/],
    [{ type: "contains", value: "a", threshold: 1 }, /takes no threshold/],
    [{ type: "contains", value: "a", weight: -1 }, /weight is a number from 0 up/],
    [{ type: "contains", value: "a", transform: "x" }, /"transform" is not supported/],
    [{ type: "regex", value: "(?=a)" }, /RE2's syntax/],
    [{ type: "assert-set", assert: [] }, /a list of assertions/],
    [{ value: "a" }, /needs a type/],
    ["contains: a", /an object with a type/],
  ])("%j is refused, never taken for passed", (raw, reason) => {
    const read = readAssertion(raw, []);
    expect("problems" in read && read.problems[0]?.what).toMatch(reason);
  });
});
