import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { knownVariables } from "../../app/variables.ts";
import { createProgram } from "../../cli/create-program.ts";
import { exitCodes } from "../../cli/exit-codes.ts";
import { help } from "../../cli/help.ts";
import { topicList, topics } from "../../cli/help-topics/index.ts";
import { columnsOf } from "../../cli/terminal/graphemes.ts";
import { rejection } from "../app/temporary-folder.ts";

const refusal = async (...words: string[]) => (await rejection(help(words, createProgram()))).message;

describe("understudy help", () => {
  test.each(topics.map(({ name, load }) => [name, load] as const))(
    "%s fits 80 columns, as plain text",
    async (_, load) => {
      const lines = await load();
      expect(lines.length).toBeGreaterThan(3);
      for (const line of lines) {
        expect(columnsOf(line), line).toBeLessThanOrEqual(80);
        expect(line).not.toMatch(/\p{Cc}|\s$/u);
      }
    },
  );

  test("the list of topics fits 80 columns", () => {
    for (const line of topicList().split("\n")) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  });

  test.each([
    [["exitcodes"], "did you mean exit-codes?"],
    [["enviroment"], "did you mean environment?"],
    [["evla"], "did you mean eval?"],
    [["programs", "shwo"], "did you mean programs show?"],
    [["xylophone"], "`understudy help` lists them"],
    [["keys", "more"], "did you mean keys?"],
  ])("of %j it says what was likely meant", async (words, expected) => {
    expect(await refusal(...words)).toContain(expected);
  });
});

describe("what stands in two places says the same", () => {
  test("README tells the exit codes", () => {
    const readme = readFileSync("README.md", "utf8").replace(/[\s|]+/g, " ");
    for (const { code, meaning } of exitCodes) expect(readme).toContain(`${code} ${meaning}`);
  });

  test(".env.example shows the variables that .env can set, all of them empty", () => {
    const shown = [...readFileSync(".env.example", "utf8").matchAll(/^([A-Z_]+)=$/gm)].map(([, name]) => name);
    const known = knownVariables.filter(({ isInDotenv }) => isInDotenv).map(({ name }) => name);
    expect(shown.sort()).toEqual(known.sort());
  });
});
