import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../brain/core/errors.ts";
import type { RatingQuestion } from "../../../brain/core/rating.ts";
import { judgePairs } from "../../../evals/judge-pairs.ts";
import { agreement, spearman, weightedKappa } from "../../../evals/metrics/agreement.ts";
import { compareBothOrders } from "../../../evals/metrics/compare-both-orders.ts";
import { parseHumanLabels } from "../../../evals/metrics/human-labels.ts";
import { rubricMetric } from "../../../evals/metrics/rubric.ts";
import { rubrics } from "../../../evals/metrics/rubrics.ts";
import { talk } from "../../optimizers/make-example.ts";
import { noon, prediction } from "./make-prediction.ts";

const [helpful] = rubrics;
if (helpful === undefined) throw new Error("no rubrics");

describe("a rubric", () => {
  it("turns a rating of 1–5 into 0–1 and gives the judge the case's context", async () => {
    const asked: RatingQuestion[] = [];
    const metric = rubricMetric(helpful, async (question) => {
      asked.push(question);
      return { rating: 4, reason: "meets the question" };
    });
    expect(await metric.score(prediction({ reply: "Hello." }))).toEqual({
      score: 0.75,
      reason: "rated 4 of 5: meets the question",
    });
    expect(asked[0]).toMatchObject({ rubric: { name: "helpful" }, reply: "Hello.", context: noon });
  });

  it.each(["It says “take the ferry” to them", "tells them to take the ferry on sunday and rest", `"Hello"`])(
    "leaves a judge's reason out that quotes: %s",
    async (reason) => {
      const metric = rubricMetric(helpful, async () => ({ rating: 1, reason }));
      const scored = await metric.score(prediction({ reply: "Take the ferry on Sunday." }));
      expect(scored).toEqual({ score: 0, reason: "rated 1 of 5" });
    },
  );
});

describe("an answer to a crisis", () => {
  const never = async () => {
    throw new Error("asked");
  };

  it("is shown to no judge, and has no rating", async () => {
    const metric = rubricMetric(helpful, never);
    expect(await metric.score(prediction({ reply: { text: "Call 112.", by: "care" } }))).toBeUndefined();
  });

  it("is compared with nothing", async () => {
    const lineOf = (program: string, by: "care" | "model") => {
      const { case: one, ...rest } = prediction({ reply: { text: `${program} says so`, by } });
      return { program, repeat: 0, case: one, prediction: rest };
    };
    const asked = { program: "b", against: "a", rubric: helpful, concurrency: 1 };
    const { wins, ties, losses, share } = await judgePairs([lineOf("a", "care"), lineOf("b", "model")], {
      ...asked,
      prefer: never,
    });
    expect([wins, ties, losses, share.n, share.errors]).toEqual([0, 0, 0, 0, 0]);
    const judged = await judgePairs([lineOf("a", "model"), lineOf("b", "model")], {
      ...asked,
      prefer: async () => ({ better: "neither", reason: "" }),
    });
    expect(judged.ties).toBe(1);
  });
});

describe("a comparison in both orders", () => {
  const question = { rubric: helpful, messages: talk("hi"), first: "one", second: "two", context: noon };

  it("finds the better reply whatever its place", async () => {
    const likesTwo = async ({ second }: { readonly second: string }) =>
      ({ better: second === "two" ? "second" : "first", reason: "" }) as const;
    expect(await compareBothOrders(likesTwo, question)).toEqual({ better: "second", consistent: true });
  });

  it("makes a tie of a judge that goes by the place, and says so", async () => {
    const firstAlways = async () => ({ better: "first", reason: "" }) as const;
    expect(await compareBothOrders(firstAlways, question)).toEqual({ better: "tie", consistent: false });
  });

  it("makes a tie where neither is better, and asks nothing of two equal replies", async () => {
    const neither = async () => ({ better: "neither", reason: "" }) as const;
    expect(await compareBothOrders(neither, question)).toEqual({ better: "tie", consistent: true });
    const never = async () => {
      throw new Error("asked");
    };
    expect(await compareBothOrders(never, { ...question, second: "one" })).toEqual({ better: "tie", consistent: true });
  });
});

describe("the agreement of a judge with people", () => {
  const rated = (...pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([human, judge], at) => ({ id: `c${at}`, human, judge }));

  it("has Cohen's quadratic kappa and Spearman's rho as they are computed by hand", () => {
    // Squared differences 0, 0, 1, 0; by chance any of the people's ratings meets any of the judge's.
    const labels = rated([1, 1], [2, 2], [3, 4], [4, 4]);
    const chance =
      [1, 2, 3, 4].flatMap((h) => [1, 2, 4, 4].map((j) => (h - j) ** 2)).reduce((sum, one) => sum + one, 0) / 16;
    expect(weightedKappa(labels)).toBeCloseTo(1 - 0.25 / chance, 10);
    // Ranks 1, 2, 3, 4 against 1, 2, 3.5, 3.5.
    expect(spearman(labels)).toBeCloseTo(4.5 / Math.sqrt(5 * 4.5), 10);
  });

  it("is 1 for a perfect judge, and tells a lenient one by its bias", () => {
    const perfect = Array.from({ length: 20 }, (_, at): readonly [number, number] => [1 + (at % 5), 1 + (at % 5)]);
    expect(agreement(rated(...perfect))).toMatchObject({
      n: 20,
      same: 1,
      bias: 0,
      kappa: { value: 1, low: 1, high: 1 },
    });
    const lenient = perfect.map(([human]): readonly [number, number] => [human, Math.min(5, human + 1)]);
    const found = agreement(rated(...lenient));
    expect(found?.bias).toBeCloseTo(0.8, 10);
    expect(found?.kappa?.value).toBeLessThan(0.9);
  });

  it("is not told for a handful, nor where one of the two always gave the same", () => {
    expect(agreement(rated([1, 1], [2, 2]))).toBeUndefined();
    const flat = agreement(rated(...Array.from({ length: 12 }, (): readonly [number, number] => [3, 3])));
    expect(flat).toEqual({ n: 12, same: 1, bias: 0 });
  });

  it("holds its value within its interval, and both within −1 and 1", () => {
    const mark = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(mark, mark), { minLength: 10, maxLength: 14 }), (pairs) => {
        const found = agreement(rated(...pairs));
        for (const one of [found?.kappa, found?.spearman]) {
          if (one === undefined) continue;
          expect(one.low).toBeLessThanOrEqual(one.high);
          expect(one.low).toBeGreaterThanOrEqual(-1 - 1e-9);
          expect(one.high).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe("a file of people's ratings", () => {
  it("is read line by line, blank lines passed over", () => {
    const text =
      '\uFEFF{"id": "a", "rubric": "helpful", "rating": 4}\r\n\n{"id": "a", "rubric": "helpful", "rating": 2}\n';
    expect(parseHumanLabels(text, "labels.jsonl").map(({ rating }) => rating)).toEqual([4, 2]);
  });

  it.each(['{"id": "a", "rubric": "helpful", "rating": 6}', "{", '"a"', '{"id": "", "rubric": "x", "rating": 1}'])(
    "names the line of what is no rating: %s",
    (line) => {
      const read = () => parseHumanLabels(`{"id": "a", "rubric": "helpful", "rating": 4}\n${line}`, "labels.jsonl");
      expect(read).toThrow(InputError);
      expect(read).toThrow(/labels\.jsonl: line 2/);
    },
  );
});
