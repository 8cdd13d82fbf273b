import { facts, hanging } from "../lay-out.ts";

/** Every terminal is as wide, and so is paper. */
const width = 80;

export type Part = string | readonly (readonly [left: string, right: string])[];

/** Paragraphs, and lists of two columns, below each other. */
export const page = (title: string, parts: readonly Part[]): readonly string[] => [
  title,
  ...parts.flatMap((part) => ["", ...(typeof part === "string" ? hanging("", part, width) : listed(part))]),
];

/** Text as it is: an example of a file or a command line. */
export const verbatim = (text: string): readonly (readonly [string, string])[] =>
  text.split("\n").map((line) => [line, ""]);

const listed = (rows: readonly (readonly [string, string])[]): readonly string[] =>
  facts(rows, width - 2).map((line) => `  ${line}`.trimEnd());
