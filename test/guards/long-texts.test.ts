import { describe, expect, it } from "vitest";
import { createGate } from "../../guards/gate.ts";
import { inputGuards, outputGuards } from "../../guards/index.ts";
import { readText } from "../../guards/read-text.ts";
import { guardMeans } from "../fixtures/guard-means.ts";

const size = 100_000;
const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

/** What would drive a backtracking or rescanning matcher into the ground. */
const hostile = [
  "a ",
  "a",
  " ",
  "\n",
  "a\n",
  "i.n.",
  "meet ",
  "lets go to want to ",
  "on my on my ",
  "instagra",
  "1a@$",
  "e\u0301\u0302",
  "😊",
  "are you really just like a ",
  "i want to just not ",
  "т",
  ". ",
  "((((",
  "''''",
  "don't not never no ",
  "on\n",
  "i! ",
  "on. ",
  "Oh! ",
  "on\n\n",
  "a b. ",
].map((unit) => [JSON.stringify(unit), fill(unit)] as const);

/** What messages are made of, over and over: marks, fillers, labels, numbers, codes. */
const repeated = [
  ...[
    "-",
    "- ",
    "--",
    "#",
    "# ",
    "####",
    "*",
    "=",
    "<",
    "[",
    "[ ",
    "[<#*=- ",
    "(",
    ")(",
    "((at",
    "._%+-",
    "' ",
    '"',
    '" + "',
  ],
  ...[
    "rn ",
    "tbh ",
    "fr pls ",
    "u r ",
    "can not ",
    "sucidal ",
    "i w4nt 2 ",
    "s u i c ",
    "i bought a ",
    "you are now ",
    "new rule: ",
  ],
  ...[
    "a-",
    "a.",
    "a@",
    "@a ",
    "A",
    "A ",
    "Ab ",
    "ann at ",
    "a at b dot ",
    "ann@b.co ",
    "é",
    "\u200b",
    "٠",
    "忽略上",
    "игнорируй ",
  ],
  ...[
    "1",
    "1 ",
    "1-",
    "12 ",
    "+1 ",
    "one ",
    "double ",
    "nine hundred ",
    "4111 ",
    "de89 ",
    "12 Rose ",
    "4 rose street ",
    "Rua A ",
  ],
  ...["sort code ", "sort code 12-34-56 ", "account ", "account 12345678 ", "12-34-56 "],
  ...[
    "User: ",
    "user:\n",
    "assistant:\n",
    "\n\n",
    "\n ",
    "\n[system ",
    "\n> ",
    "%41",
    "&#65;",
    ".- ",
    "0101 ",
    "ab ",
    "QUJD",
  ],
].map((unit) => [JSON.stringify(unit), unit] as const);

/** Milliseconds of processor time, the least of three: other work on the machine does not count, a collection may. */
const costOf = async (text: string): Promise<number> => {
  const costs: number[] = [];
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    // Anew, so that nothing is remembered.
    for (const guard of guardsOfInput) await guard.check({ text: `${text}${"!".repeat(round)}`, history: [] });
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  return Math.min(...costs);
};
const guardsOfInput = inputGuards(guardMeans);

describe("a unit over and over", () => {
  it.each(repeated)("%s costs four times as much in a text four times as long, not sixteen times", async (_, unit) => {
    const long = await costOf(unit.repeat(Math.ceil(size / unit.length)));
    // What was quadratic took four to seventeen seconds; a busy machine is given room.
    if (long < 1000) return;
    expect(long).toBeLessThan(9 * (await costOf(unit.repeat(Math.ceil(size / 4 / unit.length)))));
  });
});

describe("100,000 characters", () => {
  it.each(hostile)("of %s are read in at most three views, none with more tokens than units", (_, text) => {
    const readings = readText(text);
    expect(readings.length).toBeLessThanOrEqual(3);
    for (const { view, tokens } of readings) expect(tokens.length).toBeLessThanOrEqual(view.text.length);
  });

  it.each(hostile)("of %s are answered by every guard", async (_, text) => {
    for (const guard of outputGuards({ policy: {} }, guardMeans)) {
      expect(["allow", "block"]).toContain((await guard.check({ text, shown: "", previousUserMessage: text })).action);
    }
    for (const guard of inputGuards(guardMeans)) {
      expect(["allow", "steer"]).toContain((await guard.check({ text, history: [] })).action);
    }
  });

  it.each(hostile)(
    "of %s pass the gate with each unit checked a few times at most",
    async (_, text) => {
      let checked = 0;
      let asked = 0;
      const guards = outputGuards({ policy: {} }, guardMeans).map(({ name, check, openFrom }) => ({
        name,
        check: (output: Parameters<typeof check>[0]) => {
          checked += output.text.length;
          return check(output);
        },
        openFrom: (all: string) => {
          asked++;
          return openFrom?.(all) ?? all.length;
        },
      }));
      const gate = createGate({ guards });
      const { release, blocked, pending } = await gate.push(text);
      expect(release + pending).toBe(text);
      // Each guard sees a unit of a long sentence in two pieces, or in one and at the end.
      expect(checked).toBeLessThanOrEqual(guards.length * 3 * text.length);
      expect(asked).toBeLessThanOrEqual(guards.length * text.length);
      if (!blocked) expect(pending.length).toBeLessThanOrEqual(400);
    },
    60_000,
  );
});
