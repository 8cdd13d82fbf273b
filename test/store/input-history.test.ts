import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inputHistory } from "../../store/input-history.ts";
import { temporaryFolder } from "../app/temporary-folder.ts";

const opened = (limit?: number) => {
  const path = join(temporaryFolder().folder, "home", "history.jsonl");
  const open = () => inputHistory({ path, ...(limit !== undefined && { limit }) });
  return { path, history: open(), open };
};

describe("inputHistory", () => {
  it("gives back what was sent, the oldest first, to its owner alone", async () => {
    const { path, history, open } = opened();
    expect(await history.read()).toEqual([]);
    const messages = ["hi", "two\nlines", "😀 \u2028 \\", "hi"];
    for (const message of messages) await history.append(message);
    expect(await open().read()).toEqual(messages);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it("keeps the same message in a row once, also from one process to the next, and none that shows nothing", async () => {
    const { history, open } = opened();
    for (const message of ["a", "a", "b", " \n", "b", "a"]) await history.append(message);
    await open().append("a");
    expect(await history.read()).toEqual(["a", "b", "a"]);
  });

  it("keeps the last ones of any that are sent, and its file small", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 3 }), { maxLength: 40 }), async (messages) => {
        const { path, history } = opened(5);
        for (const message of messages) await history.append(message);
        const kept = messages.filter((message) => message.trim() !== "");
        const expected = kept.filter((message, at) => message !== kept[at - 1]).slice(-5);
        expect(await history.read()).toEqual(expected);
        if (kept.length > 0) expect((await readFile(path, "utf8")).split("\n").length).toBeLessThanOrEqual(10);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves nothing but its file behind", async () => {
    const { path, history } = opened(2);
    for (let at = 0; at < 20; at++) await history.append(`${at}`);
    expect(await readdir(dirname(path))).toEqual(["history.jsonl"]);
  });

  it("passes over what is damaged, and half a line of a crash", async () => {
    const { path, history, open } = opened();
    await history.append("a");
    await writeFile(path, '5\nno JSON\n{"a":1}\n"b"\n"tor', { flag: "a" });
    expect(await open().read()).toEqual(["a", "b"]);
    await open().append("c");
    expect(await open().read()).toEqual(["a", "b", "c"]);
  });

  it("never throws: a history that fails is an empty one", async () => {
    const { folder, write } = temporaryFolder();
    write("file", "");
    const history = inputHistory({ path: join(folder, "file", "history.jsonl") });
    await history.append("a");
    expect(await history.read()).toEqual([]);
  });

  it("keeps no message that is as long as a book", async () => {
    const { history } = opened();
    await history.append("x".repeat(1_000_000));
    expect(await history.read()).toEqual([]);
  });

  it("waits while another process holds the file", async () => {
    const { path, history } = opened();
    await history.append("a");
    await writeFile(`${path}.lock`, "");
    let isDone = false;
    const appended = history.append("b").then(() => {
      isDone = true;
    });
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([isDone, await history.read()]).toEqual([false, ["a"]]);
    await rm(`${path}.lock`);
    await appended;
    expect(await history.read()).toEqual(["a", "b"]);
  });

  it("loses nothing where several processes append at once, and the file is written anew meanwhile", async () => {
    const { path, open } = opened(100);
    const script = `import { inputHistory } from ${JSON.stringify(resolve("store/input-history.ts"))};
      const history = inputHistory({ path: ${JSON.stringify(path)}, limit: 100 });
      for (let at = 0; at < 40; at++) await history.append(process.argv[1] + " " + at);`;
    const processes = ["a", "b"].map((name) =>
      spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script, name], { stdio: "inherit" }),
    );
    // Two here as well, which write it anew several times.
    const here = [open(), open()].map(async (history, writer) => {
      for (let at = 0; at < 150; at++) await history.append(`${writer} ${at}`);
    });
    await Promise.all([...processes.map((one) => once(one, "close")), ...here]);
    const messages = await open().read();
    expect(messages).toHaveLength(100);
    for (const writer of ["a", "b", "0", "1"]) {
      const seen = messages
        .filter((message) => message.startsWith(`${writer} `))
        .map((message) => Number(message.slice(2)));
      // Of each writer the newest ones are there, without a gap.
      const end = writer === "a" || writer === "b" ? 40 : 150;
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, at) => end - seen.length + at));
    }
  });
});
