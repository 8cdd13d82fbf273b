import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { socialPlatforms } from "../../../guards/output/social-platforms.ts";
import { evasions } from "./evasions.ts";

const guard = socialPlatforms();
const verdictOn = async (text: string) => guard.check({ text, shown: "" });
const isBlocked = async (text: string) => (await verdictOn(text)).action === "block";

/** True mentions, the name in brackets. */
const mentions = [
  "add me on [instagram], I post daily",
  "my [instagram] is boring",
  "it was all over [facebook] this morning",
  "[facebook] is down again",
  "I saw it on [twitter]",
  "he [tweeted] about the game",
  "nice [retweet], thanks",
  "send it on [snapchat] tonight",
  "do you use [whatsapp]?",
  "the [whatsapp] group is loud",
  "join us on [telegram]",
  "there is a [discord] server for that",
  "my [discord] is mia99",
  "a thread on [reddit]",
  "that [subreddit] is strange",
  "pinned it on [pinterest]",
  "found the job on [linkedin]",
  "my old [tumblr] blog",
  "we [skype] on sundays",
  "dancing on [tiktok]",
  "my [insta] has more",
  "like that [tweet] of mine",
  "we talk on [viber]",
  "add my [wechat] too",
  "I had a [myspace] page once",
  "my [imessage] is broken",
].map((line) => {
  const [before = "", name = "", after = ""] = line.split(/[[\]]/);
  return { before, name, after };
});

/** Words that other names lie too close to: with a letter less they are words of their own. */
const isWord = (disguised: string): boolean => ["titter", "witter", "interest", "message", "mssg"].includes(disguised);

const examples = ["conversations.json", "personas/roz/conversations.json"].flatMap((path) => {
  // A cast: the project's own file, whose shape the tests of training_data hold to.
  const rows = JSON.parse(
    readFileSync(new URL(`../../../training_data/${path}`, import.meta.url), "utf8"),
  ) as readonly { readonly output: string }[];
  // Roz names her own platform, which is allowed for her alone.
  return rows.flatMap(({ output }) => (output.includes("Patreon") ? [] : [output]));
});

describe("a platform's name in disguise", () => {
  it("lets the personas' own replies pass as they are", async () => {
    const blocked: string[] = [];
    for (const text of examples) if (await isBlocked(text)) blocked.push(text);
    expect(blocked).toEqual([]);
  });

  describe.each(evasions.map((evasion, turn) => [evasion.name, evasion, turn] as const))(
    "%s",
    (_, { disguise, fewest = 1 }, turn) => {
      const disguised = mentions.flatMap(({ before, name, after }) =>
        name.length < fewest || isWord(disguise(name)) ? [] : [{ before, name: disguise(name), after }],
      );

      it("is blocked in at least 95 of 100 mentions, and the span lies on the disguise", async () => {
        const missed: string[] = [];
        let apart = 0;
        for (const { before, name, after } of disguised) {
          const text = before + name + after;
          const verdict = await verdictOn(text);
          if (verdict.action === "allow") missed.push(text);
          else if (verdict.span && !(verdict.span[0] < before.length + name.length && verdict.span[1] > before.length))
            apart++;
        }
        expect(disguised.length).toBeGreaterThan(10);
        expect(missed.length / disguised.length, missed.join("\n")).toBeLessThanOrEqual(0.05);
        // A word before it may belong to the mention, but mostly the name is what is named.
        expect(apart).toBe(0);
      });

      it("makes no platform of the words in the personas' own replies", async () => {
        const blocked: string[] = [];
        // A different tenth of them for each disguise, since all of them take a minute.
        for (const [at, text] of examples.filter((_, index) => index % 10 === turn % 10).entries()) {
          const one = text.replace(/\b[a-z]{3,}\b/g, (word, from: number) =>
            (from + at) % 3 === 0 && word.length >= fewest ? disguise(word) : word,
          );
          const verdict = await verdictOn(one);
          if (verdict.action === "block")
            blocked.push(`${verdict.reason}: ${one.slice(...(verdict.span ?? []))}: ${one}`);
        }
        expect(blocked).toEqual([]);
      });
    },
  );
});
