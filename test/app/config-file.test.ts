import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfigFile } from "../../app/config-file.ts";
import { rejection, temporaryFolder } from "./temporary-folder.ts";

const load = (text: string) => loadConfigFile(temporaryFolder().write("understudy.yaml", text));
const messageOf = async (text: string) => (await rejection(load(text))).message;

describe("loadConfigFile", () => {
  test("gives every setting under its flag's name, with its line, and paths from the file's folder", async () => {
    const { folder, write } = temporaryFolder();
    const path = write(
      "understudy.yaml",
      `# of this folder
persona: my/persona.yaml
data: ~/conversations.json
lm: ollama:qwen3:4b
embedder: offline
program: bold

chat:
  while_replying: interrupt
  typing_pace: 40
  theme: none
  screen_reader: true
  inspector: open
  price: 0.5/0.88
`,
    );
    expect(await loadConfigFile(path)).toMatchObject({
      path,
      settings: [
        { name: "persona", value: join(folder, "my/persona.yaml"), line: 2 },
        { name: "data", value: join(homedir(), "conversations.json"), line: 3 },
        { name: "lm", value: "ollama:qwen3:4b", line: 4 },
        { name: "embedder", value: "offline", line: 5 },
        { name: "program", value: "bold", line: 6 },
        { name: "whileReplying", value: "interrupt", line: 9 },
        { name: "typingPace", value: 40, line: 10 },
        { name: "theme", value: "none", line: 11 },
        { name: "screenReader", value: true, line: 12 },
        { name: "inspector", value: "open", line: 13 },
        { name: "price", value: { prompt: 0.5, completion: 0.88 }, line: 14 },
      ],
    });
  });

  test("a key without a value counts as not there, and so does a file of comments", async () => {
    expect((await load("lm:\nchat:\n  theme:\n")).settings).toEqual([]);
    expect((await load("chat:\n")).settings).toEqual([]);
    expect((await load("# nothing yet\n")).settings).toEqual([]);
  });

  test("an empty file is as good as one of comments", async () => {
    for (const text of ["", "\n \n", "\uFEFF"]) expect((await load(text)).settings).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("a pipe is refused at once: reading it would wait for ever", async () => {
    const path = join(temporaryFolder().folder, "understudy.yaml");
    execFileSync("mkfifo", [path]);
    const { message } = await rejection(loadConfigFile(path));
    expect(message).toContain(`${path}: is a pipe or a device`);
  });

  test("a link that leads nowhere, or in a circle, is told; one to a file is followed", async () => {
    const { folder, write } = temporaryFolder();
    const link = (name: string, target: string) => {
      symlinkSync(target, join(folder, name));
      return join(folder, name);
    };
    const nowhere = await rejection(loadConfigFile(link("a.yaml", "gone.yaml")));
    expect(nowhere.message).toContain("is a link to a file that is not there");
    const circle = await rejection(loadConfigFile(link("b.yaml", "b.yaml")));
    expect(circle.message).toContain("is a link that leads in a circle");
    write("real.yaml", "lm: offline\n");
    expect((await loadConfigFile(link("c.yaml", "real.yaml"))).settings).toHaveLength(1);
  });

  test("one number is the price of both", async () => {
    expect((await load("chat: {price: 0.88}")).settings).toEqual([
      { name: "price", value: { prompt: 0.88, completion: 0.88 }, line: 1 },
    ]);
  });

  test("names file, line, what was found, what was expected and what was likely meant", async () => {
    const { folder, write } = temporaryFolder();
    const path = write(
      "understudy.yaml",
      "persona: 7\nlm: togehter:x\nchat:\n  theme: drak\n  typing_pace: slow\n  screen_reader: yes\n",
    );
    const { message } = await rejection(loadConfigFile(path));
    expect(message).toContain(`${folder}/understudy.yaml: 5 problems`);
    expect(message).toContain("1:10 persona holds the number 7, expected text");
    expect(message).toContain('2:5 lm holds the text "togehter:x", expected offline, ollama[:model]');
    expect(message).toContain("did you mean together:x?");
    expect(message).toContain(
      '4:10 chat.theme holds the text "drak", expected one of auto, light, dark, none; did you mean dark?',
    );
    expect(message).toContain('5:16 chat.typing_pace holds the text "slow", expected a number');
    expect(message).toContain('6:18 chat.screen_reader holds the text "yes", expected true or false');
    expect(message).toContain("understudy help config");
  });

  test.each([
    ["lm: offline\npesona: x\n", "2:1 pesona is an unknown key; did you mean persona?"],
    ["chat:\n  while-replying: queue\n", "2:3 chat.while-replying is an unknown key; did you mean while_replying?"],
    // Its keys stand below it: the line is that of the key itself.
    ["lm: offline\nchta:\n  theme: dark\n", "2:1 chta is an unknown key; did you mean chat?"],
    ["chat: {themes: dark}\n", "1:8 chat.themes is an unknown key; did you mean theme?"],
    ["budgets:\n  calls: 3\n", "2:3 budgets.calls is an unknown key\n"],
    // The place is that of its quotes, on whatever line and however deep it stands.
    ['"pesona": x\n', "1:1 pesona is an unknown key"],
    ["chat:\n  'themes': dark\n", "2:3 chat.themes is an unknown key"],
    ['chat: { theme: dark, "typing": 1 }\n', "1:22 chat.typing is an unknown key"],
    ['connections: { a: { provider: offline }, "b": { provider: offline, "modl": x } }\n', "1:68 connections.b.modl"],
  ])("an unknown key is refused: %j", async (text, expected) => {
    expect(`${await messageOf(text)}\n`).toContain(expected);
  });

  test.each([
    ["chat:\n  price: 0.88/0.88/0.88\n", "chat.price holds the text"],
    ["chat:\n  typing_pace: -1\n", "expected 0 or more"],
    ["chat:\n  typing_pace: .inf\n", "chat.typing_pace"],
    ["lm: 'offline:big'\n", "expected offline, ollama[:model]"],
    ["lm: ''\n", "lm holds empty text"],
    ["- lm: offline\n", "the top holds a list of 1"],
    ["lm: offline\nlm: ollama\n", "line 2"],
    ['lm: "offline\n', "is not valid YAML at line"],
    ["lm: *nothing\n", "at line 1, column 5: an alias (*name) has no anchor (&name) of its name before it"],
    ["lm: &a [*a]\n", "at line 1, column 9: an alias (*name) stands within what it names"],
    ["chat: &a [1]\nlog:\n  <<: *a\n", "at line 3, column 3: << takes over the keys of another object"],
    ["chat: {<<: [{}, 1]}\n", "at line 1, column 8: << takes over"],
    ["lm: offline\n---\nlm: ollama\n", "at line 2, column 1: a second document begins here"],
  ])("is refused: %j", async (text, expected) => {
    expect(await messageOf(text)).toContain(expected);
  });

  test.each([
    ["aliases", (name: string) => Array(9).fill(`*${name}`).join(", ")],
    ["merge keys", (name: string) => Array.from({ length: 9 }, (_, at) => `{k${at}: {<<: *${name}}}`).join(", ")],
  ])("%s that unfold without bounds are refused at once, with the place", async (_, ninefold) => {
    const names = [..."abcdefgh"];
    const lines = names.map((name, at) => {
      const before = names[at - 1];
      return `${name}: &${name} {all: [${before === undefined ? "1" : ninefold(before)}]}`;
    });
    expect(await messageOf(lines.join("\n"))).toMatch(
      /at line \d, column \d+: an alias \(\*name\) unfolds without bounds/,
    );
  });

  test("the value of a key that nobody knows is not told: it may be a secret in the wrong file", async () => {
    expect(await messageOf("together_api_key: sk-secret\n")).not.toContain("sk-secret");
  });
});
