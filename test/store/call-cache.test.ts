import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callCache } from "../../store/call-cache.ts";
import { StoreError } from "../../store/store-error.ts";
import { call, callCacheContract } from "../contracts/call-cache.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "calls-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));
const fresh = () => mkdtemp(join(root, "cache-"));

callCacheContract("a folder", async () => callCache({ directory: join(await fresh(), "deep", "calls") }));

const key = `ab${"01".repeat(31)}`;
const fileOf = (directory: string) => join(directory, "ab", `${key}.json`);

describe("a cache of calls on disk", () => {
  it("keeps a file a call that its owner alone may read, and leaves no drafts behind", async () => {
    const directory = join(await fresh(), "calls");
    await callCache({ directory }).put(key, call("Hello."));
    expect(await readdir(join(directory, "ab"))).toEqual([`${key}.json`]);
    expect((await stat(fileOf(directory))).mode & 0o777).toBe(0o600);
    for (const folder of [directory, join(directory, "ab")]) expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("knows nothing of a file that was torn anywhere", async () => {
    const directory = await fresh();
    const cache = callCache({ directory });
    await cache.put(key, call("Hello, you."));
    const { size } = await stat(fileOf(directory));
    for (let left = size - 2; left >= 0; left--) {
      await truncate(fileOf(directory), left);
      expect(await cache.get(key)).toBeUndefined();
    }
    await cache.put(key, call("Hello again."));
    expect(await cache.get(key)).toEqual(call("Hello again."));
  });

  it("knows nothing of a file that was changed, moved, or is something else", async () => {
    const directory = await fresh();
    const cache = callCache({ directory });
    await cache.put(key, call("Hello."));
    const json = await readFile(fileOf(directory), "utf8");
    const other = `ab${"23".repeat(31)}`;
    await copyFile(fileOf(directory), join(directory, "ab", `${other}.json`));
    expect(await cache.get(other)).toBeUndefined();
    for (const text of [
      json.replace("Hello", "Jello"),
      json.replace('"promptTokens":12', '"promptTokens":13'),
      "[]",
      "\0",
    ]) {
      await writeFile(fileOf(directory), text);
      expect(await cache.get(key)).toBeUndefined();
    }
    await rm(fileOf(directory));
    await mkdir(fileOf(directory));
    expect(await cache.get(key)).toBeUndefined();
  });

  it("tells what could not be written, and what to do", async () => {
    const directory = await fresh();
    await writeFile(join(directory, "ab"), "in the way");
    const putting = callCache({ directory }).put(key, call("Hello."));
    await expect(putting).rejects.toThrow(StoreError);
    await expect(putting).rejects.toMatchObject({
      code: "unwritable",
      message: expect.stringContaining("UNDERSTUDY_HOME"),
    });
  });

  it.skipIf(process.getuid?.() === 0)("knows nothing of what it may not read", async () => {
    const directory = await fresh();
    const cache = callCache({ directory });
    await cache.put(key, call("Hello."));
    await chmod(fileOf(directory), 0);
    expect(await cache.get(key)).toBeUndefined();
  });

  it("shares a folder with other processes, that write the same calls at the same time", async () => {
    const directory = join(await fresh(), "calls");
    const script = `
      import { callCache } from ${JSON.stringify(new URL("../../store/call-cache.ts", import.meta.url).href)};
      const cache = callCache({ directory: process.argv[1] });
      const keyOf = (n) => n.toString(16).padStart(64, "0");
      let torn = 0;
      for (let round = 0; round < 5; round++) {
        await Promise.all(Array.from({ length: 40 }, async (_, n) => {
          await cache.put(keyOf(n), { text: ("call " + n + " ").repeat(300), promptTokens: n, completionTokens: round, ms: 1 });
          const found = await cache.get(keyOf(n));
          if (found?.promptTokens !== n) torn++;
        }));
      }
      process.stdout.write(String(torn));
    `;
    const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
    const run = () =>
      promisify(execFile)(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script, directory], {
        cwd: project,
      });
    const ends = await Promise.all([run(), run()]);
    expect(ends.map(({ stdout }) => stdout)).toEqual(["0", "0"]);
    const found = await Promise.all(
      Array.from({ length: 40 }, (_, n) => callCache({ directory }).get(n.toString(16).padStart(64, "0"))),
    );
    expect(found.map((one) => one?.text)).toEqual(found.map((_, n) => `call ${n} `.repeat(300)));
    expect((await readdir(join(directory, "00"))).every((name) => name.endsWith(".json"))).toBe(true);
  });
});
