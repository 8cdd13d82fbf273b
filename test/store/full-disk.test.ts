import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { sessionStore } from "../../store/session-store.ts";
import { beginOf } from "../contracts/session-store.ts";

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock("node:fs", async (importOriginal) => {
  const fs = await importOriginal<typeof import("node:fs")>();
  const writeFileSync: typeof fs.writeFileSync = (...given) => {
    if (disk.isFull) throw Object.assign(new Error("full"), { code: "ENOSPC" });
    fs.writeFileSync(...given);
  };
  return { ...fs, writeFileSync };
});

it("leaves no empty session where the disk is full when one begins, so that it can begin later", async () => {
  const directory = await mkdtemp(join(tmpdir(), "sessions-"));
  try {
    const store = sessionStore({ directory });
    disk.isFull = true;
    await expect(store.create(beginOf("s"))).rejects.toThrow("the disk is full");
    expect(await readdir(directory)).toEqual([]);
    disk.isFull = false;
    await store.create(beginOf("s"));
    expect((await store.load("s")).turns).toBe(0);
  } finally {
    await rm(directory, { recursive: true });
  }
});
