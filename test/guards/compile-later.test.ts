import { describe, expect, test } from "vitest";
import { compileLater } from "../../guards/compile-later.ts";
import { compilePhrases } from "../../guards/compile-phrases.ts";
import { readText } from "../../guards/read-text.ts";
import { inOneGo } from "../../guards/steps.ts";

const book = {
  classes: { drink: ["tea", "coffee"], place: ["[drink] house", "bar"] },
  phrases: { hit: ["meet at|in [place]", "[drink] ~2 tonight"] },
};
const tokens = readText("coffee with me tonight? we meet at tea house")[0]?.tokens ?? [];
const expected = compilePhrases(book)(tokens);

describe("a finder that is made later", () => {
  test("finds the same, prepared beforehand", () => {
    const { compile, prepare } = compileLater();
    const find = compile(book);
    inOneGo(prepare());
    expect(expected).toHaveLength(2);
    expect(find(tokens)).toEqual(expected);
  });

  test("finds the same where a text comes before, or amid the work", () => {
    const { compile, prepare } = compileLater();
    const find = compile(book);
    const steps = prepare();
    steps.next();
    expect(find(tokens)).toEqual(expected);
    inOneGo(steps);
    expect(find(tokens)).toEqual(expected);
  });

  test("is one for all who ask for the same book", () => {
    const { compile } = compileLater();
    expect(compile(book)).toBe(compile(book));
  });
});
