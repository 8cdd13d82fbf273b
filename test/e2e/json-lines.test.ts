import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { jsonLines, sandbox } from "./program.ts";

const { folder, run, remove } = sandbox();
afterAll(remove);

type Verdict = {
  readonly id: unknown;
  readonly action: string;
  readonly category?: string;
  readonly span?: [number, number];
  readonly micros: number;
};

const lines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

describe("understudy guard check", () => {
  it("answers each line with a verdict, in order, with the span of the raw text", async () => {
    const { stdout, code } = await run(["guard", "check"], {
      input: lines(
        { id: "a", text: "welcome to my page" },
        { id: "b", text: "find me on Instagram" },
        { id: "c", text: "3pm works", previous: "coffee saturday?" },
        { id: "d", text: "my OnlyFans is the place" },
        { id: "e", side: "input", text: "i want to kill myself" },
        { id: "f", side: "input", text: "are you a real person?" },
        { text: "nice to meet you" },
      ),
    });
    const verdicts = jsonLines<Verdict>(stdout);
    expect(verdicts.map(({ id, action, category }) => [id, action, category])).toEqual([
      ["a", "allow", undefined],
      ["b", "block", "social-platforms"],
      ["c", "block", "in-person-meetings"],
      ["d", "allow", undefined],
      ["e", "steer", "crisis"],
      ["f", "steer", "identity"],
      [7, "allow", undefined],
    ]);
    expect("find me on Instagram".slice(...(verdicts.at(1)?.span ?? []))).toMatch(/instagram$/i);
    expect(verdicts.every(({ micros }) => Number.isInteger(micros))).toBe(true);
    expect(code).toBe(0);
  });

  it("answers a bad line with an error and goes on", async () => {
    const input = Buffer.concat([
      Buffer.from('not json\n{"id":2}\n{"id":3,"text":"fine","side":"sideways"}\n[]\n"text"\n'),
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]),
      Buffer.from('\n{"id":8,"text":"fine"}'),
    ]);
    const { stdout, code, stderr } = await run(["guard", "check"], { input });
    const answers = jsonLines<{ id: unknown; error?: { code: string; message: string }; action?: string }>(stdout);
    expect(answers.map(({ id, error, action }) => [id, error?.code ?? action])).toEqual([
      [1, "input"],
      [2, "input"],
      [3, "input"],
      [4, "input"],
      [5, "input"],
      [6, "input"],
      [8, "allow"],
    ]);
    expect(answers[1]?.error?.message).toContain("line 2: text");
    expect(stderr).toBe("");
    expect(code).toBe(1);
  });
});

describe("understudy sentiment", () => {
  it("names mood, confidence and pipeline", async () => {
    const { stdout } = await run(["sentiment"], {
      input: lines(
        { id: null, text: "i want to kill myself" },
        { id: "b", text: "are you a bot?" },
        { id: 1, text: "I got the job!!!" },
        { id: 2, text: "my dog died yesterday" },
        { id: 3, text: "what camera do you use?" },
      ),
    });
    expect(jsonLines(stdout)).toMatchObject([
      { id: null, pipeline: "care" },
      { id: "b", pipeline: "disclose" },
      { id: 1, sentiment: "positive", pipeline: "celebrate" },
      { id: 2, sentiment: "negative", pipeline: "comfort" },
      { id: 3, sentiment: "neutral", pipeline: "engage" },
    ]);
  });
});

describe("understudy demos", () => {
  const data = join(folder, "conversations.json");
  const example = (id: string, content: string) => ({
    id,
    chat_history: { messages: [{ from_creator: false, content }] },
    output: `About ${id}.`,
  });
  writeFileSync(
    data,
    JSON.stringify([example("bread", "how do you bake bread"), example("film", "which film do you shoot")]),
  );
  const asks = (content: string) => lines({ id: 1, messages: [{ from_creator: false, content }] });

  it("names the nearest examples first, with their similarity", async () => {
    const { stdout } = await run(["demos", "--data", data], { input: asks("which film do you shoot") });
    const [answer] = jsonLines<{ demos: { id: string; similarity: number }[] }>(stdout);
    expect(answer?.demos.map(({ id }) => id)).toEqual(["film", "bread"]);
    expect(answer?.demos[0]?.similarity).toBeCloseTo(1, 5);
  });

  it("keeps an example from retrieving itself with --exclude", async () => {
    const { stdout } = await run(["demos", "--data", data, "--exclude", "film"], {
      input: asks("which film do you shoot"),
    });
    expect(jsonLines(stdout)).toMatchObject([{ demos: [{ id: "bread" }] }]);
  });

  it("takes no id that it does not know", async () => {
    const { stderr, code } = await run(["demos", "--data", data, "--exclude", "filn"], { input: "" });
    expect(stderr).toContain('--exclude: no example and no conversation is named "filn"');
    expect(code).toBe(2);
  });

  it("finds what was changed in the file since the last run", async () => {
    writeFileSync(
      data,
      JSON.stringify([example("bread", "how do you bake bread"), example("tea", "which film do you shoot")]),
    );
    const { stdout, stderr } = await run(["demos", "--data", data], { input: asks("which film do you shoot") });
    expect(jsonLines(stdout)).toMatchObject([{ demos: [{ id: "tea" }, { id: "bread" }] }]);
    expect(stderr).toBe("");
  });
});

describe("understudy embed", () => {
  it("gives vectors of unit length, the same for the same text", async () => {
    const { stdout } = await run(["embed"], {
      input: lines({ text: "a typewriter" }, { text: "a typewriter" }, { text: "" }),
    });
    const vectors = jsonLines<{ vector: number[] }>(stdout).map(({ vector }) => vector);
    const length = (vector: number[]) => Math.hypot(...vector);
    expect(length(vectors[0] ?? [])).toBeCloseTo(1, 5);
    expect(vectors[1]).toEqual(vectors[0]);
    expect(length(vectors[2] ?? [])).toBe(0);
  });
});

describe("understudy doctor", () => {
  it("says what is there and what to do about what is not", async () => {
    const { stdout, code } = await run(["doctor"]);
    expect(stdout).toMatch(/✓ Node/);
    expect(stdout).toMatch(/✓ persona +Vera/);
    expect(stdout).toMatch(/· Ollama +nothing answers at 127\.0\.0\.1:9/);
    expect(stdout).toMatch(/· Together +TOGETHER_API_KEY is not set/);
    expect(code).toBe(0);
  });

  it("never prints a key", async () => {
    const { stdout } = await run(["doctor"], { env: { TOGETHER_API_KEY: "tgp-secret" } });
    expect(stdout).toContain("TOGETHER_API_KEY is set");
    expect(stdout).not.toContain("tgp-secret");
  });

  it("ends with exit code 1 where something that was asked for is broken", async () => {
    const { stdout, code } = await run(["doctor", "--persona", join(folder, "nobody.yaml")]);
    expect(stdout).toMatch(/✗ persona/);
    expect(code).toBe(1);
  });
});
