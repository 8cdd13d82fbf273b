import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endsSentence, splitSentences } from "../../../brain/text/sentences.ts";

describe("splitSentences", () => {
  it.each([
    ["One. Two! Three? Four", ["One.", " Two!", " Three?", " Four"]],
    ['He said "no." Then left.', ['He said "no."', " Then left."]],
    ["Great!😊 See you", ["Great!😊", " See you"]],
    ["**Bold.** Next.", ["**Bold.**", " Next."]],
    ["Line one.\nLine two!)\nLine three", ["Line one.", "\nLine two!)", "\nLine three"]],
    ["A title\n\nA text\n \n\nThe end", ["A title\n", "\nA text\n ", "\n\nThe end"]],
    ["本です。次です。", ["本です。", "次です。"]],
    ["「本です」。次です！Then", ["「本です」。", "次です！", "Then"]],
  ])("cuts %j where sentences end", (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });

  it.each([
    "Dr. Lima and Mr. Reis came",
    "typewriters, e.g. the Lettera",
    "it cost 3.50 at shop.example/parts today",
    "well... maybe… yes",
    "i. n. s. t. a.",
    "i\nn\ns",
    "Let us\nmeet\r\nagain",
    "insta！gram",
    "at 7 a.m. sharp",
    "J. R. R. Tolkien",
  ])("does not cut %j", (text) => {
    expect(splitSentences(text)).toEqual([text]);
  });

  it("puts together to the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(splitSentences(text).join("")).toBe(text);
      }),
      { seed: 3 },
    );
  });
});

it("endsSentence does not depend on what comes later", () => {
  const text = fc.array(fc.constantFrom("a", "B", "e.g", ".", "!", "?", " ", "\n", "…", ")", "😊", "7"), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const head = before.join("");
      for (let at = 1; at < head.length; at++) {
        expect(endsSentence(head + after.join(""), at)).toBe(endsSentence(head.slice(0, at + 1), at));
      }
    }),
    { seed: 5 },
  );
});
