import { describe, expect, it } from "vitest";
import { repetitionOf } from "../../../evals/simulate/repeats.ts";

const said = ["The kettle is thinking about it. How are things on your side?"];

describe("a reply that was given before in the conversation", () => {
  it("is exact whatever its case and punctuation", () => {
    expect(repetitionOf("the kettle is thinking about it — how are things on your side", said)).toBe("exact");
  });

  it("is near with a word changed", () => {
    expect(repetitionOf("The kettle is still thinking about it. How are things on your side?", said)).toBe("near");
  });

  it("is none where something else is said, or nothing", () => {
    expect(repetitionOf("Radio's low, cat's asleep. What's on your mind?", said)).toBeUndefined();
    expect(repetitionOf("", ["", "…"])).toBeUndefined();
  });

  it("is found in every script", () => {
    expect(repetitionOf("とても嬉しいです！", ["とても嬉しいです"])).toBe("exact");
  });
});
