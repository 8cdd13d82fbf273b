import { describe, expect, it } from "vitest";
import { loadUsers } from "../../../app/simulation/load-users.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const load = (name: string, content: string) => loadUsers(temporaryFolder().write(name, content));

describe("a users file", () => {
  it("that comes with the program holds twelve users, all with scripts", async () => {
    const users = await loadUsers("training_data/users.yaml");
    expect(users).toHaveLength(12);
    expect(users.every(({ script }) => script !== undefined)).toBe(true);
    expect(new Set(users.map(({ mood }) => mood)).size).toBeGreaterThan(5);
  });

  it("reads as YAML and as JSON lines alike", async () => {
    const wanted = [
      { id: "a", mood: "sad", script: ["hi", "bye"], gap_minutes: 1 },
      { id: "b", mood: "calm", goal: "talk", patience: 2, gap_minutes: 60 },
    ];
    const lines =
      '{"id":"a","mood":"sad","script":["hi","bye"]}\n\n{"id":"b","goal":"talk","patience":2,"gap_minutes":60}\n';
    expect(await load("users.jsonl", lines)).toEqual(wanted);
    expect(await load("users.txt", lines)).toEqual(wanted);
    const yaml = "- id: a\n  mood: sad\n  script: [hi, bye]\n- {id: b, goal: talk, patience: 2, gap_minutes: 60}\n";
    expect(await load("users.yaml", yaml)).toEqual(wanted);
  });

  it.each([
    ["is empty", "users.yaml", "", /is empty/],
    ["holds an empty list", "users.yaml", "[]", /holds no users/],
    ["holds no list", "users.yaml", "id: a", /no list at its top/],
    ["is not YAML", "users.yaml", "- id: a\n  mood: 'sad", /not valid YAML at line 2/],
    ["has a line that is not JSON", "users.jsonl", '{"id":"a","script":["hi"]}\n{"id":', /line 2: not JSON/],
    [
      "knows another mood",
      "users.yaml",
      "- id: a\n  mood: grumpy\n  script: [hi]",
      /line 2, column 9: mood holds the text "grumpy", expected one of cheerful/,
    ],
    [
      "has an id twice",
      "users.yaml",
      "- {id: a, script: [hi]}\n- {id: a, goal: x}",
      /line 2, column 8: id is that of line 1, column 8 again/,
    ],
    [
      "has a misspelt key",
      "users.yaml",
      "- id: a\n  scrpt: [hi]\n  goal: x",
      /line 2, column 10: scrpt is an unknown key; did you mean script/,
    ],
    ["gives a user nothing to say", "users.yaml", "- id: a\n  mood: sad", /expected a script to send, or a goal/],
    ["has an empty script", "users.yaml", "- id: a\n  script: []", /script holds an empty list/],
    ["has a message with nothing in it", "users.yaml", '- id: a\n  script: [hi, " "]', /script\[1\] holds empty text/],
    [
      "has no patience at all",
      "users.yaml",
      "- {id: a, script: [hi], patience: 0}",
      /patience holds the number 0, expected 1 or more/,
    ],
    ["opens beside a script", "users.yaml", "- {id: a, script: [hi], opening: yo}", /no opening beside a script/],
    ["nests without end", "users.yaml", "[".repeat(2000), /nested more than 64 levels/],
    [
      "unfolds without bounds",
      "users.yaml",
      `a: &a [x]\n${[..."bcdefgh"].map((key, at) => `${key}: &${key} [${`*${"abcdefgh"[at]},`.repeat(9)}]`).join("\n")}`,
      /unfolds without bounds/,
    ],
  ])("that %s is told so, with the place", async (_, name, content, told) => {
    await expect(load(name, content)).rejects.toMatchObject({ code: "input", message: expect.stringMatching(told) });
  });

  it("names five problems and counts the rest", async () => {
    const wrong = Array.from({ length: 8 }, (_, at) => `- {id: "${at}", goal: x, mood: none}`).join("\n");
    await expect(load("users.yaml", wrong)).rejects.toThrow(/8 problems[\s\S]*and 3 more/);
  });
});
