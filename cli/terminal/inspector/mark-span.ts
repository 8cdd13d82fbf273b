import type { Span } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import type { Row, Run } from "../row.ts";
import { placeBar } from "./bar.ts";
import { run } from "./fit-row.ts";

/** Characters that are shown before and behind what is marked, and of a longer mark on each side: UTF-16 units. */
const around = 32;
const longestMark = 120;

/** What a guard found, between ⟦ and ⟧, with a little of the text around it. */
export const markSpan = (text: string, [from, to]: Span): Row => {
  const start = Math.min(Math.max(0, from), text.length);
  const end = Math.min(Math.max(start, to), text.length);
  const first = Math.max(0, start - around);
  const last = Math.min(text.length, end + around);
  const marked = text.slice(start, end);
  const shown =
    marked.length <= longestMark ? marked : `${marked.slice(0, longestMark / 2)} … ${marked.slice(-longestMark / 2)}`;
  return [
    run(`${first > 0 ? "…" : ""}${displayLine(text.slice(first, start))}`),
    run(`⟦${displayLine(shown)}⟧`, "mark"),
    run(`${displayLine(text.slice(end, last))}${last < text.length ? "…" : ""}`),
  ];
};

/** Where a span lies in a text of which nothing may be shown, of `length` UTF-16 units as far as is known. */
export const placeSpan = (
  [from, to]: Span,
  { length, isOpen, width }: { readonly length: number; readonly isOpen: boolean; readonly width: number },
): Row => {
  const total = Math.max(length, to);
  const cells = placeBar({ from, to, total }, Math.max(1, width), ["▓", "░"]);
  const start = cells.indexOf("▓");
  const end = cells.lastIndexOf("▓") + 1;
  const pieces: readonly Run[] = [
    run(cells.slice(0, start), "dim"),
    run(`⟦${cells.slice(start, end)}⟧`, "mark"),
    run(`${cells.slice(end)}${isOpen ? "┄" : ""}`, "dim"),
  ];
  return [...pieces.filter(({ text }) => text !== ""), run(` characters ${from + 1} to ${Math.max(from + 1, to)}`)];
};
