import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { turnEvent } from "../../brain/core/turn.ts";
import { type PtySession, startPty } from "../pty.ts";
import { jsonLines, programPath, sandbox } from "./program.ts";
import { sameClock } from "./ten-turns.ts";

const { folder, env, run, remove } = sandbox();
afterAll(remove);

const offline = ["--lm", "offline", ...sameClock];
/** A folder of settings, to be started in. */
const settingsFolder = (name: string, files: Readonly<Record<string, string>>): string => {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
};

describe("understudy config", () => {
  type Report = {
    readonly file: string | null;
    readonly settings: Record<string, { value: unknown; from: string }>;
    readonly variables: Record<string, { value: unknown; from: string }>;
    readonly model: { name: string | null; reason: string };
  };
  const cwd = settingsFolder("settings", {
    "understudy.yaml": "persona: mine.yaml\nlm: ollama:llama3.2:3b\nchat:\n  theme: dark\n  price: 0.5/1\n",
    ".env": "OPENAI_API_KEY=sk-secret-from-file\nUNDERSTUDY_THEME=light\n",
  });

  it("shows every setting, and whether a flag, the environment, .env, the file or nothing said so", async () => {
    const { code, stdout, stderr } = await run(["config", "--json", "--embedder", "ollama", "--no-screen-reader"], {
      cwd,
      env: { TOGETHER_API_KEY: "sk-secret-from-shell" },
    });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).not.toContain("sk-secret");
    const { file, settings, variables, model } = JSON.parse(stdout) as Report;
    expect(file).toMatch(/settings\/understudy\.yaml$/);
    expect(settings).toMatchObject({
      persona: { value: expect.stringMatching(/\/settings\/mine\.yaml$/), from: "understudy.yaml:1" },
      data: { value: expect.stringMatching(/\/settings\/conversations\.json$/), from: "default: beside the persona" },
      lm: { value: "ollama:llama3.2:3b", from: "understudy.yaml:2" },
      embedder: { value: "ollama", from: "--embedder" },
      theme: { value: "light", from: ".env" },
      screenReader: { value: false, from: "--no-screen-reader" },
      price: { value: "0.5/1", from: "understudy.yaml:5" },
      whileReplying: { value: "queue", from: "default" },
    });
    expect(variables).toMatchObject({
      TOGETHER_API_KEY: { value: "set", from: "environment TOGETHER_API_KEY" },
      OPENAI_API_KEY: { value: "set", from: ".env" },
      OPENAI_BASE_URL: { value: null, from: "not set" },
      UNDERSTUDY_HOME: { value: env.UNDERSTUDY_HOME, from: "environment UNDERSTUDY_HOME" },
    });
    expect(model).toEqual({ name: "ollama:llama3.2:3b", reason: "by understudy.yaml:2" });
  });

  it("says so where only a server could tell which model answers", async () => {
    const { stdout } = await run(["config"]);
    expect(stdout).toMatch(/^model {2}[^\n]*no\s+server was asked/m);
    expect(stdout).toContain("no understudy.yaml in this folder");
    for (const line of stdout.split("\n")) expect(line).not.toMatch(/\s$/);
  });

  it("a variable that cannot be used is told after the rest, without its value", async () => {
    const { code, stdout, stderr } = await run(["config"], { env: { OPENAI_BASE_URL: "http://me:secret@host" } });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^OPENAI_BASE_URL +cannot be used/m);
    expect(stderr).toContain("OPENAI_BASE_URL");
    expect(stdout + stderr).not.toContain("secret");
  });

  it("each is read by itself: what is wrong with some hides nothing of the others", async () => {
    const bad = { OPENAI_API_KEY: "sk secret", UNDERSTUDY_THEME: "secret", TOGETHER_API_KEY: "key" };
    const { code, stdout, stderr } = await run(["config", "--json"], { env: bad });
    expect(code).toBe(2);
    const { variables, settings, home, model } = JSON.parse(stdout) as Report & { home: { value: unknown } };
    expect(variables).toMatchObject({
      OPENAI_API_KEY: { value: "cannot be used", problem: expect.stringContaining("holds a space") },
      UNDERSTUDY_THEME: { value: "cannot be used", problem: expect.any(String) },
      TOGETHER_API_KEY: { value: "set" },
    });
    expect(home.value).toBe(env.UNDERSTUDY_HOME);
    expect(model.name).toMatch(/^together:/);
    expect(settings.theme).toEqual({ value: "auto", from: "default" });
    expect(stderr).toMatch(/2 settings cannot be used\nOPENAI_API_KEY:[\s\S]*\nUNDERSTUDY_THEME:/);
    expect(stdout + stderr).not.toContain("secret");
  });

  it("shows no model that does not exist as one that would answer", async () => {
    const { code, stdout, stderr } = await run(["config", "--lm", "x"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^lm +x +--lm: unknown model provider/m);
    expect(stdout).toMatch(/^model +none: what --lm says cannot be used/m);
    expect(stderr).toContain("--lm: unknown model provider");
  });
});

