import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputError } from "../../../../brain/core/errors.ts";
import { editOutside } from "../../../../cli/terminal/input/edit-outside.ts";
import { splitCommand } from "../../../../cli/terminal/input/split-command.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "an editor's "));
});
afterAll(() => rm(folder, { recursive: true }));

/** An editor: a script whose last argument is the file. */
const editor = async (name: string, script: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\nfor file; do :; done\n${script}\n`);
  await chmod(path, 0o700);
  return `"${path}"`;
};
let rooms = 0;
const room = async () => {
  const path = join(folder, `room-${rooms++}`);
  await mkdir(path);
  return path;
};
const outside = <T>(work: () => Promise<T>): Promise<T> => work();

describe("editOutside", () => {
  it("gives the text to the editor and comes back with what it has left, without its last line break", async () => {
    const tmpdir = await room();
    const env = { VISUAL: await editor("append", 'printf "and more\\n\\n" >> "$file"'), EDITOR: "false" };
    expect(await editOutside("one\ntwo", { outside, env, tmpdir })).toBe("one\ntwo\nand more\n");
    expect(await editOutside("", { outside, env, tmpdir })).toBe("and more\n");
    expect(await readdir(tmpdir)).toEqual([]);
  });

  it("hides the text from other users, and passes the editor's own arguments on", async () => {
    const seen = join(folder, "seen");
    const command = await editor(
      "look",
      `{ echo "$1"; ls -ld "$(dirname "$file")" "$file" | cut -c1-10; } > "${seen}"`,
    );
    await editOutside("private", { outside, env: { EDITOR: `${command} '--wait a while'` }, tmpdir: await room() });
    expect(await readFile(seen, "utf8")).toBe("--wait a while\ndrwx------\n-rw-------\n");
  });

  it("runs the editor while the terminal is given away", async () => {
    const steps: string[] = [];
    const away = async <T>(work: () => Promise<T>): Promise<T> => {
      steps.push("away");
      try {
        return await work();
      } finally {
        steps.push("back");
      }
    };
    const env = { EDITOR: await editor("fail", "exit 3") };
    await expect(editOutside("text", { outside: away, env, tmpdir: await room() })).rejects.toThrow("ended with 3");
    expect(steps).toEqual(["away", "back"]);
  });

  it("removes what chats that were killed while their editor ran have left, and nothing of those that run", async () => {
    const tmpdir = await room();
    const ended = spawnSync("true").pid;
    const names = [
      `understudy-edit-${ended}-a1B2c3`,
      `understudy-edit-${process.pid}-a1B2c3`,
      `understudy-${ended}-a1B2c3`,
    ];
    for (const name of names) {
      await mkdir(join(tmpdir, name));
      await writeFile(join(tmpdir, name, "message.md"), "private");
      await utimes(join(tmpdir, name), 1, 1);
    }
    await editOutside("text", { outside, env: { EDITOR: await editor("look", ":") }, tmpdir });
    expect((await readdir(tmpdir)).toSorted()).toEqual(names.slice(1).toSorted());
  });

  it("says what to do where no editor is set, or it cannot be run, and leaves no file", async () => {
    const tmpdir = await room();
    const message = async (env: Record<string, string>) => {
      const error = await editOutside("secret words", { outside, env, tmpdir }).catch((fault: unknown) => fault);
      expect(error).toBeInstanceOf(InputError);
      return String(error);
    };
    expect(await message({ EDITOR: " " })).toContain("export EDITOR=nano");
    expect(await message({ EDITOR: join(folder, "nowhere") })).toContain("could not be started");
    expect(await message({ EDITOR: await editor("remove", 'rm "$file"') })).toContain("left no file");
    expect(await message({ EDITOR: await editor("killed", "kill -9 $$") })).toContain("SIGKILL");
    expect(await readdir(tmpdir)).toEqual([]);
    expect(process.listeners("exit").length).toBeLessThan(10);
  });
});

describe("splitCommand", () => {
  it("parts words as a shell does, and does nothing else", () => {
    expect(splitCommand("  code --wait ")).toEqual(["code", "--wait"]);
    expect(splitCommand(`"/a b/c" 'd "e' f\\ g "h \\"i\\"" j'k'"l"`)).toEqual([
      "/a b/c",
      'd "e',
      "f g",
      'h "i"',
      "jkl",
    ]);
    expect(splitCommand("vim $HOME *; rm")).toEqual(["vim", "$HOME", "*;", "rm"]);
    expect(splitCommand("")).toEqual([]);
    expect(splitCommand(`it's "open`)).toEqual(["it's", '"open']);
  });
});
