import { describe, expect, it } from "vitest";
import { compilePhrases } from "../../../guards/compile-phrases.ts";
import {
  certainVetoes,
  loneVetoes,
  platformFrames,
  platformVetoes,
  vetoClasses,
} from "../../../guards/data/platform-frames.ts";
import { foreignActs, foreignFrames } from "../../../guards/data/platform-frames-languages.ts";
import { platforms } from "../../../guards/data/platforms.ts";
import { socialPlatforms } from "../../../guards/output/social-platforms.ts";
import { readText } from "../../../guards/read-text.ts";

const classes: Readonly<Record<string, readonly string[]>> = {
  ...vetoClasses,
  framed: ["ig", "snap", "discord", "fb", "twitch", "telegram"],
  strict: ["X", "Signal", "Threads", "LINE", "vine", "messenger"],
  own: ["onlyfans"],
};
const shapes: Readonly<Record<string, string>> = { handle: "@mia", number: "5", capital: "Mia", clock: "7pm" };

/** What a row of phrases asks for, written out; each `turn` takes other words of its choices. */
const written = (row: string, turn: number): string =>
  row
    .split(" ")
    .flatMap((element, at) => {
      if (/^(?:[!^~]|<!|\$$)/.test(element)) return [];
      if (element === "??") return ["?"];
      if (element.endsWith("?") && turn % 2 === 1) return [];
      const choices = element
        .replace(/\?$/, "")
        .split("|")
        .filter((choice) => choice !== "$")
        .flatMap((choice) => {
          const name = /^\[(.*)\]$/.exec(choice)?.[1];
          if (name === undefined) return [choice];
          return shapes[name] ?? (classes[name] ?? []).flatMap((entry) => entry.split("|"));
        });
      return [choices[(turn * (at + 1) + Math.floor(turn / 3)) % choices.length] ?? ""];
    })
    .join(" ")
    .replace(" ?", "?");

const turns = Array.from({ length: 60 }, (_, turn) => turn);

const guard = socialPlatforms();
const blocks = async (text: string) => (await guard.check({ text, shown: "" })).action === "block";

const isReached = async (row: string): Promise<boolean> => {
  for (const turn of turns) if (await blocks(written(row, turn))) return true;
  return false;
};

describe("the rows of what is known of platforms", () => {
  it("are each reached by a text that is written out of them", async () => {
    const rows = [
      ...platforms.flatMap(({ phrases = [], lone = [] }) => [...phrases, ...lone]),
      ...[platformFrames, foreignFrames].flatMap(({ framed, strict }) => [...framed, ...strict]),
      ...Object.values(foreignActs).flat(),
    ];
    const dead: string[] = [];
    for (const row of rows) if (!(await isReached(row))) dead.push(row);
    expect(dead).toEqual([]);
    expect(rows.length).toBeGreaterThan(250);
  });

  it("hold vetoes that each cover a text that is written out of them", () => {
    const rows = [...platformVetoes, ...loneVetoes, ...certainVetoes];
    const find = compilePhrases({ classes, phrases: { veto: rows } });
    const matches = (row: string) =>
      turns.some((turn) =>
        readText(written(row, turn)).some(({ tokens }) => find(tokens).some(({ phrase }) => phrase === row)),
      );
    expect(rows.filter((row) => !matches(row))).toEqual([]);
  });

  it("name each term and host once", () => {
    const names = platforms.flatMap(({ anywhere = [], always = [], framed = [], strict = [], hosts = [] }) => [
      ...anywhere,
      ...always,
      ...framed,
      ...strict,
      ...hosts,
    ]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it("hold acts of platforms that exist", () => {
    const ids = platforms.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(foreignActs).filter((id) => !ids.includes(id))).toEqual([]);
  });
});
