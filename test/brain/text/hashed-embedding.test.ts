import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProgramError } from "../../../brain/core/errors.ts";
import { hashedEmbedding, hashedEmbeddingDimensions } from "../../../brain/text/hashed-embedding.ts";
import { dot } from "../../../brain/text/similarity.ts";
import { idfBytes, sentimentBytes } from "../../fixtures/models.ts";

const embedding = hashedEmbedding(idfBytes());
const embed = (text: string): Float32Array => {
  const vector = new Float32Array(hashedEmbeddingDimensions);
  embedding.write(text, vector, 0);
  return vector;
};
const similarity = (left: string, right: string): number => dot(embed(left), embed(right));

test("a vector has unit length, or is all zeros for a blank text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" })), (text) => {
      const vector = embed(text);
      const length = Math.sqrt(dot(vector, vector));
      if (text.normalize("NFKC").trim() === "") expect(length).toBe(0);
      else expect(length).toBeCloseTo(1, 5);
    }),
  );
});

test("a vector depends on its text alone, not on what was embedded before or where it is written", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string(), { maxLength: 5 }), (text, others) => {
      const fresh = new Float32Array(hashedEmbeddingDimensions);
      hashedEmbedding(idfBytes()).write(text, fresh, 0);
      for (const other of others) embed(other);
      const pair = new Float32Array(2 * hashedEmbeddingDimensions).fill(9);
      embedding.write(text, pair, hashedEmbeddingDimensions);
      expect(pair.subarray(hashedEmbeddingDimensions)).toEqual(fresh);
      expect(pair[0]).toBe(9);
    }),
    { numRuns: 30 },
  );
});

test("a fixed text has the same bits on every machine", () => {
  const bits = new Uint8Array(embed("Which ribbon fits my Olympia? I'd love to know, know, know ☕ привет").buffer);
  expect(createHash("sha256").update(bits).digest("hex")).toMatchInlineSnapshot(
    `"71727a8788d7bb829079bf5a555ac47364ca74867405c035acbb7225be959ece"`,
  );
});

describe("a text lies nearer to its like than to another", () => {
  test.each([
    ["which ribbon fits this typewriter?", "what ribbon do i need for my typewriter", "my dog died yesterday"],
    ["I can't sleep again", "cant sleep, awake at 4am", "what camera do you use?"],
    ["I was repairing cameras", "I repair my camera", "the train was late"],
    ["typwriter repare", "typewriter repair", "good morning"],
    ["доброе утро", "доброе утро, как дела", "спокойной ночи"],
    ["写真が好きです", "写真を撮ります", "おやすみなさい"],
    ["🎉🎉", "party 🎉", "party 😢"],
  ])("%s", (text, like, other) => {
    expect(similarity(text, like)).toBeGreaterThan(similarity(text, other));
  });
});

test("case, curly quotes and full-width letters make no difference", () => {
  expect(embed("DON’T Ｓtop")).toEqual(embed("don't stop"));
});

test("shared function words alone make no likeness", () => {
  expect(similarity("what is the name of the lens", "what is the price of the train")).toBeLessThan(
    similarity("what is the name of the lens", "lens name please"),
  );
});

test("of a text past the limit only the head counts, so that its cost is bounded", () => {
  const head = "long letters about slow mornings and film. ".repeat(1000).slice(0, 20_000);
  expect(embed(head + " entirely different words".repeat(4000))).toEqual(embed(head));
});

test("another file than the shipped table is refused, naming the file to restore", () => {
  expect(() => hashedEmbedding(sentimentBytes())).toThrow(ProgramError);
  expect(() => hashedEmbedding(idfBytes().subarray(0, 999))).toThrow(/embedder-idf\.bin/);
});
