import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withLock } from "../../store/with-lock.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("withLock", () => {
  it("waits for whoever holds the lock", async () => {
    const path = join(folder, "lock");
    await writeFile(path, "");
    const done: string[] = [];
    const waiting = withLock(path, () => done.push("work"));
    await readdir(folder);
    done.push("released");
    await rm(path);
    await waiting;
    expect(done).toEqual(["released", "work"]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("gives the lock back after work that fails", async () => {
    const path = join(folder, "lock");
    const failing = withLock(path, () => {
      throw new Error("work");
    });
    await expect(failing).rejects.toThrow("work");
    expect(await readdir(folder)).toEqual([]);
  });

  it("fails where no lock can be made", async () => {
    await expect(withLock(join(folder, "missing", "lock"), () => undefined)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
