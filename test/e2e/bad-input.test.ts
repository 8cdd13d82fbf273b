import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { jsonLines, sandbox } from "./program.ts";

const { folder, run, remove } = sandbox();
afterAll(remove);

const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const say = (...args: string[]) => run(["say", "hi", "--lm", "offline", ...args]);
const stackFrame = /^\s+at /m;

describe("a data file that cannot be used", () => {
  const whole = readFileSync("training_data/conversations.json");
  it.each([
    ["is missing", () => join(folder, "nowhere.json"), /nowhere\.json/],
    ["is empty", () => file("empty.json", ""), /empty/],
    ["is a folder", () => folder, /folder|directory/],
    ["is half-written", () => file("half.json", whole.subarray(0, 5000)), /half\.json/],
    ["is not JSON", () => file("prose.json", "dear diary"), /prose\.json.* line 1/],
    ["is in UTF-16", () => file("utf16.json", Buffer.from("\ufeff[]", "utf16le")), /UTF-8/],
    ["is no array", () => file("object.json", "{}"), /expected: a list/],
    ["lacks a reply", () => file("bare.json", '[{"chat_history":{"messages":[]}}]'), /output/],
    ["is binary", () => file("binary.json", new Uint8Array(1000)), /binary\.json/],
  ])("that %s is named, with what to do, and exit code 2", async (_, path, expected) => {
    const { stdout, stderr, code } = await say("--data", path());
    expect(stdout).toBe("");
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(stackFrame);
    expect(code).toBe(2);
  });

  it("that is huge is refused within seconds", async () => {
    const path = file("huge.json", Buffer.alloc(100 * 2 ** 20, "[1,"));
    const { stderr, code } = await say("--data", path);
    expect(stderr).toMatch(/huge\.json/);
    expect(code).toBe(2);
  }, 30_000);
});

describe("a persona.yaml that cannot be used", () => {
  const original = readFileSync("training_data/persona.yaml", "utf8");
  const changed = (name: string, from: RegExp, to: string) => {
    const text = original.replace(from, to);
    expect(text).not.toBe(original);
    const home = join(folder, name);
    mkdirSync(home, { recursive: true });
    cpSync("training_data/conversations.json", join(home, "conversations.json"));
    writeFileSync(join(home, "persona.yaml"), text);
    return join(home, "persona.yaml");
  };
  it.each([
    [
      "a time zone that does not exist",
      () => changed("zone", /^time_zone:.*/m, "time_zone: Europe/Lisboa"),
      /time_zone/,
    ],
    ["an unknown key", () => changed("key", /^time_zone:/m, "tiem_zone:"), /time_zone/],
    ["broken YAML", () => changed("yaml", /^name:.*/m, 'name: "open'), /persona\.yaml.* line \d+/],
    [
      "a guard that does not exist",
      () => changed("guard", /^ {2}engage:\n/m, "  engage:\n    guards: [nobody]\n"),
      /nobody/,
    ],
    [
      "a safe reply that breaks its own policy",
      () => changed("safe", /^ {2}neutral:\n/m, "  neutral:\n    - Find me on Instagram.\n"),
      /safe_replies.*social-platforms/s,
    ],
    [
      "a care text that breaks its own policy",
      () => changed("care", /^ {2}text: .*/m, "  text: Text me on WhatsApp."),
      /care\.text.*social-platforms/s,
    ],
    [
      "a fallback without its key",
      () => changed("fallback", /^model:\n/m, "model:\n  fallback_lm: together\n"),
      /model\.fallback_lm in persona\.yaml: TOGETHER_API_KEY is not set/,
    ],
  ])("for %s is told with its place, and exit code 2", async (_, path, expected) => {
    const { stdout, stderr, code } = await say("--persona", path());
    expect(stdout).toBe("");
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(stackFrame);
    expect(code).toBe(2);
  });
});

it("of a persona's path that is wrong, says so, and not that its examples are missing", async () => {
  const { stderr, code } = await run(["say", "hello", "--lm", "offline", "--persona", "nope.yaml"]);
  expect(stderr).toMatch(/nope\.yaml: there is no such file/);
  expect(code).toBe(2);
});

