import type { Tone } from "./tone.ts";

/** How a piece of a row looks: a tone of the transcript, or an accent within one. The theme says with which colours. */
export type Look =
  | Tone
  | "strong"
  | "emphasis"
  | "struck"
  | "code"
  | "link"
  | "heading"
  | "quote"
  /** What a guard found. */
  | "mark"
  /** A figure or bar to look at. */
  | "accent"
  | "good"
  | "bad";

export type Run = { readonly text: string; readonly looks?: readonly Look[] };

/** One row of the screen, safe to print, without line breaks. */
export type Row = string | readonly Run[];

/** A row without its looks. */
export const plainRow = (row: Row): string => (typeof row === "string" ? row : row.map(({ text }) => text).join(""));
