import { expect, test } from "vitest";
import { foldText, visitTokens } from "../../../brain/text/tokens.ts";

const tokens = (text: string): readonly string[] => {
  const folded = foldText(text, 1000);
  const found: string[] = [];
  visitTokens(folded, (start, end, kind) => found.push(`${folded.slice(start, end)}/${kind[0]}`));
  return found;
};

test("words keep their apostrophes, curly ones too, and lose case and punctuation", () => {
  expect(tokens("I DON’T know, 'really'...")).toEqual(["i/w", "don't/w", "know/w", "really/w"]);
});

test("full-width letters and ligatures are folded", () => {
  expect(tokens("ＦＩＬＭ ﬁlm")).toEqual(["film/w", "film/w"]);
});

test("emoji are tokens of their own, without skin tone, selector or joiner", () => {
  expect(tokens("ok👍🏽❤️ 👩‍🎨")).toEqual(["ok/w", "👍/s", "❤/s", "👩/s", "🎨/s"]);
});

test("Cyrillic, Greek, Hangul and Arabic are words; Han and kana are runs of ideographs", () => {
  expect(tokens("Привет γειά 안녕 مرحبا")).toHaveLength(4);
  expect(tokens("写真、カメラ")).toEqual(["写真/i", "カメラ/i"]);
});

test("lone surrogates are no token", () => {
  expect(tokens("a \ud800 \udc00 b")).toEqual(["a/w", "b/w"]);
});

test("no more than the limit is read, though NFKC lengthen the text", () => {
  expect(foldText("\ufdfa".repeat(100), 100)).toHaveLength(100);
});
