import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeTogether } from "../../store/write-together.ts";

const write = (path: string, data: string | Uint8Array) => writeTogether([{ path, data }]);
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "write-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("writeTogether", () => {
  it("writes a file that only its owner may read, and its folders", async () => {
    const path = join(folder, "a", "b", "file");
    await write(path, "words");
    expect(await readFile(path, "utf8")).toBe("words");
    expect((await stat(path)).mode & 0o077).toBe(0);
    await write(path, Uint8Array.of(1, 2));
    expect([...(await readFile(path))]).toEqual([1, 2]);
    expect(await readdir(join(folder, "a", "b"))).toEqual(["file"]);
  });

  it("lets one of many writers win, whole", async () => {
    const path = join(folder, "file");
    const contents = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(10_000));
    await Promise.all(contents.map((content) => write(path, content)));
    expect(contents).toContain(await readFile(path, "utf8"));
    expect(await readdir(folder)).toEqual(["file"]);
  });

  it("says unwritable, and leaves what was there, where it cannot", async () => {
    await writeFile(join(folder, "file"), "old");
    await expect(write(join(folder, "file", "below"), "new")).rejects.toMatchObject({ code: "unwritable" });
    await mkdir(join(folder, "taken", "full"), { recursive: true });
    await expect(write(join(folder, "taken"), "new")).rejects.toMatchObject({ code: "unwritable" });
    expect(await readFile(join(folder, "file"), "utf8")).toBe("old");
    expect((await readdir(folder)).toSorted()).toEqual(["file", "taken"]);
  });
});