describe("understudy sessions", () => {
  it("says which files it could not read, beside the list", async () => {
    const home = settingsFolder("home-with-damage", {});
    mkdirSync(join(home, "sessions"));
    const file = join(home, "sessions", "broken.jsonl");
    writeFileSync(file, "no session\n");
    const { code, stdout, stderr } = await run(["sessions", "--json"], { env: { UNDERSTUDY_HOME: home } });
    expect([code, stdout]).toEqual([0, "[]\n"]);
    expect(stderr).toBe(`understudy: 1 session cannot be read: ${file}\n`);
  });
});

describe("understudy.yaml", () => {
  it("is blamed itself for a program that does not exist, with its line", async () => {
    const cwd = settingsFolder("no-program", { "understudy.yaml": "lm: offline\nprogram: nope\n" });
    const { code, stderr } = await run(["say", "hi"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("understudy.yaml:2: ");
    expect(stderr).not.toContain("--program:");
  });

  it("chooses what chat speaks with, and pipe mode prints nothing else for it", async () => {
    const cwd = settingsFolder("chosen", { "understudy.yaml": "lm: offline\n" });
    const { code, stdout, stderr } = await run(["say", "good morning", ...sameClock], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });

  it("with a mistake is named with its line, and exit code 2, before anything is done", async () => {
    const cwd = settingsFolder("wrong", { "understudy.yaml": "lm: offline\nchat:\n  theme: drak\n" });
    for (const args of [["say", "hi"], ["chat"], ["config"]]) {
      const { code, stdout, stderr } = await run(args, { cwd, input: "hi\n" });
      expect(code, args.join(" ")).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/wrong\/understudy\.yaml: 1 problem[\s\S]*3:10 chat\.theme holds.*did you mean dark\?/);
    }
    const { code, stdout } = await run(["doctor"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ understudy\.yaml +.*1 problem/m);
    // What has no use for it does not read it.
    expect((await run(["help", "config"], { cwd })).code).toBe(0);
  });
});

describe("understudy --print", () => {
  it("prints the reply, as it was written, and nothing else", async () => {
    const { code, stdout, stderr } = await run(["-p", "good morning!", ...offline]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe((await run(["say", "good morning!", ...offline])).stdout);
  });

  it("takes all of stdin as one message", async () => {
    const { code, stdout } = await run(["--print", "--json", ...offline], { input: "good\nmorning\n\nto you\n" });
    expect(code).toBe(0);
    const events = jsonLines<unknown>(stdout).map((event) => turnEvent.parse(event));
    expect(events[0]).toMatchObject({ type: "turn", turn: 1, message: "good\nmorning\n\nto you" });
    expect(events.at(-1)).toMatchObject({ type: "reply" });
  });

  it.each([
    ["no message", "", 1, /empty/],
    ["no text", new Uint8Array([0x68, 0xff, 0xfe]), 2, /stdin: is not UTF-8/],
  ])("with %s on stdin it says so", async (_, input, expected, told) => {
    const { code, stdout, stderr } = await run(["-p", ...offline], { input });
    expect([code, stdout]).toEqual([expected, ""]);
    expect(stderr).toMatch(told);
  });

  it("keeps no session", () => {
    expect(() => readdirSync(join(env.UNDERSTUDY_HOME, "sessions"))).toThrow("ENOENT");
  });
});

describe("understudy help and completion", () => {
  it("help lists commands and topics, tells of both, and of an unknown one the nearest name", async () => {
    const [all, topic, command, unknown] = await Promise.all([
      run(["help"]),
      run(["help", "exit-codes"]),
      run(["help", "chat"]),
      run(["help", "exit-kodes"]),
    ]);
    expect(all.stdout).toMatch(/Commands:[\s\S]* {2}sessions [\s\S]*Topics[\s\S]* {2}privacy /);
    expect(all.stdout).toBe((await run(["--help"])).stdout);
    expect(topic.stdout).toContain("wrong usage or configuration");
    expect(command.stdout).toMatch(/^Usage: understudy chat/);
    expect([all.code, topic.code, command.code, unknown.code]).toEqual([0, 0, 0, 2]);
    expect(unknown.stderr).toContain("did you mean exit-codes?");
  });

  it("bash completes by what the program prints", async () => {
    const { stdout, code } = await run(["completion", "bash"]);
    expect(code).toBe(0);
    const script = `${stdout}\ncomplete -p understudy; COMP_WORDS=(understudy --lm ""); COMP_CWORD=2; _understudy; echo "\${COMPREPLY[*]}"`;
    expect(execFileSync("bash", ["--norc"], { input: script, encoding: "utf8" })).toBe(
      "complete -F _understudy understudy\noffline ollama together openai\n",
    );
    for (const shell of ["zsh", "fish"]) {
      const { stdout: written } = await run(["completion", shell]);
      expect(written).toContain(`understudy completion ${shell}`);
    }
    expect((await run(["completion", "csh"])).code).toBe(2);
  });
});

describe("a chat in a terminal that cannot draw", () => {
  const open = (args: readonly string[], more: Readonly<Record<string, string>>): PtySession =>
    startPty(process.execPath, [programPath, ...args, ...offline], { cwd: folder, env: { ...env, ...more } });

  it("talks in plain lines, knows the commands, and keeps the session", async () => {
    const chat = open([], { TERM: "dumb" });
    await chat.waitFor(/^> $|^>$/m, { within: "everything" });
    chat.write("good \\\r");
    await chat.waitFor("\n...");
    chat.write("morning\r");
    await chat.waitFor(/Vera Almourim:\n[\s\S]+\n>/);
    chat.write("/why\r");
    await chat.waitFor(/pipeline[\s\S]*\n>/, { within: "everything" });
    chat.write("/nonsense\r");
    await chat.waitFor("There is no /nonsense");
    chat.write("/quit\r");
    expect(await chat.exit).toMatchObject({ code: 0 });
    // Nothing but text: no colour, no cursor moves, no modes.
    expect(chat.bytes()).not.toContain("\x1b");
    const [file, ...others] = readdirSync(join(env.UNDERSTUDY_HOME, "sessions")).filter((name) => name.endsWith("l"));
    expect(others).toEqual([]);
    expect(statSync(join(env.UNDERSTUDY_HOME, "sessions", file ?? "")).mode & 0o777).toBe(0o600);
  });

  it("for a screen reader it says who speaks, edits lines, and quits with Ctrl+D", async () => {
    const chat = open(["--screen-reader"], {});
    await chat.waitFor("you:");
    chat.write("goodbye\x15good morning\r");
    await chat.waitFor(/\(thinking\)\nVera Almourim:\n[\s\S]+\n\(answered\)\nyou:/);
    chat.write("\x1b[A");
    await chat.waitFor(/you: good morning$/);
    chat.write("\x15\x04");
    expect(await chat.exit).toMatchObject({ code: 0 });
    // Readline moves the cursor within the line that is typed; nothing is coloured, cleared or drawn again above it.
    expect(
      chat
        .bytes()
        .split("\x1b")
        .filter((piece) => /^\[(\d+(;\d+)*m|2J|3J|\d*A|\?1049)/.test(piece)),
    ).toEqual([]);
  });

  it("Ctrl+C twice quits", async () => {
    const chat = open([], { TERM: "dumb" });
    await chat.waitFor(/^>/m);
    chat.write("\x03");
    await chat.waitFor("Ctrl+C again quits");
    chat.write("\x03");
    expect(await chat.exit).toMatchObject({ code: 0 });
  });
});

describe("understudy sessions", () => {
  type Listed = { readonly id: string; readonly title: string; readonly messages: number };
  const listed = async () => JSON.parse((await run(["sessions", "--json"])).stdout) as readonly Listed[];

  it("lists what was kept, goes on with it, exports and deletes it", async () => {
    const before = await listed();
    const morning = before.find(({ title }) => title.startsWith("good"));
    if (!morning) throw new Error("the chats above were not kept");
    expect((await run(["sessions"])).stdout).toContain(`${morning.id}\n    good`);

    const beginning = morning.id.slice(0, -1);
    const resumed = await run(["-p", "and what are you restoring?", "--resume", beginning, "--json", ...offline]);
    expect(resumed.code).toBe(0);
    expect(jsonLines<{ turn: number }>(resumed.stdout)[0]).toMatchObject({ turn: 2, session: morning.id });
    expect((await listed()).find(({ id }) => id === morning.id)?.messages).toBe(4);

    const markdown = await run(["sessions", "export", morning.id]);
    expect(markdown.stdout).toContain("> good");
    const path = join(folder, "kept.jsonl");
    expect((await run(["sessions", "export", morning.id, "jsonl", path])).code).toBe(0);
    for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) JSON.parse(line);
    // Nothing is overwritten.
    expect((await run(["sessions", "export", morning.id, "jsonl", path])).code).toBe(2);

    const asked = await run(["sessions", "delete", morning.id]);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain("--yes");
    expect(await listed()).toHaveLength(before.length);
    const deleted = await run(["sessions", "delete", morning.id, "--yes"]);
    expect([deleted.code, deleted.stdout.split("\n")[0]]).toEqual([0, `deleted ${morning.id}`]);
    expect((await listed()).map(({ id }) => id)).not.toContain(morning.id);
  });

  it("asks a person before it deletes, and no is no", async () => {
    const [one] = await listed();
    if (!one) throw new Error("nothing is kept");
    const args = [programPath, "sessions", "delete", one.id];
    for (const [answer, code] of [
      ["n", 1],
      ["y", 0],
    ] as const) {
      const asked = startPty(process.execPath, args, { cwd: folder, env });
      await asked.waitFor("for good? [y/N]");
      asked.write(`${answer}\r`);
      expect(await asked.exit).toMatchObject({ code });
    }
    expect((await listed()).map(({ id }) => id)).not.toContain(one.id);
  });

  it.each([
    [["sessions", "export", "nobody"], /sessions export: (there is no session "nobody"|no session was kept yet)/],
    [["sessions", "delete", "nobody", "--yes"], /sessions delete/],
    [["sessions", "export", "x", "pdf"], /md, json, jsonl/],
    [["-p", "hi", "--resume", "nobody"], /--resume/],
  ])("%j is told, with exit code 2", async (args, told) => {
    const { code, stderr } = await run(args);
    expect(stderr).toMatch(told);
    expect(code).toBe(2);
  });
});
