import { describe, expect, it } from "vitest";
import { createProgram } from "../../../cli/create-program.ts";

/** The options of `say` as they would be read. */
const read = (...args: readonly string[]) => {
  const command = createProgram().commands.find((known) => known.name() === "say");
  command?.exitOverride().configureOutput({ writeErr: () => {}, outputError: () => {} });
  command?.parseOptions([...args]);
  return command?.opts() ?? {};
};

describe("--user and --max-turns", () => {
  it("are read by chat, say and config", () => {
    for (const name of ["chat", "say", "config"]) {
      const flags = createProgram()
        .commands.find((known) => known.name() === name)
        ?.options.map(({ long }) => long);
      expect(flags).toEqual(expect.arrayContaining(["--user", "--max-turns"]));
    }
    expect(read("--user", " visitor 7 ", "--max-turns", "0")).toMatchObject({ user: "visitor 7", maxTurns: 0 });
    expect(read("--user", "Zoë 👩‍👩‍👧")).toMatchObject({ user: "Zoë 👩‍👩‍👧" });
    expect(read()).not.toHaveProperty("maxTurns");
  });

  it("take no name that shows nothing, is too long, or would not show as it is, and no part of a turn", () => {
    for (const name of ["", "  ", "\u200b", "x".repeat(101), "a\x1b[2Jb", "a\nb", "a\u202eb"])
      expect(() => read("--user", name)).toThrow(/1 to 100 characters/);
    for (const turns of ["-1", "2.5", "many"]) expect(() => read("--max-turns", turns)).toThrow(/whole number/i);
  });
});
