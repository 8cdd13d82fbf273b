import { describe, expect, it } from "vitest";
import { compilePhrases, type PhraseBook } from "../../guards/compile-phrases.ts";
import { identityPhrases } from "../../guards/data/identity.ts";
import { meetings } from "../../guards/data/meetings.ts";
import { matchesOf, mergeBooks } from "../../guards/merge-books.ts";
import { readText } from "../../guards/read-text.ts";

const tokensOf = (text: string) => readText(text)[0]?.tokens ?? [];

/** Two books whose classes go by the same names and mean different words. */
const fruit: PhraseBook = {
  classes: { kind: ["apple", "pear"], all: ["[kind]", "fresh|sweet [kind]"] },
  phrases: { hit: ["my [all]", "a|[kind] pie", "two !a|[kind] cakes", "<!no|[kind] tart|$", "[number] [kind]?"] },
};
const tools: PhraseBook = {
  classes: { kind: ["hammer", "saw"], all: ["[kind]"] },
  phrases: { hit: ["my [all]"], veto: ["not my [kind]"] },
};

describe("mergeBooks", () => {
  it.each([
    ["a class", "my apple", "my saw"],
    ["a class within a class", "my fresh pear", "my fresh saw"],
    ["a class among choices", "pear pie", "saw pie"],
    ["a class that must not follow", "two cakes", "two pear cakes"],
    ["a class that must not stand before", "one tart", "pear tart"],
  ])("keeps %s to its own book", (_, found, missed) => {
    const find = compilePhrases(mergeBooks({ fruit, tools }));
    expect(matchesOf("fruit", find(tokensOf(found))).length).toBeGreaterThan(0);
    expect(matchesOf("fruit", find(tokensOf(missed)))).toEqual([]);
  });

  it("lets the shapes of words mean the same in every book", () => {
    const find = compilePhrases(mergeBooks({ fruit, tools }));
    expect(matchesOf("fruit", find(tokensOf("7 pear")))).toMatchObject([{ group: "hit" }]);
  });

  it("gives matches their own group, and no other book's", () => {
    const matches = compilePhrases(mergeBooks({ fruit, tools }))(tokensOf("not my saw"));
    expect(matches.map(({ group }) => group)).toEqual(["tools/veto", "tools/hit"]);
    expect(matchesOf("tools", matches).map(({ group }) => group)).toEqual(["veto", "hit"]);
    expect(matchesOf("fruit", matches)).toEqual([]);
    expect(matchesOf("tool", matches)).toEqual([]);
  });

  it("finds what each book finds alone", () => {
    const books = { meetings, identity: identityPhrases, fruit };
    const together = compilePhrases(mergeBooks(books));
    const texts = [
      "Let's meet for coffee on Saturday at 7, your place or mine?",
      "Are you a real person, or is this some kind of bot?",
      "Nice to meet you! I had two apple pies and my pear tart. Coming over tonight?",
      "no worries, see you at the party tomorrow, I'll pick you up at 8 pm",
    ];
    for (const text of texts) {
      const tokens = tokensOf(text);
      for (const [name, book] of Object.entries(books)) {
        const place = ({ group, from, to }: { group: string; from: number; to: number }) => `${from}-${to} ${group}`;
        expect(matchesOf(name, together(tokens)).map(place).sort()).toEqual(
          compilePhrases(book)(tokens).map(place).sort(),
        );
      }
    }
  });

  it.each<[string, Record<string, PhraseBook>]>([
    ["a book's name", { "a/b": fruit }],
    ["a class's name", { a: { classes: { "b/c": ["d"] }, phrases: {} } }],
  ])("refuses %s that could be taken for two", (_, books) => {
    expect(() => mergeBooks(books)).toThrow(/cannot be the name/);
  });

  it("still refuses a class that no book has", () => {
    const book = { classes: {}, phrases: { hit: ["my [kind]"] } };
    expect(() => compilePhrases(mergeBooks({ fruit, book }))).toThrow("unknown class [book/kind]");
  });
});
