import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePhrases, firstUnvetoed } from "../../guards/compile-phrases.ts";
import { readText } from "../../guards/read-text.ts";

const classes = { day: ["monday", "this weekend", "[number] am|pm"], when: ["[day]", "tonight"] };

/** Whether `phrase` is found in `text`, and the words it covers. */
const find = (phrase: string, text: string): string | undefined => {
  const tokens = readText(text)[0]?.tokens ?? [];
  const match = compilePhrases({ classes, phrases: { hit: [phrase] } })(tokens)[0];
  return (
    match &&
    tokens
      .slice(match.from, match.to)
      .map(({ word }) => word)
      .join(" ")
  );
};

describe("compilePhrases", () => {
  it.each([
    ["a row of words", "on my page", "look on my page", "on my page"],
    ["choices", "on|via insta", "via insta", "via insta"],
    ["a word that may be left out", "on the? gram", "on gram", "on gram"],
    ["a first word that may be left out", "pretty? please", "please", "please"],
    ["classes within classes", "meet [when]", "meet monday", "meet monday"],
    ["classes of several words", "meet [when]", "meet this weekend", "meet this weekend"],
    ["classes by shape", "at [number]", "at 7", "at 7"],
    ["shapes within classes", "meet [day]", "meet 7 pm", "meet 7 pm"],
    ["clock times", "[clock] works", "7:30pm works", "7:30pm works"],
    ["handles", "follow [handle]", "follow @mia", "follow mia"],
    ["a gap", "meet ~2 tonight", "meet me there tonight", "meet me there tonight"],
    ["the beginning of a clause", "^ snap", "oh well, snap", "snap"],
    ["nearly the beginning of a clause", "^1 come", "please come", "come"],
    ["the end of a clause", "on snap $", "on snap, yes", "on snap"],
    ["a word or the end", "come over|$", "come", "come"],
    ["a question mark", "you bot ??", "you bot?", "you bot"],
    ["capitals as written", "on Signal", "on Signal", "on signal"],
    ["elongated words", "on insta", "on instaaaa", "on insta".replace("insta", "instaaaa")],
    ["words with 's", "my insta", "my insta's", "my insta's"],
  ])("finds %s", (_, phrase, text, covered) => {
    expect(find(phrase, text)).toBe(covered);
  });

  it.each([
    ["over the end of a sentence", "on insta", "Come. Insta"],
    ["a gap over the end of a sentence", "meet ~3 tonight", "meet me. Not tonight"],
    ["more words than the gap allows", "meet ~1 tonight", "meet me there tonight"],
    ["what must not follow", "meet you !halfway", "meet you halfway"],
    ["what must not stand before", "<!oh snap", "oh snap"],
    ["a clause's beginning in its middle", "^ snap", "oh snap"],
    ["a clause's end in its middle", "on snap $", "on snap decisions"],
    ["a question where nobody asks", "you bot ??", "you bot."],
    ["small letters for capitals", "on Signal", "on signal"],
    ["one capital for all", "on LINE", "on Line"],
  ])("does not find %s", (_, phrase, text) => {
    expect(find(phrase, text)).toBeUndefined();
  });

  it("crosses the mark after a word that ends no sentence", () => {
    expect(find("on insta", "Follow me on. Insta")).toBe("on insta");
  });

  it.each([
    ["an unknown class", "[nowhere]", /unknown class \[nowhere\]/],
    ["a phrase without a first word", "~2 word", /does not begin with a word/],
    ["an empty element", "a ?", /empty element/],
    ["a clause's end that is not the last choice", "a b|$|c", /cannot be read at "b\|\$\|c"/],
    ["a clause's end before other choices", "a $|b", /cannot be read/],
    ["a clause's end among what must not follow", "a !b|$", /cannot be read/],
    ["a question mark as a choice", "a b|??", /cannot be read at "b\|\?\?"/],
    ["a gap as a choice", "a b|~2", /cannot be read/],
    ["a gap of more than nine words", "a ~12 b", /cannot be read/],
  ])("refuses %s", (_, phrase, message) => {
    expect(() => find(phrase, "x")).toThrow(message);
  });

  it.each(["[day]|tonight", "early? [day]", "tonight|[number]"])(
    "reads a class named in a choice of a class: %s",
    (entry) => {
      const tokens = readText("meet monday, meet 7")[0]?.tokens ?? [];
      const book = { classes: { ...classes, when: [entry] }, phrases: { hit: ["meet [when]"] } };
      expect(compilePhrases(book)(tokens)).toHaveLength(1);
    },
  );

  it("knows a class's spelling that begins with the same word as the one it is part of", () => {
    const tokens = readText("free in in may")[0]?.tokens ?? [];
    const book = { classes: { when: ["in [month]"], month: ["in may", "june"] }, phrases: { hit: ["free [when]"] } };
    expect(compilePhrases(book)(tokens)).toHaveLength(1);
  });

  it("asks no capitals of a class in a choice", () => {
    const tokens = readText("meet monday")[0]?.tokens ?? [];
    const book = { classes: { Day: ["monday"] }, phrases: { hit: ["meet tonight|[Day]"] } };
    expect(compilePhrases(book)(tokens)).toHaveLength(1);
  });

  it("refuses a class that contains itself", () => {
    expect(() => compilePhrases({ classes: { a: ["[a]"] }, phrases: { hit: ["[a]"] } })).toThrow(/contains itself/);
  });

  it.each(["meet at six", "meet at half six", "meet at half past six", "meet around noon"])(
    "knows every spelling of a class: %s",
    (text) => {
      const classes = { when: ["at|around [hour]", "at half past? [hour]"], hour: ["six|seven", "noon"] };
      const tokens = readText(text)[0]?.tokens ?? [];
      expect(compilePhrases({ classes, phrases: { hit: ["meet [when] $"] } })(tokens)).toHaveLength(1);
    },
  );

  it("gives the same as trying every way one by one", () => {
    const word = fc.constantFrom("a", "b", "c");
    const element = fc.oneof(
      word,
      word.map((one) => `${one}?`),
      fc.constantFrom("a|b", "~1", "~2", "!c"),
    );
    const phrase = fc.tuple(word, fc.array(element, { maxLength: 4 })).map(([first, rest]) => [first, ...rest]);
    fc.assert(
      fc.property(phrase, fc.array(word, { maxLength: 7 }), (elements, words) => {
        const tokens = readText(words.map((one) => `${one}${one}${one}x`.slice(0, 4)).join(" "))[0]?.tokens ?? [];
        const long = elements.map((part) => part.replace(/[abc]/g, (one) => `${one}${one}${one}x`));
        const found = compilePhrases({ classes: {}, phrases: { hit: [long.join(" ")] } })(tokens);
        const starts = words.flatMap((_, from) => (matchesFrom(elements, words, from) ? [from] : []));
        expect(found.map(({ from }) => from)).toEqual(starts);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

/** The plainest matcher there is. */
function matchesFrom(elements: readonly string[], words: readonly string[], at: number): boolean {
  const [first, ...rest] = elements;
  if (first === undefined) return true;
  const gap = /^~(\d)$/.exec(first)?.[1];
  if (gap !== undefined) {
    return [...Array(Number(gap) + 1).keys()].some(
      (skip) => at + skip <= words.length && matchesFrom(rest, words, at + skip),
    );
  }
  if (first.startsWith("!")) return words[at] !== first.slice(1) && matchesFrom(rest, words, at);
  if (first.endsWith("?") && matchesFrom(rest, words, at)) return true;
  return (
    first
      .replace("?", "")
      .split("|")
      .includes(words[at] ?? "") && matchesFrom(rest, words, at + 1)
  );
}

describe("firstUnvetoed", () => {
  const match = (group: string, from: number, to: number) => ({ group, phrase: group, from, to });
  const all = () => true;

  it("drops a hit that a veto covers or continues", () => {
    expect(firstUnvetoed([match("veto", 0, 3), match("hit", 1, 3)], all)).toBeUndefined();
    expect(firstUnvetoed([match("hit", 0, 2), match("veto", 1, 4)], all)).toBeUndefined();
  });

  it("keeps a hit that a veto does not touch, or that has taken the veto's words in", () => {
    expect(firstUnvetoed([match("veto", 0, 2), match("hit", 2, 3)], all)).toMatchObject({ from: 2 });
    expect(firstUnvetoed([match("hit", 0, 4), match("veto", 1, 3)], all)).toMatchObject({ from: 0 });
  });

  it("keeps a hit of which a veto touches less than half, at its end", () => {
    expect(firstUnvetoed([match("hit", 0, 5), match("veto", 3, 7)], all)).toMatchObject({ from: 0 });
    expect(firstUnvetoed([match("hit", 0, 4), match("veto", 2, 7)], all)).toBeUndefined();
  });

  it("gives the first that is wanted", () => {
    expect(firstUnvetoed([match("hit", 0, 1), match("hit", 5, 6)], ({ from }) => from > 2)).toMatchObject({ from: 5 });
  });
});
