import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir as systemFolder } from "node:os";
import { join } from "node:path";
import { processEnvironment } from "../../../app/config.ts";
import { removeLeftovers } from "../../../app/remove-leftovers.ts";
import { InputError } from "../../../brain/core/errors.ts";
import type { TerminalServices } from "../terminal-services.ts";
import { splitCommand } from "./split-command.ts";

export type EditOutsideOptions = Pick<TerminalServices, "outside"> & {
  /** Where VISUAL and EDITOR are looked up. @default that of the process */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where the file is made. @default that of the system */
  readonly tmpdir?: string;
};

/**
 * The text as the person's own editor has left it, without the line break that editors put at the end. It stands in a
 * file that nobody else can read, in a folder of its own, for as long as the editor runs.
 * @throws {InputError} no editor is set, or it cannot be run, or it says that it failed
 */
export const editOutside = async (
  text: string,
  { outside, env = processEnvironment(), tmpdir = systemFolder() }: EditOutsideOptions,
): Promise<string> => {
  const [program, ...parameters] = splitCommand(env.VISUAL?.trim() || env.EDITOR?.trim() || "");
  if (program === undefined) {
    throw new InputError({
      what: "no editor is set",
      where: "VISUAL, EDITOR",
      fix: "set one and start again, e.g. export EDITOR=nano",
    });
  }
  // Words that no guard has seen must not outlive a chat that was killed.
  await removeLeftovers(tmpdir, /^understudy-edit-(\d+)-\w+$/);
  const folder = await mkdtemp(join(tmpdir, `understudy-edit-${process.pid}-`)); // for its owner alone
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove); // a signal may end the program while the editor runs
  try {
    const path = join(folder, "message.md");
    await writeFile(path, text === "" ? "" : `${text}\n`, { mode: 0o600, flag: "wx" });
    await outside(() => runEditor(program, [...parameters, path]));
    return (await readBack(path)).replace(/\r?\n$/, "");
  } finally {
    process.off("exit", remove);
    remove();
  }
};

const runEditor = (program: string, parameters: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (what: string, cause?: unknown) =>
      reject(
        new InputError(
          { what: `${what}; the message is as it was`, where: "VISUAL, EDITOR", fix: "set an editor that can be run" },
          { cause },
        ),
      );
    spawn(program, parameters, { stdio: "inherit" })
      .on("error", (error) => fail(`the editor ${JSON.stringify(program)} could not be started`, error))
      .on("close", (code, signal) => {
        if (code === 0) resolve();
        else fail(`the editor ${JSON.stringify(program)} ended with ${code ?? signal}`);
      });
  });

const readBack = async (path: string): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new InputError(
      { what: "the editor has left no file; the message is as it was", where: "VISUAL, EDITOR" },
      { cause },
    );
  }
};
