import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { examineHome } from "../../app/examine-home.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("examineHome", () => {
  it("makes the folder, writes to it, and leaves nothing there", async () => {
    const { folder } = temporaryFolder();
    const home = join(folder, "a", "home");
    expect(await examineHome(home)).toEqual({ what: "writes to", state: "good", detail: home });
    expect(readdirSync(home)).toEqual([]);
  });

  it.each(["blocked", "blocked/home"])("is broken where %s is, or lies below, a file", async (name) => {
    const { folder, write } = temporaryFolder();
    write("blocked", "a file where a folder should be");
    expect(await examineHome(join(folder, name))).toMatchObject({
      state: "broken",
      detail: expect.stringContaining("cannot be written (ENOTDIR)"),
      fix: "make it writable, or set UNDERSTUDY_HOME to a folder that is",
    });
  });

  it.each(["ENOSPC", "EDQUOT"])("is broken where the disk is full (%s), and says what helps", async (code) => {
    const { folder } = temporaryFolder();
    const fail = async () => {
      throw Object.assign(new Error("no room"), { code });
    };
    expect(await examineHome(folder, fail)).toMatchObject({
      state: "broken",
      detail: expect.stringContaining(`cannot be written: the disk is full (${code})`),
      fix: expect.stringContaining("free some space"),
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
