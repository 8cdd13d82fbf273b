import { expect, it } from "vitest";
import { compilePhrases, type PhraseMatch } from "../../guards/compile-phrases.ts";
import { readText } from "../../guards/read-text.ts";
import { topicFinders } from "../../guards/topic-finders.ts";

const tea = { classes: { drink: ["tea", "mint tea"] }, phrases: { ask: ["more [drink]"], veto: ["no more [drink]"] } };
const wine = { classes: { drink: ["wine"] }, phrases: { ask: ["more [drink]"] } };

it("each book finds in the shared pass what it finds alone, under its own names", () => {
  const finderOf = topicFinders({ tea, wine });
  for (const text of ["more mint tea", "no more tea, more wine", "more", "nothing at all"]) {
    const [reading] = readText(text);
    if (reading === undefined) throw new Error("no reading");
    const places = (matches: readonly PhraseMatch[]) => matches.map(({ group, from, to }) => ({ group, from, to }));
    for (const [name, book] of Object.entries({ tea, wine, again: tea })) {
      const found = finderOf(name === "again" ? "tea" : name)(reading);
      expect(places(found)).toEqual(places(compilePhrases(book)(reading.tokens)));
    }
  }
});
