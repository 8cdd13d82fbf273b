import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bashScript } from "../../../cli/completion/bash.ts";
import { fishScript } from "../../../cli/completion/fish.ts";
import { shapesOf } from "../../../cli/completion/shape.ts";
import { zshScript } from "../../../cli/completion/zsh.ts";
import { createProgram } from "../../../cli/create-program.ts";
import { temporaryFolder } from "../../app/temporary-folder.ts";

const shapes = shapesOf(createProgram(), ["keys", "config"]);
const script = bashScript(shapes, "1.0");

/** What a real bash offers for each command line, as it takes the line apart itself; one bash for all lines. */
const offered = (lines: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const { folder, write } = temporaryFolder();
  write("a persona.yaml", "");
  write("answers.jsonl", "");
  mkdirSync(join(folder, "answers"));
  const source = write(".understudy.bash", script);
  const calls = lines.map(
    (words) =>
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _understudy; printf '%s\\t' "\${COMPREPLY[@]}"; echo`,
  );
  const program = ["set -eu +e", `source '${source}'`, "complete -p understudy", ...calls].join("\n");
  const output = execFileSync("bash", ["--norc", "-c", program], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  const [registered, ...rows] = output.trimEnd().split("\n");
  expect(registered).toBe("complete -F _understudy understudy");
  return rows.map((row) => row.split("\t").filter((word) => word !== ""));
};

describe("completion in bash", () => {
  test("offers commands, options, choices and files where each can stand", () => {
    const cases: readonly (readonly [
      readonly string[],
      readonly string[] | ((words: readonly string[]) => boolean),
    ])[] = [
      [["understudy", "pro"], ["programs"]],
      [
        ["understudy", "programs", ""],
        ["list", "show", "diff", "promote", "rollback"],
      ],
      // Without a command options are for chat.
      [["understudy", "--th"], ["--theme"]],
      [
        ["understudy", "--theme", ""],
        ["auto", "light", "dark", "none"],
      ],
      [["understudy", "chat", "--theme", "=", "d"], ["dark"]],
      [
        ["understudy", "--lm", "o"],
        ["offline", "ollama", "openai"],
      ],
      // bash takes provider:model apart; what follows is understood all the same.
      [["understudy", "--lm", "ollama", ":", "q"], []],
      [["understudy", "--lm", "ollama", ":", "qwen", "--ins"], ["--inspector"]],
      [["understudy", "--persona", "a"], (words) => words.includes("a persona.yaml") && words.includes("answers")],
      [["understudy", "eval", "--out", "a"], ["answers"]],
      // As it was typed: bash hands on the backslash, and the quote that is still open.
      [["understudy", "--persona", "a\\ "], ["a persona.yaml"]],
      [["understudy", "--persona", "a\\ pers"], ["a persona.yaml"]],
      [["understudy", "--persona", '"a p'], ["a persona.yaml"]],
      [["understudy", "--persona", "a\\ persona.yaml", "--ins"], ["--inspector"]],
      [["understudy", "--seed", ""], []],
      // The value of an option is no command.
      [["understudy", "--program", "chat", "pro"], ["programs"]],
      // An option whose value may be missing.
      [["understudy", "--resume", "--js"], ["--json"]],
      [["understudy", "eval", "--program", "a", "b", "--spl"], ["--split"]],
      [
        ["understudy", "eval", "--split", ""],
        ["train", "dev", "test", "loco"],
      ],
      [
        ["understudy", "sessions", "export", "x", "j"],
        ["json", "jsonl"],
      ],
      [
        ["understudy", "sessions", "export", "x", "md", "ans"],
        ["answers", "answers.jsonl"],
      ],
      [
        ["understudy", "transcripts", "cut", "x", "ans"],
        ["answers", "answers.jsonl"],
      ],
      [["understudy", "completion", "z"], ["zsh"]],
      [["understudy", "help", "ke"], ["keys"]],
      [
        ["understudy", "help", "com"],
        ["compile", "completion"],
      ],
    ];
    const found = offered(cases.map(([words]) => words));
    for (const [at, [words, expected]] of cases.entries()) {
      const shown = [...(found[at] ?? [])].sort();
      if (typeof expected === "function") expect(expected(shown), words.join(" ")).toBe(true);
      else expect(shown, words.join(" ")).toEqual([...expected].sort());
    }
  });

  test("knows every option of every command", () => {
    const asked = shapes.map(({ words }) => ["understudy", ...words, "-"]);
    const found = offered(asked);
    for (const [at, { words, options }] of shapes.entries()) {
      expect([...(found[at] ?? [])].sort(), words.join(" ")).toEqual(options.flatMap(({ names }) => names).sort());
    }
  });
});

// Neither shell is on every machine that tests this: what can be checked without them is that nothing is left open.
describe("completion in zsh and fish", () => {
  test("zsh's script parses as far as bash knows its grammar, and knows every command and option", () => {
    const written = zshScript(shapes, "1.0");
    expect(written.startsWith("#compdef understudy\n")).toBe(true);
    execFileSync("bash", ["-n"], { input: written, stdio: "pipe" });
    for (const { commands, options } of shapes) {
      for (const { name } of commands) expect(written).toContain(`'${name}:`);
      for (const name of options.flatMap(({ names }) => names)) expect(written).toContain(`'${name}:`);
    }
  });

  test("fish's script closes what it opens, and knows every command and option", () => {
    const written = fishScript(shapes, "1.0");
    const lines = written.split("\n").filter((line) => !line.startsWith("#"));
    const opened = lines.filter((line) => /^\s*(function|for|if) /.test(line)).length;
    expect(lines.filter((line) => /^\s*end$/.test(line))).toHaveLength(opened);
    for (const line of lines) {
      const bare = line.replace(/\\./g, "").replace(/"[^"]*"/g, "");
      expect(bare.split("'").length % 2, line).toBe(1);
    }
    for (const { words, commands, options } of shapes) {
      const at = `__understudy_at \\'${words.join(" ")}\\'`;
      for (const { name } of commands) expect(written).toContain(`'${at}' -a '${name}'`);
      for (const name of options.flatMap(({ names }) => names.filter((each) => each.startsWith("--")))) {
        expect(
          lines.some((line) => line.includes(`'${at}'`) && line.includes(` -l ${name.slice(2)} `)),
          name,
        ).toBe(true);
      }
    }
  });
});
