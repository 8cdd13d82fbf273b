import { describe, expect, it } from "vitest";
import { inPlainSpelling } from "../../../guards/input/chat-spellings.ts";
import { type Reading, readText } from "../../../guards/read-text.ts";

const plain = (text: string): string | undefined => {
  const [reading] = readText(text);
  return (
    reading &&
    inPlainSpelling(reading)
      ?.tokens.map(({ word }) => word)
      .join(" ")
  );
};

/** How often a word is read while `text` is spelled out. */
const readsOf = (text: string): number => {
  const [{ view, tokens } = { view: undefined, tokens: [] }] = readText(text);
  if (view === undefined) return 0;
  let reads = 0;
  const counted: Reading = {
    view,
    tokens: tokens.map((token) => ({
      ...token,
      get word() {
        reads++;
        return token.word;
      },
    })),
  };
  inPlainSpelling(counted);
  return reads;
};

describe("inPlainSpelling", () => {
  it.each([
    ["u r nice", "you're nice"],
    ["i cant sleep rn", "i can't sleep"],
    ["r u there rn tbh fr", "are you there"],
    ["i am here rn, ok", "i'm here ok"],
    ["i feel sucidal", "i feel suicidal"],
  ])("writes %j as %j", (text, spelled) => {
    expect(plain(text)).toBe(spelled);
  });

  it.each(["i sleep rn and wake", "rn", "all is well"])("leaves %j as it is", (text) => {
    expect(plain(text)).toBeUndefined();
  });

  it.each(["rn ", "tbh ", "fr pls ", "rn and ", "rn. ", "u r "])(
    "reads each word of %j a few times at most",
    (unit) => {
      expect(readsOf(unit.repeat(4000))).toBeLessThan(12 * 4000 * unit.trim().split(" ").length);
    },
  );
});
