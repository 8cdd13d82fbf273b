import type { Block, Tone } from "../chat-state.ts";
import { plainRow } from "../row.ts";

/**
 * What a block of the transcript says, as lines of text alone. For a screen reader without empty lines, and with words in
 * place of signs.
 */
export const blockLines = ({ tone, rows }: Block, screenReader: boolean): readonly string[] => {
  const lines = rows.map((row) => plainRow(row).trimEnd());
  const said = screenReader ? lines.map((line) => spoken(line, tone)).filter((line) => line !== "") : lines;
  const first = said.findIndex((line) => line !== "");
  return said.map((line, at) => {
    if (at !== first) return line;
    if (tone === "name") return `${line.trim()}:`;
    if (tone === "user") return `you: ${withoutMark(line)}`;
    if (!screenReader) return line;
    if (tone === "error") return `error: ${line.trim().replace(/^✗ /, "")}`;
    return tone === "notice" ? `note: ${line.trim().replace(/^[!↻] /, "")}` : withoutMark(line);
  });
};

/**
 * Knows what was typed, which the terminal has shown already: the transcript's repetition of it need not be said. Several
 * messages that were answered as one are repeated as one.
 */
export const createEchoes = () => {
  let typed: readonly string[] = [];
  return {
    expect(line: string): void {
      typed = [...typed, bare(line)];
    },
    /** Whether a block repeats what was typed; each line is repeated once. */
    isEcho({ tone, rows }: Block): boolean {
      if (tone !== "user" && tone !== "dim") return false;
      const lines = rows.map(plainRow);
      if (!lines.some((line) => line.startsWith("› "))) return false;
      const isCut = /^ +… [\d,]+ more (rows|lines|characters)$/.test(lines.at(-1) ?? "");
      let rest = bare(withoutMark((isCut ? lines.slice(0, -1) : lines).join("\n").trimStart()));
      const left = typed.filter((line) => {
        if (rest === "") return true;
        const isBegun = isCut && line.startsWith(rest);
        if (!isBegun && !rest.startsWith(line)) return true;
        rest = isBegun ? "" : rest.slice(line.length);
        return false;
      });
      if (rest !== "") return false;
      typed = left;
      return true;
    },
  };
};

/** A reader would name each piece of a bar, whose figure stands beside it, and of what stood beside it nothing is left to align. */
const spoken = (line: string, tone: Tone): string => {
  const read = line.replace(/ *(?:[█░▓▏▎▍▌▋▊▉┄]|⟦▓+⟧)+/g, "").trimEnd();
  return tone === "reply" || tone === "user" ? read : read.replace(/(?<=\S) {2,}/g, "  ");
};

const withoutMark = (line: string): string => line.replace(/^› /, "");

/** Where a row was broken is not what was typed. */
const bare = (text: string): string => text.replace(/\s+/g, "");