describe("a wrong call", () => {
  it.each([
    [["chat", "--lmm", "offline"], /--lm/],
    [["chatt"], /unknown command.*chatt.*Did you mean chat/s],
    [["say"], /message/],
    [["chat", "--lm", "olama"], /ollama/],
    [["chat", "--lm", "ollama:"], /model/],
    [["chat", "--lm", "together"], /TOGETHER_API_KEY/],
    [["chat", "--embedder", "offlin"], /offline/],
    [["chat", "--now", "yesterday"], /2026-12-24T23:40:00\+01:00/],
    [["chat", "--seed", "one"], /whole number/],
  ])("%j is told, with exit code 2", async (args, expected) => {
    const { stdout, stderr, code } = await run(args, { input: "hi\n" });
    expect(stdout).toBe("");
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(stackFrame);
    expect(code).toBe(2);
  });

  it("--help and --version are no faults", async () => {
    expect((await run(["--help"])).code).toBe(0);
    expect(await run(["--version"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it("shows the stack with DEBUG alone, set in the environment or in .env", async () => {
    const { stderr } = await run(["say", "hi", "--data", "nowhere"], { env: { DEBUG: "1" } });
    expect(stderr).toMatch(stackFrame);
    const cwd = join(folder, "with-env");
    mkdirSync(cwd);
    writeFileSync(join(cwd, ".env"), "DEBUG=1\n");
    expect((await run(["say", "hi", "--data", "nowhere"], { cwd })).stderr).toMatch(stackFrame);
  });
});

describe("a strange message", () => {
  const strange = {
    "100,000 characters": "tell me about film. ".repeat(5000),
    "control characters": "hi\u0000\u0007\u001b[2J\u001b]0;title\u0007 there",
    "bidirectional characters": "hi \u202ethere\u202c \u2066you\u2069",
    "emoji alone": "🙂🙃👩‍👩‍👧‍👦",
    "another script": "Привет, как дела? 你好",
    zalgo: "h\u0336\u0321i\u0336\u0321 t\u0336h\u0336e\u0336r\u0336e\u0336",
  };
  it.each(Object.entries(strange))("of %s is answered, and the next one too", async (_, message) => {
    const { stdout, stderr, code } = await run(["--lm", "offline"], { input: `${message}\nhow are you?\n` });
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come out
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
    // A message that was too long is answered by what its beginning says, and that is told.
    expect(stderr).toMatch(
      message.length > 20_000 ? /^understudy: line 1: the message has 100000 characters.*read\n$/ : /^$/,
    );
    expect(code).toBe(0);
  });

  it("with lone surrogates is answered through JSON lines", async () => {
    const { stdout, code } = await run(["guard", "check"], { input: '{"text":"\\ud83d hi \\udc00"}\n' });
    expect(jsonLines(stdout)).toMatchObject([{ action: "allow" }]);
    expect(code).toBe(0);
  });

  it("that is not UTF-8 is told by its line, and the run goes on", async () => {
    const input = Buffer.concat([Buffer.from("hi\n"), Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from("bye\n")]);
    const { stdout, stderr, code } = await run(["--lm", "offline"], { input });
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(stderr).toContain("line 2");
    expect(code).toBe(1);
  });

  it("of nothing but what cannot be seen gets no reply, and says so", async () => {
    const { stdout, stderr, code } = await run(["say", "\u200b\u200b", "--lm", "offline"]);
    expect(stdout).toBe("");
    expect(stderr).toContain("empty");
    expect(code).toBe(1);
  });
});

describe("a compiled program that was damaged", () => {
  it("is told, compiled again, and the chat goes on", async () => {
    const home = join(folder, "damaged");
    const env = { UNDERSTUDY_HOME: home };
    await run(["say", "hi", "--lm", "offline"], { env });
    const { readdirSync } = await import("node:fs");
    const path = readdirSync(home, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith("vectors.f32"));
    const vectors = resolve(home, path ?? "");
    const bytes = readFileSync(vectors);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(vectors, bytes);
    const told = await run(["say", "hi", "--lm", "offline"], { env });
    expect(told.stderr).toContain("vectors.f32");
    expect(told.stdout.trim()).not.toBe("");
    expect(told.code).toBe(0);
    expect((await run(["say", "hi", "--lm", "offline"], { env })).stderr).toBe("");
  });
});
