import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanCut, endsInLetter, lastWordCut } from "../../guards/clean-cut.ts";
import { readText } from "../../guards/read-text.ts";

/** Words, disguises and separators that read differently together than apart. */
const pieces = fc.constantFrom(
  ...["insta", "Oh", "no", "i", "n", "s", "5", "7pm", "3.14", "it's", "h3ll0", "y@", "@", "$", "x!y", "t.me", "r/x"],
  ...[
    "é",
    "e\u0301",
    "a\u200bb",
    "ＩＧ",
    "你好",
    "𝐢𝐠",
    "㏂",
    "😊",
    "ﬁ",
    "½",
    "々",
    "\u0301",
    "İ",
    "\ud83d",
    "(a",
    "''",
    "`s",
  ],
);
const separators = fc.constantFrom(
  " ",
  " ",
  " ",
  "\n",
  ". ",
  "! ",
  "",
  "。",
  "！",
  " \u0301",
  "... ",
  " 😊 ",
  " @",
  ".",
  "\u200b ",
);
const texts = fc
  .array(fc.tuple(pieces, separators), { minLength: 1, maxLength: 24 })
  .map((parts) => parts.flat().join(""));

/** What of every view stands at or after raw unit `from`, told by where it came from. */
const tokensFrom = (text: string, from: number, shift = 0) => {
  const readings = readText(text).map(({ view, tokens }) =>
    tokens
      .filter(({ start }) => (view.starts[start] ?? 0) + shift >= from)
      .map(({ word, start, end, asked, capitals, variants, border, gap }, index) => ({
        ...{ word, asked, capitals, variants: [...variants] },
        ...(index > 0 && { border, gap }),
        span: [(view.starts[start] ?? 0) + shift, (view.ends[end - 1] ?? 0) + shift],
      })),
  );
  return [...new Set(readings.map((tokens) => JSON.stringify(tokens)))];
};

describe("cleanCut", () => {
  it("cuts where what follows is read as in the whole, in every view", () => {
    fc.assert(
      fc.property(texts, fc.nat(200), (text, from) => {
        const cut = cleanCut(text, from, 0);
        if (cut === -1) return;
        expect(cut).toBeLessThanOrEqual(from);
        expect(tokensFrom(text.slice(cut), cut, cut)).toEqual(tokensFrom(text, cut));
      }),
      { seed: 11, numRuns: 3000 },
    );
  });

  it.each([
    ["at the last space after a word", "one two three", 8, 7],
    ["not after a single character, which may be part of a word in pieces", "so i n s t a", 11, 2],
    ["not after a symbol that counts as a character", "see you @ home", 9, 3],
    ["behind a wide full stop", "你好吗。你好", 5, 4],
    ["nowhere in a single word", "Instagram", 8, -1],
    ["no further left than it may", "one two", 6, -1],
  ])("%s", (_, text, from, cut) => {
    expect(cleanCut(text, from, cut === -1 ? 4 : 0)).toBe(cut);
  });
});

describe("lastWordCut", () => {
  it("cuts so that the last word and what follows it are read as in the whole, in every view", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const cut = lastWordCut(text);
        if (cut === -1) return;
        expect(tokensFrom(text.slice(cut), cut, cut)).toEqual(tokensFrom(text, cut));
      }),
      { seed: 12, numRuns: 3000 },
    );
  });
});

describe("endsInLetter", () => {
  it("is true only where the last word is a single character in some view", () => {
    fc.assert(
      fc.property(texts, (text) => {
        if (endsInLetter(text))
          expect(readText(text).some(({ tokens }) => tokens.at(-1)?.word.length === 1)).toBe(true);
      }),
      { seed: 13, numRuns: 3000 },
    );
  });

  it.each(["well, I", "i! ", "a? 5.", "\nx\u200b! "])("knows %j", (text) => {
    expect(endsInLetter(text)).toBe(true);
  });
});
