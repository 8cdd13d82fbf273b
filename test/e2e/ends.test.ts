import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { startFakeOllama } from "../servers/fake-ollama.ts";
import { jsonLines, predictionsIn, programPath, sandbox } from "./program.ts";

const { folder, env, remove } = sandbox();
afterAll(remove);

describe("a signal in the middle of a turn", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends the chat without a word, and the turn is recorded",
    async (signal) => {
      const server = await startFakeOllama({ reply: "Come in. Sit down. And now", fault: { kind: "hang" } });
      const home = join(folder, signal);
      const child = spawn(process.execPath, [programPath, "--lm", "ollama", "--json"], {
        cwd: folder,
        env: { ...env, UNDERSTUDY_HOME: home, OLLAMA_HOST: server.url },
      });
      const complaint = text(child.stderr);
      const exit = once(child, "exit");
      child.stdin.write("hello\n");
      await new Promise<void>((underWay) => {
        child.stdout.on("data", (chunk) => {
          if (String(chunk).includes('"demos"')) underWay();
        });
      });
      child.kill(signal);
      expect(await exit).toEqual([128 + constants.signals[signal], null]);
      await server.close();
      expect(predictionsIn(home).records).toMatchObject([
        { input: { user_text: "hello" }, metadata: { turn: 1, error: "aborted" } },
      ]);
      expect(await complaint).not.toContain("broke");
    },
  );
});

describe("a reader of the output that has gone, as head does", () => {
  it.each([
    ["a piped chat", ["chat", "--lm", "offline"], "hello\n"],
    ["JSON lines", ["guard", "check"], '{"text":"hello"}\n'],
  ])("ends %s without a word, as a shell expects it", async (_, args, line) => {
    const child = spawn(process.execPath, [programPath, ...args], { cwd: folder, env });
    child.stdin.on("error", () => {}); // it ends while we write
    const complaint = text(child.stderr);
    const exit = once(child, "exit");
    child.stdin.write(line);
    await once(child.stdout, "data");
    child.stdout.destroy();
    await once(child.stdout, "close");
    child.stdin.end(line.repeat(3));
    expect(await exit).toEqual([141, null]);
    expect(await complaint).toBe("");
  });
});

describe("a pipe that is full", () => {
  it("loses no line of the output, and the program ends when all of it is read", async () => {
    const child = spawn(process.execPath, [programPath, "--lm", "offline", "--json", "--trace"], { cwd: folder, env });
    const exit = once(child, "exit");
    const messages = Array.from({ length: 20 }, (_, number) => `hello for the time ${number}`);
    child.stdin.end(messages.join("\n"));
    const output = await text(child.stdout);
    const events = jsonLines<{ type: string; turn: number }>(output);
    expect(output.length).toBeGreaterThan(2 * 65_536); // what a pipe holds
    expect(events.filter(({ type }) => type === "reply").map(({ turn }) => turn)).toEqual(
      messages.map((_, at) => at + 1),
    );
    expect(await exit).toEqual([0, null]);
  });
});

describe.runIf(existsSync("/dev/full"))("a disk that is full", () => {
  it.each([
    ["say", "hi", "--lm", "offline"],
    ["guard", "explain", "hi"],
  ])("is told as such where %s %s writes to it, with exit code 1", async (...args) => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [programPath, ...args], {
      cwd: folder,
      env,
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    const { stderr } = child;
    if (stderr === null) throw new Error("stderr is a pipe here");
    const [complaint, [code]] = await Promise.all([text(stderr), once(child, "exit")]);
    expect(complaint).toContain("the output could not be written (ENOSPC)");
    expect(code).toBe(1);
  });
});
