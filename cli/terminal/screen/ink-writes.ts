import type { Frame } from "./frame-writer.ts";

/** What Ink 6.8.0 means with one write. Told by what it writes, since it says so in no other way. */
export type InkWrite =
  | { readonly kind: "frame"; readonly frame: Frame }
  /** The frame stays; its cursor goes elsewhere, so many rows above the row below it, or is hidden. */
  | { readonly kind: "cursor"; readonly up: number | undefined; readonly x: number }
  /** Erases the frame before something else is written. */
  | { readonly kind: "erase" }
  /** Rows without moves of the cursor. */
  | { readonly kind: "text"; readonly text: string }
  /** Nothing that Ink writes, nor rows of text. */
  | { readonly kind: "other"; readonly data: string };

export const beginUpdate = "\x1b[?2026h";
export const endUpdate = "\x1b[?2026l";
export const showCursor = "\x1b[?25h";
export const hideCursor = "\x1b[?25l";

/** Reads one write of Ink's. Finished rows look as a frame does: they stand between an `erase` and the next frame. */
export const readInkWrite = (data: string): InkWrite => {
  const start = erasing.exec(data)?.[0].length ?? 0;
  const rest = data.slice(start);
  const end = placing.exec(rest);
  const text = end ? rest.slice(0, end.index) : rest;
  if (text === "") {
    if (end) return { kind: "cursor", up: Number(end[1] ?? 0), x: Number(end[2]) - 1 };
    return { kind: "erase" };
  }
  if (moves.test(text)) return { kind: "other", data };
  if (!text.endsWith("\n")) return { kind: "text", text };
  const rows = text.slice(0, -1).split("\n");
  const cursor = end ? { x: Number(end[2]) - 1, y: rows.length - Number(end[1] ?? 0) } : undefined;
  return { kind: "frame", frame: { rows, cursor } };
};

/** Rows of a text of finished rows. */
export const finishedRows = (text: string): readonly string[] => text.replace(/\r?\n$/, "").split(/\r?\n/);

const csi = `${"\x1b"}\\[`;
/** Back to the row below the frame, and up over its rows while they are erased. */
const erasing = new RegExp(`^(?:${csi}\\?25l)?(?:${csi}\\d+B)?(?:${csi}1G)?(?:${csi}2K(?:${csi}1A)?)*(?:${csi}G)?`);
/** To the cursor's place in the frame, counted from the row below it. */
const placing = new RegExp(`(?:${csi}(\\d+)A)?${csi}(\\d+)G${csi}\\?25h$`);
/** What is neither a colour nor a link. */
const moves = new RegExp(`${"\x1b"}(?!\\[[\\d;:]*m|\\]8;|\\\\)`);
