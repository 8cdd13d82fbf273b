import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusesInOwnWords } from "../../../brain/text/model-refusal.ts";
import { inVoice, laterRefusals, refusals } from "../../fixtures/model-refusals.ts";

type Example = {
  readonly output: string;
  readonly chat_history: { readonly messages: readonly { content: string }[] };
};
const examplesIn = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Example[]; // checked by its loader's tests

describe("refusesInOwnWords", () => {
  it.each(refusals)("finds: %s", (text) => {
    expect(refusesInOwnWords(text)).toBe(true);
  });

  it("finds 83 of the 89 that were written after its first patterns, and no fewer", () => {
    expect(laterRefusals).toHaveLength(89);
    expect(laterRefusals.filter(refusesInOwnWords).length).toBeGreaterThanOrEqual(83);
  });

  it.each(inVoice)("lets people speak: %s", (text) => {
    expect(refusesInOwnWords(text)).toBe(false);
  });

  it.each(["training_data/conversations.json", "training_data/personas/roz/conversations.json"])(
    "takes no reply and no letter of %s for a refusal",
    (path) => {
      const examples = examplesIn(path);
      expect(examples.length).toBeGreaterThan(200);
      const said = examples.flatMap(({ output, chat_history }) => [
        output,
        ...chat_history.messages.map(({ content }) => content),
      ]);
      expect(said.filter(refusesInOwnWords)).toEqual([]);
    },
  );

  it("finds it with a typographic apostrophe, within markdown, and in capitals", () => {
    for (const text of refusals) {
      expect(refusesInOwnWords(text.replaceAll("'", "’"))).toBe(true);
      expect(refusesInOwnWords(`**${text}**`)).toBe(true);
      expect(refusesInOwnWords(text.toUpperCase())).toBe(true);
    }
  });

  it("leaves what stands far down in a long reply alone: it may have been shown", () => {
    expect(refusesInOwnWords(`${"The ferry was late again. ".repeat(40)}As an AI language model, I don't swim.`)).toBe(
      false,
    );
  });

  it("takes any text, and a hundred thousand characters in no time", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => typeof refusesInOwnWords(text) === "boolean"));
    for (const piece of ["i can't ", "as an ai ", "sorry, ", "i'm ", "\n\n", "’*_"]) {
      const from = performance.now();
      refusesInOwnWords(piece.repeat(Math.ceil(100_000 / piece.length)));
      expect(performance.now() - from).toBeLessThan(200);
    }
  });

  it.each([
    "Yes, I'm an AI assistant.",
    "You're right, I am an AI model, and I stand in here.",
    "Yes. Honestly, I'm an AI.",
  ])("leaves the truth about what answers standing: %s", (text) => expect(refusesInOwnWords(text)).toBe(false));
});
