import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeFolder } from "../../store/make-folder.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "folder-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("makes a folder and those above it, for their owner alone, also where several ask at once", async () => {
  const path = join(folder, "a", "b", "c");
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(path)]);
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect((await stat(join(folder, "a"))).mode & 0o077).toBe(0);
  await makeFolder(path);
});

it("fails below a file", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(makeFolder(join(folder, "file", "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

it.runIf(process.platform === "linux")("fails, and returns, where no folder can be made", async () => {
  await expect(makeFolder("/proc/nobody/home")).rejects.toMatchObject({ code: "ENOENT" });
});
