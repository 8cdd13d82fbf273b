import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { programPath, sandbox } from "./program.ts";

const { folder, env, remove } = sandbox();
afterAll(remove);

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
