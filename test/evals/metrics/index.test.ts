import { describe, expect, it } from "vitest";
import { offlineEmbedder } from "../../../brain/lms/offline-embedder.ts";
import { metricDescriptions } from "../../../evals/metrics/describe.ts";
import { makeMetrics } from "../../../evals/metrics/index.ts";
import { idfBytes } from "../../fixtures/models.ts";
import { example } from "../../optimizers/make-example.ts";

const pool = Array.from({ length: 30 }, (_, at) =>
  example(`e${at}`, ["hi"], { reply: `Reply number ${at}, as I say.` }),
);
const means = {
  embedder: offlineEmbedder({ idf: idfBytes() }),
  pool,
  impostors: Array.from({ length: 30 }, (_, at) => `That is great to hear! You can do it, friend ${at}!`),
  seed: 1,
};

describe("the metrics", () => {
  it("can all be opened by their names and are named as they were asked for", () => {
    const { names, open } = makeMetrics({ ...means, rate: async () => ({ rating: 3, reason: "" }) });
    for (const name of names) expect(open(name).name).toBe(name);
    expect(names).toContain("rubric:precise-but-not-prescriptive");
  });

  it("are made once", () => {
    const { open } = makeMetrics(means);
    expect(open("voice")).toBe(open("voice"));
  });

  it("need replies where they score replies, and demos alone where they score demos", () => {
    const { names, open } = makeMetrics({ ...means, rate: async () => ({ rating: 3, reason: "" }) });
    for (const name of names) expect(open(name).needs).toBe(name.startsWith("demo-") ? "demos" : "reply");
  });

  it("name what was probably meant", () => {
    const { open } = makeMetrics(means);
    expect(() => open("relevanse")).toThrow(/did you mean relevance\?/);
    expect(() => open("toString")).toThrow(/there is no metric/);
  });

  it("say why a rubric cannot be had without a model that can judge", () => {
    expect(() => makeMetrics(means).open("rubric:helpful")).toThrow(/needs a model that can judge/);
  });

  it("say what they need more of", () => {
    expect(() => makeMetrics({ ...means, pool: pool.slice(0, 10) }).open("hits@1")).toThrow(/20 different replies/);
    expect(() => makeMetrics({ ...means, impostors: [] }).open("voice")).toThrow(/0 of others/);
  });

  it("are each described once, with what they cannot say", () => {
    expect(new Set(metricDescriptions.map(({ name }) => name)).size).toBe(metricDescriptions.length);
    for (const { says, cannotSay } of metricDescriptions) expect(says.length * cannotSay.length).toBeGreaterThan(0);
  });
});
