import { stripVTControlCharacters } from "node:util";

/**
 * Text as a terminal may show it. Escape sequences, control characters (but line breaks) and the characters that turn
 * the direction of writing are gone, tabs are four spaces, lone surrogates are U+FFFD: nothing that a user pastes or
 * a model writes can move the cursor, change colours or reorder what is read.
 */
export const displayText = (text: string): string =>
  plainAscii.test(text)
    ? text
    : stripVTControlCharacters(text.replace(lineBreaks, "\n"))
        .replaceAll("\t", "    ")
        .replace(controls, "")
        .replace(directions, "")
        .replace(loneSurrogates, "\uFFFD");

/** The same on one line. */
export const displayLine = (text: string): string => displayText(text).replace(/\s*\n\s*/g, " ");

const plainAscii = /^[\n\x20-\x7e]*$/;
const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const controls = /[^\P{Cc}\n]/gu;
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const loneSurrogates = /\p{Surrogate}/gu;
