import { InputError } from "../brain/core/errors.ts";
import { type JsonFault, type JsonPath, scanJson } from "./scan-json.ts";

/** Above this length (UTF-16 units) a text is walked before it is parsed, since `JSON.parse` has no limits of its own. */
const trustedLength = 4 * 1024 * 1024;
/** Conversations have five levels. A hundred million `[` would fill the memory before `JSON.parse` gave up. */
const limits = { depth: 64, values: 10_000_000 };

export type Place = { readonly line: number; readonly column: number };

export type JsonDocument = {
  readonly value: unknown;
  /** Places of values, in the order of `paths`; that of the nearest parent where a value is missing. */
  locate(paths: readonly JsonPath[]): readonly Place[];
};

/**
 * The value of a JSON text, and where its parts stand.
 * @param where the file, as errors name it
 * @throws {InputError} with line and column; never quotes the text
 */
export const parseJson = (text: string, where: string): JsonDocument => {
  if (text.length > trustedLength) refuse(scanJson(text, undefined, limits), text, where);
  return { value: parse(text, where), locate: (paths) => locate(text, paths) };
};

/** 1-based; columns in UTF-16 units, as editors count them. */
export const placeAt = (text: string, offset: number): Place => {
  let line = 1;
  let start = 0;
  for (let found = text.indexOf("\n"); found !== -1 && found < offset; found = text.indexOf("\n", start)) {
    line++;
    start = found + 1;
  }
  return { line, column: offset - start + 1 };
};

const parse = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    refuse(scanJson(text), text, where);
    // Unreachable unless the scanner is more lenient than JSON.parse; the cause would quote the file, so it is dropped.
    throw new InputError({ what: `is not JSON (${(cause as Error).name})`, where });
  }
};

const refuse = (fault: JsonFault | undefined, text: string, where: string): void => {
  if (fault === undefined) return;
  const { line, column } = placeAt(text, fault.offset);
  if (fault.ended) {
    throw new InputError({
      what: `ends too early, at line ${line}, column ${column}: it looks half-written`,
      where,
      expected: fault.expected,
      fix: "copy or export it again",
    });
  }
  const isLines = fault.expected === "the end of the file" && fault.found === "{";
  throw new InputError({
    what: `is not valid JSON at line ${line}, column ${column}: found ${fault.found}`,
    where,
    expected: fault.expected,
    fix: isLines
      ? "this looks like JSON Lines: put [ before the first line, ] after the last, and commas between the lines"
      : "correct that place; an editor with JSON support shows it",
  });
};

const locate = (text: string, paths: readonly JsonPath[]): readonly Place[] => {
  const offsets = paths.map(() => 0);
  scanJson(text, (path, offset) => {
    // Parents come first, so the last prefix seen is the nearest; of a key that is there twice the last one counts,
    // as for JSON.parse.
    for (const [row, wanted] of paths.entries()) {
      if (path.length <= wanted.length && isPrefix(path, wanted)) offsets[row] = offset;
    }
  });
  return offsets.map((offset) => placeAt(text, offset));
};

const isPrefix = (path: JsonPath, whole: JsonPath): boolean => {
  // From the end, where paths differ soonest.
  for (let step = path.length - 1; step >= 0; step--) if (path[step] !== whole[step]) return false;
  return true;
};
