import { describe, expect, it } from "vitest";
import { normalise } from "../../brain/text/normalise.ts";
import { compileTerms } from "../../guards/compile-terms.ts";

const find = compileTerms([
  { term: "instagram", id: "instagram" },
  { term: "facebook", id: "facebook" },
  { term: "linkedin", id: "linkedin" },
  { term: "gram", id: "gram" },
  { term: "insta", id: "insta", whole: true },
]);
const found = (text: string) => find(normalise(text).folded).map(({ id, start, end }) => [id, text.slice(start, end)]);

describe("compileTerms", () => {
  it.each([
    ["inside a word", "myfacebookpage", "facebook", "facebook"],
    ["with marks inside", "face-book", "facebook", "face-book"],
    ["with repeated letters", "faaacebooook", "facebook", "faaacebooook"],
    ["with one letter where two belong", "facebok", "facebook", "facebok"],
    ["with a capital I for an l", "Iinkedin", "linkedin", "Iinkedin"],
  ])("finds a term %s", (_, text, id, span) => {
    expect(found(text)).toContainEqual([id, span]);
  });

  it("finds every term where several end in one place", () => {
    expect(found("instagram").map(([id]) => id)).toEqual(["instagram", "gram"]);
  });

  it("does not read over white space", () => {
    expect(found("face book, in stag ram")).toEqual([]);
  });

  it("takes a whole term only with marks inside, letter for letter and on its own", () => {
    expect(found("in.sta")).toEqual([["insta", "in.sta"]]);
    expect(found("in-stance, ins-taa, insta, in.stant")).toEqual([]);
  });

  it("refuses a term without letters", () => {
    expect(() => compileTerms([{ term: "…", id: "x" }])).toThrow(/cannot be searched/);
  });
});
