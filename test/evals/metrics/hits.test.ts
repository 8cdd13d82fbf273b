import { describe, expect, it } from "vitest";
import type { Demo } from "../../../brain/core/example.ts";
import { offlineEmbedder } from "../../../brain/lms/offline-embedder.ts";
import { distractorsFrom } from "../../../evals/metrics/distractors.ts";
import { demoHits, hits } from "../../../evals/metrics/hits.ts";
import { demoRelevance, relevance } from "../../../evals/metrics/relevance.ts";
import { replyVectors } from "../../../evals/metrics/reply-vectors.ts";
import { idfBytes } from "../../fixtures/models.ts";
import { example } from "../../optimizers/make-example.ts";
import { prediction } from "./make-prediction.ts";

const words =
  "bread river lamp ferry soup ribbon spring cat kettle stairs garden train shoe moon letter clock rain bell film oven pear wool".split(
    " ",
  );
const pool = words.map((word, at) => example(`e${at}`, ["hi"], { reply: `The ${word} is by the ${word} again.` }));
const vectors = replyVectors(offlineEmbedder({ idf: idfBytes() }));
const means = (k: number) => ({ k, vectors, distractors: distractorsFrom(pool, 1) });
const asDemo = (reply: string, conversation = "elsewhere"): Demo => ({
  ...example("demo", ["hi"], { reply, conversation }),
  similarity: 0.5,
});
const expected = "The violin needs a new string.";

describe("the distractors of a case", () => {
  const chosen = (id: string, more = pool) => distractorsFrom(more, 1)({ ...prediction().case, id, expected });

  it("are 19, the same whatever the order of the pool, others for another case", () => {
    expect(chosen("a")).toHaveLength(19);
    expect(chosen("a", [...pool].reverse())).toEqual(chosen("a"));
    expect(chosen("b")).not.toEqual(chosen("a"));
  });

  it("are never of the case's conversation, never the true reply, and no text twice", () => {
    const more = [
      ...pool,
      example("twin", ["hi"], { reply: expected }),
      example("own", ["hi"], { reply: "Something else.", conversation: "case" }),
      ...pool.map((each) => ({ ...each, id: `${each.id} again`, conversation: "another" })),
    ];
    for (const id of ["a", "b", "c", "d"]) {
      const replies = chosen(id, more).map(({ reply }) => reply);
      expect(new Set(replies).size).toBe(19);
      expect(replies).not.toContain(expected);
      expect(replies).not.toContain("Something else.");
    }
  });
});

describe("hits@k", () => {
  it("is 1 for a reply that is most like the true one, 0 for one that is like another", async () => {
    const near = await hits(means(1)).score(prediction({ case: { expected }, reply: "My violin has no string." }));
    expect(near).toEqual({ score: 1, reason: "the true reply is number 1 of 20" });
    const [other] = distractorsFrom(pool, 1)({ ...prediction().case, expected });
    const far = await hits(means(1)).score(prediction({ case: { expected }, reply: other?.reply ?? "" }));
    expect(far?.score).toBe(0);
  });

  it("counts a tie against the program: a reply with nothing in it hits nothing", async () => {
    const scored = await hits(means(5)).score(prediction({ case: { expected }, reply: "" }));
    expect(scored).toEqual({ score: 0, reason: "the true reply is number 20 of 20" });
  });

  it("says nothing where the true reply is not known", async () => {
    expect(await hits(means(1)).score(prediction({ reply: "hello" }))).toBeUndefined();
    expect(await demoHits(means(1)).score(prediction({ demos: [asDemo("x")] }))).toBeUndefined();
  });
});

describe("demo-hits@k", () => {
  it("goes by the demo that is most like the true reply", async () => {
    const demos = [asDemo("Nothing of that kind."), asDemo("A violin without a string.")];
    expect((await demoHits(means(1)).score(prediction({ case: { expected }, demos })))?.score).toBe(1);
  });

  it("does not let a distractor that is a demo be found by itself", async () => {
    const [chosen] = distractorsFrom(pool, 1)({ ...prediction().case, expected });
    if (chosen === undefined) throw new Error("no distractors");
    const demos = [{ ...chosen, similarity: 0.5 }, asDemo("A violin without a string.")];
    expect((await demoHits(means(1)).score(prediction({ case: { expected }, demos })))?.score).toBe(1);
  });

  it("is 0 for a program that shows no demos", async () => {
    expect((await demoHits(means(5)).score(prediction({ case: { expected } })))?.score).toBe(0);
  });
});

describe("relevance", () => {
  it("is 1 for the client's own words and near 0 for others", async () => {
    expect((await relevance(vectors).score(prediction({ case: { expected }, reply: expected })))?.score).toBeCloseTo(
      1,
      5,
    );
    const other = await relevance(vectors).score(prediction({ case: { expected }, reply: "zzz qqq" }));
    expect(other?.score).toBeLessThan(0.2);
  });

  it("of demos takes the nearest, and names its place and not its words", async () => {
    const scored = await demoRelevance(vectors).score(
      prediction({ case: { expected }, demos: [asDemo("Soup."), asDemo(expected)] }),
    );
    expect(scored?.score).toBeCloseTo(1, 5);
    expect(scored?.reason).toBe("demo 2 of 2 is the nearest");
  });
});

describe("reply vectors", () => {
  it("embeds each text once", async () => {
    const inner = offlineEmbedder({ idf: idfBytes() });
    const asked: (readonly string[])[] = [];
    const remember = replyVectors({
      ...inner,
      embed: (texts, options) => {
        asked.push(texts);
        return inner.embed(texts, options);
      },
    });
    const [first] = await remember(["one", "two", "one"]);
    const [again, , third] = await remember(["one", "two", "three"]);
    expect(asked).toEqual([["one", "two"], ["three"]]);
    expect(again).toEqual(first);
    expect(third).toHaveLength(512);
  });
});
