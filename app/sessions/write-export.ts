import { rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import { errnoOf } from "../../store/store-error.ts";
import { writeReasons } from "../write-reasons.ts";
import type { ExportFormat } from "./export-session.ts";

/** UTF-16 units of a title in a file's name. */
const longestName = 40;

export type ExportPlace = {
  /** As a person gave it: a file that is not there yet, or a folder. Without one, `cwd`. */
  readonly path?: string;
  readonly title: string;
  readonly format: ExportFormat;
  readonly cwd: string;
  /** ISO 8601 instant: its day, UTC, is part of a name that is made. */
  readonly at: string;
};

/** Writes an export for its owner alone, never over another file, and returns where it is now. @throws {InputError} it cannot be written there, or something is there */
export const writeExport = async (text: string, place: ExportPlace): Promise<string> => {
  const { path, cwd } = place;
  const wanted = path === undefined || path.trim() === "" ? cwd : resolve(cwd, path.replace(/^~(?=$|\/)/, homedir()));
  if (!(await isFolder(wanted))) {
    if (await write(wanted, text)) return wanted;
    throw new InputError({ what: "is there already", where: wanted, fix: "give another name, or remove it" });
  }
  const name = nameOf(place);
  for (let number = 1; ; number++) {
    const free = join(wanted, `${name}${number === 1 ? "" : `-${number}`}.${place.format}`);
    if (await write(free, text)) return free;
  }
};

const nameOf = ({ title, at }: ExportPlace): string => {
  const words = title
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .slice(0, longestName)
    .replace(/\p{Surrogate}$/u, "")
    .replace(/^-+|-+$/g, "");
  return `${words || "session"}-${at.slice(0, 10)}`;
};

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** False where something is there. */
const write = async (path: string, text: string): Promise<boolean> => {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (cause) {
    const code = errnoOf(cause) ?? "unknown fault";
    if (code === "EEXIST") return false;
    // What a full disk left of it is of no use to anybody.
    if (code === "ENOSPC" || code === "EDQUOT") await rm(path, { force: true }).catch(() => undefined);
    throw new InputError({ what: `cannot be written: ${writeReasons[code] ?? code}`, where: path }, { cause });
  }
};
