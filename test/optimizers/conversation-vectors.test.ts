import { describe, expect, it } from "vitest";
import type { Embedder } from "../../brain/core/ports.ts";
import { conversationVectors } from "../../optimizers/conversation-vectors.ts";
import { countingEmbedder } from "./counting-embedder.ts";

const vectorOf = async (last: string, history: string, lastWeight = 0.8) =>
  conversationVectors([{ last, history }], countingEmbedder(), { lastWeight });

const broken = (answer: Float32Array): Embedder => ({ ...countingEmbedder(), embed: async () => answer });

describe("conversationVectors", () => {
  it("embeds all texts in one call, each of them once", async () => {
    const embedder = countingEmbedder();
    const conversations = [
      { last: "hi", history: "" },
      { last: "hi", history: "good morning" },
      { last: "good morning", history: "" },
    ];
    await conversationVectors(conversations, embedder, { lastWeight: 0.8 });
    expect(embedder.calls).toEqual([["hi", "good morning"]]);
  });

  it("is the last message's vector where there is no history, or where all weight lies on it", async () => {
    const [alone] = [await countingEmbedder().embed(["good morning"])];
    for (const vector of [
      await vectorOf("good morning", "", 0.3),
      await vectorOf("good morning", "", 0),
      await vectorOf("good morning", "long ago", 1),
    ]) {
      vector.forEach((value, i) => {
        expect(value).toBeCloseTo(alone?.[i] ?? Number.NaN, 6);
      });
    }
  });

  it("weighs the last message against the history, at unit length", async () => {
    const embedder = countingEmbedder();
    const [last, history] = [await embedder.embed(["ribbons"]), await embedder.embed(["coffee"])];
    const mixed = last.map((value, i) => 0.8 * value + 0.2 * (history[i] ?? 0));
    const length = Math.hypot(...mixed);
    (await vectorOf("ribbons", "coffee")).forEach((value, i) => {
      expect(value).toBeCloseTo((mixed[i] ?? 0) / length, 6);
    });
  });

  it("is the history's vector where the user said nothing", async () => {
    expect(await vectorOf("", "coffee", 1)).toEqual(await vectorOf("coffee", "", 1));
  });

  it("is zeros where nothing was said, without asking the embedder", async () => {
    const embedder = countingEmbedder();
    expect(await conversationVectors([{ last: "", history: "" }], embedder, { lastWeight: 0.8 })).toEqual(
      new Float32Array(48),
    );
    expect(embedder.calls).toEqual([]);
  });

  it("refuses an answer that lacks numbers, or holds what is none", async () => {
    const conversations = [{ last: "a", history: "b" }];
    for (const answer of [
      new Float32Array(0),
      new Float32Array(3),
      new Float32Array([0, 1, Number.NaN, 0]),
      new Float32Array([0, Number.POSITIVE_INFINITY, 0, 1]),
    ]) {
      await expect(conversationVectors(conversations, broken(answer), { lastWeight: 0.5 })).rejects.toMatchObject({
        code: "malformed",
      });
    }
  });
});
