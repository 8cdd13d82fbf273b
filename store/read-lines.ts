import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { ProgramError } from "../brain/core/errors.ts";
import { cancelled } from "./append-line.ts";
import { errnoOf, StoreError } from "./store-error.ts";

const newline = "\n".charCodeAt(0);

/**
 * The values of a file of JSON lines as `lineAppender` writes them, checked, with all that they hold; none where there is
 * no file. A last line without its end, and one that was cancelled, are what a crash left: they are passed over.
 * @throws {ProgramError} damaged, with file and line @throws {StoreError} unreadable
 */
export const readLines = async <Value>(
  path: string,
  schema: z.ZodType,
  /** What is kept of each, in its place. */
  keep: (value: Value) => Value = (value) => value,
): Promise<readonly Value[]> => {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return Buffer.alloc(0);
    throw new StoreError("unreadable", path, error);
  });
  const values: Value[] = [];
  // Line by line: all of a large file in one string might be longer than strings can be.
  for (let start = 0, line = 1; ; line++) {
    const end = bytes.indexOf(newline, start);
    if (end === -1) return values;
    const text = bytes.toString("utf8", start, end);
    start = end + 1;
    if (text === "" || text.endsWith(cancelled)) continue;
    values.push(keep(parseLine<Value>(text, schema, `${path}, line ${line}`)));
  }
};

const parseLine = <Value>(text: string, schema: z.ZodType, where: string): Value => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without its cause: Node quotes the line there.
    throw new ProgramError("damaged", `${where}: it is not JSON. Mend the line, or delete it.`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join(".") || "it";
    throw new ProgramError("damaged", `${where}: ${place} is not what it should be. Mend the line, or delete it.`);
  }
  return value as Value; // what the schema has just checked; JSON holds no `undefined`, and keys of newer versions stay
};
